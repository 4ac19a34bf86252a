"""Camunda 7's dialect: recognised, and refused attribute by attribute until it is translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects.plain import Dialect
from engine.bpmn.findings import Finding
from engine.bpmn.reading import Document, line_of
from engine.bpmn.semantics.camunda7 import REMEDIES

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACE = "http://camunda.org/schema/1.0/bpmn"
_PREFIX = f"{{{NAMESPACE}}}"
_OTHERWISE = "Remove it; Baton reads Camunda 8's dialect (zeebe:)."


class Camunda7(Dialect):
    """Only the standard part is read, for the diagram; `refusals` forbids deployment."""

    name = "camunda7"


def refusals(document: Document) -> Iterator[Finding]:
    """One finding for each ``camunda:`` attribute and element."""
    for node in document.root.iter(etree.Element):
        for attribute in node.attrib:
            if str(attribute).startswith(_PREFIX):
                yield _refusal(node, str(attribute), "attribute")
        if str(node.tag).startswith(_PREFIX) and not _inside_another(node):
            yield _refusal(node, str(node.tag), "element")


def _inside_another(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and str(parent.tag).startswith(_PREFIX)


def _refusal(node: etree._Element, qualified: str, what: str) -> Finding:
    name = qualified.removeprefix(_PREFIX)
    return Finding(
        severity="error",
        rule="camunda7-dialect",
        element_id=owner_id(node),
        line=line_of(node),
        message=f"The {what} camunda:{name} belongs to Camunda 7's dialect, which is not run.",
        remedy=REMEDIES.get(name, _OTHERWISE),
    )


def owner_id(node: etree._Element) -> str | None:
    """The id of the nearest element with one, from the node outwards."""
    current: etree._Element | None = node
    while current is not None:
        if found := current.get("id"):
            return str(found)
        current = current.getparent()
    return None
