"""Dates and times as whole numbers and back, so that near and far, coarse and fine ones calculate alike.

A day is its ordinal (1 is 0001-01-01, as in Python), a time the nanoseconds since midnight, a date and time the
nanoseconds since the midnight before day 0. Python's calendar repeats every 400 years, to the weekday: so a far day has
a twin that Python knows.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.far_dates import (
    DAY,
    MAX_YEAR,
    SECOND,
    FarDate,
    FarDateTime,
    NanoDateTime,
    NanoTime,
    nanoseconds,
)

if TYPE_CHECKING:
    from engine.feel.far_dates import AnyDate, AnyDateTime

_CYCLE = 146_097
"""Days of 400 years."""
_CYCLE_YEARS = 400
_LAST = date.max.toordinal()
_BASE = date(2000, 1, 1)
_EARLY, _LATE = date(400, 1, 1).toordinal(), date(9200, 1, 1).toordinal()
_MARGIN = 366
MIDNIGHT = time()


def day_of(year: int, month: int, day: int) -> AnyDate:
    """The day of a calendar; `Undefined` if there is none."""
    if abs(year) > MAX_YEAR:
        raise Undefined(f"the year is beyond {MAX_YEAR}")
    try:
        return date(year, month, day) if date.min.year <= year <= date.max.year else FarDate(year, month, day)
    except (ValueError, OverflowError):
        raise Undefined("there is no such day") from None


def days_of_month(year: int, month: int) -> int:
    """28 to 31."""
    return monthrange(_BASE.year + year % _CYCLE_YEARS, month)[1]


def ordinal(day: AnyDate | AnyDateTime) -> int:
    """The number of a day; that of a date and time by its own calendar."""
    if isinstance(day, date):
        return day.toordinal()
    if isinstance(day, FarDateTime):
        day = day.day
    twin = day.twin()
    return twin.toordinal() + (day.year - twin.year) // _CYCLE_YEARS * _CYCLE


def day_at(number: int) -> AnyDate:
    """The day of an ordinal."""
    if 1 <= number <= _LAST:
        return date.fromordinal(number)
    cycles, rest = divmod(number - _BASE.toordinal(), _CYCLE)
    twin = date.fromordinal(_BASE.toordinal() + rest)
    return day_of(twin.year + cycles * _CYCLE_YEARS, twin.month, twin.day)


def since_midnight(value: time | AnyDateTime) -> int:
    """How late it is."""
    clock = value.clock if isinstance(value, FarDateTime) else value
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return seconds * SECOND + clock.microsecond * 1_000 + getattr(clock, "nano", 0)


def time_at(length: int, zone: tzinfo | None, fold: int = 0) -> time:
    """The time so long after midnight."""
    seconds, rest = divmod(length, SECOND)
    minutes, second = divmod(seconds, 60)
    micro, nano = divmod(rest, 1_000)
    clock = time(minutes // 60, minutes % 60, second, micro, tzinfo=zone, fold=fold)
    return NanoTime.of(clock, nano) if nano else clock


def day_part(value: AnyDate | AnyDateTime) -> AnyDate:
    """The day of a date or of a date and time."""
    if isinstance(value, datetime):
        return value.date()
    return value.day if isinstance(value, FarDateTime) else value


def clock_part(value: AnyDateTime) -> time:
    """The time of a date and time, with its zone."""
    if isinstance(value, FarDateTime):
        return value.clock
    nano = getattr(value, "nano", 0)
    return NanoTime.of(value.timetz(), nano) if nano else value.timetz()


def joined(day: AnyDate, clock: time) -> AnyDateTime:
    """A day and a time, in the zone of the time."""
    if isinstance(day, FarDate):
        return FarDateTime(day, clock)
    nano = getattr(clock, "nano", 0)
    return NanoDateTime.of(day, clock, nano) if nano else datetime.combine(day, clock)


def local(value: AnyDateTime) -> int:
    """What calendar and clock show, without the zone."""
    return ordinal(value) * DAY + since_midnight(value)


def at(shown: int, zone: tzinfo | None, fold: int = 0) -> AnyDateTime:
    """The date and time that calendar and clock show in *zone*."""
    number, length = divmod(shown, DAY)
    return joined(day_at(number), time_at(length, zone, fold))


def offset(value: AnyDateTime) -> timedelta | None:
    """The distance from UTC at that moment; None for a local date and time."""
    if isinstance(value, FarDateTime):
        return datetime.combine(_near(ordinal(value)), value.clock).utcoffset()
    return value.utcoffset()


def instant(value: AnyDateTime) -> int:
    """The moment in UTC; of a local date and time what calendar and clock show."""
    return local(value) - nanoseconds(offset(value) or timedelta())


def in_place(value: AnyDateTime, zone: tzinfo) -> AnyDateTime:
    """What calendar and clock show, said of *zone*."""
    return at(local(value), zone)


def in_zone(moment: int, zone: tzinfo) -> AnyDateTime:
    """What calendar and clock show in *zone* at a moment."""
    if isinstance(zone, timezone):
        return at(moment + nanoseconds(zone.utcoffset(None)), zone)
    number, length = divmod(moment, DAY)
    utc = datetime.combine(_near(number), time_at(length, None))
    there = zone.fromutc(utc.replace(tzinfo=zone))
    return at(moment + nanoseconds(there.utcoffset() or timedelta()), zone, there.fold)


def in_utc(clock: time, now: datetime) -> int:
    """A time as distance from midnight in UTC; a zone with summer time has the offset of *now*."""
    shift = now.astimezone(clock.tzinfo).utcoffset() if clock.tzinfo is not None else None
    return since_midnight(clock) - nanoseconds(shift or timedelta())


def _near(number: int) -> date:
    """A day that Python can shift by hours, under the same rules for summer time: itself or one whole cycles away."""
    if number > _LAST - _MARGIN:
        number = _LATE + (number - _LATE) % _CYCLE
    elif number < _MARGIN:
        number = _EARLY + (number - _EARLY) % _CYCLE
    return date.fromordinal(number)
