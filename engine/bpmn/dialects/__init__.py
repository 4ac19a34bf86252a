"""The dialects of BPMN that Baton reads, one file each: XML in, canonical model out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import camunda7, plain, structure, zeebe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import ProcessModel
    from engine.bpmn.reading import Document

_DIALECTS: dict[str, plain.Dialect] = {
    zeebe.NAMESPACE: zeebe.Zeebe(),
    camunda7.NAMESPACE: camunda7.Camunda7(),
}
_PLAIN = plain.Dialect()


def translate(document: Document) -> dict[str, ProcessModel]:
    """The executable processes of a document, by id."""
    return structure.read_processes(document, dialect_of(document))


def dialect_of(document: Document) -> plain.Dialect:
    """The dialect that the document uses most; a model without extensions is plain BPMN."""
    uses = {namespace: _uses(document.root, namespace) for namespace in _DIALECTS}
    namespace = max(uses, key=lambda one: uses[one])
    return _DIALECTS[namespace] if uses[namespace] else _PLAIN


def refusals(document: Document) -> Iterator[Finding]:
    """What a dialect that stands in the document cannot say to Baton."""
    yield from camunda7.refusals(document)


def _uses(root: etree._Element, namespace: str) -> int:
    prefix = f"{{{namespace}}}"
    return sum(
        str(node.tag).startswith(prefix) + sum(str(name).startswith(prefix) for name in node.attrib)
        for node in root.iter(etree.Element)
    )
