"""The built-in functions; each module registers its own."""

from engine.feel.functions import (
    contexts,
    conversion,
    deciding,
    lists,
    logic,
    numeric,
    product,
    range_texts,
    ranges,
    strings,
    temporal,
)
from engine.feel.functions.registry import BUILT_IN, BuiltIn

__all__ = [
    "BUILT_IN",
    "BuiltIn",
    "contexts",
    "conversion",
    "deciding",
    "lists",
    "logic",
    "numeric",
    "product",
    "range_texts",
    "ranges",
    "strings",
    "temporal",
]
