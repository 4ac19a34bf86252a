"""The business time of a database: it runs with the machine's clock, or stands still where a replay ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from engine.clock import Clock, SimulatedClock, SystemClock
from engine.process.waits import BusinessClock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_ONLY_ROW = 1


def frozen_at(connection: Connection) -> datetime | None:
    """The moment at which business time stands still; None when it runs."""
    return connection.scalar(select(BusinessClock.frozen_at).where(BusinessClock.id == _ONLY_ROW))


def freeze(connection: Connection, moment: datetime | None) -> None:
    """Let business time stand still at *moment*, or (None) run again."""
    connection.execute(delete(BusinessClock))
    connection.execute(insert(BusinessClock), {"id": _ONLY_ROW, "frozen_at": moment})


def clock(connection: Connection) -> Clock:
    """The business clock to make an `Engine` with on this database."""
    moment = frozen_at(connection)
    return SystemClock() if moment is None else SimulatedClock(moment)
