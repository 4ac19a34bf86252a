"""BPMN elements and attributes: what is run, what only documents, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects.structure import FLOW_NODES, is_bpmn, local_name
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import FEEL, Case, at_node, is_foreign, rule
from engine.bpmn.semantics import ROWS, beside, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

_TAGS = {row.id: row for row in (*elements.rows(), *beside.rows()) if "/" not in row.id}
RUN = frozenset(tag for tag, row in _TAGS.items() if row.runs and not row.documents)
DOCUMENTS = frozenset(tag for tag, row in _TAGS.items() if row.documents)
REFUSED = {tag: (row.reason, row.remedy) for tag, row in _TAGS.items() if not row.runs}
_IN_AN_EVENT = frozenset({"compensateEventDefinition", "linkEventDefinition"})
"""Their events are refused by the position in which they stand."""
_USUAL = {
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "triggeredByEvent": "false",
    "instantiate": "false",
    "isImmediate": "true",
    "behavior": "All",
    "eventGatewayType": "Exclusive",
    "method": "##Compensate",
}
"""Attributes that mean nothing while they have their usual value; another value is a row of the table."""
_UNUSUAL = {
    "isForCompensation": "activity/compensation-handler",
    "startQuantity": "activity/start-quantity",
    "completionQuantity": "activity/completion-quantity",
    "triggeredByEvent": "subProcess/event-sub-process",
    "isImmediate": "sequenceFlow/not-immediate",
    "eventGatewayType": "eventBasedGateway/instantiate-parallel",
    "method": "transaction/method",
}
_COMMON = frozenset({"id", "name"})
_ATTRIBUTES = {
    "sequenceFlow": {"sourceRef", "targetRef"},
    "boundaryEvent": {"attachedToRef", "cancelActivity"},
    "startEvent": {"isInterrupting"},
    "callActivity": {"calledElement", "default"},
    "receiveTask": {"messageRef", "operationRef", "implementation", "default"},
    "sendTask": {"messageRef", "operationRef", "implementation", "default"},
    "serviceTask": {"operationRef", "implementation", "default"},
    "businessRuleTask": {"implementation", "default"},
    "userTask": {"implementation", "default"},
    "scriptTask": {"scriptFormat", "default"},
    "messageEventDefinition": {"messageRef"},
    "signalEventDefinition": {"signalRef"},
    "errorEventDefinition": {"errorRef"},
    "escalationEventDefinition": {"escalationRef"},
    "compensateEventDefinition": {"activityRef", "waitForCompletion"},
    "multiInstanceLoopCharacteristics": {"isSequential"},
    "conditionExpression": {"language", "evaluatesToTypeRef"},
    "condition": {"language", "evaluatesToTypeRef"},
    "formalExpression": {"language", "evaluatesToTypeRef"},
    "completionCondition": {"language", "evaluatesToTypeRef"},
    "loopCardinality": {"language", "evaluatesToTypeRef"},
    "loopCondition": {"language", "evaluatesToTypeRef"},
    "standardLoopCharacteristics": {"testBefore", "loopMaximum"},
    "timeDate": {"language", "evaluatesToTypeRef"},
    "timeDuration": {"language", "evaluatesToTypeRef"},
    "timeCycle": {"language", "evaluatesToTypeRef"},
    "exclusiveGateway": {"default"},
    "inclusiveGateway": {"default"},
    "complexGateway": {"default"},
    "adHocSubProcess": {"ordering", "cancelRemainingInstances", "default"},
    "activationCondition": {"language", "evaluatesToTypeRef"},
    "lane": {"partitionElementRef"},
}
_GATEWAYS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
)
_TALK = frozenset({"choreography", "globalChoreographyTask", "globalConversation"})
"""Who says what to whom, which stays in the model for its readers."""


@rule
def unsupported_element(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        tag = local_name(node)
        if tag in REFUSED:
            meant = not (_inside_refused(node) or _says_nothing(node) or _is_feel_script(case, node))
            if tag not in _IN_AN_EVENT and meant:
                yield at_node(node, *REFUSED[tag])
        elif tag not in RUN | DOCUMENTS and not _inside_refused(node):
            yield at_node(node, "is no element that Baton knows.", "Remove it.")


@rule
def unsupported_beside_the_processes(case: Case) -> Iterator[Finding]:
    for node in case.document.root if case.models else ():
        tag = local_name(node)
        if is_bpmn(node) and tag in REFUSED and not tag.endswith("EventDefinition"):
            yield at_node(node, *REFUSED[tag])
        if is_bpmn(node) and tag in _TALK:
            yield at_node(
                node, "is choreography, which no engine runs.", "Draw a process for each partner.", "warning"
            )
        if tag == "extension" and node.get("mustUnderstand") == "true":
            row = ROWS["extension/must-understand"]
            yield at_node(node, row.reason, row.remedy)


def _says_nothing(node: etree._Element) -> bool:
    """Some editors write an ioSpecification for every task, and bpmn-js a property at the end of a data arrow."""
    if local_name(node) == "property":
        return node.get("name") == "__targetRef_placeholder"
    data = (bpmn("dataInput"), bpmn("dataOutput"))
    return local_name(node) == "ioSpecification" and next(node.iterchildren(*data), None) is None


def _is_feel_script(case: Case, node: etree._Element) -> bool:
    """Camunda 7 has no other place for a script."""
    task = node.getparent()
    if task is None or local_name(node) != "script" or not case.is_camunda_7:
        return False
    return task.get("scriptFormat", "").lower() == FEEL


def _inside_refused(node: etree._Element) -> bool:
    """Its parent is refused for itself, and would be refused again for each of its parts."""
    parent = node.getparent()
    return parent is not None and local_name(parent) in REFUSED and local_name(parent) not in FLOW_NODES


@rule
def unknown_attribute(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        tag = local_name(node)
        if tag in DOCUMENTS or tag in REFUSED:
            continue
        for name, value in node.attrib.items():
            yield from _check_attribute(node, tag, str(name), str(value))


def _check_attribute(node: etree._Element, tag: str, name: str, value: str) -> Iterator[Finding]:
    if name.startswith("{") or name in _COMMON or name in _ATTRIBUTES.get(tag, ()):
        return
    if name == "gatewayDirection" and tag in _GATEWAYS:
        return
    if name == "parallelMultiple":
        return
    if name in _USUAL:
        row = ROWS.get(_unusual(tag, name, value)) if value != _USUAL[name] else None
        if row is not None and not row.runs:
            yield at_node(node, row.reason, row.remedy)
        return
    if tag not in {"task", "manualTask", "subProcess", "transaction"} or name != "default":
        yield at_node(node, f"has an attribute {name!r} that Baton does not know.", f"Remove {name}.")


def _unusual(tag: str, name: str, value: str) -> str:
    """The row of an attribute with another value than the usual one."""
    if name == "instantiate":
        return f"{tag}/instantiate"
    return f"{tag}/behavior-{value.lower()}" if name == "behavior" else _UNUSUAL[name]


@rule
def implementation_not_run(case: Case) -> Iterator[Finding]:
    """BPMN's own ways to say how a task is done name web services and scripts."""
    for node in case.bpmn_nodes():
        if node.get("operationRef"):
            yield at_node(node, "calls a web service operation.", "Use zeebe:taskDefinition.")
        if node.get("scriptFormat", FEEL).lower() not in {FEEL, ""}:
            yield at_node(node, f"is a {node.get('scriptFormat')} script.", "Use zeebe:script with FEEL.")
        if is_foreign(node):
            yield at_node(node, f"is written in {node.get('language')}.", "Write it in FEEL.")


