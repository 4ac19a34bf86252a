"""What every dialect shares: processes, flow nodes, flows, lanes and event definitions of BPMN itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import people
from engine.bpmn.model import Element, Event, EventKind, Flow, ProcessModel, StandardLoop, TimerKind
from engine.bpmn.reading import Document, bpmn, line_of, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.dialects.plain import Dialect

SCOPES = frozenset({"subProcess", "adHocSubProcess", "transaction"})
FLOW_NODES = SCOPES | frozenset(
    {
        "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
        "callActivity", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
        "implicitThrowEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
        "complexGateway", "callChoreography", "choreographyTask", "subChoreography",
    }
)  # fmt: skip
_HOLDS = SCOPES | frozenset(
    {"definitions", "process", "collaboration", "laneSet", "childLaneSet", "choreography", "subChoreography",
     "globalConversation", "subConversation", "category", "interface"}
)  # fmt: skip
"""What a diagram shows, or what stands beside processes, is in one of them."""
_UNSEEN = frozenset(
    {"laneSet", "childLaneSet", "ioSpecification", "ioBinding", "property", "potentialOwner", "humanPerformer",
     "performer", "resourceRole", "correlationSubscription", "auditing", "monitoring", "documentation",
     "extensionElements", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition"}
)  # fmt: skip
_TIMERS: dict[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_NAMED: dict[str, tuple[EventKind, str, str]] = {
    "signal": ("signal", "signalRef", "name"),
    "error": ("error", "errorRef", "errorCode"),
    "escalation": ("escalation", "escalationRef", "escalationCode"),
}
"""Events that refer to a definition: the attribute with the reference, and the definition's name or code."""
_BARE: dict[str, EventKind] = {"cancel": "cancel", "terminate": "terminate"}
_EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
_MESSAGE_TASKS = frozenset({"sendTask", "receiveTask"})


def local_name(node: etree._Element) -> str:
    return etree.QName(node).localname


