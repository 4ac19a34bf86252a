"""Where records, instances and people are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from engine import keys
from engine.feel.values import RecordRef
from webui.screens.records.layouts import BY_TYPE

if TYPE_CHECKING:
    from engine.records import Record


def href(ref: RecordRef) -> str | None:
    """The page of a record; None for types that have none of their own."""
    layout = BY_TYPE.get(ref.type)
    if layout is None or layout.parent:
        return None
    return url_for("records.show", collection=layout.collection, key=ref.key)


def home_of(record: Record) -> str:
    """The page where a record is seen: its own, or that of the record it belongs to."""
    layout = BY_TYPE[record.ref.type]
    found = href(record.ref) if not layout.parent else href(record[layout.parent])
    return found or url_for("records.opportunities")


def ref_of(text: str) -> RecordRef | None:
    """``account:42`` as it stands in addresses; None when it is no such text."""
    kind, mark, number = text.partition(":")
    key = keys.parse(number)
    return RecordRef(kind, key) if mark and kind in BY_TYPE and key is not None else None
