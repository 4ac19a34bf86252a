"""Compensation: who undoes what, and whether what an event asks for can be undone at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import SCOPES, handlers_of
from engine.bpmn.rules.events import ACTIVITIES
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel

_KIND = "compensation"


@rule
def compensation_event_without_handler(case: Case) -> Iterator[Finding]:
    for element in _compensating(case, "boundaryEvent"):
        model, found = case.model_of(element), handlers_of(case.node(element))
        if not found:
            yield at(element, "has no handler.", "Draw an association from it to the activity that undoes.")
        for name in found:
            handler = model.elements.get(name)
            if handler is None or handler.type not in ACTIVITIES or handler.parent != element.parent:
                yield at(
                    element,
                    f"is associated with {name!r}, which is no activity beside it.",
                    "Associate it with the activity that undoes.",
                )
            elif not handler.for_compensation:
                yield at(
                    element,
                    f"is associated with {name!r}, which is no compensation handler.",
                    f"Mark {name!r} as a compensation activity.",
                )
        if len(found) > 1:
            yield at(element, "has several handlers.", "Put them into one sub-process.")


@rule
def flow_out_of_a_compensation_event(case: Case) -> Iterator[Finding]:
    for element in _compensating(case, "boundaryEvent"):
        if case.outgoing(element):
            yield at(
                element,
                "undoes a complete activity, and has a sequence flow.",
                "Join it to its handler by an association.",
            )


@rule
def handler_out_of_place(case: Case) -> Iterator[Finding]:
    """A handler stands outside the flow: only its compensation event leads to it, and nothing leads on."""
    hosts = {one.attached_to for one in case.elements("boundaryEvent")}
    handlers = {one.handler for one in _compensating(case, "boundaryEvent")}
    for element in case.elements():
        if not element.for_compensation:
            continue
        if element.type not in ACTIVITIES or element.triggered_by_event:
            yield at(element, "cannot be a compensation handler.", "Use a task or a sub-process.")
        elif element.id not in handlers:
            yield at(
                element,
                "is a compensation handler that undoes nothing.",
                "Associate a compensation boundary event with it.",
            )
        if case.incoming(element) or case.outgoing(element):
            yield at(element, "is a compensation handler, and has a sequence flow.", "Remove the flow.")
        if element.id in hosts:
            yield at(
                element,
                "is a compensation handler, and has a boundary event.",
                "Put the event inside: make the handler a sub-process.",
            )


@rule
def undone_twice(case: Case) -> Iterator[Finding]:
    seen: set[str | None] = set()
    for element in _compensating(case, "boundaryEvent"):
        host = case.model_of(element).elements.get(element.attached_to or "")
        if element.attached_to in seen:
            yield at(
                element,
                "is a second compensation event on the same activity.",
                "Put both handlers into one sub-process.",
            )
        elif host is not None and _answers(case.model_of(element), host):
            yield at(
                element,
                "undoes a sub-process that has a compensation event sub-process, too.",
                "Keep one of both.",
            )
        seen.add(element.attached_to)


@rule
def compensation_of_the_process(case: Case) -> Iterator[Finding]:
    """A process is never complete while something in it could ask for it to be undone."""
    for element in _compensating(case, "startEvent"):
        model = case.model_of(element)
        around = model.elements.get(element.parent or "")
        if around is not None and around.triggered_by_event and around.parent is None:
            yield at(
                element,
                "waits for the process itself to be undone, which never happens.",
                "Put the event sub-process into a sub-process.",
            )


@rule
def nothing_to_undo(case: Case) -> Iterator[Finding]:
    for element in _compensating(case, "intermediateThrowEvent", "endEvent"):
        model, wanted = case.model_of(element), element.event.activity if element.event else None
        seen = _seen_from(model, element)
        if wanted is None:
            if not any(_can_be_undone(model, one) for one in seen):
                yield at(
                    element,
                    "undoes nothing: no activity in its scope has a handler.",
                    "Attach a compensation boundary event with a handler to one.",
                    "warning",
                )
        elif wanted not in {one.id for one in seen}:
            yield at(
                element,
                f"names the activity {wanted!r}, which is not in its scope.",
                "Name an activity beside it.",
            )
        elif not _can_be_undone(model, model.elements[wanted]):
            yield at(
                element,
                f"names the activity {wanted!r}, which has no handler.",
                "Attach a compensation boundary event with a handler to it.",
            )


@rule
def handlers_that_are_passed_over(case: Case) -> Iterator[Finding]:
    """A handler undoes its activity as a whole, so that what is inside is not undone piece by piece."""
    for element in _compensating(case, "boundaryEvent"):
        model = case.model_of(element)
        host = model.elements.get(element.attached_to or "")
        if host is not None and any(_can_be_undone(model, one) for one in model.children(host.id)):
            yield at(
                element,
                "undoes its sub-process as a whole: the handlers in it are not called then.",
                "Undo in the handler what they would undo, or remove the event.",
                "hint",
            )


@rule
def compensation_attribute_of_wrong_kind(case: Case) -> Iterator[Finding]:
    for element in _compensating(case, "intermediateThrowEvent", "endEvent"):
        definition = case.child(element, "compensateEventDefinition")
        value = "true" if definition is None else definition.get("waitForCompletion", "true")
        if value not in {"true", "false"}:
            yield at(element, f"has the waitForCompletion {value!r}.", "Use true or false.")


def _compensating(case: Case, *types: str) -> Iterator[Element]:
    yield from (one for one in case.elements(*types) if one.event is not None and one.event.kind == _KIND)


def _seen_from(model: ProcessModel, event: Element) -> list[Element]:
    """What a throw event can have undone: its scope; from an event sub-process the scope around it, too."""
    around = model.elements.get(event.parent or "")
    seen = model.children(event.parent)
    if around is not None and around.triggered_by_event:
        seen += model.children(around.parent)
    return seen


def _can_be_undone(model: ProcessModel, activity: Element) -> bool:
    """It has a handler, or is a sub-process in which something can be undone."""
    if activity.for_compensation:
        return False
    if any(one.attached_to == activity.id and _undoes(one) for one in model.elements.values()):
        return True
    inside = model.children(activity.id) if activity.type in SCOPES else []
    return _answers(model, activity) or any(_can_be_undone(model, one) for one in inside)


def _answers(model: ProcessModel, activity: Element) -> bool:
    """It has a compensation event sub-process."""
    return any(
        _undoes(start)
        for one in model.children(activity.id)
        if one.triggered_by_event
        for start in model.children(one.id)
        if start.type == "startEvent"
    )


def _undoes(event: Element) -> bool:
    return event.event is not None and event.event.kind == _KIND
