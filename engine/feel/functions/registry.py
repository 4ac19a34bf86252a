"""How a built-in function declares itself: its name, and what it takes as one readable text.

::

    @built_in("substring", "string: string, start position: number, length: number?")
    def _substring(text, start, length=None): ...

`?` marks an optional parameter, `...name` one or more of them, `|` other types, `any` also null, `point` all types that
have an order. One name may have several signatures (`date(from)`, `date(year, month, day)`). A function whose first
parameter is called `run` gets the evaluation.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import UTC, time
from operator import contains
from typing import TYPE_CHECKING, Any, TypeVar

from engine.feel.errors import FeelBudgetExceeded, Undefined
from engine.feel.kinds import (
    DATE,
    DATE_TIME,
    DAYS,
    FUNCTION,
    KINDS,
    LIST,
    MONTHS,
    NATIVE,
    NUMBER,
    STRING,
    TIME,
    adopt,
    kind,
)
from engine.feel.running import put
from engine.feel.timeline import joined
from engine.feel.types import ANY, BY_NAME, FunctionType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feel.running import Place, Run
    from engine.feel.types import Type
    from engine.feel.values import Value

    Call = Callable[[Run, list[Value], Place], Value]
    F = TypeVar("F", bound=Callable[..., Any])

_ANY = "any"
_LONG = frozenset({str, list, dict})
_READ_PER_STEP = 2_000
_POINT = frozenset({NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS, MONTHS})
LEFT_OUT = object()
"""Stands for an argument that a call by name leaves out; it is null, and so an error where null is one."""


class _Unfit(Undefined):
    """An argument is of another type than its parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str]
    optional: bool
    repeated: bool

    def taken(self) -> frozenset[type]:
        """The types of Python whose values `accept` hands on as they are."""
        return NATIVE if _ANY in self.kinds else NATIVE.intersection(_types(self.kinds))

    def accept(self, value: Value) -> Value:
        """*value*, converted where DMN converts by itself; `Undefined` if it cannot fit."""
        if value is LEFT_OUT:
            return self._nothing()
        of = kind(value)
        if of in self.kinds or _ANY in self.kinds:
            return adopt(value)
        if LIST in self.kinds and value is not None:
            return [value]
        if of == LIST and len(value) == 1 and kind(value[0]) in self.kinds:
            return adopt(value[0])
        if of == DATE and DATE_TIME in self.kinds:
            return joined(value, time(tzinfo=UTC))
        raise _Unfit(f"{self.name} is {of}, not {self._wanted()}")

    def _nothing(self) -> None:
        if not (self.optional or _ANY in self.kinds) or self.repeated:
            raise _Unfit(f"{self.name} is left out")

    def _wanted(self) -> str:
        if self.kinds == _POINT:
            return "a value that has an order"
        return " or ".join(sorted(self.kinds))

    @property
    def type(self) -> Type:
        """What a function that stands for this one must be able to hand over."""
        [*kinds] = self.kinds
        return BY_NAME.get(kinds[0], ANY) if len(kinds) == 1 else ANY


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Parameter, ...]
    function: Callable[..., Value]
    wants_run: bool
    taken: tuple[frozenset[type], ...]
    """For each parameter the types that need no conversion."""

    def fits(self, count: int) -> bool:
        """Whether *count* positional arguments can be meant for it."""
        required = sum(not parameter.optional for parameter in self.parameters)
        repeated = bool(self.parameters) and self.parameters[-1].repeated
        return required <= count and (repeated or count <= len(self.parameters))

    def fits_names(self, names: Sequence[str]) -> bool:
        """Whether *names* are all that it needs."""
        needed = {each.name for each in self.parameters if not each.optional}
        return self.order(names) is not None and needed <= set(names)

    def order(self, names: Sequence[str]) -> list[int] | None:
        """For each parameter the position of its argument, -1 for one left out; None for names that it has not."""
        mine = [parameter.name for parameter in self.parameters]
        if not set(names) <= set(mine) or len(set(names)) < len(names):
            return None
        return [names.index(name) if name in names else -1 for name in mine]

    @property
    def types(self) -> tuple[FunctionType, ...]:
        """Its types: one for each number of arguments, whatever comes out."""
        taken = tuple(parameter.type for parameter in self.parameters)
        return tuple(FunctionType(taken[:count], ANY) for count in range(len(taken) + 1) if self.fits(count))

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        usual = len(arguments) <= len(self.taken) and all(map(contains, self.taken, map(type, arguments)))
        if not usual:
            arguments = self._accepted(arguments)
        if self.wants_run:
            return self.function(run, *arguments)
        # A function that does not take the run cannot pay for what it makes.
        made = self.function(*arguments)
        if isinstance(made, str | list):
            run.make(len(made))
        return made

    def _accepted(self, arguments: Sequence[Value]) -> list[Value]:
        given = len(arguments)
        while given and arguments[given - 1] is LEFT_OUT and self._parameter(given - 1).optional:
            given -= 1  # so that defaults hold
        return [self._parameter(index).accept(arguments[index]) for index in range(given)]

    def _parameter(self, index: int) -> Parameter:
        return self.parameters[min(index, len(self.parameters) - 1)]