@rule
def language_of_the_file(case: Case) -> Iterator[Finding]:
    """What has no language of its own is in that of the file, and is read as FEEL all the same."""
    language = case.document.root.get("expressionLanguage", FEEL)
    if case.models and FEEL not in language.lower():
        message = f"says that expressions are written in {language}; they are read as FEEL."
        yield at_node(
            case.document.root, message, "Write them in FEEL, and remove expressionLanguage.", "warning"
        )


@rule
def missing_id(case: Case) -> Iterator[Finding]:
    for node in (*case.document.root.findall(bpmn("process")), *case.bpmn_nodes()):
        if local_name(node) in FLOW_NODES | {"process", "sequenceFlow"} and not node.get("id"):
            yield at_node(node, "has no id.", "Open the model in a BPMN editor and save it again.")


@rule
def duplicate_id(case: Case) -> Iterator[Finding]:
    seen: set[str] = set()
    for node in case.document.root.iter(etree.Element):
        name = node.get("id")
        if name and name in seen:
            yield at_node(
                node, f"has the id {name!r}, which another element has.", "Give it an id of its own."
            )
        if name:
            seen.add(name)


@rule
def no_executable_process(case: Case) -> Iterator[Finding]:
    if case.models:
        return
    processes = case.document.root.findall(bpmn("process"))
    if not processes:
        yield at_node(case.document.root, "holds no process.", "Draw one.")
    for node in processes:
        yield at_node(node, "is not executable.", 'Set isExecutable="true".')
