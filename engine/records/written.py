"""Which records a process step has written in this transaction, so that its journal can name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WRITTEN = "records_written"
Write = tuple[RecordRef, int]
"""The record, and the version that the write made."""


def forget(connection: Connection) -> None:
    """A transaction begins: what one before it wrote, and perhaps rolled back, is not its own."""
    connection.info[_WRITTEN] = {}


def note(connection: Connection, cause: tuple[int, int | None] | None, ref: RecordRef, version: int) -> None:
    """A step of the instance in *cause* wrote a record; what people write themselves is not noted."""
    if cause is not None:
        connection.info.setdefault(_WRITTEN, {}).setdefault(cause[0], []).append((ref, version))


def take(connection: Connection, instance: int) -> list[Write]:
    """What the instance's steps wrote since the last call."""
    found: list[Write] = connection.info.get(_WRITTEN, {}).pop(instance, [])
    return found
