"""The parts of the calendar editor: the week as bars, countries in words, holidays of a year, and trying it out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, dates
from flask_babel import gettext

from engine.calendars import hours, public_holidays, store
from engine.calendars.errors import BadHours, CalendarRefused
from engine.calendars.queries import WEEKDAYS
from engine.errors import BatonError
from webui import errors, localization

if TYPE_CHECKING:
    from engine.calendars.calendar import Calendar
    from engine.calendars.store import CalendarDraft

_LENGTH = re.compile(r"(?P<sign>-)?(?P<hours>\d{1,5})(?::(?P<minutes>[0-5]\d))?")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


@dataclass(frozen=True, kw_only=True)
class Day:
    """One row of the week."""

    name: str
    """monday, ..."""
    label: str
    hours: str
    bars: tuple[tuple[int, int], ...]
    """Open minutes of the day: start and length."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    day: date
    name: str
    works: bool
    """The country works although it is a weekend."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What trying a calendar out says."""

    text: str
    detail: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Attempt:
    """From when, and how much working time, as typed."""

    start: str
    length: str

    def filled(self, draft: CalendarDraft, now: datetime) -> Attempt:
        """With a beginning to start from: now, in the calendar's zone, and four hours."""
        zone = draft.time_zone if draft.time_zone in available_timezones() else "UTC"
        here = now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
        return Attempt(self.start or here, self.length or "4:00")

    def answer(self, draft: CalendarDraft, now: datetime) -> Answer:
        """When that much working time is over, by the calendar as typed."""
        filled = self.filled(draft, now)
        match = _LENGTH.fullmatch(filled.length.strip())
        try:
            calendar = store.checked(replace(draft, name=draft.name or "?"), now=now)
            start = datetime.fromisoformat(filled.start).replace(tzinfo=calendar.zone).astimezone(UTC)
            if match is None:
                return Answer(text=gettext("Write the working time like 4:00."), wrong=True)
            return _result(calendar, start, _length(match))
        except (ValueError, OverflowError):
            return Answer(text=gettext("Write a day and a time."), wrong=True)
        except CalendarRefused as error:
            return Answer(text=errors.message(next(iter(error.problems.values()))), wrong=True)
        except BatonError as error:
            return Answer(text=errors.message(error), wrong=True)


def days(week: tuple[str, ...]) -> list[Day]:
    """The week's rows; hours that cannot be read have no bars."""
    names = dates.get_day_names("wide", locale=Locale(localization.locale()))
    return [
        Day(name=name, label=names[number].capitalize(), hours=text, bars=_bars(text))
        for number, (name, text) in enumerate(zip(WEEKDAYS, week, strict=True))
    ]


def choices(draft: CalendarDraft) -> dict[str, Any]:
    """Countries in words, and the regions of the chosen one."""
    known = public_holidays.countries()
    countries = sorted(((code, country_name(code)) for code in known), key=lambda one: one[1])
    regions = public_holidays.regions(draft.country) if draft.country in known else {}
    return {
        "countries": countries,
        "regions": sorted(regions.items(), key=lambda one: one[1]),
        "time_zones": sorted(available_timezones()),
    }


def country_name(code: str) -> str:
    """A country in the language of the page."""
    return str(Locale(localization.locale()).territories.get(code, code))


def holidays(draft: CalendarDraft, year: int) -> list[Holiday]:
    """The public holidays that the calendar observes in a year."""
    known = public_holidays.countries()
    if draft.country is None or draft.country not in known or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return []
    subdivision = draft.subdivision if draft.subdivision in known[draft.country] else None
    found = public_holidays.year(draft.country, subdivision, year, localization.locale())
    off = [Holiday(day=day, name=name, works=False) for day, name in found.days_off.items()]
    works = [Holiday(day=day, name="", works=True) for day in found.working_weekends]
    return sorted(off + works, key=lambda one: one.day)


def _bars(text: str) -> tuple[tuple[int, int], ...]:
    try:
        return tuple((one.opens, one.closes - one.opens) for one in hours.parse(text))
    except BadHours:
        return ()


def _length(match: re.Match[str]) -> timedelta:
    length = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return -length if match["sign"] else length


def _result(calendar: Calendar, start: datetime, length: timedelta) -> Answer:
    reached = calendar.add(start, length)
    opened = (
        gettext("It is open at the beginning.")
        if calendar.is_open(start)
        else gettext(
            "It is closed at the beginning and opens %(when)s.",
            when=_local(calendar.next_open(start), calendar),
        )
    )
    return Answer(text=_local(reached, calendar), detail=opened)


def _local(moment: datetime, calendar: Calendar) -> str:
    """A moment in the calendar's own zone, with the day of the week."""
    here, locale = moment.astimezone(calendar.zone), Locale(localization.locale())
    day, time = (
        dates.format_date(here, "full", locale=locale),
        dates.format_time(here, "short", locale=locale),
    )
    return f"{day}, {time}"
