"""The texts of a Camunda 7 model as Camunda 8 writes them: JUEL becomes FEEL, wherever it stands."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects.structure import owner_id
from engine.bpmn.findings import Finding
from engine.bpmn.juel import Untranslatable, is_expression, translate
from engine.bpmn.reading import Document, line_of
from engine.bpmn.semantics.camunda7 import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACE = "http://camunda.org/schema/1.0/bpmn"
ACTIVITI = "http://activiti.org/bpmn"
"""Camunda 7 began as Activiti and still reads its words as its own."""
_PREFIX = f"{{{NAMESPACE}}}"
_LITERAL = frozenset({"documentation", "text", "script", "property", "constraint", "formField"})
"""Elements whose texts Camunda 7 does not evaluate either."""
_NAMED = frozenset({"message", "signal", "inputParameter", "outputParameter"})
"""Elements whose name is evaluated, or no text for people."""
_REFUSED = frozenset(f"{_PREFIX}{name}" for name in REFUSED)
_AS_IT_IS = frozenset({"businessKey"})
CORRELATION_KEY = "correlationKey"


def camunda(name: str) -> str:
    """The qualified name of a word of Camunda 7."""
    return f"{_PREFIX}{name}"


def in_feel(document: Document) -> tuple[Document, list[Finding]]:
    """A copy with every expression in FEEL, and what cannot be said in it, which stands there as null."""
    root = deepcopy(document.root)
    found: list[Finding] = []
    for node in list(root.iter(etree.Element)):
        _as_camunda(node)
        for name, text in list(_texts(node)):
            _put(node, name, _translated(node, name, text, found))
    return Document(root), found


def _as_camunda(node: etree._Element) -> None:
    """Words of Activiti are read as Camunda 7's."""
    prefix = f"{{{ACTIVITI}}}"
    if str(node.tag).startswith(prefix):
        node.tag = camunda(str(node.tag).removeprefix(prefix))
    for name, value in list(node.attrib.items()):
        if str(name).startswith(prefix):
            del node.attrib[name]
            node.set(camunda(str(name).removeprefix(prefix)), value)


def _texts(node: etree._Element) -> Iterator[tuple[str | None, str]]:
    """The expressions of a node: those of its attributes by name, and its own text (None)."""
    tag = etree.QName(node).localname
    if any(one.tag in _REFUSED for one in (node, *node.iterancestors())):
        return
    if tag in _LITERAL and not (tag == "property" and node.get("name") == CORRELATION_KEY):
        return
    for name, text in node.attrib.items():
        if is_expression(str(text)) and name not in _AS_IT_IS and (name != "name" or tag in _NAMED):
            yield str(name), str(text)
    if node.text and is_expression(node.text.strip()):
        yield None, node.text


def _put(node: etree._Element, name: str | None, text: str) -> None:
    if name is None:
        node.text = text
    else:
        node.set(name, text)


def _translated(node: etree._Element, name: str | None, text: str, found: list[Finding]) -> str:
    try:
        return translate(text)
    except Untranslatable as refused:
        place = etree.QName(name or node).localname
        found.append(
            Finding(
                severity="error",
                rule="camunda7-expression",
                element_id=owner_id(node),
                line=line_of(node),
                message=f"The expression in {place} cannot be said in FEEL, column {refused.column}: {refused.reason}.",
                remedy=refused.remedy,
            )
        )
        return "=null"
