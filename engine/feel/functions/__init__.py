"""The built-in functions; each module registers its own."""

from engine.feel.functions import (
    contexts,
    conversion,
    lists,
    logic,
    numeric,
    product,
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
    "lists",
    "logic",
    "numeric",
    "product",
    "ranges",
    "strings",
    "temporal",
]
