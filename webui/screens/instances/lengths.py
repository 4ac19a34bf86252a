"""Lengths of time in words, whole: a rule that answers four hours and a half is not rounded."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from webui import localization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.values import YearsMonths

_MICROSECOND = timedelta(microseconds=1)
_UNITS = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000))


def in_words(length: timedelta | YearsMonths) -> str:
    """In all its units: “1 day 4 hours”."""
    if isinstance(length, timedelta):
        count = length // _MICROSECOND
        parts = list(_parts(abs(count))) or [(Decimal(0), "minute")]
    else:
        count = length.months
        years, months = divmod(abs(count), 12)
        parts = [(Decimal(one), unit) for one, unit in ((years, "year"), (months, "month")) if one]
        parts = parts or [(Decimal(0), "month")]
    told = " ".join(localization.format_unit(number, unit) for number, unit in parts)
    return f"−{told}" if count < 0 else told


def _parts(microseconds: int) -> Iterator[tuple[Decimal, str]]:
    for unit, size in _UNITS:
        number, microseconds = divmod(microseconds, size)
        if number:
            yield Decimal(number), unit
    if microseconds:
        yield Decimal(microseconds) / 1_000_000, "second"
