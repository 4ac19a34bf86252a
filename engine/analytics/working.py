"""Working time between two moments, by the calendar of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.calendars import queries
from engine.identity.models import Team

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from engine.calendars.calendar import Calendar


class Hours:
    """Calendars by team, each loaded once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names = {row.key: row.calendar for row in connection.execute(select(Team.key, Team.calendar))}
        self._calendars: dict[str | None, Calendar] = {}

    def between(
        self, start: datetime, end: datetime, *, team: int | None, round_the_clock: bool
    ) -> timedelta:
        if round_the_clock:
            return end - start
        name = None if team is None else self._names.get(team)
        if name not in self._calendars:
            self._calendars[name] = queries.load(self._connection, name)
        return self._calendars[name].between(start, end)
