"""What a decision is given: read from JSON, checked against what its model asks for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar

from engine.commands._json_inputs import converted
from engine.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.dmn import Definitions
    from engine.dmn.model import Decision, Service
    from engine.feel import Value
    from engine.feel.types import Type


class UnfitInput(Invalid):
    """The input is not what the decision asks for; every reason on a line of its own."""

    text: ClassVar[str] = "{decision} cannot be decided with this input:\n{problems}"


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
        raise UnfitInput(decision=name, problems="\n".join(f"  {problem}" for problem in problems))
    return values


def _missing(wanted: Mapping[str, Type], given: Mapping[str, Any]) -> Iterator[str]:
    for name, type_ in wanted.items():
        if name not in given:
            yield f"{name} is missing ({type_}). Give it, or null if it is not known."


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


def listed(definitions: Definitions) -> str:
    """Every decision and service of the model with its inputs, a line each."""
    parts: list[Decision | Service] = [*definitions.decisions.values(), *definitions.services.values()]
    return "\n".join(f"{part.name}: {_inputs(definitions, part.id)}" for part in parts)


def _inputs(definitions: Definitions, key: str) -> str:
    wanted = definitions.inputs_of(key)
    return ", ".join(f"{name} ({type_})" for name, type_ in wanted.items()) or "no input"
