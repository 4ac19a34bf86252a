"""BPMN elements and attributes: what is run, what only documents, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects.structure import FLOW_NODES, event_definitions, local_name
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

RUN = frozenset(
    [
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "sequenceFlow",
        "conditionExpression",
        "multiInstanceLoopCharacteristics",
        "completionCondition",
        "loopCardinality",
        "standardLoopCharacteristics",
        "loopCondition",
        "timerEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "cancelEventDefinition",
        "terminateEventDefinition",
        "timeDate",
        "timeDuration",
        "timeCycle",
        "laneSet",
        "lane",
        "flowNodeRef",
        "childLaneSet",
        "incoming",
        "outgoing",
        "extensionElements",
    ]
)
DOCUMENTS = frozenset(
    [
        "documentation",
        "text",
        "textAnnotation",
        "association",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataState",
        "dataInputAssociation",
        "dataOutputAssociation",
        "sourceRef",
        "targetRef",
    ]
)
REFUSED = {
    "adHocSubProcess": (
        "is ad-hoc; Baton does not run that yet.",
        "Draw the order of its activities with gateways.",
    ),
    "complexGateway": ("is not run yet.", "Use an inclusive or a parallel gateway."),
    "compensateEventDefinition": (
        "is compensation; Baton does not run that yet.",
        "Draw the steps that undo.",
    ),
    "linkEventDefinition": ("is a link; Baton does not run that yet.", "Draw a sequence flow."),
    "conditionalEventDefinition": (
        "waits for a condition; Baton does not run that yet.",
        "Wait for a message.",
    ),
    "eventDefinitionRef": ("refers to a shared event definition.", "Put the definition into the event."),
    "loopDataInputRef": ("is not read.", "Use zeebe:loopCharacteristics inputCollection."),
    "loopDataOutputRef": ("is not read.", "Use zeebe:loopCharacteristics outputCollection."),
    "inputDataItem": ("is not read.", "Use zeebe:loopCharacteristics inputElement."),
    "outputDataItem": ("is not read.", "Use zeebe:loopCharacteristics outputElement."),
    "complexBehaviorDefinition": ("is not run.", "Use a completion condition."),
    "script": ("holds a script in a programming language.", "Use zeebe:script with a FEEL expression."),
    "ioSpecification": ("is not read.", "Use zeebe:ioMapping."),
    "assignment": ("of data is not read.", "Use zeebe:ioMapping."),
    "transformation": ("of data is not read.", "Use zeebe:ioMapping."),
    "potentialOwner": ("is not read.", "Use zeebe:assignmentDefinition candidateGroups."),
    "humanPerformer": ("is not read.", "Use zeebe:assignmentDefinition assignee."),
    "performer": ("is not read.", "Use zeebe:assignmentDefinition assignee."),
}
_IGNORABLE = {
    "isForCompensation": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "triggeredByEvent": "false",
    "instantiate": "false",
    "parallelMultiple": "false",
    "isImmediate": "true",
    "behavior": "All",
    "eventGatewayType": "Exclusive",
    "method": "##Compensate",
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
    "multiInstanceLoopCharacteristics": {"isSequential"},
    "conditionExpression": {"language", "evaluatesToTypeRef"},
    "completionCondition": {"language", "evaluatesToTypeRef"},
    "loopCardinality": {"language", "evaluatesToTypeRef"},
    "loopCondition": {"language", "evaluatesToTypeRef"},
    "standardLoopCharacteristics": {"testBefore", "loopMaximum"},
    "timeDate": {"language", "evaluatesToTypeRef"},
    "timeDuration": {"language", "evaluatesToTypeRef"},
    "timeCycle": {"language", "evaluatesToTypeRef"},
    "exclusiveGateway": {"default"},
    "inclusiveGateway": {"default"},
    "lane": {"partitionElementRef"},
}
_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
_FEEL = "feel"


@rule
def unsupported_element(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        tag = local_name(node)
        if tag in REFUSED:
            yield at_node(node, *REFUSED[tag])
        elif tag not in RUN | DOCUMENTS:
            yield at_node(node, "is no element that Baton knows.", "Remove it.")


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
    if name in _IGNORABLE:
        if value != _IGNORABLE[name]:
            yield at_node(node, f'has {name}="{value}", which Baton does not run.', f"Remove {name}.")
        return
    if tag not in {"task", "manualTask", "subProcess", "transaction"} or name != "default":
        yield at_node(node, f"has an attribute {name!r} that Baton does not know.", f"Remove {name}.")


@rule
def implementation_not_run(case: Case) -> Iterator[Finding]:
    """BPMN's own ways to say how a task is done name web services and scripts."""
    for node in case.bpmn_nodes():
        if node.get("operationRef"):
            yield at_node(node, "calls a web service operation.", "Use zeebe:taskDefinition.")
        if node.get("scriptFormat", _FEEL).lower() not in {_FEEL, ""}:
            yield at_node(node, f"is a {node.get('scriptFormat')} script.", "Use zeebe:script with FEEL.")
        language = node.get("language", _FEEL).lower()
        if not language.endswith(_FEEL) and "feel" not in language:
            yield at_node(node, f"is written in {node.get('language')}.", "Write it in FEEL.")


@rule
def several_event_definitions(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        node = case.node(element)
        if element.type.endswith("Event") and len(event_definitions(node)) > 1:
            yield at_node(node, "has several event definitions.", "Draw one event for each, after a gateway.")


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
