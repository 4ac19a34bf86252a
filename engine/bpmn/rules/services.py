"""Service tasks whose type declares itself: what a task hands over is compared with what its type reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, rule
from engine.declarations import HELD, HOLD, held_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ServiceCall
    from engine.declarations import Declaration


@rule
def unknown_service_type(case: Case) -> Iterator[Finding]:
    known = case.known.services
    for element, service in _services(case):
        if known is not None and not service.type.startswith("=") and service.type not in known:
            yield at(
                element,
                f"has the type {service.type!r}, which is no operation and no connector.",
                "Start a worker for this type, or correct it.",
                "hint",
            )


@rule
def missing_input(case: Case) -> Iterator[Finding]:
    for element, declared in _declared(case):
        given = _names(element)
        missing = [one.name for one in declared.inputs if one.required and one.name not in given]
        if not missing:
            continue
        if given:
            yield at(
                element,
                f"hands over no {_listed(missing)}, which {declared.type!r} requires.",
                "Add an input mapping with this name.",
            )
        else:
            yield at(
                element,
                f"has no input mappings: {declared.type!r} takes {_listed(missing)} from variables of these names.",
                "Map them, or make sure that the variables are there.",
                "hint",
            )


@rule
def unknown_input(case: Case) -> Iterator[Finding]:
    for element, declared in _declared(case):
        read = [one.name for one in declared.inputs]
        for name in sorted(_names(element) - set(read)):
            remedy = f"Remove it, or use one of: {', '.join(read)}." if read else "Remove it."
            yield at(
                element, f"has an input {name!r}, which {declared.type!r} does not read.", remedy, "warning"
            )


@rule
def unknown_header(case: Case) -> Iterator[Finding]:
    for element, declared in _declared(case):
        read = [one.name for one in declared.headers]
        for name, _ in element.service.headers if element.service else ():
            if name not in read:
                remedy = f"Remove it, or use one of: {', '.join(read)}." if read else "Use an input mapping."
                yield at(
                    element,
                    f"has a header {name!r}, which {declared.type!r} does not read.",
                    remedy,
                    "warning",
                )


@rule
def missing_header(case: Case) -> Iterator[Finding]:
    for element, declared in _declared(case):
        given = {name for name, _ in element.service.headers} if element.service else set()
        missing = [one.name for one in declared.headers if one.required and one.name not in given]
        if missing:
            yield at(
                element,
                f"has no header {_listed(missing)}, which {declared.type!r} requires.",
                "Add the header.",
            )


@rule
def unreadable_hold(case: Case) -> Iterator[Finding]:
    for element, declared in _declared(case):
        held = dict(element.service.headers).get(HOLD) if element.service else None
        if held is not None and HELD in declared.headers and held_seconds(held) is None:
            yield at(element, f"has the header {HOLD!r} with {held!r}.", "Write whole seconds, such as 10.")


@rule
def impossible_choice(case: Case) -> Iterator[Finding]:
    """A constant that is none of the declared choices."""
    for element, declared in _declared(case):
        given = {one.target: one.source for one in element.inputs}
        for one in declared.inputs:
            constant = _constant(given.get(one.name, ""))
            allowed = [value for value, _ in one.choices]
            if constant is not None and allowed and constant not in allowed:
                yield at(
                    element,
                    f"hands over {constant!r} as {one.name!r}, which {declared.type!r} does not know.",
                    f"Use one of: {', '.join(allowed)}.",
                )


def _services(case: Case) -> Iterator[tuple[Element, ServiceCall]]:
    return ((element, element.service) for element in case.elements() if element.service is not None)


def _declared(case: Case) -> Iterator[tuple[Element, Declaration]]:
    for element, service in _services(case):
        declared = (case.known.services or {}).get(service.type)
        if declared is not None:
            yield element, declared


def _names(element: Element) -> set[str]:
    """What the input mappings hand over; a target may be a path into a context."""
    return {one.target.split(".")[0].strip() for one in element.inputs}


def _constant(source: str) -> str | None:
    """The text that a mapping always yields; None for anything computed."""
    text = source.strip()
    if not text.startswith("="):
        return text or None
    literal = text[1:].strip()
    plain = len(literal) > 1 and literal[0] == literal[-1] == '"'
    inner = literal[1:-1]
    return inner if plain and '"' not in inner and "\\" not in inner else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