class BuiltIn:
    """A built-in function with all its signatures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    def fits(self, count: int, names: Sequence[str]) -> bool:
        """Whether some signature takes *count* arguments, called *names* if any."""
        return any(each.fits_names(names) if names else each.fits(count) for each in self.signatures)

    @property
    def types(self) -> tuple[FunctionType, ...]:
        """What it is an instance of."""
        return tuple(type_ for signature in self.signatures for type_ in signature.types)

    def usage(self) -> str:
        """Its signatures, for a person: `date(from) or date(year, month, day)`."""
        return " or ".join(
            f"{self.name}({', '.join(parameter.name for parameter in signature.parameters)})"
            for signature in self.signatures
        )

    def prepared(self, count: int, names: Sequence[str]) -> Call:
        """The call with its arguments in order; which signature is meant is settled by what fits first."""
        candidates = self.candidates(count, names)
        if not candidates:
            return lambda run, _, place: run.null(place, "it is called as {}", self.usage())
        return lambda run, arguments, place: _first(candidates, run, arguments, place)

    def candidates(self, count: int, names: Sequence[str]) -> list[tuple[Signature, list[int] | None]]:
        """The signatures that such a call can mean, each with the order of its named arguments."""
        if names:
            ordered = [(each, each.order(names)) for each in self.signatures]
            return [(each, order) for each, order in ordered if order is not None]
        return [(each, None) for each in self.signatures if each.fits(count)]


BUILT_IN: dict[str, BuiltIn] = {}
KINDS[BuiltIn] = FUNCTION


def built_in(name: str, parameters: str = "") -> Callable[[F], F]:
    """Register a function under FEEL's *name* with one signature."""

    def register(function: F) -> F:
        wants_run = next(iter(inspect.signature(function).parameters), "") == "run"
        taking = _parameters(parameters)
        signature = Signature(taking, function, wants_run, tuple(each.taken() for each in taking))
        BUILT_IN.setdefault(name, BuiltIn(name)).signatures.append(signature)
        return function

    return register


def _parameters(text: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(part) for part in text.split(",")) if text else ()


def _parameter(text: str) -> Parameter:
    name, _, types = (part.strip() for part in text.partition(":"))
    repeated = name.startswith("...")
    optional = types.endswith("?")
    kinds = types.removesuffix("?")
    accepted = _POINT if kinds == "point" else frozenset(kinds.split("|"))
    return Parameter(name.removeprefix("..."), accepted, optional, repeated)


def _types(accepted: frozenset[str]) -> list[type]:
    return [type_ for type_, of in KINDS.items() if of in accepted]


def _first(
    candidates: list[tuple[Signature, list[int] | None]], run: Run, arguments: list[Value], place: Place
) -> Value:
    unfit = reason = ""
    run.spend(1 + _reading(arguments), place)
    for signature, order in candidates:
        values = arguments if order is None else _ordered(arguments, order)
        try:
            return signature.call(run, values)
        except _Unfit as undefined:
            unfit = unfit or str(undefined)
        except Undefined as undefined:
            reason = reason or str(undefined)
        except (ArithmeticError, ValueError):
            reason = reason or "the result is out of range"
        except FeelBudgetExceeded as error:
            put(error, place)
            raise
    # Why the signature that was meant has no result says more than why another one does not fit.
    return run.null(place, "{}", reason or unfit)


def _reading(arguments: list[Value]) -> int:
    """What it takes to go through every argument once, in C; a function that does more pays by itself."""
    steps = 0
    for argument in arguments:
        if type(argument) in _LONG:
            steps += len(argument) // _READ_PER_STEP
    return steps


def _ordered(arguments: list[Value], order: list[int]) -> list[Value]:
    """Named arguments as positional ones."""
    return [arguments[index] if index >= 0 else LEFT_OUT for index in order]
