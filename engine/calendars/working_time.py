"""What FEEL asks of working calendars, for one step: each calendar is read when it is first asked, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calendars import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from engine.calendars.calendar import Calendar
    from engine.feel.values import Value


def functions(connection: Connection, *, time_zone: str) -> Mapping[str, Callable[..., Value]]:
    """What `feel.Environment(functions=...)` takes; *time_zone* is that of the company's built-in calendar.

    The functions raise `UnknownCalendar` and `NoWorkingTime`: in a process these become incidents.
    """
    return _Step(connection, time_zone).functions()


class _Step:
    """The calendars that one step has asked so far."""

    __slots__ = ("_connection", "_known", "_time_zone")

    def __init__(self, connection: Connection, time_zone: str) -> None:
        self._connection = connection
        self._time_zone = time_zone
        self._known: dict[str | None, Calendar] = {}

    def functions(self) -> Mapping[str, Callable[..., Value]]:
        return {
            "add working time": self._add,
            "working time between": self._between,
            "is working time": self._is_open,
            "next working time": self._next_open,
            "add working days": self._add_days,
        }

    def _add(self, start: datetime, length: timedelta, name: str | None = None) -> datetime:
        return self._calendar(name).add(start, length)

    def _between(self, start: datetime, end: datetime, name: str | None = None) -> timedelta:
        return self._calendar(name).between(start, end)

    def _is_open(self, moment: datetime, name: str | None = None) -> bool:
        return self._calendar(name).is_open(moment)

    def _next_open(self, moment: datetime, name: str | None = None) -> datetime:
        return self._calendar(name).next_open(moment)

    def _add_days(self, start: datetime, count: int, name: str | None = None) -> datetime:
        return self._calendar(name).add_days(start, count)

    def _calendar(self, name: str | None) -> Calendar:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = queries.load(self._connection, name, time_zone=self._time_zone)
        return found
