"""What a decision or a service must be given, with all that it leans on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.model import Boxed, Decision, DecisionTable, InputData
from engine.dmn.planning import plan
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.model import Model, Part, Service
    from engine.feel.types import Type


def inputs_of(model: Model, wanted: Decision | Service) -> dict[str, Type]:
    """The inputs by the names that an evaluation reads them under, in the order in which they come up."""
    if isinstance(wanted, Decision):
        found: dict[str, Type] = {}
        for decision in plan(model, [wanted.key]):
            for name, type_ in _of_decision(model, decision):
                found.setdefault(name, type_)
        return found
    return {wanted.named(each): _type_of(model.parts[each.key]) for each in wanted.parameters}


def _of_decision(model: Model, decision: Decision) -> Iterator[tuple[str, Type]]:
    for each in decision.requirements:
        part = model.parts[each.key]
        if isinstance(part, InputData):
            yield part.variable, part.type
    yield from _undeclared(model, decision)


def _undeclared(model: Model, decision: Decision) -> Iterator[tuple[str, Type]]:
    """Names that the texts read and nothing declares: a table may be drawn without input data."""
    if decision.logic is None or isinstance(decision.logic, Boxed):
        return  # what a box reads may be a name of its own
    required = {name for each in decision.requirements for name in (each.name, each.id, each.under)}
    types = {part.variable: part.type for part in model.inputs} | _columns(decision)
    for name in sorted(decision.reads - required):
        yield name, types.get(name, ANY)


def _columns(decision: Decision) -> dict[str, Type]:
    """The types of the columns that test just a name."""
    if not isinstance(decision.logic, DecisionTable):
        return {}
    return {column.expression.text: column.type for column in decision.logic.inputs}


def _type_of(part: Part) -> Type:
    return part.type if isinstance(part, InputData | Decision) else ANY
