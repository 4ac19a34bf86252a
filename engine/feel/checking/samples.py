"""What the operators and functions of FEEL make of each type, found out by asking the engine with sample values.

A table of its own would have to be kept equal to the engine's; a sample cannot differ from it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from engine.feel.expressions import parse
from engine.feel.kinds import kind
from engine.feel.properties import PROPERTIES
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
    Simple,
    plain,
    type_of,
)
from engine.feel.values import Range, YearsMonths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.types import Type
    from engine.feel.values import Value

_ONE: dict[Type, tuple[Value, ...]] = {
    NULL: (None,),
    NUMBER: (Decimal(1),),
    STRING: ("a",),
    BOOLEAN: (True,),
    DATE: (date(2026, 1, 15),),
    TIME: (time(12), time(12, tzinfo=UTC)),
    DATE_TIME: (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 1, 15, 12)),  # noqa: DTZ001 - without a zone
    DAYS: (timedelta(days=1),),
    MONTHS: (YearsMonths(1),),
}
_SCALARS = tuple(value for of, values in _ONE.items() if of != NULL for value in values)
_ENDS = tuple(value for value in _SCALARS if not isinstance(value, bool))
_EVERYTHING = (*_SCALARS, {}, *(Range(end, end) for end in _ENDS), [], *([item] for item in _SCALARS))


def samples(of: Type) -> tuple[Value, ...] | None:
    """Values of a type, one for each way to behave; None if there are none to try."""
    match plain(of):
        case Simple() as simple:
            return _EVERYTHING if simple == ANY else _ONE.get(simple)
        case ListType(item):
            inner = _SCALARS if plain(item) == ANY else samples(item)
            return None if inner is None else ([], *([value] for value in inner))
        case RangeType(end):
            ends = _ENDS if plain(end) == ANY else samples(end)
            return None if ends is None else tuple(Range(value, value) for value in ends)
        case ContextType():
            return ({},)
    return None


def operation(sign: str, left: Type, right: Type) -> Type | None:
    """The type of `left sign right`; None if it is null for all values of these types."""
    of = shape(left), shape(right)
    return ANY if of == (ANY, ANY) else _operation(sign, *of)


def negation(operand: Type) -> Type | None:
    """The type of `-operand`; None if it has no sign."""
    tried = samples(operand)
    return ANY if tried is None else common(_results("-a", ({"a": value} for value in tried)))


def can_belong(value: Type, test: Type) -> bool:
    """Whether any value of one type passes a test of another."""
    of = shape(value), shape(test)
    return ANY in of or items(of[1]) == ANY or _can_belong(*of)


def part(owner: Type, name: str) -> Type | None:
    """The type of a property (`due.year`) of a type that is no context; None if it has none."""
    tried = samples(owner) or ()
    readers = [(read, value) for value in tried if (read := PROPERTIES.get((kind(value), name)))]
    found = common(type_of(each) for read, value in readers if (each := read(value)) is not None)
    return found or (ANY if readers else None)


def items(of: Type) -> Type:
    """What a list holds; a single value counts as a list of one."""
    base = plain(of)
    return base.item if isinstance(base, ListType) else ANY if base == NULL else base


@lru_cache(maxsize=2048)
def _operation(sign: str, left: Type, right: Type) -> Type | None:
    lefts, rights = samples(left), samples(right)
    if lefts is None or rights is None:
        return ANY
    pairs = product(lefts, rights)
    return common(_results(f"a {sign} b", ({"a": a, "b": b} for a, b in pairs)))


@lru_cache(maxsize=2048)
def _can_belong(value: Type, test: Type) -> bool:
    values, tests = samples(value), samples(test)
    if values is None or tests is None:
        return True
    membership = parse("a in b")
    return any(membership.evaluate({"a": a, "b": b}) is True for a, b in product(values, tests))


def _results(text: str, contexts: Iterable[dict[str, Value]]) -> list[Type]:
    expression = parse(text)
    return [type_of(value) for each in contexts if (value := expression.evaluate(each)) is not None]


def common(types: Iterable[Type]) -> Type | None:
    """The one type that all are of, `ANY` for several, None for no types at all."""
    found = set(types)
    if not found:
        return None
    return found.pop() if len(found) == 1 else ANY


def shape(of: Type) -> Type:
    """A type without what no operator looks at: the members of contexts and the names of types."""
    match plain(of):
        case ContextType():
            return ContextType()
        case ListType(item):
            return ListType(shape(item))
        case RangeType(end):
            return RangeType(shape(end))
        case other:
            return other
