"""Whether a value is of a type that a text names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine.feel import kinds
from engine.feel.kinds import kind
from engine.feel.values import Range

if TYPE_CHECKING:
    from engine.feel import syntax as tree
    from engine.feel.values import Value

    Matcher = Callable[[Value], bool]

_SYNONYMS = {
    "dateTime": kinds.DATE_TIME,
    "dayTimeDuration": kinds.DAYS,
    "days and time duration": kinds.DAYS,
    "yearMonthDuration": kinds.MONTHS,
    "years and months duration": kinds.MONTHS,
    "Null": kinds.NULL,
}
SIMPLE = frozenset({
    kinds.NUMBER, kinds.STRING, kinds.BOOLEAN, kinds.DATE, kinds.TIME, kinds.LIST, kinds.CONTEXT, kinds.RANGE,
    kinds.FUNCTION, kinds.DATE_TIME, *_SYNONYMS,
})  # fmt: skip
KNOWN = SIMPLE | {"Any"}


def matcher(kind_of: tree.Type) -> Matcher:
    """The test for one type; a type that nobody knows matches nothing."""
    name = kind_of.name
    if name == "Any":
        return lambda value: value is not None
    if kind_of.arguments and name in {"list", "range"}:
        return _list_of(kind_of) if name == "list" else _range_of(kind_of)
    if kind_of.members and name == "context":
        return _context_of(kind_of)
    wanted = _SYNONYMS.get(name, name) if name in SIMPLE else None
    return lambda value: kind(value) == wanted


def _list_of(kind_of: tree.Type) -> Matcher:
    item = matcher(kind_of.arguments[0])
    return lambda value: isinstance(value, list) and all(item(each) for each in value)


def _range_of(kind_of: tree.Type) -> Matcher:
    end = matcher(kind_of.arguments[0])
    return lambda value: (
        isinstance(value, Range) and all(side is None or end(side) for side in (value.start, value.end))
    )


def _context_of(kind_of: tree.Type) -> Matcher:
    members = [(name, matcher(member)) for name, member in kind_of.members]

    def matches(value: Any) -> bool:
        return isinstance(value, Mapping) and all(
            name in value and (value[name] is None or member(value[name])) for name, member in members
        )

    return matches
