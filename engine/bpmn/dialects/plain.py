"""BPMN without extensions; the other dialects add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.model import AdHoc, Loop
from engine.bpmn.reading import text_in

if TYPE_CHECKING:
    from lxml import etree

    from engine.bpmn.model import Element


_LOCALISED_NAME = "name:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """What a dialect says about a process as a whole."""

    names: tuple[tuple[str, str], ...] = ()
    version_tag: str | None = None
    properties: tuple[tuple[str, str], ...] = ()


class Dialect:
    """Plain BPMN: nothing is said beyond the standard, so most tasks have nothing to do."""

    name = "plain"

    def extend(self, _node: etree._Element, element: Element) -> Element:
        """The element with what the dialect's extensions say about it."""
        return element

    def read_loop(self, node: etree._Element) -> Loop:
        """Multi-instance characteristics; BPMN itself only counts, over what is for a dialect to say."""
        return Loop(
            sequential=node.get("isSequential") == "true",
            cardinality=text_in(node, "loopCardinality"),
            completion_condition=text_in(node, "completionCondition"),
        )

    def read_ad_hoc(self, node: etree._Element) -> AdHoc:
        return AdHoc(
            sequential=node.get("ordering") == "Sequential",
            cancel_remaining=node.get("cancelRemainingInstances", "true") != "false",
            completion_condition=text_in(node, "completionCondition"),
        )

    def read_correlation_key(self, _message: etree._Element, _at: etree._Element) -> str | None:
        """The key of a message, for the event or task that names it."""
        return None

    def read_code_variable(self, _definition: etree._Element) -> str | None:
        """Where the code of an error or escalation goes that is caught."""
        return None

    def read_filter(self, _definition: etree._Element) -> tuple[bool, bool]:
        """Whether a conditional event looks again when a variable is created, and when one is changed."""
        return True, True

    def read_process(self, _node: etree._Element) -> ProcessFacts:
        return ProcessFacts()


def names_in(properties: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Names in other languages, which stand in properties like ``name:ru``."""
    return tuple(
        (key.removeprefix(_LOCALISED_NAME), value)
        for key, value in properties
        if key.startswith(_LOCALISED_NAME)
    )
