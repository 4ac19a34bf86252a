"""Field history: who changed what, when, from what to what, and which process step caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import insert, select

from engine.db import to_milliseconds
from engine.feel.values import RecordRef, Value
from engine.prepared import Prepared
from engine.records import kinds, written
from engine.records.models import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from engine.identity import User
    from engine.keys import Keys
    from engine.records.record import RecordType

Cause = tuple[int, int | None]
"""The keys of the instance, and of the task whose completion ran the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who writes, at which business time, and why."""

    by: User
    at: datetime
    keys: Keys
    cause: Cause | None = None


def write(
    connection: Connection,
    ref: RecordRef,
    version: int,
    changes: Mapping[str, tuple[Value, Value]],
    step: Step,
) -> None:
    """One row for each changed field; the values are (old, new)."""
    instance, task = step.cause or (None, None)
    by, at = step.by.key, to_milliseconds(step.at)
    rows = [
        (key, ref.type, ref.key, name, to_text(old), to_text(new), by, at, version, instance, task)
        for key, (name, (old, new)) in zip(step.keys.block(len(changes)), changes.items(), strict=True)
    ]
    _INSERT.run_many(connection, rows)
    written.note(connection, step.cause, ref, version, changes)


_COLUMNS = (
    "key",
    "record_type",
    "record_key",
    "field",
    "old_value",
    "new_value",
    "changed_by",
    "at",
    "version",
    "instance",
    "task",
)
_INSERT = Prepared(insert(FieldChange), *_COLUMNS)


def written_since(
    connection: Connection, ref: RecordRef, version: int, names: Iterable[str]
) -> dict[str, tuple[str | None, int]]:
    """Which of the fields *names* were written after *version*: the text they had at it, and who wrote last."""
    rows = connection.execute(
        select(FieldChange.field, FieldChange.old_value, FieldChange.changed_by)
        .where(
            FieldChange.record_key == ref.key,
            FieldChange.record_type == ref.type,
            FieldChange.version > version,
            FieldChange.field.in_(list(names)),
        )
        .order_by(FieldChange.version)
    )
    found: dict[str, tuple[str | None, int]] = {}
    for name, old, who in rows:
        found[name] = (found[name][0] if name in found else old, who)
    return found


def to_text(value: Value) -> str | None:
    """A value as the text that its field accepts again."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # datetime is one too
        return value.isoformat()
    if isinstance(value, RecordRef):
        return str(value.key)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return str(value)


def from_text(record_type: RecordType, field: str, text: str | None) -> Value:
    """The value that `to_text` wrote; the text itself when the field has gone or changed its kind since."""
    declared = record_type.fields.get(field)
    if declared is None or text is None:
        return text
    try:
        return kinds.accept(declared, orjson.loads(text) if declared.kind == "json" else text)
    except (kinds.Refused, orjson.JSONDecodeError):
        return text


def sorted_changes(
    before: Mapping[str, Value], after: Mapping[str, Value], names: Sequence[str]
) -> dict[str, tuple[Value, Value]]:
    """The fields whose value is another one now: name to (old, new)."""
    return {
        name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    }
