"""Which records were written in this transaction: for the journal of a step, and for who waits for a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.values import RecordRef, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_WRITTEN = "records_written"
_CHANGED = "records_changed"
_QUEUED = "mails_queued"
Changes = Mapping[str, tuple[Value, Value]]
"""What a field held before, and what it holds now."""
Write = tuple[RecordRef, int]
"""The record, and the version that the write made."""


def forget(connection: Connection) -> None:
    """A transaction begins: what one before it wrote, and perhaps rolled back, is not its own."""
    connection.info[_WRITTEN] = {}
    connection.info[_CHANGED] = {}
    connection.info[_QUEUED] = []


def note(
    connection: Connection,
    cause: tuple[int, int | None] | None,
    ref: RecordRef,
    version: int,
    changes: Changes | None = None,
) -> None:
    """A record was written, and by a step of the instance in *cause*, if a step it was; no *changes*: it is new."""
    known: dict[RecordRef, Changes | None] = connection.info.setdefault(_CHANGED, {})
    before = known.get(ref, {})
    if changes is None or before is None:
        known[ref] = None
    else:
        known[ref] = {
            **before,
            **{name: (before.get(name, (old,))[0], new) for name, (old, new) in changes.items()},
        }
    if cause is not None:
        connection.info.setdefault(_WRITTEN, {}).setdefault(cause[0], []).append((ref, version))


def take(connection: Connection, instance: int) -> list[Write]:
    """What the instance's steps wrote since the last call."""
    found: list[Write] = connection.info.get(_WRITTEN, {}).pop(instance, [])
    return found


def take_changed(connection: Connection) -> dict[RecordRef, Changes | None]:
    """The records that were written since the last call, with what changed in them; None for a new one."""
    found: dict[RecordRef, Changes | None] = connection.info.pop(_CHANGED, {})
    return found


def note_queued(connection: Connection, jobs: Iterable[int]) -> None:
    """Mails that no service task waits for were queued as these jobs."""
    connection.info.setdefault(_QUEUED, []).extend(jobs)


def take_queued(connection: Connection) -> list[int]:
    """The jobs of the mails that were queued since the last call."""
    found: list[int] = connection.info.pop(_QUEUED, [])
    return found
