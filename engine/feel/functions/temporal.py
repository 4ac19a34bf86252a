"""Functions that make and read dates, times and durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.comparing import home
from engine.feel.errors import Undefined
from engine.feel.far_dates import MAX_YEAR, SECOND, FarDate, FarDateTime
from engine.feel.functions.registry import built_in
from engine.feel.temporal import (
    fixed_zone,
    months_of,
    read_date,
    read_date_time,
    read_duration,
    read_time,
    zone,
)
from engine.feel.timeline import (
    MIDNIGHT,
    clock_part,
    day_of,
    day_part,
    days_of_month,
    in_place,
    in_zone,
    instant,
    joined,
    ordinal,
    time_at,
)

if TYPE_CHECKING:
    from engine.feel.far_dates import AnyDate, AnyDateTime, AnyDuration
    from engine.feel.running import Run
    from engine.feel.values import YearsMonths

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE_TIMES = (datetime, FarDateTime)
_TOO_LARGE = 10 * MAX_YEAR


@built_in("date", "from: string|date|date and time")
def _date(value: str | AnyDate | AnyDateTime) -> AnyDate:
    return read_date(value) if isinstance(value, str) else day_part(value)


@built_in("date", "year: number, month: number, day: number")
def _date_of(year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    return day_of(_int(year), _int(month), _int(day))


@built_in("time", "from: string|time|date|date and time")
def _time(value: str | time | AnyDate | AnyDateTime) -> time:
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, _DATE_TIMES):
        return clock_part(value)
    return value if isinstance(value, time) else time(tzinfo=UTC)


@built_in("time", "hour: number, minute: number, second: number, offset: days and time duration|null?")
def _time_of(hour: Decimal, minute: Decimal, second: Decimal, distance: AnyDuration | None = None) -> time:
    parts = _int(hour), _int(minute), _nanoseconds(second)
    if not all(0 <= part < end for part, end in zip(parts, (24, 60, 60 * SECOND), strict=True)):
        raise Undefined(f"there is no such time: hour {hour}, minute {minute}, second {second}")
    length = (parts[0] * 60 + parts[1]) * 60 * SECOND + parts[2]
    return time_at(length, None if distance is None else fixed_zone(distance))


@built_in("date and time", "from: string|date|date and time")
def _date_and_time(value: str | AnyDate | AnyDateTime) -> AnyDateTime:
    if isinstance(value, str):
        return read_date_time(value)
    return value if isinstance(value, _DATE_TIMES) else joined(day_part(value), MIDNIGHT)


@built_in("date and time", "date: date|date and time, time: time")
def _date_and_time_of(day: AnyDate | AnyDateTime, clock: time) -> AnyDateTime:
    return joined(day_part(day), clock)


@built_in("date and time", "date: date and time, timezone: string")
def _date_and_time_in(value: AnyDateTime, name: str) -> AnyDateTime:
    found = zone(name)
    if found is None:
        raise Undefined(f"there is no time zone {name!r}")
    return in_zone(instant(value), found) if value.tzinfo is not None else in_place(value, found)


@built_in("duration", "from: string|days and time duration|years and months duration")
def _duration(value: str | AnyDuration | YearsMonths) -> AnyDuration | YearsMonths:
    return read_duration(value) if isinstance(value, str) else value


@built_in("years and months duration", "from: date|date and time, to: date|date and time")
def _years_and_months(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> YearsMonths:
    """Whole months between two days of the calendar, towards zero."""
    first, last = day_part(start), day_part(end)
    if ordinal(last) < ordinal(first):
        return months_of(-_years_and_months(last, first).months)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months_of(months - (last.day < first.day))


@built_in("now")
def _now(run: Run) -> datetime:
    return run.environment.now().astimezone(home(run))


@built_in("today")
def _today(run: Run) -> date:
    return run.environment.now().astimezone(home(run)).date()


@built_in("day of week", "date: date|date and time")
def _day_of_week(value: AnyDate | AnyDateTime) -> str:
    return _DAYS[_known(value).weekday()]


@built_in("day of year", "date: date|date and time")
def _day_of_year(value: AnyDate | AnyDateTime) -> Decimal:
    return Decimal(_known(value).timetuple().tm_yday)


@built_in("month of year", "date: date|date and time")
def _month_of_year(value: AnyDate | AnyDateTime) -> str:
    return _MONTHS[day_part(value).month - 1]


@built_in("week of year", "date: date|date and time")
def _week_of_year(value: AnyDate | AnyDateTime) -> Decimal:
    """The week of ISO 8601: it begins on Monday, the first one has the year's first Thursday."""
    return Decimal(_known(value).isocalendar().week)


@built_in("last day of month", "date: date|date and time")
def _last_day_of_month(value: AnyDate | AnyDateTime) -> AnyDate:
    day = day_part(value)
    return day_of(day.year, day.month, days_of_month(day.year, day.month))


def _known(value: AnyDate | AnyDateTime) -> date:
    """The day, or its twin in a year that Python's calendar knows."""
    day = day_part(value)
    return day.twin() if isinstance(day, FarDate) else day


def _int(value: Decimal) -> int:
    # Before it becomes an int: one of 6,000 digits is slow, and cannot be said.
    if value != value.to_integral_value() or abs(value) > _TOO_LARGE:
        raise Undefined(
            f"{value} is no whole number" if abs(value) < _TOO_LARGE else "the number is too large"
        )
    return int(value)


def _nanoseconds(seconds: Decimal) -> int:
    if abs(seconds) > _TOO_LARGE:
        raise Undefined("the number is too large")
    length = seconds.scaleb(9)
    if length != length.to_integral_value():
        raise Undefined("a fraction of a second is finer than a nanosecond")
    return int(length)
