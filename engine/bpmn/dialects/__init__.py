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


def translate(document: Document) -> dict[str, ProcessModel]:
    """The executable processes of a document, by id."""
    dialect = dialect_of(document)
    if dialect is _CAMUNDA7:
        document, _ = camunda7_texts.in_feel(document)
    return structure.read_processes(document, dialect)


def dialect_of(document: Document) -> plain.Dialect:
    """The dialect that the document uses most; a model without extensions is plain BPMN."""
    uses = {namespace: _uses(document.root, namespace) for namespace in _DIALECTS}
    namespace = max(uses, key=lambda one: uses[one])
    return _DIALECTS[namespace] if uses[namespace] else _PLAIN


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
        str(node.tag).startswith(prefix) + sum(str(name).startswith(prefix) for name in node.attrib)
        for node in root.iter(etree.Element)
    )
