"""Flows, gateways, sub-processes and lanes: whether tokens can go where they are drawn to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import FLOW_NODES, SCOPES, local_name
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.events import ACTIVITIES
from engine.bpmn.rules.registry import Case, at, at_flow, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_TAKES_ALL = ACTIVITIES | {"complexGateway"}
"""What takes every flow without a condition, and those whose condition holds."""
_OFFERED = frozenset({"timer", "message", "signal", "conditional"})


@rule
def dangling_flow(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        for flow in model.flows:
            source, target = model.elements.get(flow.source), model.elements.get(flow.target)
            if source is None or target is None:
                ends = [case.nodes.get(one) for one in (flow.source, flow.target)]
                if all(one is not None and local_name(one) in FLOW_NODES for one in ends):
                    yield at_flow(case, flow, "crosses the border of a pool.", "Draw a message flow.")
                else:
                    yield at_flow(case, flow, "leads from or to nothing.", "Connect both ends.")
            elif source.parent != target.parent:
                yield at_flow(case, flow, "crosses the border of a sub-process.", "Use an event to leave it.")


@rule
def flow_where_none_goes(case: Case) -> Iterator[Finding]:
    for element in case.elements("startEvent", "boundaryEvent"):
        if case.incoming(element):
            yield at(element, "has an incoming flow.", "Lead the flow to the element after it.")
    for element in case.elements("endEvent"):
        if case.outgoing(element):
            yield at(element, "has an outgoing flow.", "Make it an intermediate event, or remove the flow.")


@rule
def condition_missing(case: Case) -> Iterator[Finding]:
    for element in case.elements(*_CHOOSING):
        flows = case.outgoing(element)
        for flow in flows if len(flows) > 1 else ():
            if flow.condition is None and flow.id != element.default_flow:
                yield at_flow(case, flow, "has no condition.", "Write one, or make it the default flow.")


@rule
def condition_without_meaning(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        for flow in model.flows:
            source = model.elements.get(flow.source)
            if flow.condition is None or source is None:
                continue
            if source.type not in _CHOOSING | _TAKES_ALL:
                yield at_flow(
                    case, flow, "has a condition, but no gateway.", "Draw an exclusive gateway before it."
                )
            elif flow.id == source.default_flow:
                yield at_flow(case, flow, "is the default and has a condition.", "Remove one of both.")


@rule
def default_flow_elsewhere(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        if element.default_flow is None:
            continue
        if element.type not in _CHOOSING | _TAKES_ALL:
            yield at(
                element, "has a default flow, but makes no choice.", "Draw an exclusive gateway after it."
            )
        elif element.default_flow not in {flow.id for flow in case.outgoing(element)}:
            yield at(
                element,
                f"has the default {element.default_flow!r}, which does not start here.",
                "Correct it.",
            )


@rule
def default_flow_never_taken(case: Case) -> Iterator[Finding]:
    """A flow without a condition is always taken, so the default flow beside it never would be."""
    for element in case.elements(*_TAKES_ALL):
        flows = case.outgoing(element)
        always = [one for one in flows if one.condition is None and one.id != element.default_flow]
        if always and element.default_flow in {flow.id for flow in flows}:
            yield at(
                element,
                f"always takes {always[0].id!r}, so its default flow is never taken.",
                "Give that flow a condition, or make no flow the default.",
            )


@rule
def event_gateway_target(case: Case) -> Iterator[Finding]:
    for element in case.elements("eventBasedGateway"):
        flows, model = case.outgoing(element), case.model_of(element)
        if not flows:
            yield at(element, "offers no event.", "Lead it to catching events.")
        for flow in flows:
            target = model.elements.get(flow.target)
            if target is not None and not _can_be_offered(case, target):
                yield at_flow(
                    case,
                    flow,
                    "leads from an event-based gateway to something else than a catching event of its own.",
                    "Use a timer, message, signal or conditional catch event, or a bare receive task, "
                    "with this flow only.",
                )


@rule
def event_gateway_offers_too_little(case: Case) -> Iterator[Finding]:
    """The standard wants a choice, and messages awaited in one way only: by events, or by receive tasks."""
    for element in case.elements("eventBasedGateway"):
        flows, model = case.outgoing(element), case.model_of(element)
        targets = [model.elements[flow.target] for flow in flows if flow.target in model.elements]
        if len(flows) == 1:
            yield at(
                element, "offers one event only.", "Offer a second one, or draw the event without a gateway."
            )
        messages = any(
            one.event is not None and one.event.kind == "message" and one.type != "receiveTask"
            for one in targets
        )
        if messages and any(one.type == "receiveTask" for one in targets):
            yield at(element, "offers message events and receive tasks.", "Use one kind of both.")


def _can_be_offered(case: Case, target: Element) -> bool:
    if len(case.incoming(target)) != 1:
        return False
    if target.type == "receiveTask":
        attached = any(one.attached_to == target.id for one in case.elements("boundaryEvent"))
        return not attached and not target.repeats and not target.inputs
    return target.type == "intermediateCatchEvent" and bool(target.event and target.event.kind in _OFFERED)


@rule
def unreachable_element(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        reached = _reachable(model)
        for element in model.elements.values():
            if element.id not in reached and (element.parent is None or element.parent in reached):
                yield at(element, "is never reached.", "Connect it, or remove it.")


def _reachable(model: ProcessModel) -> set[str]:
    """Whatever a token can come to, through flows, links, boundary events and sub-processes."""
    reached: set[str] = set()
    todo = [*(one.id for one in model.start_events()), *_beginnings(model, None)]
    while todo:
        current = todo.pop()
        if current in reached or current not in model.elements:
            continue
        reached.add(current)
        todo += [flow.target for flow in model.outgoing(current)]
        todo += [one.id for one in model.elements.values() if one.attached_to == current]
        todo += _beginnings(model, current)
        todo += [one.id for one in model.links_from(current)]
    return reached


def _beginnings(model: ProcessModel, scope: str | None) -> list[str]:
    """Where a scope begins by itself, and what an event or the undoing of something starts in it."""
    otherwise = [one for one in model.children(scope) if one.triggered_by_event or one.for_compensation]
    return [one.id for one in (*model.entrances(scope), *otherwise)]


@rule
def start_events_of_the_process(case: Case) -> Iterator[Finding]:
    for process_id, model in case.models.items():
        plain = [one for one in model.start_events() if one.event is None or one.event.kind == "none"]
        if not model.entrances(None):
            yield at_node(
                case.nodes[process_id], f"{process_id!r} has nothing to begin with.", "Draw a start event."
            )
        for element in plain[1:]:
            yield at(
                element, "is a second start event without a trigger.", "Give it a trigger, or remove it."
            )


@rule
def start_event_of_a_sub_process(case: Case) -> Iterator[Finding]:
    for element in case.elements(*SCOPES):
        if element.triggered_by_event:
            continue
        model = case.model_of(element)
        starts = [one for one in model.children(element.id) if one.type == "startEvent"]
        if not model.entrances(element.id):
            yield at(element, "has nothing to begin with.", "Draw a start event in it.")
        if len(starts) > 1:
            yield at(element, "has several start events.", "Draw at most one in it.")
        for one in starts:
            if one.event is not None and one.event.kind != "none":
                yield at(one, "has a trigger inside a sub-process.", "Remove the trigger.")


@rule
def lane_of_nothing(case: Case) -> Iterator[Finding]:
    for process in case.executable():
        for reference in process.iter(bpmn("flowNodeRef")):
            name = (reference.text or "").strip()
            if name not in case.nodes:
                yield at_node(reference, f"names {name!r}, which does not exist.", "Remove it from the lane.")
