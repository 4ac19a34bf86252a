"""Worker numbers: each running program borrows one, so that two never hand out the same key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import Unavailable
from engine.jobs.models import WorkerLease
from engine.keys import WORKERS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.db import Database

LEASE = timedelta(minutes=15)
"""Short enough that a program which dies and is started again each second never uses up all numbers."""
RENEW_EVERY = timedelta(minutes=3)
_TRIES = 50


class LeaseEnded(Unavailable):
    """Another program took the worker number after the lease had ended (the machine slept, or its clock jumped)."""


def lend(database: Database, *, holder: str, now: datetime) -> int:
    """Borrow a free worker number for *holder*, a text unique to the running program; raises `Unavailable`."""
    for _ in range(_TRIES):
        try:
            with database.transaction() as connection:
                return _lend(connection, holder, now)
        except IntegrityError:
            continue  # another program was quicker to the same number
    raise Unavailable(
        what="A worker number", reason="other programs were quicker each time.", remedy="Try again."
    )


def renew(database: Database, *, number: int, holder: str, now: datetime) -> None:
    """Keep the number for another lease; raises `LeaseEnded` when somebody else has it."""
    with database.transaction() as connection:
        changed = connection.execute(
            update(WorkerLease)
            .where(WorkerLease.number == number, WorkerLease.holder == holder)
            .values(until=now + LEASE)
        )
    if changed.rowcount == 0:
        raise LeaseEnded(
            what=f"Worker number {number}", reason="its lease ended.", remedy="Restart this program."
        )


def give_back(database: Database, *, number: int, holder: str) -> None:
    with database.transaction() as connection:
        connection.execute(
            delete(WorkerLease).where(WorkerLease.number == number, WorkerLease.holder == holder)
        )


def others(connection: Connection, *, number: int, now: datetime) -> bool:
    """Another program runs on this database besides the one with this number."""
    lent = select(WorkerLease.number).where(WorkerLease.number != number, WorkerLease.until > now)
    return connection.execute(lent.limit(1)).first() is not None


def _lend(connection: Connection, holder: str, now: datetime) -> int:
    connection.execute(delete(WorkerLease).where(WorkerLease.until <= now))
    taken = set(connection.scalars(select(WorkerLease.number)))
    free = next((number for number in range(WORKERS) if number not in taken), None)
    if free is None:
        raise Unavailable(
            what="A worker number",
            reason=f"all {WORKERS} are lent.",
            remedy="Stop a worker or wait a quarter of an hour for the lease of one that died.",
        )
    connection.execute(insert(WorkerLease), {"number": free, "holder": holder, "until": now + LEASE})
    return free
