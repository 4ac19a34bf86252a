"""When a timer fires: dates, durations and repeats of ISO 8601, months exact by the calendar. No clock in here."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.bpmn import cron
from engine.bpmn.cron import CronSchedule
from engine.bpmn.errors import BadTimer as BadTimer
from engine.feel.values import Value, YearsMonths

_DURATION = re.compile(
    r"(?P<sign>-)?P(?!$)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_COUNT = re.compile(r"R(\d{0,9}|-1)")
_MONTHS = 12
_MOST_PARTS = 2
_SHORTEST = timedelta(seconds=1)
_REACHABLE = "time that the calendar reaches"
_ZONE_SUFFIX = re.compile(r"(.+?)(?:@([A-Za-z_+\-0-9/]+)|\[([A-Za-z_+\-0-9/]+)\])")
_SLASH = re.compile(r"/(?=-?P[\dT]|\d)")
"""Between the parts of a repeat; a time zone may have one, too."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar duration: months, then an exact time."""

    months: int
    exact: timedelta

    def after(self, start: datetime, times: int = 1) -> datetime:
        """*times* periods after *start*; a month's missing day becomes its last. Raises `BadTimer` past year 9999."""
        try:
            return _add_months(start, self.months * times) + self.exact * times
        except (ValueError, OverflowError):
            raise BadTimer(value=str(self), what=_REACHABLE, remedy="Use a shorter duration.") from None

    @property
    def repeatable(self) -> bool:
        """Long enough that its repeats do not follow each other without a rest."""
        return (
            self.months >= 0 and self.exact >= timedelta(0) and (self.months > 0 or self.exact >= _SHORTEST)
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timer that repeats: it fires at ``anchor + index * period``, so a month's end does not drift."""

    anchor: datetime
    period: Period
    index: int
    remaining: int | None
    """How often it fires from here on, this time included; None without end."""

    @property
    def due_at(self) -> datetime:
        return self.period.after(self.anchor, self.index)

    def following(self) -> Schedule | None:
        """The schedule after it fired once; None if it is used up."""
        if self.remaining is None:
            return replace(self, index=self.index + 1)
        if self.remaining <= 1:
            return None
        return replace(self, index=self.index + 1, remaining=self.remaining - 1)

    def following_after(self, moment: datetime) -> Schedule | None:
        """The schedule after it fired at *moment*: what was missed until then counts as fired with it, once."""
        following = self.following()
        if following is None or following.due_at > moment:
            return following
        longest = timedelta(days=31) * self.period.months + self.period.exact
        index = following.index
        if moment >= self.anchor or not self.period.months:
            index = max(index, (moment - self.anchor) // longest)
        while self.period.after(self.anchor, index) <= moment:
            index += 1
        missed = index - following.index
        remaining = None if following.remaining is None else following.remaining - missed
        return (
            None
            if remaining is not None and remaining <= 0
            else replace(self, index=index, remaining=remaining)
        )


Repeat = Schedule | CronSchedule


def microseconds(count: int) -> timedelta:
    return timedelta(microseconds=count)


def moment(value: Value, now: datetime, zone: str) -> datetime:
    """The moment in UTC that *value* names: a date, a date and time, or a duration from *now*; or text of one."""
    if isinstance(value, str):
        return _moment_of_text(value.strip(), now, zone)
    if isinstance(value, date):  # datetime is one too
        return _moment_of_text(value.isoformat(), now, zone)
    return period(value).after(now)


def period(value: Value) -> Period:
    """The duration that *value* is or names."""
    if isinstance(value, timedelta):
        return Period(0, value)
    if isinstance(value, YearsMonths):
        return Period(value.months, timedelta(0))
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return _period_of(match)
    raise BadTimer(value=value, what="duration", remedy='Write an ISO duration such as "P3D" or "PT4H".')


def schedule(value: Value, now: datetime, zone: str) -> Repeat:
    """The repeats that *value* names: cron, a duration, or ISO 8601's.

    Those say ``R`` and how often (without end: nothing, or -1), then ``PT10H``, ``<first>/PT10H``,
    ``<first>/<second>`` or ``PT10H/<last>``.
    """
    if not isinstance(value, str):
        return _repeating(value, now, period(value), 1, None)
    text = value.strip()
    if cron.is_cron(text):
        return cron.schedule(text, now, zone)
    count, *parts = _SLASH.split(text)
    times = _COUNT.fullmatch(count)
    if times is None or not 1 <= len(parts) <= _MOST_PARTS:
        raise _no_repeat(value)
    remaining = None if times[1] in {"", "-1"} else int(times[1])
    if len(parts) == 1:
        return _repeating(value, now, period(parts[0]), 1, remaining)
    return _bounded(value, parts, now, zone, remaining)


def _bounded(value: str, parts: list[str], now: datetime, zone: str, remaining: int | None) -> Schedule:
    """Repeats that begin or end at a moment."""
    first, second = parts
    if _DURATION.fullmatch(first):
        if _DURATION.fullmatch(second):
            raise _no_repeat(value)
        return _until(value, _moment_of_text(second, now, zone), period(first), now, remaining)
    start = _moment_of_text(first, now, zone)
    every = period(second) if _DURATION.fullmatch(second) else None
    if every is None:
        every = Period(0, _moment_of_text(second, now, zone) - start)
    return _repeating(value, start, every, 0, remaining)


def _until(value: str, end: datetime, every: Period, now: datetime, remaining: int | None) -> Schedule:
    """Repeats that are counted back from their last one."""
    whole = _repeating(value, end, every, 0, remaining)
    if end <= now:
        raise BadTimer(value=value, what="repeat", remedy="Its end has passed.")
    before = (end - now) // (timedelta(days=31) * every.months + every.exact)
    while every.after(end, -before - 1) > now:
        before += 1
    if remaining is not None:
        before = min(before, remaining - 1)
    return replace(whole, index=-before, remaining=before + 1)


def _repeating(value: Value, anchor: datetime, every: Period, index: int, remaining: int | None) -> Schedule:
    if not every.repeatable or remaining == 0:
        raise BadTimer(value=value, what="repeat", remedy="A repeat needs a second or more, at least once.")
    return Schedule(anchor, every, index, remaining)


def _no_repeat(value: str) -> BadTimer:
    remedy = 'Write an ISO repeat such as "R3/PT10H" or "R/P1M", or cron.'
    return BadTimer(value=value, what="repeat", remedy=remedy)


def _moment_of_text(text: str, now: datetime, zone: str) -> datetime:
    if _DURATION.fullmatch(text):
        return period(text).after(now)
    named = _ZONE_SUFFIX.fullmatch(text)
    try:
        if named:
            return _utc(datetime.fromisoformat(named[1]), named[2] or named[3])
        return _utc(datetime.fromisoformat(text), zone)
    except (ValueError, KeyError, OverflowError):
        raise BadTimer(
            value=text, what="date", remedy='Write an ISO date and time such as "2026-03-01T09:00:00Z".'
        ) from None


def _period_of(match: re.Match[str]) -> Period:
    part = {name: float(text) for name, text in match.groupdict().items() if name != "sign" and text}
    sign = -1 if match["sign"] else 1
    try:
        months = int(part.pop("years", 0) * _MONTHS + part.pop("months", 0))
        return Period(sign * months, sign * timedelta(**part))
    except OverflowError:
        raise BadTimer(value=match[0], what=_REACHABLE, remedy="Use a shorter duration.") from None


def _add_months(start: datetime, months: int) -> datetime:
    if not months:
        return start
    years, month = divmod(start.month - 1 + months, _MONTHS)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _utc(value: datetime, zone: str) -> datetime:
    """An aware moment in UTC; without an offset it is meant in the company's time zone."""
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    return value.astimezone(UTC)
