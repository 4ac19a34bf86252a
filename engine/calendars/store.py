"""Working calendars checked, saved and deleted, on the caller's connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import available_timezones

from sqlalchemy import delete, insert, select, update

from engine.calendars import hours, public_holidays
from engine.calendars.calendar import Calendar
from engine.calendars.errors import (
    BadExceptionDay,
    CalendarChanged,
    CalendarInUse,
    CalendarIsDefault,
    CalendarNameTaken,
    CalendarRefused,
    MissingName,
    UnknownHolidays,
    UnknownTimeZone,
)
from engine.calendars.models import NAME_LENGTH, CalendarException, WorkCalendar
from engine.calendars.queries import WEEKDAYS
from engine.errors import BatonError
from engine.identity.models import Team

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.calendars.hours import Hours
    from engine.calendars.queries import CalendarLine
    from engine.keys import Keys

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionDraft:
    """A day with hours of its own, as typed."""

    day: str
    hours: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDraft:
    """A calendar as typed, not checked yet."""

    name: str
    time_zone: str
    week: tuple[str, ...]
    """Monday to Sunday, such as ``09:00-13:00, 14:00-18:00``."""
    country: str | None = None
    subdivision: str | None = None
    exceptions: tuple[ExceptionDraft, ...] = ()
    is_default: bool = False


def checked(draft: CalendarDraft, *, now: datetime) -> Calendar:
    """The calendar that *draft* describes; raises `CalendarRefused` with everything that is wrong with it."""
    check = _Check()
    name = check.place("name", lambda: _name(draft.name))
    zone = check.place("time_zone", lambda: _zone(draft.time_zone))
    country = check.place("country", lambda: _country(draft.country, draft.subdivision))
    week = [
        check.place(day, partial(hours.parse, text)) for day, text in zip(WEEKDAYS, draft.week, strict=True)
    ]
    exceptions = check.exceptions(draft.exceptions)
    check.raise_for(draft.name)
    calendar = Calendar(
        name=name or "",
        time_zone=zone or "",
        week=tuple(day or () for day in week),
        country=country,
        subdivision=draft.subdivision if country else None,
        exceptions=exceptions,
    )
    check.place("week", lambda: calendar.next_open(now))
    check.raise_for(draft.name)
    return calendar


def create(connection: Connection, draft: CalendarDraft, *, keys: Keys, now: datetime) -> int:
    """The key of a new calendar; raises `CalendarRefused`, `CalendarNameTaken`."""
    calendar = checked(draft, now=now)
    _require_free(connection, calendar.name, None)
    key = keys.new()
    connection.execute(insert(WorkCalendar), {"key": key, "version": 1, **_row(calendar, draft)})
    _finish(connection, key, draft, calendar)
    return key


def change(
    connection: Connection, before: CalendarLine, draft: CalendarDraft, *, version: int, now: datetime
) -> None:
    """Replace the calendar *before*; teams that name it follow a new name.

    Raises `CalendarRefused`, `CalendarNameTaken`, `CalendarIsDefault`, `CalendarChanged`.
    """
    calendar = checked(draft, now=now)
    _require_free(connection, calendar.name, before.key)
    if before.is_default and not draft.is_default:
        raise CalendarIsDefault(name=before.name)
    changed = connection.execute(
        update(WorkCalendar)
        .where(WorkCalendar.key == before.key, WorkCalendar.version == version)
        .values(version=version + 1, **_row(calendar, draft))
    )
    if changed.rowcount != 1:
        raise CalendarChanged(name=before.name)
    connection.execute(update(Team).where(Team.calendar == before.name).values(calendar=calendar.name))
    connection.execute(delete(CalendarException).where(CalendarException.calendar == before.key))
    _finish(connection, before.key, draft, calendar)


def remove(connection: Connection, calendar: CalendarLine) -> None:
    """Delete a calendar that nobody uses; raises `CalendarInUse`, `CalendarIsDefault`."""
    if calendar.is_default:
        raise CalendarIsDefault(name=calendar.name)
    if calendar.teams:
        raise CalendarInUse(name=calendar.name, teams=", ".join(calendar.teams))
    connection.execute(delete(CalendarException).where(CalendarException.calendar == calendar.key))
    connection.execute(delete(WorkCalendar).where(WorkCalendar.key == calendar.key))


class _Check:
    """Collects what is wrong, place by place."""

    def __init__(self) -> None:
        self.problems: dict[str, BatonError] = {}

    def place(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BatonError as error:
            self.problems[name] = error
            return None

    def exceptions(self, drafts: tuple[ExceptionDraft, ...]) -> dict[date, Hours]:
        found: dict[date, Hours] = {}
        for number, one in enumerate(drafts):
            day = self.place(f"exceptions.{number}.day", partial(_day, one.day, found))
            open_hours = self.place(f"exceptions.{number}.hours", partial(hours.parse, one.hours))
            if day is not None:
                found[day] = open_hours or ()
        return found

    def raise_for(self, name: str) -> None:
        if self.problems:
            raise CalendarRefused(name, self.problems)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise MissingName(length=len(name), longest=NAME_LENGTH)
    return name


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise UnknownTimeZone(name=name)
    return name


def _country(country: str | None, subdivision: str | None) -> str | None:
    if not country:
        return None
    known = public_holidays.countries()
    if country not in known or (subdivision and subdivision not in known[country]):
        raise UnknownHolidays(place=" ".join(filter(None, (country, subdivision))))
    return country


def _day(text: str, known: dict[date, Hours]) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadExceptionDay(day=text.strip()) from None
    if day in known:
        raise BadExceptionDay(day=text.strip())
    return day


def _require_free(connection: Connection, name: str, key: int | None) -> None:
    taken = connection.scalar(select(WorkCalendar.key).where(WorkCalendar.name == name))
    if taken not in {None, key}:
        raise CalendarNameTaken(name=name)


def _row(calendar: Calendar, draft: CalendarDraft) -> dict[str, Any]:
    week = zip(WEEKDAYS, calendar.week, strict=True)
    return {
        "name": calendar.name,
        "is_default": draft.is_default,
        "time_zone": calendar.time_zone,
        "country": calendar.country,
        "subdivision": calendar.subdivision or None,
        **{day: hours.spell(open_hours) for day, open_hours in week},
    }


def _finish(connection: Connection, key: int, draft: CalendarDraft, calendar: Calendar) -> None:
    labels = {date.fromisoformat(one.day.strip()): one.label.strip()[:255] for one in draft.exceptions}
    days = [
        {"calendar": key, "day": day, "hours": hours.spell(open_hours), "label": labels[day]}
        for day, open_hours in calendar.exceptions.items()
    ]
    if days:
        connection.execute(insert(CalendarException), days)
    if draft.is_default:
        connection.execute(update(WorkCalendar).where(WorkCalendar.key != key).values(is_default=False))
