"""Which version of a record a step has read: what it writes must rest on what still is.

Two steps that read a counter and write it one higher would otherwise count once. SQLite has one writer at a time; on
PostgreSQL the second one is sent back, as the database does with transactions that are in each other's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.failures import sent_back

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.feel.values import RecordRef

_KEY = "records_seen"


def begin(connection: Connection) -> None:
    """From here on this transaction remembers what it reads."""
    connection.info[_KEY] = {}


def note(connection: Connection, ref: RecordRef, version: int) -> None:
    """An expression has read this version, or this transaction has written it."""
    known: dict[RecordRef, int] | None = connection.info.get(_KEY)
    if known is not None:
        known[ref] = version


def require(connection: Connection, ref: RecordRef, version: int) -> None:
    """Send the transaction back if the record, now locked at *version*, was read before somebody else changed it."""
    seen: dict[RecordRef, int] = connection.info.get(_KEY, {})
    if seen.get(ref, version) != version:
        raise sent_back(f"{ref.type} {ref.key} was changed after this step had read it")
