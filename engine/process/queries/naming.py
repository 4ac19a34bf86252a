"""Names of processes and elements, in the language of the person who reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.model import Element, ProcessModel
    from engine.process.definitions import Deployed


@dataclass(frozen=True, slots=True)
class Named:
    """Something of a model: its id, and its name by language; "" holds the default."""

    id: str
    names: tuple[tuple[str, str], ...]
    own: bool = True
    """The model names it; else the names tell how it is found in the diagram."""

    def name_in(self, locale: str) -> str:
        names = dict(self.names)
        return names.get(locale) or names.get("") or self.id


def named(thing: Element | ProcessModel) -> Named:
    return Named(thing.id, (("", thing.name or thing.id), *thing.names))


def named_in(deployed: Deployed, element: Element) -> Named:
    """By its own name; a nameless start of an event sub-process by that of what it starts, others by their place."""
    if element.name:
        return named(element)
    around = deployed.elements.get(element.parent or "")
    if element.type == "startEvent" and around is not None and around.triggered_by_event and around.name:
        return Named(element.id, named(around).names)
    found = deployed.described[element.id]
    return Named(element.id, (("", found.en), ("ru", found.ru), *element.names), own=False)


def stage_of(element: Element, elements: Mapping[str, Element]) -> Named | None:
    """The sub-process that people call the stage: the nearest one with a property ``stage``, else the innermost."""
    around = list(_around(element, elements))
    marked = (one for one in around if "stage" in dict(one.properties))
    found = next(marked, around[0] if around else None)
    return None if found is None else named(found)


def _around(element: Element, elements: Mapping[str, Element]) -> Iterator[Element]:
    while element.parent is not None:
        element = elements[element.parent]
        yield element
