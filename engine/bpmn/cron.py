"""Cron expressions as Camunda 8 and Spring write them: second, minute, hour, day of month, month, day of week.

The wall clock of one time zone counts. A time that a clock change leaves out comes as much later; one that it brings
twice counts once. A day must fit both the day of month and the day of week.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.bpmn.errors import BadCron

if TYPE_CHECKING:
    from collections.abc import Iterator

NEVER = "It never comes."
_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_FIELDS = 6
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_WEEKDAYS = {"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}
_SUNDAY, _SATURDAY, _DAYS_OF_WEEK = 0, 6, 7
_RANGE = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
_FROM_THE_END = re.compile(r"L(?:-(?P<before>\d+))?(?P<weekday>W)?")
_NEAREST = re.compile(r"(?P<day>\d+)W")
_NTH = re.compile(r"(?P<weekday>\w+)#(?P<nth>[1-5])")
_LAST = re.compile(r"(?P<weekday>\w+)L")
_FARTHEST = timedelta(days=366 * 41)
"""The twenty-ninth of February falls on each weekday within forty years."""


def is_cron(text: str) -> bool:
    """Whether a text is meant as cron: a macro, or fields with blanks between them."""
    return text.startswith("@") or len(text.split()) > 1


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[str, ...]
    months: frozenset[int]
    weekdays: tuple[str, ...]

    def after(self, moment: datetime, zone: str) -> datetime:
        """The first time after *moment*, in UTC; raises `BadCron` if there is none."""
        place = ZoneInfo(zone)
        local = moment.astimezone(place).replace(tzinfo=None, microsecond=0) + timedelta(seconds=1)
        for day in self._days_from(local.date()):
            for clock in self._times():
                wall = datetime.combine(day, clock)
                found = wall.replace(tzinfo=place).astimezone(UTC)
                if wall >= local and found > moment:
                    return found
        raise BadCron(value=self.text, reason=NEVER, remedy="Correct its day and month.")

    def _days_from(self, first: date) -> Iterator[date]:
        day = first
        while day - first < _FARTHEST and day < date.max - timedelta(days=31):
            if day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                continue
            if day.day in _days_of_month(self.days, day) and day.day in _days_of_week(self.weekdays, day):
                yield day
            day += timedelta(days=1)

    def _times(self) -> Iterator[time]:
        return (
            time(hour, minute, second)
            for hour in self.hours
            for minute in self.minutes
            for second in self.seconds
        )


@dataclass(frozen=True, slots=True)
class CronSchedule:
    """A timer that fires whenever a cron expression says so, without end."""

    cron: Cron
    zone: str
    due_at: datetime

    def following(self) -> CronSchedule:
        """The schedule after it fired once."""
        return self.following_after(self.due_at)

    def following_after(self, moment: datetime) -> CronSchedule:
        """The schedule after it fired at *moment*: what was missed until then counts as fired with it."""
        return replace(self, due_at=self.cron.after(max(moment, self.due_at), self.zone))


def schedule(text: str, now: datetime, zone: str) -> CronSchedule:
    """The times that *text* names from *now* on; raises `BadCron`."""
    cron = parse(text)
    return CronSchedule(cron, zone, cron.after(now, zone))


@lru_cache(maxsize=256)
def parse(text: str) -> Cron:
    """The expression in *text*; raises `BadCron`."""
    second, minute, hour, day, month, weekday = _fields(text)
    try:
        found = Cron(
            text=text,
            seconds=_numbers(second, 0, 59),
            minutes=_numbers(minute, 0, 59),
            hours=_numbers(hour, 0, 23),
            days=tuple(day.split(",")),
            months=frozenset(_numbers(month, 1, 12, _MONTHS)),
            weekdays=tuple(weekday.split(",")),
        )
        _days_of_month(found.days, date(2024, 1, 1))
        _days_of_week(found.weekdays, date(2024, 1, 1))
    except ValueError as problem:
        raise BadCron(value=text, reason=f"{problem}.", remedy="Correct it.") from None
    return found


def _fields(text: str) -> list[str]:
    fields = _MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) != _FIELDS:
        raise BadCron(
            value=text,
            reason=f"It has {len(fields)} fields.",
            remedy="Write second, minute, hour, day of month, month and day of week, such as 0 0 9 * * MON-FRI.",
        )
    return fields


def _numbers(field: str, least: int, most: int, names: dict[str, int] | None = None) -> tuple[int, ...]:
    found: set[int] = set()
    for part in field.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is no number, no range and no star")
        first, last, step = _bounds(match, least, most, names or {})
        found.update(range(first, last + 1, step))
    return tuple(sorted(found))


def _bounds(match: re.Match[str], least: int, most: int, names: dict[str, int]) -> tuple[int, int, int]:
    step = int(match["step"] or 1)
    if match["first"] == "*":
        first, last = least, most
    else:
        first = _number(match["first"], names)
        last = _number(match["last"], names) if match["last"] else (most if match["step"] else first)
    if not least <= first <= last <= most or step < 1:
        raise ValueError(f"{match[0]!r} is not between {least} and {most}")
    return first, last, step


def _number(text: str, names: dict[str, int]) -> int:
    if text in names:
        return names[text]
    if not text.isdecimal():
        raise ValueError(f"{text!r} is no number")
    return int(text)


def _days_of_month(parts: tuple[str, ...], day: date) -> frozenset[int]:
    """The days of the month of *day* that a field names."""
    last = calendar.monthrange(day.year, day.month)[1]
    found: set[int] = set()
    for part in parts:
        if part == "?":
            found.update(range(1, last + 1))
        elif match := _FROM_THE_END.fullmatch(part):
            wanted = last - int(match["before"] or 0)
            found.add(_working_day(day, wanted, last) if match["weekday"] else wanted)
        elif match := _NEAREST.fullmatch(part):
            found.add(_working_day(day, min(int(match["day"]), last), last))
        else:
            found.update(_numbers(part, 1, 31))
    return frozenset(found)


def _working_day(day: date, wanted: int, last: int) -> int:
    """The Monday to Friday of the month that is nearest to a day of it."""
    weekday = _weekday(day.replace(day=wanted))
    if weekday == _SATURDAY:
        return wanted - 1 if wanted > 1 else wanted + 2
    if weekday == _SUNDAY:
        return wanted + 1 if wanted < last else wanted - 2
    return wanted


def _days_of_week(parts: tuple[str, ...], day: date) -> frozenset[int]:
    """The days of the month of *day* that fall on the weekdays that a field names."""
    last = calendar.monthrange(day.year, day.month)[1]
    found: set[int] = set()
    for part in parts:
        if part == "?":
            found.update(range(1, last + 1))
        elif match := _NTH.fullmatch(part):
            found.update(_falling(day, _one_weekday(match["weekday"]))[int(match["nth"]) - 1 :][:1])
        elif match := _LAST.fullmatch(part):
            found.update(_falling(day, _one_weekday(match["weekday"]))[-1:])
        else:
            for number in _weekdays(part):
                found.update(_falling(day, number))
    return frozenset(found)


def _weekdays(part: str) -> set[int]:
    """Sunday is 0 and 7; a range may pass it."""
    first, dash, last = part.partition("-")
    if dash and last.partition("/")[0] == "SUN":
        part = f"{first}-{last.replace('SUN', '7')}"
    return {number % _DAYS_OF_WEEK for number in _numbers(part, 0, 7, _WEEKDAYS)}


def _one_weekday(text: str) -> int:
    number = _number(text, _WEEKDAYS)
    if number > _DAYS_OF_WEEK:
        raise ValueError(f"{text!r} is no day of the week")
    return number % _DAYS_OF_WEEK


def _falling(day: date, weekday: int) -> list[int]:
    """The days of a month that fall on a weekday."""
    first = (weekday - _weekday(day.replace(day=1))) % _DAYS_OF_WEEK + 1
    return list(range(first, calendar.monthrange(day.year, day.month)[1] + 1, _DAYS_OF_WEEK))


def _weekday(day: date) -> int:
    return day.isoweekday() % _DAYS_OF_WEEK
