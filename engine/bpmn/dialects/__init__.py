"""The dialects of BPMN that Baton reads, one file each: XML in, canonical model out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import (
    camunda7,
    camunda7_forms,
    camunda7_sayings,
    camunda7_texts,
    camunda7_words,
    plain,
    structure,
    zeebe,
)
from engine.bpmn.reading import bpmn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import ProcessModel
    from engine.bpmn.reading import Document

_CAMUNDA7 = camunda7.Camunda7()
_DIALECTS: dict[str, plain.Dialect] = {
    zeebe.NAMESPACE: zeebe.Zeebe(),
    camunda7_texts.NAMESPACE: _CAMUNDA7,
    camunda7_texts.ACTIVITI: _CAMUNDA7,
}
_PLAIN = plain.Dialect()
_RELATION = f"{{{camunda7_texts.NAMESPACE}}}diagramRelationId"
"""Camunda's web modeler notes it in models of Camunda 8, too."""
_EXPRESSIONS = tuple(
    bpmn(tag)
    for tag in (
        *("conditionExpression", "condition", "completionCondition", "loopCardinality", "loopCondition"),
        *("timeDate", "timeDuration", "timeCycle"),
    )
)


def translate(document: Document) -> dict[str, ProcessModel]:
    """The executable processes of a document, by id."""
    dialect = dialect_of(document)
    if dialect is _CAMUNDA7:
        document, _ = camunda7_texts.in_feel(document)
    return structure.read_processes(document, dialect)


def dialect_of(document: Document) -> plain.Dialect:
    """The dialect that the document uses most; one without extensions is plain BPMN, or Camunda 7's if it says JUEL."""
    uses = {namespace: _uses(document.root, namespace) for namespace in _DIALECTS}
    namespace = max(uses, key=lambda one: uses[one])
    if uses[namespace]:
        return _DIALECTS[namespace]
    return _CAMUNDA7 if any(_is_juel(one) for one in document.root.iter(*_EXPRESSIONS)) else _PLAIN


def refusals(document: Document) -> Iterator[Finding]:
    """What a dialect that stands in the document cannot say to Baton."""
    if dialect_of(document) is _CAMUNDA7:
        yield from camunda7_words.refusals(document)
    else:
        yield from camunda7_words.beside_camunda_8(document)


def forms_in(document: Document) -> dict[str, bytes]:
    """The forms that a model describes itself, by id."""
    if dialect_of(document) is not _CAMUNDA7:
        return {}
    return dict(camunda7_forms.forms_of(camunda7_texts.in_feel(document)[0]))


def sayings(document: Document) -> Mapping[str, str]:
    """Remedies that the document's dialect says in its own words."""
    return camunda7_sayings.SAYINGS if dialect_of(document) is _CAMUNDA7 else {}


def _uses(root: etree._Element, namespace: str) -> int:
    prefix = f"{{{namespace}}}"
    return sum(
        str(node.tag).startswith(prefix)
        + sum(str(name).startswith(prefix) and str(name) != _RELATION for name in node.attrib)
        for node in root.iter(etree.Element)
    )


def _is_juel(expression: etree._Element) -> bool:
    text = (expression.text or "").strip()
    return text.startswith(("${", "#{")) and text.endswith("}") and not expression.get("language")
