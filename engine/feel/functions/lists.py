"""Functions over lists; positions count from 1, negative ones from the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.arithmetic import calculate
from engine.feel.comparing import equal, ordered
from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.kinds import adopt, kind
from engine.feel.numbers import ARITHMETIC, whole
from engine.feel.running import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.running import Run
    from engine.feel.values import Value

_HASHED = frozenset({Decimal, str, bool, date})
"""Types whose equality in FEEL is Python's."""


def _spread(run: Run, values: tuple[Value, ...]) -> list[Value]:
    """The items meant by `sum(list)` and by `sum(1, 2, 3)`."""
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    run.spend(1 + len(items) // 8)
    return [adopt(item) for item in items]


@built_in("count", "list: list")
def _count(items: list[Value]) -> Decimal:
    return Decimal(len(items))


@built_in("min", "list: list")
@built_in("min", "...list: any")
def _min(run: Run, *values: Value) -> Value:
    return _extreme(run, _spread(run, values), "<")


@built_in("max", "list: list")
@built_in("max", "...list: any")
def _max(run: Run, *values: Value) -> Value:
    return _extreme(run, _spread(run, values), ">")


def _extreme(run: Run, items: list[Value], sign: str) -> Value:
    if not items:
        return None
    best = items[0]
    for item in items:
        better = ordered(sign, item, best, run)
        if better is None:
            raise Undefined(f"cannot compare {kind(item)} with {kind(best)}")
        best = item if better else best
    return best


@built_in("sum", "list: list")
@built_in("sum", "...list: any")
def _sum(run: Run, *values: Value) -> Value:
    return _total(run, _spread(run, values))


def _total(run: Run, items: list[Value]) -> Value:
    if not items:
        return None
    if not all(kind(item) in {kinds.NUMBER, kinds.DAYS, kinds.MONTHS} for item in items):
        raise Undefined("an item is no number or duration")
    total = items[0]
    for item in items[1:]:
        total = calculate("+", total, item, run, NOWHERE)
    return total


@built_in("mean", "list: list")
@built_in("mean", "...list: any")
def _mean(run: Run, *values: Value) -> Value:
    items = _spread(run, values)
    return calculate("/", _total(run, items), Decimal(len(items)), run, NOWHERE) if items else None


@built_in("product", "list: list")
@built_in("product", "...list: any")
def _product(run: Run, *values: Value) -> Decimal | None:
    numbers = _numbers(_spread(run, values))
    if not numbers:
        return None
    result = Decimal(1)
    for each in numbers:
        result = ARITHMETIC.multiply(result, each)
    return result


@built_in("median", "list: list")
@built_in("median", "...list: any")
def _median(run: Run, *values: Value) -> Decimal | None:
    numbers = sorted(_numbers(_spread(run, values)))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return ARITHMETIC.divide(ARITHMETIC.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@built_in("stddev", "list: list")
@built_in("stddev", "...list: any")
def _stddev(run: Run, *values: Value) -> Decimal | None:
    """The deviation of a sample."""
    numbers = _numbers(_spread(run, values))
    if len(numbers) < 2:  # noqa: PLR2004 - one value deviates from nothing
        raise Undefined("the list has fewer than two items")
    mean = ARITHMETIC.divide(_total(run, list(numbers)), Decimal(len(numbers)))
    squares = Decimal(0)
    for each in numbers:
        distance = ARITHMETIC.subtract(each, mean)
        squares = ARITHMETIC.add(squares, ARITHMETIC.multiply(distance, distance))
    return ARITHMETIC.sqrt(ARITHMETIC.divide(squares, Decimal(len(numbers) - 1)))


@built_in("mode", "list: list")
@built_in("mode", "...list: any")
def _mode(run: Run, *values: Value) -> list[Value]:
    numbers = _numbers(_spread(run, values))
    counts: dict[Decimal, int] = {}
    for each in numbers:
        counts[each] = counts.get(each, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(each for each, count in counts.items() if count == most)


def _numbers(items: list[Value]) -> list[Decimal]:
    if not all(isinstance(item, Decimal) for item in items):
        raise Undefined("an item is no number")
    return items


@built_in("list contains", "list: list, element: any")
def _list_contains(run: Run, items: list[Value], element: Value) -> bool:
    run.spend(1 + len(items) // 8)
    return any(equal(item, element, run) for item in items)


@built_in("index of", "list: list, match: any")
def _index_of(run: Run, items: list[Value], match: Value) -> list[Value]:
    run.spend(1 + len(items) // 8)
    return [Decimal(index) for index, item in enumerate(items, 1) if equal(item, match, run)]


@built_in("sublist", "list: list, start position: number, length: number?")
def _sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    begin = _position(items, start)
    count = len(items) if length is None else whole(length)
    if count is None or count < 1:
        raise Undefined("length is no whole number from 1 on")
    return items[begin : begin + count]


@built_in("append", "list: list, ...item: any")
def _append(items: list[Value], *more: Value) -> list[Value]:
    return [*items, *more]


@built_in("concatenate", "...list: list")
def _concatenate(run: Run, *lists: list[Value]) -> list[Value]:
    return _joined(run, lists)


def _joined(run: Run, lists: tuple[list[Value], ...]) -> list[Value]:
    run.make(sum(map(len, lists)))
    return [*chain.from_iterable(lists)]


@built_in("insert before", "list: list, position: number, newItem: any")
def _insert_before(items: list[Value], position: Decimal, item: Value) -> list[Value]:
    begin = _position(items, position)
    return [*items[:begin], item, *items[begin:]]


@built_in("remove", "list: list, position: number")
def _remove(items: list[Value], position: Decimal) -> list[Value]:
    begin = _position(items, position)
    return [*items[:begin], *items[begin + 1 :]]


@built_in("list replace", "list: list, position: number, newItem: any")
def _list_replace(items: list[Value], position: Decimal, item: Value) -> list[Value]:
    begin = _position(items, position)
    return [*items[:begin], item, *items[begin + 1 :]]


def _position(items: list[Value], position: Decimal) -> int:
    number = whole(position)
    if not number or abs(number) > len(items):
        raise Undefined(f"there is no item {position} of {len(items)}")
    return number - 1 if number > 0 else len(items) + number


@built_in("reverse", "list: list")
def _reverse(items: list[Value]) -> list[Value]:
    return items[::-1]


@built_in("union", "...list: list")
def _union(run: Run, *lists: list[Value]) -> list[Value]:
    return _distinct(run, _joined(run, lists))


@built_in("distinct values", "list: list")
def _distinct_values(run: Run, items: list[Value]) -> list[Value]:
    return _distinct(run, items)


@built_in("duplicate values", "list: list")
def _duplicate_values(run: Run, items: list[Value]) -> list[Value]:
    twice: list[Value] = []
    _distinct(run, items, again=twice.append)
    return _distinct(run, twice)


def _distinct(run: Run, items: list[Value], again: Callable[[Value], object] = lambda _: None) -> list[Value]:
    """Each item once; *again* is told of every further one."""
    kept: list[Value] = []
    known: set[tuple[type, Value]] = set()
    run.make(len(items))
    run.spend(len(items) // 8)
    for item in items:
        simple = type(item) in _HASHED
        if (type(item), item) in known if simple else _is_among(kept, item, run):
            again(item)
            continue
        kept.append(item)
        if simple:
            known.add((type(item), item))
    return kept


def _is_among(items: list[Value], wanted: Value, run: Run) -> bool:
    run.spend(1 + len(items) // 8)
    return any(equal(item, wanted, run) for item in items)


@built_in("flatten", "list: list")
def _flatten(run: Run, items: list[Value]) -> list[Value]:
    flat: list[Value] = []
    run.spend(1 + len(items) // 8)
    run.make(len(items))
    for item in items:
        flat += _flatten(run, item) if isinstance(item, list) else [item]
    return flat


@built_in("partition", "list: list, size: number")
def _partition(run: Run, items: list[Value], size: Decimal) -> list[Value]:
    count = whole(size)
    if count is None or count < 1:
        raise Undefined("size is no whole number from 1 on")
    run.spend(1 + len(items) // 8)
    run.make(len(items))
    return [items[begin : begin + count] for begin in range(0, len(items), count)]


@built_in("is empty", "list: list")
def _is_empty(items: list[Value]) -> bool:
    return not items
