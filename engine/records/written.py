"""Which records were written in this transaction: for the journal of a step, and for who waits for a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.values import RecordRef, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_KEY = "records_written"
Changes = Mapping[str, tuple[Value, Value]]
"""What a field held before, and what it holds now."""
Write = tuple[RecordRef, int]
"""The record, and the version that the write made."""


class Written:
    """What one transaction has written so far."""

    __slots__ = ("by_instance", "changed", "queued")

    def __init__(self) -> None:
        self.by_instance: dict[int, list[Write]] = {}
        """What the steps of each instance wrote."""
        self.changed: dict[RecordRef, Changes | None] = {}
        """What changed in each record; None for a new one."""
        self.queued: list[int] = []
        """The jobs of mails that no service task waits for."""

    def take(self, instance: int) -> list[Write]:
        """What the instance's steps wrote since the last call."""
        return self.by_instance.pop(instance, [])

    def take_changed(self) -> dict[RecordRef, Changes | None]:
        """The records that were written since the last call, with what changed in them."""
        found, self.changed = self.changed, {}
        return found

    def take_queued(self) -> list[int]:
        """The jobs of the mails that were queued since the last call."""
        found, self.queued = self.queued, []
        return found


def begin(connection: Connection) -> Written:
    """A transaction begins: what one before it wrote, and perhaps rolled back, is not its own."""
    found = connection.info[_KEY] = Written()
    return found


def note(
    connection: Connection,
    cause: tuple[int, int | None] | None,
    ref: RecordRef,
    version: int,
    changes: Changes | None = None,
) -> None:
    """A record was written, and by a step of the instance in *cause*, if a step it was; no *changes*: it is new."""
    written = _of(connection)
    before = written.changed.get(ref, {})
    if changes is None or before is None:
        written.changed[ref] = None
    else:
        written.changed[ref] = {
            **before,
            **{name: (before.get(name, (old,))[0], new) for name, (old, new) in changes.items()},
        }
    if cause is not None:
        written.by_instance.setdefault(cause[0], []).append((ref, version))


def note_queued(connection: Connection, jobs: Iterable[int]) -> None:
    """Mails that no service task waits for were queued as these jobs."""
    _of(connection).queued.extend(jobs)


def _of(connection: Connection) -> Written:
    found: Written | None = connection.info.get(_KEY)
    return begin(connection) if found is None else found
