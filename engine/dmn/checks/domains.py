"""A column's values, divided where a cell could tell them apart. One sample stands for each part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from engine.dmn.checks import kinds
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.feel.values import Value

_ENDS: dict[str, tuple[Value, Value]] = {
    kinds.DATE: (dt.date.min, dt.date.max),
    kinds.TIME: (dt.time.min, dt.time.max),
    kinds.MOMENT: (dt.datetime.min, dt.datetime.max),  # noqa: DTZ901  compared with local moments only
    kinds.DAYS: (dt.timedelta.min, dt.timedelta.max),
}
_DIGITS = 80
"""More than a number in FEEL has, so that there is always one between two."""
_STEP = dt.timedelta(microseconds=1)
_MIDNIGHT = _ENDS[kinds.MOMENT][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value, everything between two neighbours (`None`: without an end), or every text that is not mentioned."""

    kind: str
    sample: Value
    low: Value = None
    high: Value = None
    single: bool = False


class Unordered(Exception):
    """The values of a column cannot be brought into one order."""


def parts(declared: str | None, constants: Iterable[Value], *, whole: bool) -> tuple[Part, ...]:
    """The parts of a column's values; those with the value null only if a cell mentions it."""
    by_kind: dict[str, set[Value]] = {}
    for value in constants:
        by_kind.setdefault(kinds.of_value(value), set()).add(value)
    if kinds.OTHER in by_kind or {kinds.DATE, kinds.MOMENT} <= by_kind.keys():
        raise Unordered
    wanted = [declared] if declared else sorted(by_kind.keys() - {kinds.NULL})
    found = [part for kind in wanted for part in _of_kind(kind, by_kind.get(kind, set()), whole=whole)]
    found = found or [Part(kind=kinds.STRING, sample=_unheard_of(()))]
    return (*found, *([Part(kind=kinds.NULL, sample=None, single=True)] if kinds.NULL in by_kind else []))


def _of_kind(kind: str, values: set[Value], *, whole: bool) -> Iterator[Part]:
    if kind == kinds.BOOLEAN:
        yield from (Part(kind=kind, sample=value, single=True) for value in (False, True))
    elif kind == kinds.STRING:
        yield from (Part(kind=kind, sample=value, single=True) for value in sorted(values))
        yield Part(kind=kind, sample=_unheard_of(values))
    else:
        yield from _line(kind, _in_order(values), whole=whole)


def _in_order(values: set[Value]) -> list[Value]:
    if any(getattr(value, "tzinfo", None) is not None for value in values):
        raise Unordered  # which of two zones comes first depends on the day
    try:
        return sorted(values)
    except TypeError:
        raise Unordered from None


def _line(kind: str, values: Sequence[Value], *, whole: bool) -> Iterator[Part]:
    """Each value, and what lies before, between and after."""
    low: Value = None
    for high in (*values, None):
        sample = _between(kind, low, high, whole=whole)
        if sample is not None:
            yield Part(kind=kind, sample=sample, low=low, high=high)
        if high is not None:
            yield Part(kind=kind, sample=high, single=True)
        low = high


def _between(kind: str, low: Value, high: Value, *, whole: bool) -> Value | None:
    """A value between two; None if there is none."""
    match kind:
        case kinds.NUMBER:
            return _number_between(low, high, whole=whole)
        case kinds.MONTHS:
            return _months_between(low, high)
        case kinds.DATE:
            return _day_between(low, high)
        case kinds.TIME:
            return _clock_between(low, high)
    first, last = _ENDS[kind]
    below, above = first if low is None else low, last if high is None else high
    middle = below + (above - below) // 2 if low is not None and high is not None else None
    if middle is None:
        middle = _stepped(below, above, low)
    return middle if _is_inside(middle, low, high) else None


def _stepped(below: Value, above: Value, low: Value) -> Value:
    """Next to the only end there is; anything if there is none."""
    try:
        return below + _STEP if low is not None else above - _STEP
    except OverflowError:
        return below


def _number_between(low: Value, high: Value, *, whole: bool) -> Value | None:
    with localcontext(prec=_DIGITS):
        if low is None or high is None:
            middle = (high - 1) if high is not None else (low + 1) if low is not None else Decimal(0)
        else:
            middle = (low + high) / 2
        if whole:
            middle = middle.to_integral_value(rounding="ROUND_FLOOR")
            middle += 1 if low is not None and middle <= low else 0
    return middle if _is_inside(middle, low, high) else None


def _months_between(low: Value, high: Value) -> Value | None:
    ends = [None if end is None else Decimal(end.months) for end in (low, high)]
    middle = _number_between(ends[0], ends[1], whole=True)
    return None if middle is None else YearsMonths(int(middle))


def _day_between(low: Value, high: Value) -> Value | None:
    first = dt.date.min.toordinal() - 1 if low is None else low.toordinal()
    last = dt.date.max.toordinal() + 1 if high is None else high.toordinal()
    one_ended = first + 1 if low is not None else last - 1
    middle = one_ended if low is None or high is None else (first + last) // 2
    return dt.date.fromordinal(middle) if first < middle < last else None


def _clock_between(low: Value, high: Value) -> Value | None:
    first = -1 if low is None else _microseconds(low)
    last = _microseconds(dt.time.max) + 1 if high is None else _microseconds(high)
    middle = (first + last) // 2
    if not first < middle < last:
        return None
    return (_MIDNIGHT + dt.timedelta(microseconds=middle)).time()


def _microseconds(clock: dt.time) -> int:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return seconds * 1_000_000 + clock.microsecond


def _is_inside(value: Value, low: Value, high: Value) -> bool:
    return bool((low is None or low < value) and (high is None or value < high))


def _unheard_of(values: Iterable[Value]) -> str:
    """A text that no cell mentions."""
    longest = max((len(value) for value in values), default=0)
    return "*" * (longest + 1)
