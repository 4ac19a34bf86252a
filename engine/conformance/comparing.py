"""Whether a result is the expected one, and how both are shown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine import feel
from engine.conformance.cases import Unreadable
from engine.errors import BatonError

if TYPE_CHECKING:
    from engine.feel import Value

TOLERANCE = Decimal("1e-8")
"""What two numbers may differ by: the reference runners of the TCK compare so, since it states numbers rounded."""


def same(expected: Value, actual: Value) -> bool:
    """Equal and of one type, numbers up to the tolerance, lists and contexts member by member."""
    match expected, actual:
        case Unreadable(), _:
            return False
        case Decimal(), Decimal():
            return abs(expected - actual) < TOLERANCE
        case list(), list():
            return len(expected) == len(actual) and all(map(same, expected, actual))
        case Mapping(), Mapping():
            return expected.keys() == actual.keys() and all(same(expected[k], actual[k]) for k in expected)
    return type(expected) is type(actual) and bool(expected == actual)


def shown(value: Value) -> str:
    """*value* as FEEL would write it, strings in quotes."""
    if isinstance(value, Unreadable):
        return str(value)
    try:
        # In a list strings keep their quotes, and null is a text.
        return str(feel.evaluate("string([value])", {"value": value}))[1:-1]
    except BatonError:
        return f"{value!s:.80}…"
