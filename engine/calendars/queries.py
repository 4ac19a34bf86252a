"""Working calendars as steps ask them and as screens list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.calendars import hours
from engine.calendars.calendar import Calendar
from engine.calendars.errors import UnknownCalendar
from engine.calendars.models import CalendarException, WorkCalendar
from engine.errors import NotFound
from engine.identity.models import Team

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, Row

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The columns of a week's hours."""
DEFAULT_NAME = "Company"
_DEFAULT_HOURS = hours.parse("09:00-13:00, 14:00-18:00")
_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionLine:
    """A day with hours of its own."""

    day: date
    hours: str
    """As people write them; empty on a closed day."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLine:
    """A stored calendar, as a person edits it."""

    key: int
    name: str
    is_default: bool
    time_zone: str
    country: str | None
    subdivision: str | None
    week: tuple[str, ...]
    """Monday to Sunday, as people write hours."""
    exceptions: tuple[ExceptionLine, ...]
    version: int
    teams: tuple[str, ...]


def load(connection: Connection, name: str | None, *, time_zone: str = "UTC") -> Calendar:
    """The calendar of a name, in one statement; None is the company's own. Raises `UnknownCalendar`.

    Where no calendar is the company's, `built_in` in *time_zone* is.
    """
    where = WorkCalendar.is_default.is_(True) if name is None else WorkCalendar.name == name
    rows: Sequence[Any] = connection.execute(_WITH_EXCEPTIONS.where(where)).all()
    if rows:
        return _calendar(rows)
    if name is None:
        return built_in(time_zone)
    raise UnknownCalendar(what="working calendar", key=name, name=name)


def built_in(time_zone: str) -> Calendar:
    """Monday to Friday from 9 to 18 with an hour's break: the company's calendar until it has saved one."""
    week = tuple(_DEFAULT_HOURS if day < _WORKING_DAYS else () for day in range(len(WEEKDAYS)))
    return Calendar(name=DEFAULT_NAME, time_zone=time_zone, week=week)


def names(connection: Connection) -> list[str]:
    """The names of all calendars, in order."""
    return list(connection.scalars(select(WorkCalendar.name).order_by(WorkCalendar.name)))


def calendars(connection: Connection) -> list[CalendarLine]:
    """All calendars: the company's own, then by name."""
    rows = connection.execute(
        select(WorkCalendar).order_by(WorkCalendar.is_default.desc(), WorkCalendar.name)
    )
    return [_line(connection, row) for row in rows.all()]


def calendar(connection: Connection, key: int) -> CalendarLine:
    """One calendar to edit; raises `NotFound`."""
    row = connection.execute(select(WorkCalendar).where(WorkCalendar.key == key)).first()
    if row is None:
        raise NotFound(what="working calendar", key=key)
    return _line(connection, row)


def _calendar(rows: Sequence[Any]) -> Calendar:
    first = rows[0]
    return Calendar(
        name=first.name,
        time_zone=first.time_zone,
        week=tuple(hours.parse(getattr(first, day)) for day in WEEKDAYS),
        country=first.country,
        subdivision=first.subdivision,
        exceptions={row.day: hours.parse(row.exception_hours) for row in rows if row.day is not None},
    )


def _line(connection: Connection, row: Row[Any]) -> CalendarLine:
    days = connection.execute(
        select(CalendarException).where(CalendarException.calendar == row.key).order_by(CalendarException.day)
    )
    teams = connection.scalars(select(Team.name).where(Team.calendar == row.name).order_by(Team.name))
    return CalendarLine(
        key=row.key,
        name=row.name,
        is_default=row.is_default,
        time_zone=row.time_zone,
        country=row.country,
        subdivision=row.subdivision,
        week=tuple(getattr(row, day) for day in WEEKDAYS),
        exceptions=tuple(ExceptionLine(day=one.day, hours=one.hours, label=one.label) for one in days),
        version=row.version,
        teams=tuple(teams),
    )


_WITH_EXCEPTIONS = (
    select(WorkCalendar, CalendarException.day, CalendarException.hours.label("exception_hours"))
    .join(CalendarException, CalendarException.calendar == WorkCalendar.key, isouter=True)
    .order_by(CalendarException.day)
)
