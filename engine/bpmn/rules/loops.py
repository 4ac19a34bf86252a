"""Activities that are done several times: what says how often must be complete and of one meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import local_name
from engine.bpmn.rules.events import ACTIVITIES
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_BOOLEANS = ("isSequential", "testBefore")


@rule
def multi_instance_incomplete(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        loop = element.loop
        if loop is None:
            continue
        if loop.input_collection is None and loop.cardinality is None:
            yield at(
                element,
                "does not say over what it repeats.",
                "Give it zeebe:loopCharacteristics with an inputCollection, or a loopCardinality.",
            )
        if loop.input_element is not None and loop.input_collection is None:
            yield at(element, "names items of no collection.", "Remove inputElement, or name the collection.")
        if (loop.output_collection is None) != (loop.output_element is None):
            yield at(element, "collects only half.", "Give outputCollection and outputElement, or neither.")


@rule
def counts_and_names_items(case: Case) -> Iterator[Finding]:
    """With a number and a collection it would be open which of them ends the activity."""
    for element in case.elements():
        if element.loop is not None and element.loop.cardinality and element.loop.input_collection:
            yield at(element, "has a number and a collection.", "Keep loopCardinality or inputCollection.")


@rule
def loop_without_end(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        loop = element.standard_loop
        if loop is not None and loop.condition is None and loop.maximum is None:
            yield at(element, "is a loop without an end.", "Give it a loopCondition or a loopMaximum.")


@rule
def loop_attribute_of_wrong_kind(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        for name, value in _loop_attributes(case, element):
            if name in _BOOLEANS and value not in {"true", "false"}:
                yield at(element, f"has the {name} {value!r}.", "Use true or false.")
            if name == "loopMaximum" and not (value.strip().isdecimal() and int(value)):
                yield at(element, f"has the loopMaximum {value!r}.", "Use a whole number from 1.")


@rule
def two_loops(case: Case) -> Iterator[Finding]:
    """Of two loop characteristics one would be ignored."""
    for element in case.elements():
        found = [one for one in case.node(element) if local_name(one).endswith("LoopCharacteristics")]
        if len(found) > 1:
            yield at(element, "says twice how it repeats.", "Keep one of the loop characteristics.")


@rule
def loop_outside_an_activity(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        if element.repeats and element.type not in ACTIVITIES:
            yield at(element, "cannot be repeated.", "Put the loop on a task or a sub-process.")


def _loop_attributes(case: Case, element: Element) -> Iterator[tuple[str, str]]:
    for node in case.node(element):
        if local_name(node).endswith("LoopCharacteristics"):
            yield from ((str(name), str(value)) for name, value in node.attrib.items())
