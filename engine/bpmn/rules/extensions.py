"""The ``zeebe:`` extension elements: which there are, where they belong and what they may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import camunda7_texts, zeebe
from engine.bpmn.dialects.structure import local_name
from engine.bpmn.reading import BPMN, bpmn
from engine.bpmn.rules.registry import Case, at_node, rule
from engine.bpmn.semantics.extensions import (
    ANYTHING,
    BINDINGS,
    DOCUMENTS,
    REFUSED,
    REFUSED_ATTRIBUTES,
    WORDS,
    out_of_place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

_OTHER_ENGINES = {
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://bpmn.sourceforge.net": "another engine",
}
_EDITORS = ("http://camunda.org/schema/modeler/1.0", "http://bpmn.io/schema/", "http://www.omg.org/spec/BPMN/", "http://www.omg.org/spec/DD/",
            "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")  # fmt: skip
_UNKNOWN = ("is a zeebe element that Baton does not run.", "Remove it.")
_DIALECTS = {BPMN, zeebe.NAMESPACE, camunda7_texts.NAMESPACE, camunda7_texts.ACTIVITI}
_ZEEBE = f"{{{zeebe.NAMESPACE}}}"


@rule
def unknown_extension(case: Case) -> Iterator[Finding]:
    """Elements of zeebe: that Baton does not know, or that stand where they mean nothing."""
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        tag, parent = local_name(node), _parent(node)
        word = WORDS.get(tag)
        if word is None:
            yield at_node(node, *REFUSED.get(tag, _UNKNOWN))
        elif word.parents != ANYTHING and parent not in word.parents.split():
            yield at_node(node, *out_of_place(tag, parent))


@rule
def unknown_extension_attribute(case: Case) -> Iterator[Finding]:
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        tag = local_name(node)
        word = WORDS.get(tag)
        for name in map(str, node.attrib):
            if word is not None and not name.startswith("{") and name not in word.attributes.split():
                remedy = REFUSED_ATTRIBUTES.get(f"{tag}.{name}", "Remove it.")
                yield at_node(node, f"has an attribute {name!r} that Baton does not run.", remedy)
        binding = node.get("bindingType", "latest")
        if binding not in BINDINGS.get(tag, "latest").split():
            yield at_node(node, f'has bindingType="{binding}"; the latest version is used.', "Remove it.")


@rule
def unknown_word_on_an_element(case: Case) -> Iterator[Finding]:
    """Attributes in the namespace of zeebe: on elements of BPMN; those of templates are the editor's own."""
    for node in case.document.root.iter(etree.Element):
        for name in map(str, node.attrib):
            if name.startswith(_ZEEBE) and name.removeprefix(_ZEEBE) not in DOCUMENTS:
                said = f"has an attribute {name.removeprefix(_ZEEBE)!r} that Baton does not run."
                yield at_node(node, said, "Remove it.")


@rule
def headers_without_reader(case: Case) -> Iterator[Finding]:
    for element in case.elements("userTask"):
        node = case.node(element).find(f"{bpmn('extensionElements')}/{_ZEEBE}taskHeaders")
        if node is not None:
            yield at_node(
                node, "of a user task are read by nobody.", "Use zeebe:properties, or remove them.", "hint"
            )


@rule
def extension_twice(case: Case) -> Iterator[Finding]:
    """A second element of the same kind would be ignored."""
    for holder in case.document.root.iter(bpmn("extensionElements")):
        seen: set[str] = set()
        for node in holder.iterchildren(f"{_ZEEBE}*"):
            if local_name(node) in seen:
                yield at_node(node, "stands here twice.", "Keep one.")
            seen.add(local_name(node))


@rule
def other_engines_extension(case: Case) -> Iterator[Finding]:
    """Words of other engines change what they run; Baton would not, so the model is refused."""
    for node, namespace, name in _foreign(case):
        if namespace in _OTHER_ENGINES:
            yield at_node(
                node, f"says {name!r} to {_OTHER_ENGINES[namespace]}.", "Say it with zeebe: elements."
            )


@rule
def unread_namespace(case: Case) -> Iterator[Finding]:
    """What other tools note beside the model; it is told once for each of them."""
    found: dict[str, list[etree._Element]] = {}
    for node, namespace, _ in _foreign(case):
        if namespace not in _OTHER_ENGINES:
            found.setdefault(namespace, []).append(node)
    for namespace, nodes in found.items():
        yield at_node(
            nodes[0],
            f"is the first of {len(nodes)} to say something in the namespace {namespace}, which Baton does not read.",
            "Remove it if it should do something.",
            "warning",
        )


def _foreign(case: Case) -> Iterator[tuple[etree._Element, str, str]]:
    """Elements and attributes of namespaces that Baton does not read; what is in such an element goes with it."""
    for node in case.document.root.iter(etree.Element):
        around = node.getparent()
        if around is not None and not _is_familiar(etree.QName(around).namespace or ""):
            continue
        for qualified in (str(node.tag), *(str(name) for name in node.attrib)):
            namespace, _, name = qualified.removeprefix("{").rpartition("}")
            if namespace and not _is_familiar(namespace):
                yield node, namespace, name


@rule
def extension_incomplete(case: Case) -> Iterator[Finding]:
    """Attributes without which an extension element says nothing."""
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        word = WORDS.get(local_name(node))
        for name in word.wanted.split() if word else ():
            if not node.get(name):
                target = node.get("target")
                which = f"{target!r} " if target else ""
                yield at_node(node, f"{which}has no {name}.", f"Give it a {name}.")


def _parent(node: etree._Element) -> str:
    """What an extension element stands in, past the extensionElements around it."""
    parent = node.getparent()
    while parent is not None and parent.tag == bpmn("extensionElements"):
        parent = parent.getparent()
    return "" if parent is None else local_name(parent)


def _is_familiar(namespace: str) -> bool:
    return namespace in _DIALECTS or namespace.startswith(_EDITORS)
