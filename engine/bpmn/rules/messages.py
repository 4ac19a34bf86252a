"""Messages: one that two events wait for at the same place reaches only one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_REMEDY = "Refer to another message, or draw one event and choose with a gateway after it."


@rule
def message_awaited_twice(case: Case) -> Iterator[Finding]:
    first: dict[tuple[str, str, str], Element] = {}
    for element in case.elements("startEvent", "boundaryEvent", "intermediateCatchEvent", "receiveTask"):
        event = element.event
        if event is None or event.kind != "message" or not event.name or event.name.startswith("="):
            continue
        for place in _places(case, element):
            other = first.setdefault((case.model_of(element).id, place, event.name), element)
            if other is not element:
                yield at(element, f"waits for the message {event.name!r}, as {other.id!r} does.", _REMEDY)


def _places(case: Case, element: Element) -> Iterator[str]:
    """Where nothing but the message decides which of several events happens."""
    if element.type == "boundaryEvent":
        yield f"on {element.attached_to}"
    elif element.type == "startEvent":
        around = case.model_of(element).elements.get(element.parent or "")
        yield "start" if around is None else f"beside {around.parent}"
    else:
        model = case.model_of(element)
        for flow in case.incoming(element):
            source = model.elements.get(flow.source)
            if source is not None and source.type == "eventBasedGateway":
                yield f"after {source.id}"
