"""The ``zeebe:`` extension elements: which there are, where they belong and what they may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import camunda7, zeebe
from engine.bpmn.dialects.structure import local_name
from engine.bpmn.reading import BPMN, bpmn
from engine.bpmn.rules.registry import Case, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

_MAPPED = frozenset(
    [
        "userTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "startEvent",
        "endEvent",
        "task",
        "manualTask",
    ]
)
_ANYTHING = frozenset({"*"})
_WORKED = frozenset({"serviceTask", "sendTask", "businessRuleTask", "scriptTask"})


@dataclass(frozen=True, slots=True)
class _Word:
    """A zeebe element: its attributes, and the BPMN elements (or zeebe parents) that it may stand in."""

    attributes: frozenset[str]
    parents: frozenset[str]


def _word(attributes: str, parents: frozenset[str] | str) -> _Word:
    inside = frozenset(parents.split()) if isinstance(parents, str) else parents
    return _Word(frozenset(attributes.split()), inside)


EXTENSIONS = {
    "taskDefinition": _word("type retries", _WORKED),
    "taskHeaders": _word("", _WORKED | {"userTask"}),
    "header": _word("key value", "taskHeaders"),
    "ioMapping": _word("", _MAPPED),
    "input": _word("source target", "ioMapping"),
    "output": _word("source target", "ioMapping"),
    "properties": _word("", _ANYTHING),
    "property": _word("name value", "properties"),
    "userTask": _word("", "userTask"),
    "assignmentDefinition": _word("assignee candidateGroups candidateUsers", "userTask"),
    "taskSchedule": _word("dueDate followUpDate", "userTask"),
    "priorityDefinition": _word("priority", "userTask"),
    "formDefinition": _word("formId bindingType", "userTask startEvent"),
    "calledDecision": _word("decisionId resultVariable bindingType", "businessRuleTask"),
    "calledElement": _word(
        "processId propagateAllChildVariables propagateAllParentVariables bindingType", "callActivity"
    ),
    "script": _word("expression resultVariable", "scriptTask"),
    "subscription": _word("correlationKey", "message"),
    "loopCharacteristics": _word(
        "inputCollection inputElement outputCollection outputElement", "multiInstanceLoopCharacteristics"
    ),
    "versionTag": _word("value", "process"),
}
_REMEDIES = {
    "userTaskForm": "Deploy the form as a file of its own and name it with zeebe:formDefinition formId.",
    "executionListeners": "Draw a service task.",
    "taskListeners": "Draw a service task.",
}
_ATTRIBUTE_REMEDIES = {
    "formKey": "Deploy the form as a file of its own and name it with formId.",
    "externalReference": "Deploy the form as a file of its own and name it with formId.",
}
_OTHER_ENGINES = {
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://bpmn.sourceforge.net": "another engine",
}
_EDITORS = ("http://camunda.org/schema/modeler/1.0", "http://bpmn.io/schema/", "http://www.omg.org/spec/BPMN/", "http://www.omg.org/spec/DD/",
            "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")  # fmt: skip
_ZEEBE = f"{{{zeebe.NAMESPACE}}}"


@rule
def unknown_extension(case: Case) -> Iterator[Finding]:
    """Elements of zeebe: that Baton does not know, or that stand where they mean nothing."""
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        tag, parent = local_name(node), _parent(node)
        word = EXTENSIONS.get(tag)
        if word is None:
            yield at_node(
                node, "is a zeebe element that Baton does not run.", _REMEDIES.get(tag, "Remove it.")
            )
        elif word.parents != _ANYTHING and parent not in word.parents:
            yield at_node(
                node, f"has no meaning in {parent}.", f"It belongs into: {', '.join(sorted(word.parents))}."
            )


@rule
def unknown_extension_attribute(case: Case) -> Iterator[Finding]:
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        word = EXTENSIONS.get(local_name(node))
        for name in node.attrib:
            if word is not None and not str(name).startswith("{") and name not in word.attributes:
                remedy = _ATTRIBUTE_REMEDIES.get(str(name), "Remove it.")
                yield at_node(node, f"has an attribute {str(name)!r} that Baton does not run.", remedy)
        if node.get("bindingType", "latest") != "latest":
            yield at_node(
                node,
                f'has bindingType="{node.get("bindingType")}"; the latest version is used.',
                "Remove it.",
            )


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
    for node in case.document.root.iter(etree.Element):
        for qualified in (str(node.tag), *(str(name) for name in node.attrib)):
            namespace, _, name = qualified.removeprefix("{").rpartition("}")
            if namespace in _OTHER_ENGINES:
                yield at_node(
                    node, f"says {name!r} to {_OTHER_ENGINES[namespace]}.", "Say it with zeebe: elements."
                )
            elif namespace and not _is_familiar(namespace):
                message = f"says {name!r} in the namespace {namespace}, which Baton does not read."
                yield at_node(node, message, "Remove it if it should do something.", "warning")


@rule
def extension_incomplete(case: Case) -> Iterator[Finding]:
    """Attributes without which an extension element says nothing."""
    wanted = {"taskDefinition": "type", "script": "expression resultVariable", "versionTag": "value",
              "calledDecision": "decisionId resultVariable", "calledElement": "processId", "header": "key",
              "property": "name", "input": "source target", "output": "source target",
              "formDefinition": "formId"}  # fmt: skip
    for node in case.document.root.iter(f"{_ZEEBE}*"):
        for name in wanted.get(local_name(node), "").split():
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
    return namespace in {BPMN, zeebe.NAMESPACE, camunda7.NAMESPACE} or namespace.startswith(_EDITORS)
