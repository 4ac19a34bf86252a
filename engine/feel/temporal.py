"""Dates, times and durations: FEEL's texts into values and back (XML Schema, zones as `@Europe/Paris`).

`read_...` say with `Undefined` why a text is none; `parse_...` answer None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from engine.feel.errors import Undefined
from engine.feel.far_dates import DAY, SECOND, FarDate, FarDateTime, duration, nanoseconds
from engine.feel.timeline import (
    day_at,
    day_of,
    day_part,
    joined,
    offset,
    ordinal,
    since_midnight,
    time_at,
)
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.far_dates import AnyDate, AnyDateTime, AnyDuration
    from engine.feel.values import Value

# XML Schema: no sign but the minus, no leading zeros beyond four digits.
_DATE = r"(?P<year>-?(?:[1-9]\d{4,}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
# The standard's own examples write the z of UTC in either case.
_OFFSET = r"(?P<utc>[Zz])|(?P<offset>[+-]\d\d:[0-5]\d(?::[0-5]\d)?)"
_ZONE = r"@(?P<zone>[A-Za-z][A-Za-z0-9_+/-]*)"
_DATE_TEXT = re.compile(f"{_DATE}(?:{_OFFSET})?", re.ASCII)
_TIME_TEXT = re.compile(f"{_TIME}(?:{_OFFSET}|{_ZONE})?", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?",
    re.ASCII,
)
_MONTHS_TEXT = re.compile(r"(?P<sign>-)?P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
_LONGEST = 80
MAX_MONTHS = 24_000_000_000
"""As many as lie between the first and the last year of FEEL."""
_HOURS_OF_OFFSET = 14
_DIGITS_OF_YEAR = 10
_DIGITS_OF_FRACTION = 9
_END_OF_DAY = 24
T = TypeVar("T")


def temporal(text: str) -> Value:
    """Whatever `@"..."` writes; None if it is nothing temporal."""
    return _or_none(read_temporal, text)


def parse_date(text: str) -> AnyDate | None:
    return _or_none(read_date, text)


def parse_time_or_none(text: str) -> time | None:
    return _or_none(read_time, text)


def parse_date_time(text: str) -> AnyDateTime | None:
    """A date and time; a date alone is its midnight."""
    return _or_none(read_date_time, text)


def parse_duration(text: str) -> AnyDuration | YearsMonths | None:
    """`P1DT2H` or `P1Y6M`; None if it is neither."""
    return _or_none(read_duration, text)


def _or_none(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text)
    except Undefined:
        return None


def read_temporal(text: str) -> Value:
    """A date, a time, a date and time or a duration, whichever *text* looks like."""
    shown = text.partition("@")[0]
    if shown.startswith(("P", "-P")):
        return read_duration(text)
    if "T" in shown:
        return read_date_time(text)
    return read_time(text) if shown[2:3] == ":" else read_date(text)


def read_date(text: str) -> AnyDate:
    """A date; the offset that XML Schema lets follow is no part of it."""
    return _date(text)[0]


def _date(text: str) -> tuple[AnyDate, tzinfo | None]:
    match = _DATE_TEXT.fullmatch(text)
    if match is None:
        raise Undefined(f"{_short(text)} is no date, which is written 2026-01-31")
    if len(match["year"]) > _DIGITS_OF_YEAR:
        raise Undefined(f"{_short(text)} is no date: the year is out of range")
    try:
        return day_of(int(match["year"]), int(match["month"]), int(match["day"])), _tzinfo(match)
    except Undefined as reason:
        raise Undefined(f"{_short(text)} is no date: {reason}") from None


def read_time(text: str) -> time:
    match = _TIME_TEXT.fullmatch(text)
    if match is None:
        raise Undefined(f"{_short(text)} is no time, which is written 10:00:00 (+02:00, Z or @Europe/Paris)")
    return time_at(_length(match) % DAY, _tzinfo(match))


def read_date_time(text: str) -> AnyDateTime:
    """A date and time; a date alone is its midnight (in its offset, if it has one), 24:00:00 that of the next day."""
    head, separator, tail = text.partition("T")
    day, offset_of_date = _date(head)
    if not separator:
        return joined(day, time(tzinfo=offset_of_date))
    match = _TIME_TEXT.fullmatch(tail)
    if match is None or offset_of_date is not None:
        raise Undefined(f"{_short(text)} is no date and time, which is written 2026-01-31T10:00:00")
    length = _length(match)
    clock = time_at(length % DAY, _tzinfo(match))
    return joined(day if length < DAY else day_at(ordinal(day) + 1), clock)


def read_duration(text: str) -> AnyDuration | YearsMonths:
    """`P1DT2H` or `P1Y6M`: days and months do not mix, for a month has no fixed length."""
    if len(text) > _LONGEST:
        raise Undefined(f"{_short(text)} is too long for a duration")
    if match := _MONTHS_TEXT.fullmatch(text):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return months_of(-months if match["sign"] else months)
    match = _DAYS_TEXT.fullmatch(text)
    if match is None:
        raise Undefined(f"{_short(text)} is no duration, which is written P1DT2H or P1Y6M")
    days, hours, minutes, seconds = (
        int(match[unit] or 0) for unit in ("days", "hours", "minutes", "seconds")
    )
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    length = whole * SECOND + _nanos(match["fraction"])
    return duration(-length if match["sign"] else length)


def months_of(count: int) -> YearsMonths:
    """The duration of so many months."""
    if abs(count) > MAX_MONTHS:
        raise Undefined(f"the duration is longer than {MAX_MONTHS // 12:,} years")
    return YearsMonths(count)


@lru_cache(maxsize=1024)
def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name; None if there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError: zoneinfo's own "not found"
        return None


def fixed_zone(distance: AnyDuration) -> tzinfo:
    """The zone at a distance from UTC, in whole seconds up to 14 hours."""
    length = nanoseconds(distance)
    if abs(length) > _HOURS_OF_OFFSET * 3_600 * SECOND:
        raise Undefined(f"no place is more than {_HOURS_OF_OFFSET} hours from UTC")
    if length % SECOND:
        raise Undefined("the offset from UTC has a fraction of a second")
    return timezone(timedelta(seconds=length // SECOND)) if length else UTC


def iso(value: Value) -> str:
    """FEEL's text of a temporal *value*."""
    match value:
        case datetime() | FarDateTime():
            return (
                f"{_date_text(day_part(value))}T{_clock_text(value)}{_zone_text(value.tzinfo, offset(value))}"
            )
        case time():
            return _clock_text(value) + _zone_text(value.tzinfo, value.utcoffset())
        case YearsMonths():
            return _months_text(value.months)
        case date() | FarDate():
            return _date_text(value)
    return _days_text(nanoseconds(value))


