"""Dates, times and durations: FEEL's texts into Python's values and back (ISO 8601, zones as `@Europe/Paris`)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from engine.feel.values import Value

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
_ZONE = r"(?:(?P<utc>[Zz])|(?P<offset>[+-]\d\d:\d\d(?::\d\d)?)|@(?P<zone>[A-Za-z][A-Za-z0-9_+/-]*))?"
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(f"{_TIME}{_ZONE}", re.ASCII)
_DATE_TIME_TEXT = re.compile(f"{_DATE}T{_TIME}{_ZONE}", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(?P<sign>-)?P(?=.)(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?",
    re.ASCII,
)
_MONTHS_TEXT = re.compile(r"(?P<sign>-)?P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
_LONGEST = 40
MAX_MONTHS = 12_000_000_000
_HOURS_OF_OFFSET = 14


def temporal(text: str) -> Value:
    """Whatever `@"..."` writes; None if it is nothing temporal."""
    return parse_date(text) or parse_date_time(text) or parse_time_or_none(text) or parse_duration(text)


def parse_date(text: str) -> date | None:
    match = _DATE_TEXT.fullmatch(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def parse_time_or_none(text: str) -> time | None:
    match = _TIME_TEXT.fullmatch(text)
    return _time(match) if match else None


def parse_date_time(text: str) -> datetime | None:
    """A date and time; a date alone is its midnight."""
    day = parse_date(text)
    if day is not None:
        return datetime.combine(day, time())
    match = _DATE_TIME_TEXT.fullmatch(text)
    day = parse_date(text[:10]) if match else None
    clock = _time(match) if match and day else None
    return datetime.combine(day, clock) if day is not None and clock is not None else None


def parse_duration(text: str) -> timedelta | YearsMonths | None:
    """`P1DT2H` or `P1Y6M`; None if it is neither."""
    if len(text) > _LONGEST:
        return None
    if match := _MONTHS_TEXT.fullmatch(text):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return YearsMonths(-months if match["sign"] else months) if months <= MAX_MONTHS else None
    match = _DAYS_TEXT.fullmatch(text)
    return _days_duration(match) if match else None


@lru_cache(maxsize=1024)
def zone(name: str) -> tzinfo | None:
    """The time zone of an IANA name; None if there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError: zoneinfo's own "not found"
        return None


def offset(delta: timedelta) -> tzinfo | None:
    """The fixed zone at a distance from UTC; None beyond 14 hours."""
    if abs(delta) > timedelta(hours=_HOURS_OF_OFFSET):
        return None
    return UTC if not delta else timezone(delta)


def iso(value: Value) -> str:
    """FEEL's text of a temporal *value*."""
    match value:
        case datetime():
            return value.replace(tzinfo=None).isoformat() + _zone_text(value.tzinfo)
        case time():
            return value.replace(tzinfo=None).isoformat() + _zone_text(value.tzinfo)
        case timedelta():
            return _days_text(value)
        case YearsMonths():
            return _months_text(value.months)
    return str(value.isoformat())


def _time(match: re.Match[str]) -> time | None:
    try:
        return time(
            int(match["hour"]), int(match["minute"]), int(match["second"]), _micro(match["fraction"])
        ).replace(tzinfo=_tzinfo(match))
    except ValueError:
        return None


def _tzinfo(match: re.Match[str]) -> tzinfo | None:
    if match["utc"]:
        return UTC
    if match["zone"]:
        found = zone(match["zone"])
    elif match["offset"]:
        hours, minutes, *rest = (int(part) for part in match["offset"][1:].split(":"))
        delta = timedelta(hours=hours, minutes=minutes, seconds=rest[0] if rest else 0)
        found = offset(-delta if match["offset"][0] == "-" else delta)
    else:
        return None
    if found is None:
        raise ValueError("no such time zone")
    return found


def _micro(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def _days_duration(match: re.Match[str]) -> timedelta | None:
    parts = {unit: int(match[unit] or 0) for unit in ("days", "hours", "minutes", "seconds")}
    try:
        length = timedelta(**parts, microseconds=_micro(match["fraction"]))
        return -length if match["sign"] else length
    except OverflowError:
        return None


def _zone_text(tz: tzinfo | None) -> str:
    if tz is None:
        return ""
    if isinstance(tz, ZoneInfo):
        return f"@{tz.key}"
    delta = tz.utcoffset(None) or timedelta()
    if not delta:
        return "Z"
    minutes, seconds = divmod(int(abs(delta).total_seconds()), 60)
    text = f"{'-' if delta < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _days_text(value: timedelta) -> str:
    if not value:
        return "PT0S"
    length = abs(value)
    minutes, seconds = divmod(length.seconds, 60)
    clock = "".join(f"{count}{unit}" for count, unit in ((minutes // 60, "H"), (minutes % 60, "M")) if count)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    if seconds or fraction:
        clock += f"{seconds}{fraction}S"
    days = f"{length.days}D" if length.days else ""
    return f"{'-' if value < timedelta() else ''}P{days}{'T' + clock if clock else ''}"


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{'-' if months < 0 else ''}P{text or '0M'}"
