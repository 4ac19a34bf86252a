"""Event sub-processes: started by the one event that stands first in them, and by no flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import SCOPES
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element


@rule
def start_of_an_event_subprocess(case: Case) -> Iterator[Finding]:
    for element in _event_subprocesses(case):
        starts = [one for one in case.model_of(element).children(element.id) if one.type == "startEvent"]
        if len(starts) != 1:
            yield at(
                element,
                f"is started by an event, and has {len(starts)} start events.",
                "Draw exactly one in it.",
            )


@rule
def flow_at_an_event_subprocess(case: Case) -> Iterator[Finding]:
    for element in _event_subprocesses(case):
        if case.incoming(element) or case.outgoing(element):
            yield at(element, "is started by an event, and has a sequence flow.", "Remove the flow.")


@rule
def event_subprocess_as_an_activity(case: Case) -> Iterator[Finding]:
    """What belongs to activities that a flow enters."""
    hosts = {one.attached_to for one in case.elements("boundaryEvent")}
    for element in _event_subprocesses(case):
        if element.type != "subProcess":
            yield at(
                element,
                "is started by an event, and is no plain sub-process.",
                "Put it into an event sub-process.",
            )
        if element.repeats:
            yield at(
                element, "is started by an event, and is done several times.", "Put the loop on a task in it."
            )
        if element.id in hosts:
            yield at(
                element,
                "is started by an event, and has a boundary event.",
                "Put a sub-process with the event into it.",
            )


def _event_subprocesses(case: Case) -> Iterator[Element]:
    yield from (one for one in case.elements(*SCOPES) if one.triggered_by_event)
