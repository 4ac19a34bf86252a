"""FEEL's types as values: what a value is an instance of, what conforms to what, and the implicit conversions.

DMN 1.5, 10.3.2.9: type equivalence and conformance, and the conversions of 10.3.2.9.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, time
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from engine.feel import kinds
from engine.feel.kinds import kind
from engine.feel.timeline import joined
from engine.feel.values import Range, RecordRef

if TYPE_CHECKING:
    from engine.feel import syntax as tree
    from engine.feel.expressions import UnaryTests
    from engine.feel.running import Run
    from engine.feel.values import Value

_FEW = 8


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts: `number`, `string`, `Any`, `Null`."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    item: Type

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    end: Type

    def __str__(self) -> str:
        return f"range<{self.end}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context that has at least these members."""

    members: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {member}' for name, member in self.members)}>"


@dataclass(frozen=True, slots=True)
class FunctionType:
    parameters: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class Restricted:
    """A named type (an item definition of DMN), with the values that it allows if it lists some."""

    name: str
    base: Type
    allowed: UnaryTests | None = None

    def __str__(self) -> str:
        return self.name


Type: TypeAlias = Simple | ListType | RangeType | ContextType | FunctionType | Restricted

ANY = Simple("Any")
NULL = Simple("Null")
NUMBER = Simple(kinds.NUMBER)
STRING = Simple(kinds.STRING)
BOOLEAN = Simple(kinds.BOOLEAN)
DATE = Simple(kinds.DATE)
TIME = Simple(kinds.TIME)
DATE_TIME = Simple(kinds.DATE_TIME)
DAYS = Simple(kinds.DAYS)
MONTHS = Simple(kinds.MONTHS)
FUNCTION = Simple(kinds.FUNCTION)
"""Any function."""
_SIMPLE = (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS, FUNCTION)
BY_NAME: Mapping[str, Type] = {each.name: each for each in _SIMPLE} | {
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAYS,
    "days and time duration": DAYS,
    "yearMonthDuration": MONTHS,
    "years and months duration": MONTHS,
    "list": ListType(ANY),
    "context": ContextType(),
    "range": RangeType(ANY),
}
"""FEEL's own names, with the spellings of DMN's XML."""


@runtime_checkable
class Typed(Protocol):
    """A function that knows its own types: one for each way of calling it."""

    @property
    def types(self) -> tuple[FunctionType, ...]: ...


class _Mismatch:
    def __repr__(self) -> str:
        return "MISMATCH"


MISMATCH: Value = _Mismatch()
"""What `coerce` answers for a value that cannot be meant."""


def named(node: tree.Type, types: Mapping[str, Type]) -> Type | None:
    """The type that a text writes; *types* knows the names that FEEL does not. None for an unknown name."""
    match node.name:
        case "function" if node.members:
            return _function(node, types)
        case "context" if node.members:
            members = [(name, named(member, types)) for name, member in node.members]
            found = tuple((name, member) for name, member in members if member is not None)
            return ContextType(found) if len(found) == len(members) else None
        case "list" | "range" if node.arguments:
            part = named(node.arguments[0], types)
            made = ListType if node.name == "list" else RangeType
            return made(part) if part is not None else None
    return BY_NAME.get(node.name) or types.get(node.name)


def _function(node: tree.Type, types: Mapping[str, Type]) -> Type | None:
    result = named(dict(node.members)["returns"], types)
    parameters = [named(each, types) for each in node.arguments]
    found = tuple(each for each in parameters if each is not None)
    return FunctionType(found, result) if result is not None and len(found) == len(parameters) else None


def matches(wanted: Type, value: Value, run: Run) -> bool:
    """Whether *value* is an instance of *wanted*; null is one of `Null` only. Allowed values limit no type."""
    rule: Callable[[Any, Value, Run], bool] = _MATCHES[type(wanted)]
    return rule(wanted, value, run)


def _matches_simple(wanted: Simple, value: Value, _: Run) -> bool:
    if wanted == ANY:
        return value is not None
    return value is None if wanted == NULL else kind(value) == wanted.name


def _matches_list(wanted: ListType, value: Value, run: Run) -> bool:
    return isinstance(value, list) and _each_is(wanted.item, value, run)


def _matches_range(wanted: RangeType, value: Value, run: Run) -> bool:
    return isinstance(value, Range) and _each_is(wanted.end, [value.start, value.end], run)


