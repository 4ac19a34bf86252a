"""The parts of temporal values and ranges that a path reads: `due.year`, `[1..5].start`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.feel import kinds
from engine.feel.far_dates import SECOND, nanoseconds
from engine.feel.timeline import day_part, offset, ordinal, since_midnight

if TYPE_CHECKING:
    from engine.feel.far_dates import AnyDateTime, AnyDuration
    from engine.feel.values import Value

_MONTHS_A_YEAR = 12
_MINUTE = 60 * SECOND
_Reader = Callable[["Value"], "Value"]


def _offset(value: time | AnyDateTime) -> AnyDuration | None:
    return value.utcoffset() if isinstance(value, time) else offset(value)


def _zone(value: time | AnyDateTime) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _clock(unit: int, larger: int) -> _Reader:
    """How many *unit* seconds a time shows beyond the next larger unit."""
    return lambda value: Decimal(since_midnight(value) // SECOND % larger // unit)


def _part(unit: int, larger: int | None = None) -> _Reader:
    """How many *unit* seconds a duration holds beyond the next larger unit, with the duration's sign."""

    def read(length: AnyDuration) -> Decimal:
        seconds = abs(nanoseconds(length)) // SECOND
        count = (seconds if larger is None else seconds % larger) // unit
        return Decimal(-count if nanoseconds(length) < 0 else count)

    return read


def _second(value: time | AnyDateTime) -> Decimal:
    return _seconds(since_midnight(value) % _MINUTE)


def _seconds_of(length: AnyDuration) -> Decimal:
    count = _seconds(abs(nanoseconds(length)) % _MINUTE)
    return count.copy_negate() if nanoseconds(length) < 0 and count else count


def _seconds(length: int) -> Decimal:
    """Seconds with their fraction, written without zeros at its end."""
    whole, rest = divmod(length, SECOND)
    return Decimal(f"{whole}.{rest:09}".rstrip("0")) if rest else Decimal(whole)


def _months(months: int, part: int) -> Decimal:
    count = divmod(abs(months), _MONTHS_A_YEAR)[part]
    return Decimal(-count if months < 0 else count)


_DATE: dict[str, _Reader] = {
    "year": lambda value: Decimal(day_part(value).year),
    "month": lambda value: Decimal(day_part(value).month),
    "day": lambda value: Decimal(day_part(value).day),
    "weekday": lambda value: Decimal((ordinal(value) - 1) % 7 + 1),
}
_TIME: dict[str, _Reader] = {
    "hour": _clock(3_600, 86_400),
    "minute": _clock(60, 3_600),
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}
_BY_KIND: dict[str, dict[str, _Reader]] = {
    kinds.DATE: _DATE,
    kinds.TIME: _TIME,
    kinds.DATE_TIME: _DATE | _TIME,
    kinds.DAYS: {
        "days": _part(86_400),
        "hours": _part(3_600, 86_400),
        "minutes": _part(60, 3_600),
        "seconds": _seconds_of,
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
