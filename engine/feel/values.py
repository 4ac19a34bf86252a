"""FEEL's values as Python's: the types that cross every boundary of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Value = Any
"""A FEEL value: None, bool, Decimal, str, datetime.date/time/datetime, timedelta, `YearsMonths`, `Range`, `RecordRef`,
list or dict of values. mypy cannot express the recursion usefully; each constructor checks at run time."""


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A variable that names a record; a path on it (`opportunity.amount`) reads the live row."""

    type: str
    key: int


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration in whole months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; None as an end means unbounded."""

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True
    sign: Literal["..", "=", "!="] = ".."
    """`(= 5)` holds 5 only and `(!= 5)` all but 5; neither is equal to `[5..5]`."""