def _matches_context(wanted: ContextType, value: Value, run: Run) -> bool:
    run.spend(1 + len(wanted.members) // _FEW)
    fields = run.record(value) if isinstance(value, RecordRef) else value
    return isinstance(fields, Mapping) and all(
        name in fields and (fields[name] is None or matches(member, fields[name], run))
        for name, member in wanted.members
    )


def _matches_function(wanted: FunctionType, value: Value, _: Run) -> bool:
    """Whether a function can be called in the *wanted* way; one of the environment's own tells nothing about itself."""
    if kind(value) != kinds.FUNCTION:
        return False
    return not isinstance(value, Typed) or any(_can_stand_for(each, wanted) for each in value.types)


def _can_stand_for(mine: FunctionType, wanted: FunctionType) -> bool:
    """What nobody declared, the result of a function of FEEL, is taken as promised."""
    result = wanted.result if mine.result == ANY else mine.result
    return conforms(FunctionType(mine.parameters, result), wanted)


_MATCHES: dict[type, Callable[[Any, Value, Run], bool]] = {
    Simple: _matches_simple,
    ListType: _matches_list,
    RangeType: _matches_range,
    ContextType: _matches_context,
    FunctionType: _matches_function,
    Restricted: lambda wanted, value, run: matches(wanted.base, value, run),
}


def _each_is(wanted: Type, values: list[Value], run: Run) -> bool:
    """Whether the parts of a value are of a type; each may be null."""
    run.spend(1 + len(values) // _FEW)
    return wanted == ANY or all(value is None or matches(wanted, value, run) for value in values)


def conforms(type_: Type, other: Type) -> bool:
    """Whether every instance of *type_* can stand where *other* is wanted."""
    if other in {type_, ANY} or type_ == NULL:
        return True
    match type_, other:
        case Restricted(), _:
            return conforms(type_.base, other)
        case _, Restricted():
            return other.allowed is None and conforms(type_, other.base)
        case (ListType(inner), ListType(wanted)) | (RangeType(inner), RangeType(wanted)):
            return conforms(inner, wanted)
        case ContextType(), ContextType():
            mine = dict(type_.members)
            return all(name in mine and conforms(mine[name], member) for name, member in other.members)
    return (
        isinstance(type_, FunctionType)
        and isinstance(other, FunctionType)
        and len(type_.parameters) == len(other.parameters)
        and all(map(conforms, other.parameters, type_.parameters))
        and conforms(type_.result, other.result)
    )


def coerce(wanted: Type, value: Value, run: Run) -> Value:
    """*value* as an instance of *wanted*: itself, in or out of a list of one, a date as its midnight in UTC.

    Null stays null; `MISMATCH` for everything else, also for a value that *wanted* does not allow.
    """
    if value is None or wanted == ANY:
        return value
    made = _converted(plain(wanted), value, run)
    return made if made is MISMATCH or allows(wanted, made, run) else MISMATCH


def _converted(wanted: Type, value: Value, run: Run) -> Value:
    if matches(wanted, value, run):
        return value
    if isinstance(wanted, ListType) and not isinstance(value, list):
        item = coerce(wanted.item, value, run)
        return MISMATCH if item is MISMATCH else [item]
    if isinstance(value, list) and len(value) == 1 and not isinstance(wanted, ListType):
        return MISMATCH if value[0] is None else coerce(wanted, value[0], run)
    if wanted == DATE_TIME and kind(value) == kinds.DATE:
        return joined(value, time(tzinfo=UTC))
    return MISMATCH


def allows(wanted: Type, value: Value, run: Run) -> bool:
    """Whether an instance of *wanted* is among the values that it, or a type inside it, allows."""
    match wanted:
        case _ if value is None:
            return True
        case Restricted():
            own = wanted.allowed is None or wanted.allowed.passes(value, run)
            return own and allows(wanted.base, value, run)
        case ListType(item=Restricted() | ListType() | ContextType()):
            run.spend(1 + len(value) // _FEW)
            return all(allows(wanted.item, item, run) for item in value)
        case ContextType() if isinstance(value, Mapping):
            return all(allows(member, value.get(name), run) for name, member in wanted.members)
    return True


def plain(wanted: Type) -> Type:
    """*wanted* without the names and limits of item definitions around it."""
    while isinstance(wanted, Restricted):
        wanted = wanted.base
    return wanted


def type_of(value: Value) -> Type:
    """The most specific type of *value*; of a list whose items differ `list<Any>`."""
    if value is None:
        return NULL
    match value:
        case list():
            return ListType(_common([type_of(item) for item in value]))
        case Range():
            ends = [type_of(end) for end in (value.start, value.end) if end is not None]
            return RangeType(_common(ends))
        case Mapping():
            return ContextType(tuple((name, type_of(member)) for name, member in value.items()))
        case Typed() if kind(value) == kinds.FUNCTION and value.types:
            return value.types[0]
    return BY_NAME.get(kind(value), ANY)


def _common(types: list[Type]) -> Type:
    """One type for all of them: the first that all the others conform to."""
    known = [each for each in dict.fromkeys(types) if each != NULL]
    return next((each for each in known if all(conforms(other, each) for other in known)), ANY)
