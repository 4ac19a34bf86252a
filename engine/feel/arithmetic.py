"""`+ - * / **` and the sign over numbers, strings, dates, times and durations."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.comparing import moment
from engine.feel.errors import Undefined
from engine.feel.kinds import kind
from engine.feel.numbers import ARITHMETIC, whole
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from engine.feel.running import Place, Run
    from engine.feel.values import Value

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def calculate(sign: str, left: Value, right: Value, run: Run, at: Place) -> Value:
    """*left* *sign* *right*; null with a diagnosis where FEEL defines nothing."""
    rule = _RULES.get((sign, kind(left), kind(right)))
    if rule is None:
        return run.null(at, "{} {} {} is not defined", kind(left), sign, kind(right))
    try:
        return rule(left, right, run)
    except Undefined as reason:
        return run.null(at, "{}", reason)
    except (ArithmeticError, ValueError) as error:
        return run.null(at, _REASONS.get(type(error).__name__, "the result is out of range"))


def negated(value: Value, run: Run, at: Place) -> Value:
    """The sign turned."""
    match value:
        case Decimal():
            return ARITHMETIC.minus(value)
        case timedelta():
            return -value
        case YearsMonths():
            return YearsMonths(-value.months)
    return run.null(at, "{} has no sign", kind(value))


def add_months(day: date, months: int) -> date:
    """The same day *months* later, or the last of that month; a date and time keeps its time."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:  # noqa: PLR2004 - the years that Python's dates reach
        raise Undefined("the year is out of range")
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _concatenate(left: str, right: str, run: Run) -> str:
    return run.text(left + right)


def _date_plus_days(day: date, length: timedelta, _: Run) -> date:
    return (datetime.combine(day, time()) + length).date()


def _time_plus(clock: time, length: timedelta, _: Run) -> time:
    return (
        datetime.combine(date(2000, 1, 3), clock) + timedelta(seconds=length.total_seconds() % 86400)
    ).timetz()


def _time_minus_time(left: time, right: time, run: Run) -> timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Undefined("only one of the times names its time zone")
    today = run.environment.now().date()
    return datetime.combine(today, left) - datetime.combine(today, right)


def _between(left: datetime, right: datetime, run: Run) -> timedelta:
    if left.tzinfo is None and right.tzinfo is None:
        return left - right
    # Both in UTC: Python would subtract wall clocks of one zone and lose the hour of summer time.
    return _utc(left, run) - _utc(right, run)


def _utc(value: datetime, run: Run) -> datetime:
    aware = moment(value, run)
    return aware.replace(tzinfo=None) - (aware.utcoffset() or timedelta())


def _later(value: datetime, length: timedelta) -> datetime:
    """*length* of real time later: over a change to summer time the clock on the wall moves an hour more."""
    if value.tzinfo is None or isinstance(value.tzinfo, timezone):
        return value + length
    return (value.astimezone(UTC) + length).astimezone(value.tzinfo)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _scaled(length: timedelta, factor: Decimal, _: Run) -> timedelta:
    return timedelta(microseconds=int(ARITHMETIC.multiply(Decimal(length // _MICROSECOND), factor)))


def _shared(length: timedelta, divisor: Decimal, _: Run) -> timedelta:
    return timedelta(microseconds=int(ARITHMETIC.divide(Decimal(length // _MICROSECOND), divisor)))


def _months_scaled(length: YearsMonths, factor: Decimal, _: Run) -> YearsMonths:
    return YearsMonths(int(ARITHMETIC.multiply(Decimal(length.months), factor)))


def _months_shared(length: YearsMonths, divisor: Decimal, _: Run) -> YearsMonths:
    return YearsMonths(int(ARITHMETIC.divide(Decimal(length.months), divisor)))


def _power(base: Decimal, exponent: Decimal, _: Run) -> Decimal:
    result = ARITHMETIC.power(base, exponent)
    if not result.is_finite():
        raise Undefined("the result is out of range")
    if whole(exponent) is not None and exponent >= 0 and result.is_zero() and not base.is_zero():
        raise Undefined("the result is too small")
    return result


_REASONS = {
    "DivisionByZero": "division by zero",
    "DivisionUndefined": "division by zero",
    "InvalidOperation": "the numbers have no such result",
    "ZeroDivisionError": "division by zero",
}

N, S, D, T, DT, DD, YM = (
    kinds.NUMBER, kinds.STRING, kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS,
)  # fmt: skip
_Rule = Callable[["Value", "Value", "Run"], "Value"]
_RULES: dict[tuple[str, str, str], _Rule] = {
    ("+", N, N): lambda a, b, _: ARITHMETIC.add(a, b),
    ("-", N, N): lambda a, b, _: ARITHMETIC.subtract(a, b),
    ("*", N, N): lambda a, b, _: ARITHMETIC.multiply(a, b),
    ("/", N, N): lambda a, b, _: ARITHMETIC.divide(a, b),
    ("**", N, N): _power,
    ("+", S, S): _concatenate,
    ("+", DD, DD): lambda a, b, _: a + b,
    ("-", DD, DD): lambda a, b, _: a - b,
    ("/", DD, DD): lambda a, b, _: ARITHMETIC.divide(Decimal(a // _MICROSECOND), Decimal(b // _MICROSECOND)),
    ("*", DD, N): _scaled,
    ("*", N, DD): lambda a, b, run: _scaled(b, a, run),
    ("/", DD, N): _shared,
    ("+", YM, YM): lambda a, b, _: YearsMonths(a.months + b.months),
    ("-", YM, YM): lambda a, b, _: YearsMonths(a.months - b.months),
    ("/", YM, YM): lambda a, b, _: ARITHMETIC.divide(Decimal(a.months), Decimal(b.months)),
    ("*", YM, N): _months_scaled,
    ("*", N, YM): lambda a, b, run: _months_scaled(b, a, run),
    ("/", YM, N): _months_shared,
    ("+", D, DD): _date_plus_days,
    ("+", DD, D): lambda a, b, run: _date_plus_days(b, a, run),
    ("-", D, DD): lambda a, b, run: _date_plus_days(a, -b, run),
    ("+", D, YM): lambda a, b, _: add_months(a, b.months),
    ("+", YM, D): lambda a, b, _: add_months(b, a.months),
    ("-", D, YM): lambda a, b, _: add_months(a, -b.months),
    ("+", DT, DD): lambda a, b, _: _later(a, b),
    ("+", DD, DT): lambda a, b, _: _later(b, a),
    ("-", DT, DD): lambda a, b, _: _later(a, -b),
    ("+", DT, YM): lambda a, b, _: add_months(a, b.months),
    ("+", YM, DT): lambda a, b, _: add_months(b, a.months),
    ("-", DT, YM): lambda a, b, _: add_months(a, -b.months),
    ("+", T, DD): _time_plus,
    ("+", DD, T): lambda a, b, run: _time_plus(b, a, run),
    ("-", T, DD): lambda a, b, run: _time_plus(a, -b, run),
    ("-", T, T): _time_minus_time,
    ("-", DT, DT): _between,
    ("-", D, D): lambda a, b, _: a - b,
    ("-", D, DT): lambda a, b, run: _between(_midnight(a), b, run),
    ("-", DT, D): lambda a, b, run: _between(a, _midnight(b), run),
}
