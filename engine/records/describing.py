"""What expressions can read of each record type, as FEEL types. Reads no table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.feel.types import ANY, BOOLEAN, DATE, DATE_TIME, NUMBER, STRING, ContextType
from engine.records.discovery import types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.types import Type
    from engine.records.fields import Field, Kind

_DEPTH = 3
"""Records that records name; further ones are contexts of which nothing is known."""
_KINDS: Mapping[Kind, Type] = {
    "integer": NUMBER,
    "decimal": NUMBER,
    "money": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "instant": DATE_TIME,
    "json": ANY,
}
"""All other kinds are texts."""


@cache
def feel_types() -> Mapping[str, ContextType]:
    """The fields of each record type, by its name."""
    return {name: feel_type(name) for name in types()}


@cache
def feel_type(name: str, depth: int = _DEPTH) -> ContextType:
    """The fields of one record type, and of the records that they name."""
    record = types()[name]
    fields = {"key": NUMBER, **{field: _of_field(kind, depth) for field, kind in record.fields.items()}}
    return ContextType((*fields.items(), *((virtual, ANY) for virtual in record.virtual)))


def _of_field(field: Field, depth: int) -> Type:
    if field.kind == "reference":
        return feel_type(field.target, depth - 1) if field.target and depth > 1 else ContextType()
    return _KINDS.get(field.kind, STRING)
