"""Conditional events: what they wait for, and what would never wake them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.dialects.zeebe import zeebe
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_CHANGES = frozenset({"create", "update"})
_CLOCK = re.compile(r"\b(?:now|today)\s*\(")
_SEARCH = re.compile(r"\b(?:find records|count records|record)\s*\(")


@rule
def event_without_condition(case: Case) -> Iterator[Finding]:
    for element, text in _conditional(case):
        if not text:
            yield at(element, "has no condition.", "Write one in FEEL.")


@rule
def condition_that_nothing_wakes(case: Case) -> Iterator[Finding]:
    """It is looked at again when a variable or a record that it names changes, and never else."""
    for element, text in _conditional(case):
        if _CLOCK.search(text):
            yield at(
                element, "asks for the time, which does not wake it.", "Wait for a timer instead.", "warning"
            )
        if _SEARCH.search(text):
            yield at(
                element,
                "searches for records, which do not wake it when they change.",
                "Read records that a variable refers to.",
                "warning",
            )


@rule
def condition_starts_twice(case: Case) -> Iterator[Finding]:
    """As in Camunda 8: of two start events with one condition both would start an instance."""
    seen: set[tuple[str, str]] = set()
    for element, text in _conditional(case):
        if element.type == "startEvent" and element.parent is None and text:
            what = (case.model_of(element).id, text.removeprefix("=").strip())
            if what in seen:
                yield at(element, "has the condition of another start event.", "Keep one of them.")
            seen.add(what)


@rule
def condition_filter(case: Case) -> Iterator[Finding]:
    path = f"{bpmn('conditionalEventDefinition')}/{bpmn('extensionElements')}/{zeebe('conditionalFilter')}"
    for element, _ in _conditional(case):
        for node in case.node(element).findall(path):
            named = {one.strip() for one in node.get("variableEvents", "").split(",")}
            if node.get("variableEvents") is not None and not named <= _CHANGES:
                yield at(
                    element,
                    f"looks again on {node.get('variableEvents')!r}.",
                    'Write "create", "update" or "create, update".',
                )


def _conditional(case: Case) -> Iterator[tuple[Element, str]]:
    for element in case.elements():
        if element.event is not None and element.event.kind == "conditional":
            yield element, element.event.expression or ""
