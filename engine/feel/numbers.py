"""FEEL's numbers: decimals of 34 digits (IEEE 754 decimal128), rounded half even."""

from __future__ import annotations

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

ARITHMETIC = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Used through its methods only, so that no thread's own decimal context can change a result."""
_MOST_COUNTED = 60
_MOST_BITS = 20_500
"""Of an int that is not beyond 10 ** 6145."""


def number(text: str) -> Decimal | None:
    """The number that *text* writes (`1.5e3`); None if it is none or too large."""
    try:
        value = ARITHMETIC.create_decimal(text)
    except DecimalException:
        return None
    return value if value.is_finite() else None


def from_python(value: Decimal | float) -> Decimal | None:
    """A number of Python's as FEEL's, of 34 digits; None for infinities, NaN and what is beyond 10 ** 6144."""
    if isinstance(value, int):
        # Python writes no int of more than 4300 digits as text, and converts a huge one for minutes.
        exact = Decimal(value + 0) if value.bit_length() <= _MOST_BITS else None
    elif isinstance(value, float):
        return number(float.__repr__(value))
    else:
        exact = value if value.is_finite() else None
    try:
        return None if exact is None else ARITHMETIC.plus(exact)
    except DecimalException:
        return None


def plain(value: Decimal | int) -> str:
    """*value* in digits, without exponent and without trailing zeros that nobody wrote."""
    text = format(value, "f")
    return "0" if text in {"-0", "0"} else text


def whole(value: Decimal) -> int | None:
    """*value* as int; None if it has a fraction, or more digits than anybody counts with."""
    # An int of thousands of digits takes longer to make than a step may take.
    if value.adjusted() > _MOST_COUNTED:
        return None
    return int(value) if value == value.to_integral_value() else None
