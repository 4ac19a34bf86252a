"""Order and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel.kinds import kind
from tests.feel.oracle.client import Unreadable
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import backwards, is_
from tests.feel.oracle.reckoning import between

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

_UNORDERED = {"null", "boolean", "context", "list", "function"}


@because(
    "no order between kinds",
    "10.3.2.15",
    "What cannot be compared is null; feelin compares as JavaScript does.",
)
def _(blame: Blame) -> bool:
    if blame.ours is not None:
        return False
    if is_(blame, "<", "between"):
        return _has_no_order([kind(value) for value in blame.values])
    looks_inside = is_(blame, "in", "includes", "before", "sort")
    return looks_inside and _has_no_order([*_compared(blame.values), *_written(blame)])


def _has_no_order(kinds: list[str]) -> bool:
    return len({*kinds}) > 1 or bool({*kinds} & _UNORDERED)


def _written(blame: Blame) -> list[str]:
    """The kind of the ends that the operation itself writes: `in ["a".."m"]`."""
    return ["string"] if any(isinstance(part, str) and '"' in part for part in blame.node.parts) else []


def _compared(values: Any) -> list[str]:
    """The kinds of what is put into order: items of lists, ends of ranges."""
    kinds = []
    for value in values:
        if isinstance(value, list):
            kinds += _compared(value)
        elif isinstance(value, feel.Range):
            kinds += _compared([value.start, value.end])
        else:
            kinds.append(kind(value))
    return kinds


@because(
    "a backward range",
    "10.3.2.7",
    "x in [a..b] is a <= x <= b: nothing lies in a range that ends before it starts.",
)
def _(blame: Blame) -> bool:
    if blame.ours is True:
        return False
    ranges = [value for value in blame.values if kind(value) == "range"]
    if is_(blame, "includes"):
        return any(backwards(one.start, one.end) for one in ranges)
    ends = blame.values[-2:]
    return is_(blame, "between", "in", "cell") and len(ends) == 2 and backwards(*ends)


@because(
    "ends that cannot be compared",
    "10.3.2.15, table 53",
    "x between a and b is x >= a and x <= b; feelin gives up.",
)
def _(blame: Blame) -> bool:
    kinds = [kind(value) for value in blame.values[-2:]]
    refused = isinstance(blame.theirs, Unreadable) or "null" in kinds
    return is_(blame, "between") and refused and _has_no_order(kinds) and blame.ours is between(*blame.values)


@because(
    "ends of a range",
    "10.3.2.7",
    "A range needs two ends that can be compared; feelin takes null as no end, or gives up.",
)
def _(blame: Blame) -> bool:
    kinds = [kind(value) for value in blame.values[-2:]]
    if isinstance(blame.theirs, Unreadable):
        passed_on = is_(blame, "sort") or _has_no_order(kinds)
        return is_(blame, "range", "<", "in", "cell", "sort") and passed_on and blame.ours is None
    return is_(blame, "range", "<", "in", "cell") and "null" in kinds and blame.ours in (None, False)
