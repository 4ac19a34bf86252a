"""The types that the built-in functions return, from the types that they are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.feel.checking.samples import common, items
from engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    ListType,
    RangeType,
)

if TYPE_CHECKING:
    from engine.feel.types import Type

Rule = Callable[[Sequence["Type"]], "Type"]


def result(name: str, arguments: Sequence[Type]) -> Type:
    """What a call of the built-in *name* returns if it is not null."""
    rule = RESULTS.get(name, ANY)
    return rule(arguments) if callable(rule) else rule


def _listed(arguments: Sequence[Type]) -> Type:
    """The items meant by `max(list)` and by `max(1, 2, 3)`."""
    if len(arguments) == 1:
        return items(arguments[0])
    return common(arguments) or ANY


def _same(arguments: Sequence[Type]) -> Type:
    return arguments[0] if arguments else ANY


def _same_list(arguments: Sequence[Type]) -> Type:
    return ListType(items(arguments[0]) if arguments else ANY)


def _joined(arguments: Sequence[Type]) -> Type:
    return ListType(common(map(items, arguments)) or ANY)


def _extended(arguments: Sequence[Type]) -> Type:
    first, *more = arguments or (ANY,)
    return ListType(common([items(first), *more]) or ANY)


def _either(arguments: Sequence[Type]) -> Type:
    return common(each for each in arguments if each != NULL) or ANY


_ENTRIES = ListType(ContextType((("key", STRING), ("value", ANY))))
_BY_TYPE: dict[Type, tuple[str, ...]] = {
    STRING: (
        "string", "substring", "upper case", "lower case", "trim", "substring before", "substring after", "replace",
        "string join", "to json", "day of week", "month of year", "base currency", "format money",
    ),
    NUMBER: (
        "number", "string length", "count", "product", "median", "stddev", "decimal", "floor", "ceiling", "round up",
        "round down", "round half up", "round half down", "modulo", "sqrt", "log", "exp", "day of year",
        "week of year", "convert money", "round money", "count records",
    ),
    BOOLEAN: (
        "contains", "starts with", "ends with", "matches", "is blank", "list contains", "is empty", "odd", "even",
        "not", "all", "any", "is defined", "is", "before", "after", "includes", "during", "overlaps",
        "overlaps before", "overlaps after", "meets", "met by", "starts", "started by", "finishes", "finished by",
        "coincides", "is working time",
    ),
    DATE: ("date", "today", "last day of month"),
    TIME: ("time",),
    DATE_TIME: (
        "date and time", "now", "add working time", "next working time", "add working days",
    ),
    DAYS: ("working time between",),
    MONTHS: ("years and months duration",),
    ListType(STRING): ("split",),
    ListType(NUMBER): ("mode", "index of"),
    ListType(ANY): ("flatten", "partition", "find records"),
    ContextType(): ("context", "context put", "context merge"),
    _ENTRIES: ("get entries",),
    ANY: ("get value", "duration", "mean", "list replace", "assert", "record"),
    RangeType(ANY): ("range",),
}  # fmt: skip
RESULTS: dict[str, Type | Rule] = {
    **{name: kind for kind, names in _BY_TYPE.items() for name in names},
    "abs": _same,
    "min": _listed,
    "max": _listed,
    "sum": _listed,
    "sublist": _same_list,
    "remove": _same_list,
    "reverse": _same_list,
    "distinct values": _same_list,
    "duplicate values": _same_list,
    "sort": _same_list,
    "append": _extended,
    "insert before": lambda arguments: _extended([*arguments[:1], *arguments[2:]]),
    "concatenate": _joined,
    "union": _joined,
    "get or else": _either,
}
"""Every built-in function; `ANY` where the values decide."""
