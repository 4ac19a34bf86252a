"""Functions that make and read dates, times and durations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from engine.feel.comparing import home
from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.numbers import whole
from engine.feel.temporal import (
    offset as fixed_zone,
)
from engine.feel.temporal import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time_or_none,
    zone,
)
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from datetime import tzinfo

    from engine.feel.running import Run

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MICROSECONDS = 1_000_000
T = TypeVar("T")


@built_in("date", "from: string|date|date and time")
def _date(value: str | date | datetime) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _found(parse_date(value), value, "date")


@built_in("date", "year: number, month: number, day: number")
def _date_of(year: Decimal, month: Decimal, day: Decimal) -> date:
    return date(_int(year), _int(month), _int(day))


@built_in("time", "from: string|time|date|date and time")
def _time(value: str | time | date | datetime) -> time:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, time):
        return value
    if isinstance(value, date):
        return time(tzinfo=zone("UTC"))
    return _found(parse_time_or_none(value), value, "time")


@built_in("time", "hour: number, minute: number, second: number, offset: days and time duration|null?")
def _time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None) -> time:
    micro = int((second % 1) * _MICROSECONDS)
    zone_of: tzinfo | None = None
    if offset is not None and (zone_of := fixed_zone(offset)) is None:
        raise Undefined("no place is so far from UTC")
    return time(_int(hour), _int(minute), int(second), micro, tzinfo=zone_of)


@built_in("date and time", "from: string|date|date and time")
def _date_and_time(value: str | date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return _found(parse_date_time(value), value, "date and time")


@built_in("date and time", "date: date|date and time, time: time")
def _date_and_time_of(day: date | datetime, clock: time) -> datetime:
    return datetime.combine(day.date() if isinstance(day, datetime) else day, clock)


@built_in("date and time", "date: date and time, timezone: string")
def _date_and_time_in(moment: datetime, name: str) -> datetime:
    found = zone(name)
    if found is None:
        raise Undefined(f"there is no time zone {name!r}")
    return moment.astimezone(found) if moment.tzinfo else moment.replace(tzinfo=found)


@built_in("duration", "from: string|days and time duration|years and months duration")
def _duration(value: str | timedelta | YearsMonths) -> timedelta | YearsMonths:
    if not isinstance(value, str):
        return value
    found = parse_duration(value)
    if found is None:
        raise Undefined(f"{value!r} is no duration")
    return found


@built_in("years and months duration", "from: date|date and time, to: date|date and time")
def _years_and_months(start: date, end: date) -> YearsMonths:
    """Whole months between two days, towards zero."""
    if end < start if type(start) is type(end) else _day(end) < _day(start):
        return YearsMonths(-_years_and_months(end, start).months)
    months = (end.year - start.year) * 12 + end.month - start.month
    return YearsMonths(months - (end.day < start.day))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@built_in("now")
def _now(run: Run) -> datetime:
    return run.environment.now().astimezone(home(run))


@built_in("today")
def _today(run: Run) -> date:
    return run.environment.now().astimezone(home(run)).date()


@built_in("day of week", "date: date|date and time")
def _day_of_week(day: date) -> str:
    return _DAYS[day.weekday()]


@built_in("day of year", "date: date|date and time")
def _day_of_year(day: date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


@built_in("month of year", "date: date|date and time")
def _month_of_year(day: date) -> str:
    return _MONTHS[day.month - 1]


@built_in("week of year", "date: date|date and time")
def _week_of_year(day: date) -> Decimal:
    return Decimal(day.isocalendar().week)


@built_in("last day of month", "date: date|date and time")
def _last_day_of_month(day: date) -> date:
    first_of_next = (_day(day).replace(day=28) + timedelta(days=4)).replace(day=1)
    return first_of_next - timedelta(days=1)


def _found(value: T | None, text: str, what: str) -> T:
    if value is None:
        raise Undefined(f"{text!r} is no {what}")
    return value


def _int(value: Decimal) -> int:
    number = whole(value)
    if number is None:
        raise Undefined(f"{value} is no whole number")
    return number
