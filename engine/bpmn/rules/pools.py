"""Several processes in one file: what is drawn between them and around them must be what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn import diagram_shapes
from engine.bpmn.dialects.structure import local_name, reference
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_THROWING = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})
_CATCHING = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})

_GATEWAYS = frozenset(
    ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"]
)
_ENDS = "Connect it to an activity, a message event or the pool."
_NEVER_SEND = _GATEWAYS | {"startEvent", "intermediateCatchEvent", "boundaryEvent"}
_NEVER_RECEIVE = _GATEWAYS | {"endEvent", "intermediateThrowEvent"}


@rule
def message_flow_that_joins_nothing(case: Case) -> Iterator[Finding]:
    """A message finds its receiver by name and key; between two others the flow only looks as if something went."""
    for node, source, target in _message_flows(case):
        thrown, caught = _message(source, _THROWING), _message(target, _CATCHING)
        # An operation, a connector or a worker may send whatever it wants.
        if thrown is None and source.service is None:
            yield at_node(
                node,
                f"comes from {source.id!r}, which throws no message.",
                "Throw it with a send task or a message event.",
                "warning",
            )
        if caught is None:
            yield at_node(
                node,
                f"leads to {target.id!r}, which waits for no message.",
                "Catch it with a receive task or a message event.",
                "warning",
            )
        if thrown and caught and thrown != caught and "=" not in thrown[0] + caught[0]:
            message = f"leads from the message {thrown!r} to {caught!r}, which will never meet."
            yield at_node(node, message, "Refer to messages with the same name.")


@rule
def message_flow_with_another_message(case: Case) -> Iterator[Finding]:
    """The message that a flow names is the one that its ends name, or people read something else than what happens."""
    for node, source, target in _message_flows(case):
        message = case.nodes.get(reference(node.get("messageRef")) or "")
        carried = None if message is None else message.get("name")
        for name in (_message(source, _THROWING), _message(target, _CATCHING)):
            if carried and name and name != carried and "=" not in name + carried:
                yield at_node(
                    node,
                    f"names the message {carried!r}, but {name!r} is what flows.",
                    "Refer to the message that its ends refer to.",
                )
                break


@rule
def message_flow_within_a_pool(case: Case) -> Iterator[Finding]:
    """BPMN lets messages flow between pools only; within one, sequence flows do."""
    for node in case.document.root.iter(bpmn("messageFlow")):
        ends = [reference(node.get(end)) or "" for end in ("sourceRef", "targetRef")]
        found = [case.nodes.get(one) for one in ends]
        if None in found:
            yield at_node(node, "leads from or to nothing.", "Connect both ends.")
            continue
        pools = [_pool(case, one) for one in found if one is not None]
        if pools[0] is not None and pools[0] is pools[1]:
            yield at_node(node, "stays within one pool.", "Draw a sequence flow, or lead it to another pool.")


@rule
def message_flow_at_the_wrong_end(case: Case) -> Iterator[Finding]:
    """BPMN lets messages out of pools, activities and events that throw, and into those and events that catch."""
    for node in case.document.root.iter(bpmn("messageFlow")):
        source, target = (_what(case, node.get(end)) for end in ("sourceRef", "targetRef"))
        if source.partition(" ")[0] in _NEVER_SEND:
            yield at_node(node, f"comes from the {source}, where no message flows.", _ENDS)
        if target.partition(" ")[0] in _NEVER_RECEIVE:
            yield at_node(node, f"leads to the {target}, where no message flows.", _ENDS)


def _what(case: Case, name: str | None) -> str:
    found = case.nodes.get(reference(name) or "")
    return "" if found is None else f"{local_name(found)} {found.get('id')!r}"


def _pool(case: Case, node: etree._Element) -> etree._Element | None:
    """The process that a message flow's end belongs to; a pool that shows none belongs to itself."""
    if local_name(node) == "participant":
        return case.nodes.get(reference(node.get("processRef")) or "", node)
    return next((one for one in (node, *node.iterancestors()) if local_name(one) == "process"), None)


@rule
def pool_of_nothing(case: Case) -> Iterator[Finding]:
    for node in case.document.root.iter(bpmn("participant")):
        name = reference(node.get("processRef"))
        target = case.nodes.get(name) if name else None
        if name and (target is None or local_name(target) != "process"):
            yield at_node(
                node,
                f"shows the process {name!r}, which does not exist.",
                "Remove processRef, or name a process.",
            )


@rule
def process_not_in_the_diagram(case: Case) -> Iterator[Finding]:
    """One diagram is shown of a file: the first that has shapes, or a plain arrangement where there is none."""
    drawn = {shape.element.get("id") for shape in diagram_shapes.read(case.document.root)[0]}
    for process_id, model in case.models.items():
        if drawn and drawn.isdisjoint(model.elements):
            yield at_node(
                case.nodes[process_id],
                f"{process_id!r} is not drawn in the file's first diagram, so that nobody sees where it stands.",
                "Draw all processes of a file in one diagram, or give each a file of its own.",
                "warning",
            )


def _message_flows(case: Case) -> Iterator[tuple[etree._Element, Element, Element]]:
    """The message flows between elements that run; others lead to a pool as a whole, or to one that documents."""
    running = {one.id: one for one in case.elements()}
    for node in case.document.root.iter(bpmn("messageFlow")):
        source, target = (running.get(reference(node.get(end)) or "") for end in ("sourceRef", "targetRef"))
        if source is not None and target is not None:
            yield node, source, target


def _message(element: Element, types: frozenset[str]) -> str | None:
    """The message that an element throws or waits for."""
    event = element.event
    return event.name if element.type in types and event is not None and event.kind == "message" else None
