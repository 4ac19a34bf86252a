"""Keyset pages: the next page begins after the last row shown, at any depth, on any column, on both databases."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Date, and_, literal, or_

from engine import keys
from engine.db import UtcDateTime
from engine.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement


class UnknownCursor(Invalid):
    """The address names a page that Baton did not hand out."""

    text = "The page marker {cursor!r} is not one of Baton's. Begin again with the first page."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """The order of a list: one column, then the key. Empty values come last in both directions."""

    column: Column[Any]
    key: Column[Any]
    descending: bool

    def order(self) -> Sequence[ColumnElement[Any]]:
        if self.column is self.key:
            return [self.key.desc() if self.descending else self.key.asc()]
        ways = [one.desc() if self.descending else one.asc() for one in (self.column, self.key)]
        return [self.column.is_(None).asc(), *ways] if self.column.nullable else ways

    def after(self, value: Any, key: int) -> ColumnElement[bool]:
        """The rows that come after the one with this sort value and key."""
        later_key = self.key < key if self.descending else self.key > key
        if self.column is self.key:
            return later_key
        if value is None:
            return and_(self.column.is_(None), later_key)
        # A literal with the column's type, since SQLAlchemy refuses to compare with a bare True or False.
        shown = literal(value, self.column.type)
        later = self.column < shown if self.descending else self.column > shown
        rest = or_(later, and_(self.column == shown, later_key))
        return or_(rest, self.column.is_(None)) if self.column.nullable else rest

    def cursor(self, row: Any) -> str:
        """The marker of the page that begins after *row*."""
        return encode([_plain(row[self.column.name]), str(row[self.key.name])])

    def read(self, cursor: str) -> ColumnElement[bool]:
        """The condition that a marker stands for; raises `UnknownCursor`."""
        try:
            value, key = decode(cursor)
            return self.after(_typed(self.column, value), key_of(key))
        except (TypeError, ValueError):
            raise UnknownCursor(cursor=cursor) from None


def encode(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode(cursor: str) -> list[Any]:
    """The parts of a marker; raises `UnknownCursor`."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError):
        raise UnknownCursor(cursor=cursor) from None
    if not isinstance(parts, list):
        raise UnknownCursor(cursor=cursor)
    return parts


def key_of(text: Any) -> int:
    """A marker's key; raises ValueError for one that cannot exist."""
    key = keys.parse(str(text))
    if key is None:
        raise ValueError(text)
    return key


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: Column[Any], value: Any) -> Any:
    """A marker's value as the column compares it; raises ValueError or TypeError for a forged one."""
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if not isinstance(value, column.type.python_type):
        raise TypeError(value)
    if isinstance(value, int) and abs(value) > keys.LARGEST:
        raise ValueError(value)
    if isinstance(value, str) and "\x00" in value:
        raise ValueError(value)
    return value
