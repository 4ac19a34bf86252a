"""What a person typed into a record, and what others wrote into it while the form lay open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.values import RecordRef
from engine.forms.messages import CHANGED_MEANWHILE, Message, message
from engine.identity import queries as identity
from engine.records import history, kinds, queries, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.fields import Field


@dataclass(frozen=True, slots=True)
class Merge:
    """How what a person sent stands to what others wrote since; by field."""

    stale: frozenset[str]
    """Left as it was by the person, written by others: theirs stays. A form carries every field."""
    clashes: Mapping[str, Message]
    """Written by both; says what others wrote."""


def merged(
    connection: Connection, ref: RecordRef, given: Mapping[str, Value], seen: int, locale: str
) -> Merge:
    """Compare *given*, typed into a record as it was at version *seen*, with the record; which is locked by this."""
    record_type = type_of(ref.type)
    current = record_type.load(connection, ref.key, lock=True)
    if current is None or current.version <= seen:
        return Merge(frozenset(), {})
    stale, clashes = set(), {}
    for name, (text, who) in history.written_since(connection, ref, seen, given).items():
        field = record_type.fields[name]
        if _same(field, given[name], history.from_text(record_type, name, text)):
            stale.add(name)
        elif not _same(field, given[name], current[name]):
            clashes[name] = _said(connection, field, current[name], who, locale)
    return Merge(frozenset(stale), clashes)


def _same(field: Field, given: Value, held: Value) -> bool:
    try:
        return bool((None if given is None else kinds.accept(field, given)) == held)
    except kinds.Refused:
        return False


def _said(connection: Connection, field: Field, value: Value, who: int, locale: str) -> Message:
    name = identity.names(connection, [who]).get(who, "Baton")
    shown = history.to_text(value) or "—"
    if isinstance(value, RecordRef):
        shown = queries.titles(connection, [value]).get(value, shown)
    elif field.kind == "choice":
        shown = field.choice_label(shown, locale)
    return message(CHANGED_MEANWHILE, who=name, value=shown)
