"""Functions over lists that ask another function: `sort` and `list replace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.comparing import ordered
from engine.feel.errors import Undefined
from engine.feel.functions.registry import BuiltIn, built_in
from engine.feel.kinds import kind
from engine.feel.running import NOWHERE, FeelFunction

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.running import Run
    from engine.feel.values import Value


@built_in("sort", "list: list, precedes: function?")
def _sort(run: Run, items: list[Value], precedes: FeelFunction | BuiltIn | None = None) -> list[Value]:
    """In the order that *precedes* says, or ascending; equal items keep their order."""
    run.spend(1 + len(items))

    def first(left: Value, right: Value) -> bool:
        return _strictly(run, left, right) if precedes is None else _decided(run, precedes, left, right)

    return sorted(items, key=_sort_key(first))


def _sort_key(first: Callable[[Value, Value], bool]) -> Callable[[Value], _Sortable]:
    return lambda item: _Sortable(item, first)


class _Sortable:
    """An item that is asked only whether it comes first: half the calls that a comparison of both ways takes."""

    __slots__ = ("first", "item")

    def __init__(self, item: Value, first: Callable[[Value, Value], bool]) -> None:
        self.item = item
        self.first = first

    def __lt__(self, other: _Sortable) -> bool:
        return self.first(self.item, other.item)


def _strictly(run: Run, left: Value, right: Value) -> bool:
    result = ordered("<", left, right, run)
    if result is None:
        raise Undefined(f"cannot compare {kind(left)} with {kind(right)}")
    return result


def _decided(run: Run, function: FeelFunction | BuiltIn, *arguments: Value) -> bool:
    answer = _asked(run, function, *arguments)
    if not isinstance(answer, bool):
        raise Undefined(f"the function answers {kind(answer)}, not true or false")
    return answer


def _asked(run: Run, function: FeelFunction | BuiltIn, *arguments: Value) -> Value:
    if isinstance(function, BuiltIn):
        return function.prepared(len(arguments), ())(run, list(arguments), NOWHERE)
    return function(run, *arguments)


@built_in("list replace", "list: list, match: function, newItem: any")
def _list_replace_matching(
    run: Run, items: list[Value], match: FeelFunction | BuiltIn, new: Value
) -> list[Value]:
    run.spend(1 + len(items) // 8)
    return [new if _decided(run, match, item, new) else item for item in items]
