"""The parts of temporal values and ranges that a path reads: `due.year`, `[1..5].start`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.feel import kinds

if TYPE_CHECKING:
    from engine.feel.values import Value

_MONTHS_A_YEAR = 12


def _offset(value: datetime | time) -> timedelta | None:
    return value.utcoffset()


def _zone(value: datetime | time) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _part(length: timedelta, unit: int, largest: int | None = None) -> Decimal:
    """How many *unit* seconds a duration holds beyond the next larger unit, with the duration's sign."""
    seconds = abs(length) // timedelta(seconds=1)
    count = seconds // unit if largest is None else seconds % largest // unit
    return Decimal(-count if length < timedelta() else count)


def _months(months: int, part: int) -> Decimal:
    count = divmod(abs(months), _MONTHS_A_YEAR)[part]
    return Decimal(-count if months < 0 else count)


_Reader = Callable[["Value"], "Value"]
_DATE: dict[str, _Reader] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(day.isoweekday()),
}
_TIME: dict[str, _Reader] = {
    "hour": lambda clock: Decimal(clock.hour),
    "minute": lambda clock: Decimal(clock.minute),
    "second": lambda clock: Decimal(clock.second),
    "time offset": _offset,
    "timezone": _zone,
}
_BY_KIND: dict[str, dict[str, _Reader]] = {
    kinds.DATE: _DATE,
    kinds.TIME: _TIME,
    kinds.DATE_TIME: _DATE | _TIME,
    kinds.DAYS: {
        "days": lambda length: _part(length, 86_400),
        "hours": lambda length: _part(length, 3_600, 86_400),
        "minutes": lambda length: _part(length, 60, 3_600),
        "seconds": lambda length: _part(length, 1, 60),
    },
    kinds.MONTHS: {
        "years": lambda length: _months(length.months, 0),
        "months": lambda length: _months(length.months, 1),
    },
    kinds.RANGE: {
        "start": lambda area: area.start,
        "end": lambda area: area.end,
        "start included": lambda area: area.start_included,
        "end included": lambda area: area.end_included,
    },
}
PROPERTIES: dict[tuple[str, str], _Reader] = {
    (kind, name): read for kind, readers in _BY_KIND.items() for name, read in readers.items()
}
