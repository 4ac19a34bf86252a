"""The way out: what an evaluation hands back is small enough for whoever writes it down.

A value may be small in memory and endless on paper: forty contexts, each holding the one before twice, are 2 ** 40.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.entering import MAX_NESTING
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.kinds import NATIVE
from engine.feel.running import Fields, beyond, put
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.feel.running import Compiled, Place, Scope
    from engine.feel.values import Value

_CONTAINERS = (list, tuple, dict, set, frozenset, Range, Mapping)
_LARGE = frozenset({list, dict, Range, Fields})
"""What an evaluation makes that can hold something."""
_SMALL = NATIVE - _LARGE


def evaluated(compiled: Compiled, scope: Scope, at: Place) -> Value:
    """The value of a whole text; an error of the budget that knows no place gets *at*."""
    try:
        value = compiled(scope)
        if type(value) in _LARGE:
            written_size(value, scope.run.environment.size_budget)
    except RecursionError:
        raise beyond("Python's own depth of calls", at) from None
    except FeelBudgetExceeded as error:
        put(error, at)
        raise
    return value


def written_size(value: Value, limit: int, levels: int = MAX_NESTING) -> int:
    """Items and characters that *value* has when it is written; `FeelBudgetExceeded` over *limit* or too deep."""
    return _size(value, limit, levels, {})


def _size(value: Value, limit: int, levels: int, known: dict[int, int]) -> int:
    if levels <= 0:
        raise beyond(f"{MAX_NESTING} levels of lists and contexts")
    items = _items(value)
    size = len(items)
    for item in items:
        if type(item) is str:
            size += len(item)
        elif type(item) not in _SMALL and isinstance(item, _CONTAINERS):
            inner = known.get(id(item))
            size += _size(item, limit, levels - 1, known) if inner is None else inner
        if size > limit:
            raise beyond(f"{limit} items and characters")
    known[id(value)] = size
    return size


def _items(value: Value) -> Collection[Value]:
    if type(value) is dict:
        return [*value, *value.values()]
    if type(value) is list:
        return value
    if isinstance(value, Range):
        return (value.start, value.end)
    return [*value.keys(), *value.values()] if isinstance(value, Mapping) else value
