"""Where a token can be put and taken away by hand, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Invalid

if TYPE_CHECKING:
    from engine.bpmn.model import Element, ProcessModel


class CannotEnter(Invalid):
    """No token can be put there."""


class NoSuchPlace(CannotEnter):
    text = "No token can be put at {element_id!r}: the process has no such element. Name one of its elements."


class AtBoundaryEvent(CannotEnter):
    text = "No token can be put at {element_id!r}: it is a boundary event. Name the element after it."


class AtStartEvent(CannotEnter):
    text = "No token can be put at {element_id!r}: it is a start event. Name the element after it."


class AtCompensation(CannotEnter):
    text = "No token can be put at {element_id!r}: it undoes another step. Name the event that has that step undone."


class AfterEventGateway(CannotEnter):
    text = (
        "No token can be put at {element_id!r}: it waits together with others after a gateway. "
        "Name the gateway before it."
    )


class StartedByEvent(CannotEnter):
    text = (
        "No token can be put at {element_id!r}: only its event starts {around!r}, which is not open. "
        "Name an element outside of it."
    )


class NotOpen(CannotEnter):
    text = (
        "No token can be put at {element_id!r}: {around!r} around it is done several times, and is not open. "
        "Name {around!r}."
    )


class OpenSeveralTimes(CannotEnter):
    text = (
        "No token can be put at {element_id!r}: {around!r} around it is open {times} times. "
        "Name a token in the one that is meant."
    )


class CannotLeave(Invalid):
    """The token cannot be taken away."""


class LiesInWait(CannotLeave):
    text = (
        "The token at {element_id!r} cannot be taken away: it lies in wait there, the flow stands elsewhere. "
        "Name the other token."
    )


class Undoes(CannotLeave):
    text = (
        "The token at {element_id!r} cannot be taken away: it undoes what is complete. "
        "Complete it, or cancel the process."
    )


class LastOfItem(CannotLeave):
    text = (
        "The token at {element_id!r} cannot be taken away: it is all that is left of an item of {around!r}. "
        "Take the item off its list, or name {around!r} as a whole."
    )


class LastOfTurn(CannotLeave):
    text = (
        "The token at {element_id!r} cannot be taken away: it is all that is left of a turn of {around!r}. "
        "Name {around!r} as a whole."
    )


class WaitsForOthers(CannotLeave):
    text = (
        "The token at {element_id!r} cannot be passed over: it waits for other tokens of this process. "
        "Pass those over, or move it to the element after it."
    )


class NotRepeated(CannotLeave):
    text = "{element_id!r} has no items: it is not done several times. Name the element that is."


class LastToken(CannotLeave):
    text = "The last token cannot be taken away from {element_id!r}. Cancel the process instead."


def refusal(model: ProcessModel, element_id: str) -> CannotEnter | None:
    """Why no token can ever be put at an element; None if it can be."""
    element = model.elements.get(element_id)
    if element is None:
        return NoSuchPlace(element_id=element_id)
    if element.triggered_by_event:
        return StartedByEvent(element_id=element_id, around=element_id)
    wrong = {"boundaryEvent": AtBoundaryEvent, "startEvent": AtStartEvent}.get(element.type)
    if wrong is None and element.for_compensation:
        wrong = AtCompensation
    if wrong is None and _is_offered(model, element):
        wrong = AfterEventGateway
    return None if wrong is None else wrong(element_id=element_id)


def targets(model: ProcessModel) -> list[Element]:
    """The elements at which a token can be put, as far as the model tells."""
    return [one for one in model.elements.values() if refusal(model, one.id) is None]


def _is_offered(model: ProcessModel, element: Element) -> bool:
    """It waits after an event-based gateway, which takes it back when another event comes first."""
    return any(
        model.elements[flow.source].type == "eventBasedGateway"
        for flow in model.flows
        if flow.target == element.id
    )
