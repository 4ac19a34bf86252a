"""`+ - * / **` and the sign over numbers and strings; those over dates and durations are in `temporal_arithmetic`."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.errors import FeelBudgetExceeded, Undefined
from engine.feel.far_dates import FarDuration, duration, nanoseconds
from engine.feel.kinds import kind
from engine.feel.numbers import ARITHMETIC, whole
from engine.feel.running import put
from engine.feel.temporal_arithmetic import RULES as _TEMPORAL
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from engine.feel.running import Place, Run
    from engine.feel.temporal_arithmetic import Rules
    from engine.feel.values import Value


_ONE = Decimal(1)
_POWER, _ROOT = 2, 10
"""Steps that `**` takes, by far the slowest of the operators."""


def calculate(sign: str, left: Value, right: Value, run: Run, at: Place) -> Value:
    """*left* *sign* *right*; null with a diagnosis where FEEL defines nothing."""
    rule = _RULES.get((sign, kind(left), kind(right)))
    if rule is None:
        return run.null(at, "{} {} {} is not defined", kind(left), sign, kind(right))
    try:
        return rule(left, right, run)
    except FeelBudgetExceeded as error:
        put(error, at)
        raise
    except Undefined as reason:
        return run.null(at, "{}", reason)
    except (ArithmeticError, ValueError) as error:
        return run.null(at, _REASONS.get(type(error).__name__, "the result is out of range"))


def negated(value: Value, run: Run, at: Place) -> Value:
    """The sign turned."""
    match value:
        case Decimal():
            return ARITHMETIC.minus(value)
        case timedelta() | FarDuration():
            return duration(-nanoseconds(value))
        case YearsMonths():
            return YearsMonths(-value.months)
    return run.null(at, "{} has no sign", kind(value))


def _concatenate(left: str, right: str, run: Run) -> str:
    run.characters(len(left) + len(right))
    return left + right


def _power(base: Decimal, exponent: Decimal, run: Run) -> Decimal:
    run.spend(_POWER if whole(exponent) is not None else _ROOT)
    # IEEE 754 has 1 for 0 ** 0 too, which Python's decimals refuse.
    result = ARITHMETIC.power(base, exponent) if exponent else _ONE
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

N, S = kinds.NUMBER, kinds.STRING
_RULES: Rules = {
    ("+", N, N): lambda a, b, _: ARITHMETIC.add(a, b),
    ("-", N, N): lambda a, b, _: ARITHMETIC.subtract(a, b),
    ("*", N, N): lambda a, b, _: ARITHMETIC.multiply(a, b),
    ("/", N, N): lambda a, b, _: ARITHMETIC.divide(a, b),
    ("**", N, N): _power,
    ("+", S, S): _concatenate,
    **_TEMPORAL,
}
