"""The variables that a process writes somewhere, with their types where its expressions tell them.

Which of them exist when an expression runs depends on the way taken, so all of a process are known everywhere in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine import feel
from engine.feel.types import ANY, BOOLEAN, NULL, NUMBER, ListType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.model import Element, Loop, ProcessModel
    from engine.bpmn.model import Mapping as InputMapping
    from engine.bpmn.rules.registry import Known
    from engine.feel.types import Type

_COUNTER = "loopCounter"
_OF_MANY = (
    "numberOfInstances",
    "numberOfCompletedInstances",
    "numberOfActiveInstances",
    "numberOfTerminatedInstances",
)
_ROUNDS = 2
"""A result may be computed from another; what takes more rounds stays open."""
Written = tuple[str, "Type | str"]
"""A name with its type, or with the FEEL text that it gets its value from."""
_OF_A_COMPLEX_GATEWAY: tuple[Written, ...] = (("activationCount", NUMBER), ("waitingForStart", BOOLEAN))


def variables(model: ProcessModel, known: Known) -> Mapping[str, Type]:
    """Every name that an expression of the process may find."""
    around = dict(known.variables or {})
    written = [one for element in model.elements.values() for one in _written(element, known)]
    names: dict[str, Type] = around | {name: around.get(name, ANY) for name, _ in written}
    for _ in range(_ROUNDS):
        names = around | _typed(written, names, around)
    return names


def names_written(model: ProcessModel, known: Known) -> set[str]:
    """Every name that the process itself writes; not what an input mapping hands on to a step under its own name."""
    told = (_without_handed_on(one) for one in model.elements.values())
    return {name for element in told for name, _ in _written(element, known)}


def _without_handed_on(element: Element) -> Element:
    return replace(element, inputs=tuple(one for one in element.inputs if not _hands_on(one)))


def _hands_on(mapping: InputMapping) -> bool:
    if not mapping.source.startswith("="):
        return False
    try:
        return mapping.target in feel.parse(mapping.source.removeprefix("=")).names
    except feel.FeelSyntaxError:
        return False


def is_closed(model: ProcessModel, known: Known) -> bool:
    """Whether variables come from nowhere but the model and its start.

    No message, other process, worker or form elsewhere brings more of them.
    """
    return not any(
        (one.event and one.event.kind == "message")
        or one.type == "receiveTask"
        or one.called_process
        or (one.service and one.service.type not in (known.services or {}))
        or (one.form_id and not known.whole and one.form_id not in (known.forms or ()))
        for one in model.elements.values()
    )


def _typed(written: list[Written], names: Mapping[str, Type], around: Mapping[str, Type]) -> dict[str, Type]:
    """The type on which all agree that write a name; a record stays one."""
    found: dict[str, Type] = {}
    for name, value in written:
        kind = feel.inferred(value, names) if isinstance(value, str) else value
        if kind != NULL:
            found[name] = kind if found.get(name, kind) == kind else ANY
    return {name: found.get(name, ANY) for name, _ in written} | {
        name: kind for name, kind in around.items() if found.get(name, ANY) == ANY and name in found
    }


def _written(element: Element, known: Known) -> Iterator[Written]:
    for mapping in (*element.inputs, *element.outputs):
        name, _, inner = mapping.target.partition(".")
        feels = mapping.source.startswith("=") and not inner
        yield name, mapping.source.removeprefix("=") if feels else ANY
    if element.script:
        yield element.script.result_variable, element.script.expression.removeprefix("=")
    if element.decision:
        yield element.decision.result_variable, ANY
    if element.repeats:
        yield _COUNTER, NUMBER
    if element.loop:
        yield from _of_loop(element.loop)
    if element.ad_hoc and element.ad_hoc.output_collection:
        yield element.ad_hoc.output_collection, ListType(ANY)
    if element.type == "complexGateway":
        yield from _OF_A_COMPLEX_GATEWAY
    if element.form_id:
        yield from known.form_variables.get(element.form_id, {}).items()
    if element.service and known.services and element.service.type in known.services:
        yield from ((one.name, ANY) for one in known.services[element.service.type].outputs)


def _of_loop(loop: Loop) -> Iterator[Written]:
    if loop.input_element:
        source = (loop.input_collection or "null").removeprefix("=")
        yield loop.input_element, f"({source})[1]"
    if loop.output_collection:
        yield loop.output_collection, ListType(ANY)
    yield from ((name, NUMBER) for name in _OF_MANY)