def _short(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def _length(match: re.Match[str]) -> int:
    """The time of day since midnight, up to 24:00:00."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    length = ((hour * 60 + minute) * 60 + second) * SECOND + _nanos(match["fraction"])
    if max(minute, second) > 59 or length > _END_OF_DAY * 3_600 * SECOND:  # noqa: PLR2004 - minutes and seconds
        raise Undefined(f"{_short(match.string)} is no time: there is no such hour, minute or second")
    return length


def _nanos(fraction: str | None) -> int:
    digits = (fraction or "").rstrip("0")
    if len(digits) > _DIGITS_OF_FRACTION:
        raise Undefined("a fraction of a second is finer than a nanosecond")
    return int(digits.ljust(_DIGITS_OF_FRACTION, "0"))


def _tzinfo(match: re.Match[str]) -> tzinfo | None:
    name = match.groupdict().get("zone")
    if name is not None:
        found = zone(name)
        if found is None:
            raise Undefined(f"there is no time zone {_short(name)}")
        return found
    if not match["offset"]:
        return UTC if match["utc"] else None
    hours, minutes, *rest = (int(part) for part in match["offset"][1:].split(":"))
    distance = timedelta(hours=hours, minutes=minutes, seconds=rest[0] if rest else 0)
    return fixed_zone(-distance if match["offset"][0] == "-" else distance)


def _date_text(day: AnyDate) -> str:
    return f"{'-' if day.year < 0 else ''}{abs(day.year):04}-{day.month:02}-{day.day:02}"


def _clock_text(value: time | AnyDateTime) -> str:
    seconds, nanos = divmod(since_midnight(value), SECOND)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{_fraction_text(nanos)}"


def _fraction_text(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def _zone_text(tz: tzinfo | None, distance: timedelta | None) -> str:
    if tz is None:
        return ""
    if isinstance(tz, ZoneInfo):
        return f"@{tz.key}"
    if not distance:
        return "Z"
    minutes, seconds = divmod(int(abs(distance).total_seconds()), 60)
    text = f"{'-' if distance < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _days_text(length: int) -> str:
    if not length:
        return "PT0S"
    seconds, nanos = divmod(abs(length), SECOND)
    days, seconds = divmod(seconds, 86_400)
    minutes, seconds = divmod(seconds, 60)
    clock = "".join(f"{count}{unit}" for count, unit in ((minutes // 60, "H"), (minutes % 60, "M")) if count)
    if seconds or nanos:
        clock += f"{seconds}{_fraction_text(nanos)}S"
    return f"{'-' if length < 0 else ''}P{f'{days}D' if days else ''}{'T' + clock if clock else ''}"


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{'-' if months < 0 else ''}P{text or '0M'}"
