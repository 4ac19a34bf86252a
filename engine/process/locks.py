"""Things that must not happen at the same time and have no row to lock."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.records import type_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef


def one_at_a_time(connection: Connection, *names: str) -> None:
    """Wait for every other transaction that named the same; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256("\0".join(names).encode()).digest()
        connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest[:8], signed=True))))


def hold_records(connection: Connection, records: Iterable[RecordRef]) -> bool:
    """Keep others from writing records until this transaction ends; whether it had to be asked for.

    Without it a write beside a step could miss what the step waits for, and the step the write.
    """
    held = False
    for ref in records if connection.dialect.name == "postgresql" else ():
        record_type = type_of(ref.type)
        if record_type.writable:
            key = record_type.table.c.key
            connection.execute(select(key).where(key == ref.key).with_for_update(read=True))
            held = True
    return held
