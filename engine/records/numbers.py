"""Human numbers: ACC-000001, ACC-000002, ... A block is taken in one statement, so bulk work stays bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from engine.records.models import NumberSequence

if TYPE_CHECKING:
    from sqlalchemy import Connection


def take(connection: Connection, prefix: str, count: int = 1) -> list[str]:
    """*count* numbers of one type. A rolled back transaction leaves no gap; a committed one never repeats."""
    end = _advance(connection, prefix, count)
    if end is None:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        # Two first records at once: the second waits here for the first one's commit.
        connection.execute(insert(NumberSequence).values(name=prefix, next=1).on_conflict_do_nothing())
        end = _advance(connection, prefix, count)
    if end is None:
        raise AssertionError(f"The number sequence {prefix} vanished.")
    return [f"{prefix}-{number:06d}" for number in range(end - count, end)]


def _advance(connection: Connection, prefix: str, count: int) -> int | None:
    """The number after the block; None when the sequence does not exist yet."""
    end: int | None = connection.scalar(
        update(NumberSequence)
        .where(NumberSequence.name == prefix)
        .values(next=NumberSequence.next + count)
        .returning(NumberSequence.next)
    )
    return end
