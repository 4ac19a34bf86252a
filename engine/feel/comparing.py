"""Equality, order and membership, with FEEL's third answer: null for values that cannot be compared."""

from __future__ import annotations

import operator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.kinds import kind
from engine.feel.temporal import zone
from engine.feel.temporal_comparing import TEMPORAL, in_order, same
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from engine.feel.running import Run
    from engine.feel.values import Value

_ORDERED = frozenset({
    kinds.NUMBER, kinds.STRING, kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS,
})  # fmt: skip
SORTABLE = frozenset({Decimal, str, date, timedelta})
"""Types whose order in FEEL is Python's."""
PLAIN = SORTABLE | {bool}
"""Types whose equality in FEEL is Python's."""
ORDERS: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value, run: Run) -> bool | None:
    """Whether both are the same; null for different kinds."""
    if left is None or right is None:
        return left is right
    of = kind(left)
    if of != kind(right):
        return None
    if of == kinds.LIST:
        return _equal_lists(left, right, run)
    if of == kinds.CONTEXT:
        return _equal_contexts(left, right, run)
    if of == kinds.RANGE:
        return _equal_ranges(left, right, run)
    return same(of, left, right, run) if of in TEMPORAL else bool(left == right)


def ordered(sign: str, left: Value, right: Value, run: Run) -> bool | None:
    """`<`, `<=`, `>` or `>=`; null for different kinds and for those that have no order."""
    of = kind(left)
    if of != kind(right) or of not in _ORDERED:
        return None
    return in_order(sign, of, left, right, run) if of in TEMPORAL else ORDERS[sign](left, right)


def within(value: Value, area: Range, run: Run) -> bool | None:
    """Whether *value* lies in *area*, or is the same range; null if it cannot be compared with its ends."""
    if isinstance(value, Range):
        return equal(value, area, run)
    if area.sign == "!=":
        same = equal(value, area.start, run)
        return None if same is None else not same
    above = area.start is None or ordered(">=" if area.start_included else ">", value, area.start, run)
    below = area.end is None or ordered("<=" if area.end_included else "<", value, area.end, run)
    if above is False or below is False:
        return False
    return True if above and below and value is not None else None


def belongs(value: Value, test: Value, run: Run) -> bool | None:
    """`value in test`: inside a range, one of a list, or equal."""
    match test:
        case Range():
            return within(value, test, run)
        case list():
            run.spend(1 + len(test) // 8)
            if any(_member(value, item, run) for item in test):
                return True
            return bool(equal(value, test, run))
    return equal(value, test, run)


def _member(value: Value, item: Value, run: Run) -> bool | None:
    if isinstance(item, Range) and not isinstance(value, Range):
        return within(value, item, run)
    return equal(value, item, run)


def home(run: Run) -> tzinfo | None:
    """The environment's time zone."""
    return zone(run.environment.time_zone) or zone("UTC")


def _equal_lists(left: list[Value], right: list[Value], run: Run) -> bool:
    run.spend(1 + len(left) // 8)
    return len(left) == len(right) and all(equal(a, b, run) for a, b in zip(left, right, strict=True))


def _equal_contexts(left: Mapping[str, Value], right: Mapping[str, Value], run: Run) -> bool:
    run.spend(1 + len(left) // 8)
    return left.keys() == right.keys() and all(equal(left[key], right[key], run) for key in left)


def _equal_ranges(left: Range, right: Range, run: Run) -> bool:
    """The same ends, included or not alike, and written in the same way: `(= 5)` is another range than `[5..5]`."""
    alike = (left.sign, left.start_included, left.end_included) == (
        right.sign, right.start_included, right.end_included,
    )  # fmt: skip
    return alike and bool(equal(left.start, right.start, run) and equal(left.end, right.end, run))
