"""Functions over numbers."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
)
from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.numbers import ARITHMETIC, whole
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from datetime import timedelta

_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176
_WIDE = Context(prec=12_400, Emin=-999_999, Emax=999_999, traps=[InvalidOperation])
"""Rounding and dividing keep digits that 34 cannot hold for a moment; only the result is cut."""


def _rounded(value: Decimal, scale: Decimal | None, rounding: str) -> Decimal:
    """*value* with *scale* digits after the point; a negative scale rounds before it."""
    digits = whole(scale) if scale is not None else 0
    if digits is None or not _SMALLEST_SCALE <= digits <= _LARGEST_SCALE:
        raise Undefined("scale is no whole number in reach")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -digits:
        return value
    return ARITHMETIC.plus(value.quantize(Decimal((0, (1,), -digits)), rounding=rounding, context=_WIDE))


@built_in("decimal", "n: number, scale: number")
def _decimal(value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_HALF_EVEN)


@built_in("floor", "n: number, scale: number?")
def _floor(value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale, ROUND_FLOOR)


@built_in("ceiling", "n: number, scale: number?")
def _ceiling(value: Decimal, scale: Decimal | None = None) -> Decimal:
    return _rounded(value, scale, ROUND_CEILING)


@built_in("round up", "n: number, scale: number")
def _round_up(value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_UP)


@built_in("round down", "n: number, scale: number")
def _round_down(value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_DOWN)


@built_in("round half up", "n: number, scale: number")
def _round_half_up(value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_HALF_UP)


@built_in("round half down", "n: number, scale: number")
def _round_half_down(value: Decimal, scale: Decimal) -> Decimal:
    return _rounded(value, scale, ROUND_HALF_DOWN)


@built_in("abs", "n: number|days and time duration|years and months duration")
def _abs(value: Decimal | timedelta | YearsMonths) -> Decimal | timedelta | YearsMonths:
    if isinstance(value, YearsMonths):
        return YearsMonths(abs(value.months))
    return ARITHMETIC.abs(value) if isinstance(value, Decimal) else abs(value)


@built_in("modulo", "dividend: number, divisor: number")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder with the divisor's sign."""
    if not divisor:
        raise Undefined("division by zero")
    # The quotient may have more digits than a number holds: 10 ** 40 divided by 3.
    rest = _WIDE.remainder(dividend, divisor)
    signed = rest and rest.is_signed() != divisor.is_signed()
    return ARITHMETIC.plus(_WIDE.add(rest, divisor) if signed else rest)


@built_in("sqrt", "number: number")
def _sqrt(value: Decimal) -> Decimal:
    return ARITHMETIC.sqrt(value)


@built_in("log", "number: number")
def _log(value: Decimal) -> Decimal:
    if value <= 0:
        raise Undefined("only positive numbers have a logarithm")
    return ARITHMETIC.ln(value)


@built_in("exp", "number: number")
def _exp(value: Decimal) -> Decimal:
    return ARITHMETIC.exp(value)


@built_in("odd", "number: number")
def _odd(value: Decimal) -> bool:
    return _parity(value) == 1


@built_in("even", "number: number")
def _even(value: Decimal) -> bool:
    return _parity(value) == 0


def _parity(value: Decimal) -> int:
    if value.adjusted() >= ARITHMETIC.prec:
        return 0  # what lies beyond 34 digits is a multiple of ten
    number = whole(value)
    if number is None:
        raise Undefined("only whole numbers are odd or even")
    return number % 2
