"""`+ - * /` over dates, times and durations (DMN 1.5, table 57 and the tables after it)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.errors import Undefined
from engine.feel.far_dates import DAY, duration, nanoseconds
from engine.feel.numbers import ARITHMETIC
from engine.feel.temporal import months_of
from engine.feel.timeline import (
    at,
    clock_part,
    day_at,
    day_of,
    day_part,
    days_of_month,
    in_utc,
    in_zone,
    instant,
    joined,
    local,
    ordinal,
    since_midnight,
    time_at,
)

if TYPE_CHECKING:
    from engine.feel.far_dates import AnyDate, AnyDateTime, AnyDuration
    from engine.feel.running import Run
    from engine.feel.values import Value, YearsMonths

_TOO_LONG = Decimal(10) ** 40
_OFFSETS = frozenset({timezone, type(None)})
"""Within one of these Python's own difference is real time; within another it is what the clock shows."""
_UTC_MIDNIGHT = time(tzinfo=UTC)


def _date_plus(day: AnyDate, length: int) -> AnyDate:
    """The day on which one is *length* after its midnight."""
    return day_at((ordinal(day) * DAY + length) // DAY)


def _time_plus(clock: time, length: int) -> time:
    return time_at((since_midnight(clock) + length) % DAY, clock.tzinfo)


def _later(value: AnyDateTime, length: int) -> AnyDateTime:
    """*length* of real time later: over a change to summer time the clock on the wall moves an hour more."""
    zone = value.tzinfo
    if zone is None or isinstance(zone, timezone):
        return at(local(value) + length, zone)
    return in_zone(instant(value) + length, zone)


def _months_later(day: AnyDate, months: int) -> AnyDate:
    """The same day *months* later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_of(year, month + 1, min(day.day, days_of_month(year, month + 1)))


def _moment_months_later(value: AnyDateTime, months: int) -> AnyDateTime:
    return joined(_months_later(day_part(value), months), clock_part(value))


def _time_minus_time(left: time, right: time, run: Run) -> AnyDuration:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Undefined("only one of the times names its time zone")
    now = run.environment.now()
    return duration(in_utc(left, now) - in_utc(right, now))


def _between(left: AnyDateTime, right: AnyDateTime, _: Run) -> AnyDuration:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Undefined("only one of them names its time zone")
    if type(left) is type(right) is datetime and (
        left.tzinfo is not right.tzinfo or type(left.tzinfo) in _OFFSETS
    ):
        return left - right
    return duration(instant(left) - instant(right))


def _midnight(day: AnyDate) -> AnyDateTime:
    """A date that meets a date and time: midnight in UTC, says the standard."""
    return joined(day, _UTC_MIDNIGHT)


def _scaled(length: AnyDuration, factor: Decimal, _: Run) -> AnyDuration:
    return _rounded(ARITHMETIC.multiply(Decimal(nanoseconds(length)), factor))


def _shared(length: AnyDuration, divisor: Decimal, _: Run) -> AnyDuration:
    return _rounded(ARITHMETIC.divide(Decimal(nanoseconds(length)), divisor))


def _rounded(length: Decimal) -> AnyDuration:
    return duration(int(_bounded(length).to_integral_value(ROUND_HALF_EVEN)))


def _ratio(left: AnyDuration, right: AnyDuration, _: Run) -> Decimal:
    return ARITHMETIC.divide(Decimal(nanoseconds(left)), Decimal(nanoseconds(right)))


def _months_scaled(length: YearsMonths, factor: Decimal, _: Run) -> YearsMonths:
    return months_of(int(_bounded(ARITHMETIC.multiply(Decimal(length.months), factor))))


def _months_shared(length: YearsMonths, divisor: Decimal, _: Run) -> YearsMonths:
    return months_of(int(_bounded(ARITHMETIC.divide(Decimal(length.months), divisor))))


def _bounded(length: Decimal) -> Decimal:
    # Before it becomes an int: one of 6,000 digits is slow, and cannot be said.
    if abs(length) > _TOO_LONG:
        raise Undefined("the duration is too long")
    return length


D, T, DT, DD, YM, N = kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS, kinds.NUMBER
Rule = Callable[["Value", "Value", "Run"], "Value"]


def _moved(of: str, by: str, move: Callable[[Value, int], Value], size: Callable[[Value], int]) -> Rules:
    """A point in time plus a duration, a duration plus a point in time, a point in time minus a duration."""
    return {
        ("+", of, by): lambda a, b, _: move(a, size(b)),
        ("+", by, of): lambda a, b, _: move(b, size(a)),
        ("-", of, by): lambda a, b, _: move(a, -size(b)),
    }


def _size_in_months(length: YearsMonths) -> int:
    return length.months


Rules = dict[tuple[str, str, str], Rule]
RULES: Rules = {
    **_moved(D, DD, _date_plus, nanoseconds),
    **_moved(D, YM, _months_later, _size_in_months),
    **_moved(T, DD, _time_plus, nanoseconds),
    **_moved(DT, DD, _later, nanoseconds),
    **_moved(DT, YM, _moment_months_later, _size_in_months),
    ("-", T, T): _time_minus_time,
    ("-", DT, DT): _between,
    ("-", D, D): lambda a, b, _: duration((ordinal(a) - ordinal(b)) * DAY),
    ("-", D, DT): lambda a, b, run: _between(_midnight(a), b, run),
    ("-", DT, D): lambda a, b, run: _between(a, _midnight(b), run),
    ("+", DD, DD): lambda a, b, _: duration(nanoseconds(a) + nanoseconds(b)),
    ("-", DD, DD): lambda a, b, _: duration(nanoseconds(a) - nanoseconds(b)),
    ("/", DD, DD): _ratio,
    ("*", DD, N): _scaled,
    ("*", N, DD): lambda a, b, run: _scaled(b, a, run),
    ("/", DD, N): _shared,
    ("+", YM, YM): lambda a, b, _: months_of(a.months + b.months),
    ("-", YM, YM): lambda a, b, _: months_of(a.months - b.months),
    ("/", YM, YM): lambda a, b, _: ARITHMETIC.divide(Decimal(a.months), Decimal(b.months)),
    ("*", YM, N): _months_scaled,
    ("*", N, YM): lambda a, b, run: _months_scaled(b, a, run),
    ("/", YM, N): _months_shared,
}
