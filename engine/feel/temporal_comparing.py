"""Equality and order of dates, times and durations (DMN 1.5, tables 53 and 54).

Times have the resolution of a second, as the conformance kit reads the standard: `=` and `<` agree on it, `is` and
differences see the whole fraction. Where only one of two times names a zone, they are ordered as if the other named the
same one; equal they are not, for nobody knows which moment the local one is.
"""

from __future__ import annotations

import operator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.far_dates import SECOND, nanoseconds
from engine.feel.timeline import in_utc, instant, local, ordinal, since_midnight

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.far_dates import AnyDateTime
    from engine.feel.running import Run
    from engine.feel.values import Value

TEMPORAL = frozenset({kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS})
_SIGNS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_SECONDS = instant(_EPOCH) // SECOND
_SECOND = timedelta(seconds=1)


def same(of: str, left: Value, right: Value, run: Run) -> bool:
    """Whether two values of the kind *of* have the same value."""
    if _is_mixed(of, left, right):
        return False
    first, second = _measured(of, left, right, run)
    return first == second


def in_order(sign: str, of: str, left: Value, right: Value, run: Run) -> bool:
    """`<`, `<=`, `>` or `>=` of two values of the kind *of*."""
    # `<=` is "less or equal", and mixed ones are never equal.
    strict = sign[0] if _is_mixed(of, left, right) else sign
    return _SIGNS[strict](*_measured(of, left, right, run))


def _is_mixed(of: str, left: Value, right: Value) -> bool:
    return of in _WITH_ZONE and (left.tzinfo is None) is not (right.tzinfo is None)


def _measured(of: str, left: Value, right: Value, run: Run) -> tuple[int, int]:
    """Both as numbers: seconds, days, or the nanoseconds of a duration."""
    if of not in _WITH_ZONE:
        measure = ordinal if of == kinds.DATE else nanoseconds
        return measure(left), measure(right)
    if left.tzinfo is None or right.tzinfo is None:
        return _shown(left), _shown(right)
    if of == kinds.DATE_TIME:
        return _moment(left), _moment(right)
    now = run.environment.now()
    return in_utc(left, now) // SECOND, in_utc(right, now) // SECOND


def _shown(value: time | AnyDateTime) -> int:
    """Seconds by calendar and clock."""
    return (since_midnight(value) if isinstance(value, time) else local(value)) // SECOND


def _moment(value: AnyDateTime) -> int:
    """Seconds in UTC."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _SECOND
    return instant(value) // SECOND - _EPOCH_SECONDS


_WITH_ZONE = frozenset({kinds.TIME, kinds.DATE_TIME})
