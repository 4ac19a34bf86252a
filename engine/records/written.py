"""Which records were written in this transaction: for the journal of a step, and for who waits for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_WRITTEN = "records_written"
_CHANGED = "records_changed"
_QUEUED = "mails_queued"
Write = tuple[RecordRef, int]
"""The record, and the version that the write made."""


def forget(connection: Connection) -> None:
    """A transaction begins: what one before it wrote, and perhaps rolled back, is not its own."""
    connection.info[_WRITTEN] = {}
    connection.info[_CHANGED] = {}
    connection.info[_QUEUED] = []


def note(connection: Connection, cause: tuple[int, int | None] | None, ref: RecordRef, version: int) -> None:
    """A record was written, and by a step of the instance in *cause*, if a step it was."""
    if version > 1:
        connection.info.setdefault(_CHANGED, {})[ref] = None
    if cause is not None:
        connection.info.setdefault(_WRITTEN, {}).setdefault(cause[0], []).append((ref, version))


def take(connection: Connection, instance: int) -> list[Write]:
    """What the instance's steps wrote since the last call."""
    found: list[Write] = connection.info.get(_WRITTEN, {}).pop(instance, [])
    return found


def take_changed(connection: Connection) -> list[RecordRef]:
    """The records that were there before and were written since the last call."""
    found: dict[RecordRef, None] = connection.info.pop(_CHANGED, {})
    return list(found)


def note_queued(connection: Connection, jobs: Iterable[int]) -> None:
    """Mails that no service task waits for were queued as these jobs."""
    connection.info.setdefault(_QUEUED, []).extend(jobs)


def take_queued(connection: Connection) -> list[int]:
    """The jobs of the mails that were queued since the last call."""
    found: list[int] = connection.info.pop(_QUEUED, [])
    return found
