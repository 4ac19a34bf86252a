"""BPMN without extensions; the other dialects add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    from engine.bpmn.model import Element, Loop


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

    def read_loop(self, _node: etree._Element) -> Loop | None:
        """Multi-instance characteristics; None if the dialect does not say over what."""
        return None

    def read_correlation_key(self, _message: etree._Element) -> str | None:
        return None

    def read_process(self, _node: etree._Element) -> ProcessFacts:
        return ProcessFacts()
