"""How a built-in function declares itself: its name, and what it takes as one readable text.

::

    @built_in("substring", "string: string, start position: number, length: number?")
    def _substring(text, start, length=None): ...

`?` marks an optional parameter, `...name` one or more of them, `|` other types, `any` also null. One name may have
several signatures (`date(from)`, `date(year, month, day)`). A function whose first parameter is called `run` gets the
evaluation.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.feel.errors import Undefined
from engine.feel.kinds import FUNCTION, KINDS, LIST, adopt, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feel.running import Place, Run
    from engine.feel.values import Value

    Call = Callable[[Run, list[Value], Place], Value]

_ANY = "any"
LEFT_OUT = object()
"""Stands for an optional argument that a call by name leaves out before one that it gives."""


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str]
    optional: bool
    repeated: bool

    def accept(self, value: Value) -> Value:
        """*value*, made a list or taken out of one where that fits; `Undefined` if it cannot fit."""
        if value is LEFT_OUT:
            return None
        of = kind(value)
        if of in self.kinds or _ANY in self.kinds:
            return adopt(value)
        if LIST in self.kinds and value is not None:
            return [value]
        if of == LIST and len(value) == 1 and kind(value[0]) in self.kinds:
            return adopt(value[0])
        raise Undefined(f"{self.name} is {of}, not {' or '.join(sorted(self.kinds))}")


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Parameter, ...]
    function: Callable[..., Value]
    wants_run: bool

    def fits(self, count: int) -> bool:
        """Whether *count* positional arguments can be meant for it."""
        required = sum(not parameter.optional for parameter in self.parameters)
        repeated = bool(self.parameters) and self.parameters[-1].repeated
        return required <= count and (repeated or count <= len(self.parameters))

    def order(self, names: Sequence[str]) -> list[int] | None:
        """For each parameter the position of its argument, -1 for one left out; None if the names do not fit."""
        mine = [parameter.name for parameter in self.parameters]
        if not set(names) <= set(mine) or len(set(names)) < len(names):
            return None
        if any(not each.optional and each.name not in names for each in self.parameters):
            return None
        return [names.index(name) if name in names else -1 for name in mine]

    def call(self, run: Run, arguments: Sequence[Value]) -> Value:
        values = [self._parameter(index).accept(value) for index, value in enumerate(arguments)]
        return self.function(run, *values) if self.wants_run else self.function(*values)

    def _parameter(self, index: int) -> Parameter:
        return self.parameters[min(index, len(self.parameters) - 1)]


class BuiltIn:
    """A built-in function with all its signatures."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    def fits(self, count: int, names: Sequence[str]) -> bool:
        """Whether some signature takes *count* arguments, called *names* if any."""
        return bool(self._candidates(count, names))

    def usage(self) -> str:
        """Its signatures, for a person: `date(from) or date(year, month, day)`."""
        return " or ".join(
            f"{self.name}({', '.join(parameter.name for parameter in signature.parameters)})"
            for signature in self.signatures
        )

    def prepared(self, count: int, names: Sequence[str]) -> Call:
        """The call with its arguments in order; which signature is meant is settled by what fits first."""
        candidates = self._candidates(count, names)
        if not candidates:
            return lambda run, _, place: run.null(place, "it is called as {}", self.usage())
        return lambda run, arguments, place: _first(candidates, run, arguments, place)

    def _candidates(self, count: int, names: Sequence[str]) -> list[tuple[Signature, list[int] | None]]:
        if names:
            ordered = [(each, each.order(names)) for each in self.signatures]
            return [(each, order) for each, order in ordered if order is not None]
        return [(each, None) for each in self.signatures if each.fits(count)]


BUILT_IN: dict[str, BuiltIn] = {}
KINDS[BuiltIn] = FUNCTION


def built_in(name: str, parameters: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function under FEEL's *name* with one signature."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        wants_run = next(iter(inspect.signature(function).parameters), "") == "run"
        signature = Signature(_parameters(parameters), function, wants_run)
        BUILT_IN.setdefault(name, BuiltIn(name)).signatures.append(signature)
        return function

    return register


def _parameters(text: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(part) for part in text.split(",")) if text else ()


def _parameter(text: str) -> Parameter:
    name, _, types = (part.strip() for part in text.partition(":"))
    repeated = name.startswith("...")
    optional = types.endswith("?")
    return Parameter(
        name.removeprefix("..."), frozenset(types.removesuffix("?").split("|")), optional, repeated
    )


def _first(
    candidates: list[tuple[Signature, list[int] | None]], run: Run, arguments: list[Value], place: Place
) -> Value:
    reason = ""
    run.spend(1, place)
    for signature, order in candidates:
        values = arguments if order is None else _ordered(arguments, order)
        try:
            return signature.call(run, values)
        except Undefined as undefined:
            reason = reason or str(undefined)
        except (ArithmeticError, ValueError):
            reason = reason or "the result is out of range"
    return run.null(place, "{}", reason)


def _ordered(arguments: list[Value], order: list[int]) -> list[Value]:
    """Named arguments as positional ones; those left out at the end stay away, so that defaults hold."""
    while order and order[-1] < 0:
        order = order[:-1]
    return [arguments[index] if index >= 0 else LEFT_OUT for index in order]
