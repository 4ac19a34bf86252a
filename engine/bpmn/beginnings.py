"""Where an instance begins: at its start event, or directly at an element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import CannotStartThere

if TYPE_CHECKING:
    from engine.bpmn.definition import Definition
    from engine.bpmn.model import Element


def beginning(definition: Definition, wanted: str | None) -> list[str]:
    """The start event; empty for a process without one, which begins wherever no flow leads to."""
    starts = definition.model.start_events()
    if wanted is not None:
        if wanted in {one.id for one in starts}:
            return [wanted]
        raise _cannot_start(wanted, "It is no start event of the process.", "Name one.")
    plain = [one.id for one in starts if one.event is None or one.event.kind == "none"]
    if starts and not plain:
        raise _cannot_start(
            definition.process_id, "It has no start event without a trigger.", "Name a start event."
        )
    return plain[:1]


def path_to(definition: Definition, at: str) -> list[str]:
    """The ids from the outermost sub-process to the element *at*."""
    elements = definition.model.elements
    if at not in elements:
        raise _cannot_start(at, "The process has no such element.", "Name one of its elements.")
    if elements[at].type == "boundaryEvent":
        raise _cannot_start(at, "It is a boundary event.", "Start at the element after it.")
    if elements[at].for_compensation:
        raise _cannot_start(
            at, "It only undoes another step.", "Start at the event that has that step undone."
        )
    path: list[str] = [at]
    current: Element = elements[at]
    while current.parent is not None:
        current = elements[current.parent]
        if current.repeats:
            raise _cannot_start(
                at, f"{current.id!r} around it is done several times.", f"Start at {current.id!r}."
            )
        path.insert(0, current.id)
    return path


def _cannot_start(element_id: str, reason: str, remedy: str) -> CannotStartThere:
    return CannotStartThere(element_id=element_id, reason=reason, remedy=remedy, what="")
