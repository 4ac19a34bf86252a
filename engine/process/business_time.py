"""The business time of a database: it runs with the machine's clock, ahead of it, or stands still where a replay ended.

Every program on the database has a `BusinessTime` of its own, which follows the one row that they share. In the demo
company it can be moved on by hand, so that timers can be seen to fire; in a company of one's own it cannot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from engine.clock import SimulatedClock
from engine.process.waits import BusinessClock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.clock import Clock, SystemClock

_ONLY_ROW = 1
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How business time runs on this database."""

    frozen_at: datetime | None = None
    """Where it stands still; None when it runs."""
    ahead: timedelta = timedelta(0)
    """How far it runs before the machine's clock."""
    movable: bool = False
    """It belongs to the demo company: people may move it on."""

    @property
    def simulated(self) -> bool:
        return self.frozen_at is not None or bool(self.ahead)

    def now(self, system: datetime) -> datetime:
        return self.frozen_at or system + self.ahead

    def moved(self, by: timedelta) -> Setting:
        if self.frozen_at is not None:
            return replace(self, frozen_at=self.frozen_at + by)
        return replace(self, ahead=self.ahead + by)


class BusinessTime:
    """The business clock of one program. `follow` tells it what the database says."""

    def __init__(self, system_clock: SystemClock, setting: Setting) -> None:
        self._system_clock = system_clock
        self.setting = setting

    def now(self) -> datetime:
        return self.setting.now(self._system_clock.now())

    def follow(self, setting: Setting) -> None:
        self.setting = setting


def read(connection: Connection, *, lock: bool = False) -> Setting:
    """How business time runs; with *lock* nobody else moves it until the transaction ends."""
    statement = select(BusinessClock).where(BusinessClock.id == _ONLY_ROW)
    row = connection.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        return Setting()
    return Setting(frozen_at=row.frozen_at, ahead=(row.ahead or 0) * _MILLISECOND, movable=bool(row.movable))


def write(connection: Connection, setting: Setting) -> None:
    row = {
        "id": _ONLY_ROW,
        "frozen_at": setting.frozen_at,
        "ahead": setting.ahead // _MILLISECOND,
        "movable": setting.movable,
    }
    connection.execute(delete(BusinessClock))
    connection.execute(insert(BusinessClock), row)


def frozen_at(connection: Connection) -> datetime | None:
    """The moment at which business time stands still; None when it runs."""
    return read(connection).frozen_at


def freeze(connection: Connection, moment: datetime | None) -> None:
    """Let business time stand still at *moment*, or (None) run again."""
    write(connection, replace(read(connection), frozen_at=moment))


def let_people_move_it(connection: Connection) -> Setting:
    """From now on this is a demo company."""
    setting = replace(read(connection), movable=True)
    write(connection, setting)
    return setting


def clock(connection: Connection, system_clock: SystemClock) -> BusinessTime:
    """The business clock to make an `Engine` with on this database."""
    return BusinessTime(system_clock, read(connection))


def simulated_now(clock: Clock) -> datetime | None:
    """What a page tells of a clock that is not the machine's, or that people can move; None for any other."""
    if isinstance(clock, BusinessTime):
        return clock.now() if clock.setting.simulated or clock.setting.movable else None
    return clock.now() if isinstance(clock, SimulatedClock) else None


def is_movable(clock: Clock) -> bool:
    """Whether people may move it on."""
    return isinstance(clock, BusinessTime) and clock.setting.movable
