"""What the standard says about values, worked out a second time with Python's own types."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, DecimalException
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel.kinds import kind
from tests.feel.oracle.client import Question, Unreadable, ours
from tests.feel.oracle.reasons import DURATIONS, length_of, signs
from tests.feel.oracle.trees import literal_node

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

UNKNOWN = object()
"""Python's types do not reach so far."""
_DAY = date(2000, 1, 1)
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def scaled(blame: Blame) -> Any:
    """A duration times or divided by a number, months cut off; null for other pairs."""
    left, right = blame.values
    sign, kinds = signs(blame), (kind(left), kind(right))
    if kinds[0] in DURATIONS and kinds[0] == kinds[1] and sign == "/":
        under = length_of(right)[1]
        return length_of(left)[1] / under if under else None
    if "number" not in kinds or (sign == "/" and kinds[1] != "number"):
        return None
    length, number = (left, right) if kinds[1] == "number" else (right, left)
    unit, size = length_of(length)
    try:
        result = Decimal(str(size)) * number if sign == "*" else Decimal(str(size)) / number
    except DecimalException:
        return None
    return {unit: float(int(result)) if unit == "months" else float(result)}


def mean(items: list[Any], count: int) -> Any:
    """The sum of durations, divided by *count*."""
    lengths = [length_of(item) for item in items]
    total = sum(size for _, size in lengths) / count
    unit = lengths[0][0]
    return {unit: float(int(total)) if unit == "months" else total}


def months_between(start: Any, end: Any) -> int:
    """Whole months, towards zero."""
    if (start.year, start.month, _within_month(start)) > (end.year, end.month, _within_month(end)):
        return -months_between(end, start)
    whole = (end.year - start.year) * 12 + end.month - start.month
    return whole - (_within_month(start) > _within_month(end))


def _within_month(moment: Any) -> Any:
    at = moment.time() if isinstance(moment, datetime) else time()
    return moment.day, at.hour, at.minute, at.second, at.microsecond


def second(value: Any) -> float:
    """The seconds beside the minutes, with their fraction; 0 of what has none."""
    if kind(value) == "days and time duration":
        size = length_of(value)[1]
        return size % 60 if size >= 0 else -(-size % 60)
    return value.second + value.microsecond / 1e6 if isinstance(value, time | datetime) else 0.0


def difference(left: Any, right: Any) -> Any:
    """Seconds between moments with zones; a date is midnight in UTC; null if only one has a zone."""
    moments = [_moment(left), _moment(right)]
    if None in moments:
        return UNKNOWN
    if (kind(left) == "time") != (kind(right) == "time"):
        return None
    zones = [moment.tzinfo is not None for moment in moments]
    if zones[0] != zones[1]:
        return None
    return {"seconds": (moments[0] - moments[1]).total_seconds()}


def _moment(value: Any) -> datetime | None:
    match value:
        case datetime():
            return value
        case date():
            return datetime.combine(value, time(), UTC)
        case time():
            return datetime.combine(_DAY, value)
    return None


def compared(left: Any, right: Any, sign: str) -> bool | None:
    """The order of moments of one kind; null where Python's types do not reach."""
    moments = [_moment(left), _moment(right)]
    if moments[0] is None or moments[1] is None:
        return None
    first, second = (
        each.replace(microsecond=0) if kind(left) == "time" else each for each in moments if each
    )
    if first.tzinfo is None:
        first = first.replace(tzinfo=second.tzinfo)
    if second.tzinfo is None:
        second = second.replace(tzinfo=first.tzinfo)
    return bool(_ORDERS[sign](first, second))


def later(day: Any, length: Any, sign: str) -> Any:
    """The date after days and parts of them from its midnight."""
    try:
        moment = datetime.combine(day, time())
        return {"date": (moment + length if sign == "+" else moment - length).date().isoformat()}
    except (TypeError, OverflowError):
        return UNKNOWN


def between(value: Any, start: Any, end: Any) -> bool | None:
    """Its own definition: value >= start and value <= end, in three-valued logic."""
    both = [
        feel.evaluate("a >= b", {"a": value, "b": start}),
        feel.evaluate("a <= b", {"a": value, "b": end}),
    ]
    if False in both:
        return False
    return None if None in both else True


def followed(value: Any, name: str) -> Any:
    """The path *name* from *value*, from each item of a list."""
    if isinstance(value, list):
        return [followed(item, name) for item in value]
    return value.get(name) if isinstance(value, Mapping) else None


def answers(blame: Blame) -> list[tuple[Any, Any]] | None:
    """The items of a loop or filter, each with what its body says; None if it cannot be asked."""
    names = feel.evaluate(blame.question.context, {})
    items, body = _loop(blame, names)
    if not isinstance(items, list):
        return None
    told = []
    for item in items:
        members = item if blame.node.kind == "filter" and isinstance(item, Mapping) else {}
        variable = blame.node.variable or "item"
        told.append((item, feel.evaluate(body, {**names, **members, variable: item})))
    return told


def _loop(blame: Blame, names: Any) -> tuple[Any, str]:
    """What is run over, and the body."""
    if blame.node.variable:
        return blame.values[0] if blame.values else None, blame.node.children[-1].text
    # A filter whose item has no name of its own: `people[age > {number}]`.
    text = blame.question.text
    depths = list(accumulate({"]": 1, "[": -1}.get(letter, 0) for letter in reversed(text)))
    opening = len(text) - 1 - depths.index(0, 1)
    return feel.evaluate(text[:opening], names), text[opening + 1 : -1]


def over_a_list(blame: Blame) -> Any:
    """What we say of the same operation over a list of its first value."""
    return with_value(blame, 0, [blame.values[0]])


def with_value(blame: Blame, index: int, value: Any) -> Any:
    """What we say of the same operation with another value in one place."""
    nodes = [literal_node(one) for one in (*blame.values[:index], value, *blame.values[index + 1 :])]
    open_ones = blame.node.children[len(nodes) :]
    if None in nodes:
        return UNKNOWN
    whole = blame.node.with_children((*(each for each in nodes if each is not None), *open_ones))
    told = ours(Question(whole.text, blame.question.context))
    return UNKNOWN if isinstance(told, Unreadable) else told