def is_bpmn(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and node.tag.startswith(bpmn(""))


def owner_id(node: etree._Element) -> str | None:
    """The id of the nearest element with one that a diagram shows, or that is declared, from the node outwards."""
    current: etree._Element | None = node
    while current is not None:
        if stands_by_itself(current) and (found := current.get("id")):
            return str(found)
        current = current.getparent()
    return None


def stands_by_itself(node: etree._Element) -> bool:
    """A diagram shows it, or it is declared; what an element is made of, such as its event definition, is not."""
    around = node.getparent()
    held = around is None or (is_bpmn(around) and local_name(around) in _HOLDS)
    if not is_bpmn(node):
        return False
    return local_name(node) not in _UNSEEN if held else local_name(node) in FLOW_NODES


def reference(text: str | None) -> str | None:
    """The id that a QName reference names; editors write it with or without a prefix."""
    return text.strip().rpartition(":")[2] if text else None


def read_processes(document: Document, dialect: Dialect) -> dict[str, ProcessModel]:
    """The executable processes of a document, by id."""
    reader = _Reader(dialect, definitions_by_id(document.root))
    found = [node for node in document.root.findall(bpmn("process")) if node.get("isExecutable") == "true"]
    return {node.get("id", ""): reader.read_process(node) for node in found if node.get("id")}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one document; *definitions* are the messages, signals, errors, escalations and resources by id."""

    dialect: Dialect
    definitions: dict[str, etree._Element]

    def read_process(self, node: etree._Element) -> ProcessModel:
        lanes = _lanes(node)
        facts = self.dialect.read_process(node)
        return ProcessModel(
            id=node.get("id", ""),
            name=node.get("name") or None,
            names=facts.names,
            version_tag=facts.version_tag,
            documentation=text_in(node, "documentation"),
            elements={one.id: one for one in self._elements(node, None, lanes, None)},
            flows=tuple(_flows(node)),
            lanes=tuple(dict.fromkeys(lanes.values())),
            properties=facts.properties,
        )

    def _elements(
        self, scope: etree._Element, parent: str | None, lanes: dict[str, str], inherited: str | None
    ) -> Iterator[Element]:
        """The flow nodes of a scope and of the sub-processes in it; a sub-process hands its lane on."""
        for node in scope:
            # A node without an id cannot be named; the linter refuses it.
            if not is_bpmn(node) or local_name(node) not in FLOW_NODES or not node.get("id"):
                continue
            lane = lanes.get(node.get("id", ""), inherited)
            yield self._element(node, parent, lane)
            if local_name(node) in SCOPES:
                yield from self._elements(node, node.get("id"), lanes, lane)

    def _element(self, node: etree._Element, parent: str | None, lane: str | None) -> Element:
        loop = node.find(bpmn("multiInstanceLoopCharacteristics"))
        standard_loop = node.find(bpmn("standardLoopCharacteristics"))
        element = Element(
            id=node.get("id", ""),
            type=local_name(node),
            name=node.get("name") or None,
            documentation=text_in(node, "documentation"),
            lane=lane,
            parent=parent,
            attached_to=reference(node.get("attachedToRef")),
            triggered_by_event=node.get("triggeredByEvent") == "true",
            for_compensation=node.get("isForCompensation") == "true",
            handler=next(iter(handlers_of(node)), None),
            default_flow=reference(node.get("default")),
            activation_condition=text_in(node, "activationCondition"),
            called_process=node.get("calledElement") or None,
            loop=None if loop is None else self.dialect.read_loop(loop),
            standard_loop=None if standard_loop is None else _standard_loop(standard_loop),
            ad_hoc=self.dialect.read_ad_hoc(node) if local_name(node) == "adHocSubProcess" else None,
            event=self._event(node),
            line=line_of(node),
        )
        extended = self.dialect.extend(node, element)
        if element.type != "userTask":
            return extended
        roles = people.assignment_of(node, self.definitions)
        return replace(extended, assignment=people.beside(extended.assignment, roles))

    def _event(self, node: etree._Element) -> Event | None:
        kind = local_name(node)
        if kind in _MESSAGE_TASKS:
            return self._message(node) if node.get("messageRef") else None
        if kind not in _EVENTS:
            return None
        found = event_definitions(node)
        if len(found) > 1:
            return Event(kind="unsupported", name="multiple")
        event = self._definition(found[0]) if found else Event(kind="none")
        interrupts = node.get("isInterrupting" if kind == "startEvent" else "cancelActivity", "true")
        return replace(event, interrupting=interrupts != "false")

    def _definition(self, node: etree._Element) -> Event:  # noqa: PLR0911  # a case for each kind
        kind = local_name(node).removesuffix("EventDefinition")
        if kind in _NAMED:
            name, variable = self._referred(node, *_NAMED[kind][1:]), self.dialect.read_code_variable(node)
            return Event(kind=_NAMED[kind][0], name=name, code_variable=variable)
        match kind:
            case "timer":
                return _timer(node)
            case "message":
                return self._message(node)
            case "link":
                return Event(kind="link", name=node.get("name") or None)
            case "conditional":
                on_create, on_update = self.dialect.read_filter(node)
                text = text_in(node, "condition")
                return Event(kind="conditional", expression=text, on_create=on_create, on_update=on_update)
            case "compensate":
                return _compensation(node)
        return Event(kind=_BARE[kind]) if kind in _BARE else Event(kind="unsupported", name=kind)

    def _message(self, node: etree._Element) -> Event:
        message = self.definitions.get(reference(node.get("messageRef")) or "")
        if message is None:
            return Event(kind="message")
        key = self.dialect.read_correlation_key(message, node)
        return Event(kind="message", name=message.get("name") or None, correlation_key=key)

    def _referred(self, node: etree._Element, attribute: str, fact: str) -> str | None:
        target = self.definitions.get(reference(node.get(attribute)) or "")
        return None if target is None else target.get(fact) or None


def event_definitions(node: etree._Element) -> list[etree._Element]:
    """The event definitions of an event, references to shared ones included."""
    return [
        child
        for child in node
        if is_bpmn(child) and local_name(child).endswith(("EventDefinition", "eventDefinitionRef"))
    ]


def handlers_of(event: etree._Element) -> list[str]:
    """What a compensation boundary event is associated with, wherever the associations are drawn; notes left out."""
    if local_name(event) != "boundaryEvent" or event.find(bpmn("compensateEventDefinition")) is None:
        return []
    notes = {node.get("id") for node in event.getroottree().getroot().iter(bpmn("textAnnotation"))}
    targets = (
        reference(association.get("targetRef"))
        for around in event.iterancestors()
        for association in around.findall(bpmn("association"))
        if reference(association.get("sourceRef")) == event.get("id")
    )
    return [name for name in targets if name and name not in notes]


def definitions_by_id(root: etree._Element) -> dict[str, etree._Element]:
    wanted = {bpmn(tag) for tag in ("message", "signal", "error", "escalation", "resource")}
    return {node.get("id", ""): node for node in root if node.tag in wanted}


def _standard_loop(node: etree._Element) -> StandardLoop:
    maximum = node.get("loopMaximum", "").strip()
    return StandardLoop(
        condition=text_in(node, "loopCondition"),
        test_before=node.get("testBefore") == "true",
        # What is no number is refused by the linter.
        maximum=int(maximum) if maximum.isdecimal() else None,
    )


def _compensation(node: etree._Element) -> Event:
    waits = node.get("waitForCompletion", "true") != "false"
    return Event(kind="compensation", activity=reference(node.get("activityRef")), waits=waits)


def _timer(node: etree._Element) -> Event:
    kind: EventKind = "timer"
    for child in node:
        if is_bpmn(child) and local_name(child) in _TIMERS:
            return Event(
                kind=kind, timer=_TIMERS[local_name(child)], expression=(child.text or "").strip() or None
            )
    return Event(kind=kind)


def _flows(scope: etree._Element) -> Iterator[Flow]:
    for node in scope.iter(bpmn("sequenceFlow")):
        yield Flow(
            id=node.get("id", ""),
            source=reference(node.get("sourceRef")) or "",
            target=reference(node.get("targetRef")) or "",
            condition=text_in(node, "conditionExpression"),
        )


def _lanes(process: etree._Element) -> dict[str, str]:
    """The innermost lane's name of each element that a lane lists; document order puts inner lanes later."""
    found: dict[str, str] = {}
    for lane in process.iter(bpmn("lane")):
        name = lane.get("name") or lane.get("id") or ""
        for member in lane.findall(bpmn("flowNodeRef")):
            found[(member.text or "").strip()] = name
    return found
