"""Where BPMN elements and attributes stand: what the standard has no place for would be passed over in silence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import FLOW_NODES, SCOPES, local_name
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at_node, rule
from engine.bpmn.rules.vocabulary import DOCUMENTS, REFUSED, RUN
from engine.bpmn.semantics import beside
from engine.bpmn.semantics.elements import ACTIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

_HOLDERS = SCOPES | {"process"}
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
_REPEATED = frozenset({*ACTIVITIES, "adHocSubProcess"})
_PLACES: dict[str, frozenset[str]] = {
    **{row.id: frozenset() for row in beside.rows() if row.runs},
    "categoryValueRef": FLOW_NODES | {"sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference"},
    "partitionElement": frozenset({"lane"}),
    "supports": frozenset({"process"}),
    **dict.fromkeys(FLOW_NODES | {"sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference"}, _HOLDERS),
    **dict.fromkeys(("textAnnotation", "association", "group"), _HOLDERS),
    "laneSet": _HOLDERS,
    "lane": frozenset({"laneSet", "childLaneSet"}),
    "childLaneSet": frozenset({"lane"}),
    "flowNodeRef": frozenset({"lane"}),
    "incoming": FLOW_NODES,
    "outgoing": FLOW_NODES,
    "conditionExpression": frozenset({"sequenceFlow"}),
    "condition": frozenset({"conditionalEventDefinition"}),
    "activationCondition": frozenset({"complexGateway"}),
    "loopCardinality": frozenset({"multiInstanceLoopCharacteristics"}),
    "completionCondition": frozenset({"multiInstanceLoopCharacteristics", "adHocSubProcess"}),
    "loopCondition": frozenset({"standardLoopCharacteristics"}),
    **dict.fromkeys(("timeDate", "timeDuration", "timeCycle"), frozenset({"timerEventDefinition"})),
    "text": frozenset({"textAnnotation"}),
    "dataState": frozenset({"dataObject", "dataObjectReference", "dataStoreReference"}),
    "dataInputAssociation": _REPEATED | _THROWING,
    "dataOutputAssociation": _REPEATED | _CATCHING,
}  # fmt: skip
"""What each element may stand in; of those that are not listed, other rules know."""
_EVENTS = _CATCHING | _THROWING | {"implicitThrowEvent"}
_ONCE = frozenset(
    ["conditionExpression", "condition", "activationCondition", "loopCardinality", "completionCondition",
     "loopCondition", "extensionElements"]
)  # fmt: skip
"""What an element says once; a second one would not be read."""
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
_BOOLEANS = frozenset(
    ["cancelActivity", "isInterrupting", "isForCompensation", "triggeredByEvent", "instantiate", "parallelMultiple",
     "isImmediate", "cancelRemainingInstances", "waitForCompletion"]
)  # fmt: skip
_VALUES = {
    "behavior": ("All", "None", "One", "Complex"),
    "eventGatewayType": ("Exclusive", "Parallel"),
    "ordering": ("Parallel", "Sequential"),
    "gatewayDirection": ("Unspecified", "Converging", "Diverging", "Mixed"),
}
"""Attributes with a list of values; the first is meant when nothing is said."""
_OWN = {
    "isForCompensation": _REPEATED,
    "startQuantity": _REPEATED,
    "completionQuantity": _REPEATED,
    "triggeredByEvent": SCOPES,
    "instantiate": frozenset({"receiveTask", "eventBasedGateway"}),
    "parallelMultiple": _CATCHING,
    "isImmediate": frozenset({"sequenceFlow"}),
    "behavior": frozenset({"multiInstanceLoopCharacteristics"}),
    "eventGatewayType": frozenset({"eventBasedGateway"}),
    "method": frozenset({"transaction"}),
}
"""Attributes that mean something on these elements only."""


@rule
def element_out_of_place(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        tag, around = local_name(node), node.getparent()
        if tag not in RUN | DOCUMENTS or around is None:
            continue
        places = _EVENTS if tag.endswith("EventDefinition") else _PLACES.get(tag)
        if places is not None and local_name(around) not in places and local_name(around) not in REFUSED:
            yield at_node(
                node, f"has no meaning in {local_name(around)}.", "Remove it, or put it where it belongs."
            )


@rule
def said_twice(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        said = Counter("time" if local_name(one) in _TIMES else local_name(one) for one in node)
        for tag in sorted(said.keys() & (_ONCE | {"time"})):
            if said[tag] > 1:
                yield at_node(node, f"has {said[tag]} of {tag}, of which one counts.", "Keep one.")


@rule
def attribute_out_of_place(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        for name in map(str, node.attrib):
            if name in _OWN and local_name(node) not in _OWN[name]:
                yield at_node(node, f"has {name}, which means nothing there.", f"Remove {name}.")


@rule
def neither_true_nor_false(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        for name in sorted(_BOOLEANS & {str(one) for one in node.attrib}):
            if node.get(name) not in {"true", "false"}:
                yield at_node(node, f"has the {name} {node.get(name)!r}.", "Use true or false.")
    for process in case.document.root.findall(bpmn("process")):
        if process.get("isExecutable", "true") not in {"true", "false"}:
            yield at_node(
                process, f"has the isExecutable {process.get('isExecutable')!r}.", "Use true or false."
            )


@rule
def value_out_of_the_list(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        for name, allowed in _VALUES.items():
            if node.get(name, allowed[0]) not in allowed:
                yield at_node(
                    node, f"has the {name} {node.get(name)!r}.", f"Use one of: {', '.join(allowed)}."
                )


@rule
def start_that_interrupts_nothing(case: Case) -> Iterator[Finding]:
    """Only beside an event sub-process something runs that its start could leave running."""
    for node in case.bpmn_nodes():
        around = node.getparent()
        stands_beside = around is not None and around.get("triggeredByEvent") == "true"
        if local_name(node) == "startEvent" and node.get("isInterrupting") == "false" and not stands_beside:
            yield at_node(
                node, "does not interrupt, but begins no event sub-process.", "Remove isInterrupting."
            )


@rule
def flow_that_is_elsewhere(case: Case) -> Iterator[Finding]:
    """Incoming and outgoing say again what the sequence flows say; a contradiction is one of two drawings."""
    for element in case.elements():
        for tag, flows in (("incoming", case.incoming(element)), ("outgoing", case.outgoing(element))):
            known = {flow.id for flow in flows}
            for node in case.node(element).findall(bpmn(tag)):
                name = (node.text or "").strip().rpartition(":")[2]
                if name not in known:
                    yield at_node(
                        node,
                        f"names {name!r}, which is no flow here.",
                        "Save the model again in an editor.",
                        "warning",
                    )


@rule
def direction_of_a_gateway(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        said = case.node(element).get("gatewayDirection", "Unspecified")
        joins, splits = len(case.incoming(element)) > 1, len(case.outgoing(element)) > 1
        fits = {
            "Converging": joins and not splits,
            "Diverging": splits and not joins,
            "Mixed": joins and splits,
        }
        if not fits.get(said, True):
            yield at_node(
                case.node(element),
                f"has the gatewayDirection {said!r}, and is drawn otherwise.",
                "Remove gatewayDirection.",
                "warning",
            )
