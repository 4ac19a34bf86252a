"""Things that must not happen at the same time and have no row to lock."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Connection


def one_at_a_time(connection: Connection, *names: str) -> None:
    """Wait for every other transaction that named the same; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256("\0".join(names).encode()).digest()
        connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest[:8], signed=True))))
