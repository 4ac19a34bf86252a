"""A field and its column in one line: each function declares one kind of field of a record type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, String, Text
from sqlalchemy.orm import MappedColumn, mapped_column

from engine.db import Key, UtcDateTime
from engine.labels import Labels
from engine.records.fields import Choice, Field, Kind
from engine.records.money import DEFAULT_CURRENCY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.types import TypeEngine

TABLES = {"user": "user_account"}
"""Record types whose table has another name (`user` is a reserved word in PostgreSQL)."""


def text(
    en: str, ru: str, *, length: int = 255, known: Sequence[tuple[str, str, str]] = (), **options: Any
) -> MappedColumn[Any]:
    """Any text; *known* values (value, English, Russian) are shown by their labels."""
    return _column("text", en, ru, String(length), length=length, choices=_choices(known), **options)


def long_text(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("long_text", en, ru, Text(), length=20_000, **options)


def email(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("email", en, ru, String(255), **options)


def phone(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("phone", en, ru, String(32), length=32, **options)


def url(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("url", en, ru, String(500), length=500, **options)


def choice(en: str, ru: str, choices: Sequence[tuple[str, str, str]], **options: Any) -> MappedColumn[Any]:
    """*choices* are (value, English, Russian)."""
    return _column("choice", en, ru, String(32), choices=_choices(choices), **options)


def integer(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("integer", en, ru, BigInteger(), **options)


def decimal(en: str, ru: str, *, places: int, **options: Any) -> MappedColumn[Any]:
    return _column("decimal", en, ru, BigInteger(), places=places, **options)


def money(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    """Minor units of the record's ``currency``."""
    return _column("money", en, ru, BigInteger(), minimum=0, **options)


def currency() -> MappedColumn[Any]:
    """The currency of all money of a record."""
    options: dict[str, Any] = {"default": DEFAULT_CURRENCY, "required": True, "length": 3}
    return _column("currency", "Currency", "Валюта", String(3), **options)


def boolean(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("boolean", en, ru, Boolean(), **options)


def day(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("date", en, ru, Date(), **options)


def instant(en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    return _column("instant", en, ru, UtcDateTime(), **options)


def reference(target: str, en: str, ru: str, **options: Any) -> MappedColumn[Any]:
    """A column that names a record of the type *target*."""
    table = TABLES.get(target, target)
    return _column("reference", en, ru, Key, ForeignKey(f"{table}.key"), target=target, index=True, **options)


def _choices(given: Sequence[tuple[str, str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, Labels(english, russian)) for value, english, russian in given)


def _column(
    kind: Kind,
    en: str,
    ru: str,
    column_type: TypeEngine[Any],
    *constraints: ForeignKey,
    index: bool = False,
    **options: Any,
) -> MappedColumn[Any]:
    field = Field(kind=kind, labels=Labels(en, ru), **options)
    return mapped_column(
        column_type,
        *constraints,
        nullable=not field.required,
        index=index or None,
        info={"field": field},
    )
