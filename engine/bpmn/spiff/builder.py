"""The canonical model as a graph of SpiffWorkflow specifications, built once and shared by all instances.

It is built from the model, not by SpiffWorkflow's own XML parser: one reading of the XML serves the linter, the
screens and the engine, and what the parser accepts silently cannot slip in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.specs import WorkflowSpec

from engine.bpmn.dialects.structure import SCOPES
from engine.bpmn.errors import Unsupported
from engine.bpmn.model import Flow
from engine.bpmn.spiff import (
    activities,
    adhoc,
    calls,
    choices,
    complexgateway,
    embedded_calls,
    flow_events,
    gateways,
    handlers,
    multiinstance,
    standardloop,
    subprocesses,
    user_tasks,
)
from engine.bpmn.spiff.boundaries import BoundaryEvent, CancelBoundaryEvent
from engine.bpmn.spiff.catching import ReceiveTask, WaitingEvent
from engine.bpmn.spiff.event_subprocesses import EventSubProcess, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.model import Element, ProcessModel
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.parts import Part

_TYPES: dict[str, type[Node]] = {
    "task": activities.PassThroughTask,
    "manualTask": activities.PassThroughTask,
    "userTask": user_tasks.UserTask,
    "scriptTask": activities.ScriptTask,
    "serviceTask": activities.ServiceTask,
    "businessRuleTask": activities.BusinessRuleTask,
    "sendTask": activities.SendTask,
    "receiveTask": ReceiveTask,
    "subProcess": subprocesses.SubProcess,
    "transaction": subprocesses.SubProcess,
    "callActivity": calls.CallActivity,
    embedded_calls.TYPE: embedded_calls.EmbeddedCall,
    "startEvent": flow_events.StartEvent,
    "endEvent": flow_events.EndEvent,
    "intermediateThrowEvent": flow_events.ThrowingEvent,
    "intermediateCatchEvent": WaitingEvent,
    "boundaryEvent": BoundaryEvent,
    "exclusiveGateway": gateways.ExclusiveGateway,
    "parallelGateway": gateways.ParallelGateway,
    "inclusiveGateway": gateways.InclusiveGateway,
    "complexGateway": complexgateway.ComplexGateway,
    "eventBasedGateway": gateways.EventBasedGateway,
}
_OF_KIND: dict[tuple[str, str], type[Node]] = {
    ("endEvent", "terminate"): flow_events.TerminateEndEvent,
    ("endEvent", "cancel"): flow_events.CancelEndEvent,
    ("endEvent", "compensation"): flow_events.CompensationEndEvent,
    ("intermediateThrowEvent", "compensation"): flow_events.CompensationEvent,
    ("intermediateCatchEvent", "link"): flow_events.LinkCatch,
    ("boundaryEvent", "cancel"): CancelBoundaryEvent,
    ("boundaryEvent", "compensation"): handlers.CompensationBoundaryEvent,
}
"""Elements that are something else by the kind of their event."""
_ITEM = "#item"
_BEGUN = "#begun"


class ScopeSpec(WorkflowSpec):
    """The nodes of a process or sub-process.

    SpiffWorkflow's own BPMN specification adds tasks named Start, End and Root; this does not, so no id is reserved.
    """

    data_objects: Mapping[str, Any] = {}
    starts: tuple[Node, ...] = ()
    """Where its tokens begin."""
    event_subprocesses: tuple[EventSubProcess, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    watchful: frozenset[str] = frozenset()
    """The names of its nodes whose tokens notice more than what happens to them."""
    looking_around: frozenset[str] = frozenset()
    """The same of those that may go on because of tokens elsewhere,"""
    waiting: frozenset[str] = frozenset()
    """of those that wait for the outside,"""
    user_tasks: frozenset[str] = frozenset()
    """and of those that wait for a person."""

    def begin(self, part: Part) -> None:
        if not self.starts:
            raise Unsupported(
                element_id=self.name,
                reason="It has nothing to begin with.",
                remedy="Draw a start event in it.",
            )
        for node in self.starts:
            node.arrive(part)

    def link(self, model: ProcessModel, elements: list[Element]) -> None:
        for element in elements:
            for flow in model.outgoing(element.id):
                self.task_specs[element.id].connect_by(flow, self.task_specs[flow.target])
            for end in model.links_from(element.id):
                way = Flow(id=f"{element.id}>{end.id}", source=element.id, target=end.id)
                self.task_specs[element.id].connect_by(way, self.task_specs[end.id])
        for element in elements:
            if element.attached_to is not None:
                activity = self.task_specs[element.attached_to]
                activity.boundaries = (*activity.boundaries, self.task_specs[element.id])

    def settle(self) -> None:
        """All nodes and flows are there: note what tokens would work out again and again."""
        nodes: list[Node] = list(self.task_specs.values())
        for node in nodes:
            node.default, node.others = choices.split(node)
        self.watchful = frozenset(one.name for one in nodes if one.watches or one.lies_in_wait)
        self.looking_around = frozenset(one.name for one in nodes if one.looks_around)
        self.waiting = frozenset(one.name for one in nodes if one.waits_for_outside)
        self.user_tasks = frozenset(one.name for one in nodes if isinstance(one, user_tasks.UserTask))


@dataclass(frozen=True, slots=True)
class ProcessGraph:
    """A process ready to run; *scopes* are its sub-processes by id and embedded calls by ``call:`` and id."""

    process_id: str
    spec: ScopeSpec
    scopes: dict[str, ScopeSpec]
    has_inclusive_joins: bool


def build(model: ProcessModel, called: Mapping[str, ProcessModel]) -> ProcessGraph:
    """The graph of a process, and of those that it embeds; raises `Unsupported` naming the element."""
    scopes: dict[str, ScopeSpec] = {}
    spec = _build_process(embedded_calls.embedding(model) if called else model, scopes)
    for process_id, one in called.items():
        inside = _build_process(embedded_calls.embedding(one), scopes)
        scopes[f"{embedded_calls.CALLED}{process_id}"] = inside
    handlers.tie({**scopes, "": spec})
    nodes = [node for one in (spec, *scopes.values()) for node in one.task_specs.values()]
    return ProcessGraph(
        model.id, spec, scopes, any(isinstance(node, gateways.InclusiveGateway) for node in nodes)
    )


def _build_process(model: ProcessModel, scopes: dict[str, ScopeSpec]) -> ScopeSpec:
    for element in model.elements.values():
        if element.type in SCOPES:
            if element.id in scopes:
                raise Unsupported(
                    element_id=element.id,
                    reason="A called process has a sub-process with the same id.",
                    remedy="Rename one of them.",
                )
            scopes[element.id] = _build_scope(model, element.id)
    return _build_scope(model, None)


def _build_scope(model: ProcessModel, parent: str | None) -> ScopeSpec:
    spec = ScopeSpec(name=parent or model.id)
    elements = model.children(parent)
    for element in elements:
        if element.triggered_by_event:
            _build_event_subprocess(spec, element, model.children(element.id))
        else:
            _build_node(spec, element)
    spec.link(model, elements)
    spec.settle()
    spec.starts = tuple(spec.task_specs[one.id] for one in model.entrances(parent))
    for node in spec.task_specs.values():
        if isinstance(node, gateways.InclusiveGateway):
            node.reaches = reaches(spec, node)
        if isinstance(node, adhoc.AdHocSubProcess):
            node.possible = tuple(one.id for one in model.possible_in(node.element.id))
    return spec


def _build_event_subprocess(spec: ScopeSpec, element: Element, inside: list[Element]) -> None:
    start = next((one for one in inside if one.type == "startEvent" and one.event is not None), None)
    if start is None:
        raise Unsupported(
            element_id=element.id,
            reason="It is started by an event, and has no start event with a trigger.",
            remedy="Draw it.",
        )
    node = EventSubProcess(spec, element, start)
    spec.event_subprocesses = (*spec.event_subprocesses, node)
    spec.triggers = (*spec.triggers, Trigger(spec, node))


def _build_node(spec: ScopeSpec, element: Element) -> Node:
    if not element.repeats:
        return _build_once(spec, element)
    # Boundary events and flows belong to the body; the item is the bare activity.
    item = _build_once(spec, replace(element, loop=None, standard_loop=None), name=f"{element.id}{_ITEM}")
    around = replace(element, inputs=(), outputs=())
    if element.standard_loop is not None:
        return standardloop.LoopBody(spec, around, standardloop.bounded(element), item)
    return multiinstance.MultiInstance(spec, around, multiinstance.over_something(element), item)


def _build_once(spec: ScopeSpec, element: Element, *, name: str | None = None) -> Node:
    if element.ad_hoc is None:
        return _node_class(element)(spec, element, name=name)
    bare = replace(element, inputs=(), outputs=())
    begun = adhoc.Begun(spec, bare, name=f"{element.id}{_BEGUN}")
    return adhoc.AdHocSubProcess(spec, element, element.ad_hoc, begun, name=name)


def _node_class(element: Element) -> type[Node]:
    kind = element.event.kind if element.event else "none"
    if element.type not in _TYPES or kind == "unsupported":
        raise Unsupported(
            element_id=element.id,
            reason=f"Baton does not run {element.event.name if kind == 'unsupported' and element.event else ''} "
            f"{element.type}.",
            remedy="Lint the model for what to use instead.",
        )
    if (element.type, kind) in _OF_KIND:
        return _OF_KIND[element.type, kind]
    # In Camunda 8 a task definition turns these into jobs.
    if element.service is not None and element.type in {"sendTask", "businessRuleTask", "scriptTask"}:
        return activities.ServiceTask
    return _TYPES[element.type]


def reaches(spec: ScopeSpec, gateway: Node) -> dict[str, frozenset[int]]:
    """By node: the incoming flows of *gateway* that a token there can reach without passing the gateway."""
    found: dict[str, set[int]] = {}
    for source in spec.task_specs.values():
        for way in source.ways:
            if way.target is gateway:
                for name in _before(spec, source, gateway):
                    found.setdefault(name, set()).add(way.index)
    return {name: frozenset(indexes) for name, indexes in found.items()}


def _before(spec: ScopeSpec, node: Node, barrier: Node) -> set[str]:
    """*node* and all from which it can be reached without passing *barrier*; boundary events lead on, too."""
    found: set[str] = set()
    open_nodes = [node]
    while open_nodes:
        current = open_nodes.pop()
        if current.name in found or current is barrier:
            continue
        found.add(current.name)
        open_nodes += current.inputs
        if current.element.attached_to is not None:
            open_nodes.append(spec.task_specs[current.element.attached_to])
    return found
