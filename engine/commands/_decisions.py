"""What a decision is given: read from JSON, checked against what its model asks for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

from engine.commands._json_inputs import converted, kind, missing
from engine.errors import Invalid
from engine.feel import types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.dmn import Definitions
    from engine.dmn.model import Decision, Service
    from engine.feel import UnaryTests, Value
    from engine.feel.types import Type


class UnfitInput(Invalid):
    """The input is not what the decision asks for; every reason on a line of its own."""

    text: ClassVar[str] = "“{decision}” cannot be decided with this input:\n{problems}"


def read(definitions: Definitions, name: str, given: Mapping[str, Any]) -> dict[str, Value]:
    """The inputs of the decision *name*; raises `UnfitInput` or `NoSuchDecision`."""
    wanted = definitions.inputs_of(name)
    problems = [*_missing(wanted, given), *_superfluous(wanted, given, definitions.inputs)]
    values: dict[str, Value] = {}
    for key, type_ in wanted.items():
        if key in given:
            values[key], unfit = converted(type_, given[key], key)
            problems += unfit
    if problems:
        raise UnfitInput(
            decision=_title(definitions, name), problems="\n".join(f"  {problem}" for problem in problems)
        )
    return values


def _missing(wanted: Mapping[str, Type], given: Mapping[str, Any]) -> Iterator[str]:
    for name, type_ in wanted.items():
        if name not in given:
            yield missing(name, type_)


def _superfluous(
    wanted: Mapping[str, Type], given: Mapping[str, Any], elsewhere: Mapping[str, Type]
) -> Iterator[str]:
    """What nobody reads: a slip of the pen, save where another decision of the model asks for it."""
    for name in given:
        if name not in wanted and name not in elsewhere:
            yield f"{name} is no input of it.{_near(name, wanted)}"


def _near(name: str, wanted: Iterable[str]) -> str:
    close = get_close_matches(name, list(wanted), n=1)
    return f" Did you mean {close[0]}?" if close else " Remove it."


def _title(definitions: Definitions, name: str) -> str:
    """How the model calls the decision with this name or id."""
    part = definitions.decisions.get(name) or definitions.services.get(name)
    return part.name if part is not None else name


def listed(definitions: Definitions) -> str:
    """Every decision and service of the model with its inputs, a line each, then what the inputs' types are."""
    parts: list[Decision | Service] = [*definitions.decisions.values(), *definitions.services.values()]
    named: dict[str, types.Restricted] = {}
    lines = []
    for part in parts:
        wanted = definitions.inputs_of(part.id)
        inputs = ", ".join(f"{name} ({kind(type_)})" for name, type_ in wanted.items())
        lines.append(f"{part.name}: {inputs or 'no input'}")
        named |= {type_.name: type_ for type_ in wanted.values() if isinstance(type_, types.Restricted)}
    explained = [f"{name} is {_made(type_.base, type_.allowed)}" for name, type_ in named.items()]
    return "\n".join([*lines, "", *explained] if explained else lines)


def _made(type_: Type, allowed: UnaryTests | None) -> str:
    """What a type is made of: `{Age: number, Status: string ("S", "M")}`."""
    match type_:
        case types.Restricted():
            return _made(type_.base, allowed or type_.allowed)
        case types.ListType():
            return f"a list of {_made(type_.item, None)}"
        case types.ContextType():
            return f"{{{', '.join(f'{name}: {_made(member, None)}' for name, member in type_.members)}}}"
    return kind(type_) + (f" ({allowed.text})" if allowed is not None else "")
