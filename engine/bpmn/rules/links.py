"""Links: a throwing one leads to the catching one of its name, in the same process or sub-process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_OTHER = {
    "intermediateThrowEvent": "intermediateCatchEvent",
    "intermediateCatchEvent": "intermediateThrowEvent",
}


@rule
def link_without_name(case: Case) -> Iterator[Finding]:
    for element in _links(case):
        if not (element.event and element.event.name):
            yield at(element, "is a link without a name.", "Give both ends of the link one name.")


@rule
def link_to_nowhere(case: Case) -> Iterator[Finding]:
    for element in _links(case):
        name = element.event.name if element.event else None
        if name and not _ends(case, element, _OTHER[element.type]):
            yield at(
                element,
                f"is a link {name!r} without its other end here.",
                "Draw both ends in one process or sub-process.",
            )


@rule
def link_to_two_places(case: Case) -> Iterator[Finding]:
    for element in _links(case):
        if element.type == "intermediateCatchEvent" and len(_ends(case, element, element.type)) > 1:
            yield at(
                element,
                f"catches the link {element.event.name if element.event else None!r}, as another event does.",
                "Keep one of them.",
            )


@rule
def flow_at_a_link(case: Case) -> Iterator[Finding]:
    for element in _links(case):
        if element.type == "intermediateCatchEvent" and case.incoming(element):
            yield at(element, "catches a link, and has an incoming flow.", "Remove the flow.")
        if element.type == "intermediateThrowEvent" and case.outgoing(element):
            yield at(element, "throws a link, and has an outgoing flow.", "Remove the flow.")


def _links(case: Case) -> Iterator[Element]:
    for element in case.elements(*_OTHER):
        if element.event is not None and element.event.kind == "link":
            yield element


def _ends(case: Case, element: Element, tag: str) -> list[Element]:
    """The ends of the same link that are of one kind."""
    beside = case.model_of(element).children(element.parent)
    return [one for one in beside if one.type == tag and one.event == element.event]
