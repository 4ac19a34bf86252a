"""What elements refer to by id, and the ids themselves: a reference to nothing would be read as no reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects.structure import FLOW_NODES, is_bpmn, local_name, reference
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding

_KINDS = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
    "noneBehaviorEventRef": "signalEventDefinition",
    "oneBehaviorEventRef": "signalEventDefinition",
}
"""Attributes that name something by its id, and what that must be."""
_BEHAVIOUR = frozenset({"noneBehaviorEventRef", "oneBehaviorEventRef"})
_ID = re.compile(r"[^\W\d][\w.\-]*")
"""XML's names without a colon; ours have further marks, so that no id of a model is reserved."""
_LONGEST = 200


@rule
def reference_to_nothing(case: Case) -> Iterator[Finding]:
    for node in case.bpmn_nodes():
        for name, kind in _KINDS.items():
            wanted = reference(node.get(name))
            target = case.nodes.get(wanted) if wanted else None
            if wanted and (target is None or not _is_a(target, name, kind)):
                yield at_node(
                    node,
                    f"refers to the {kind} {wanted!r}, which does not exist.",
                    f"Declare the {kind}, or name one that exists.",
                )


def _is_a(target: etree._Element, name: str, kind: str) -> bool:
    tag = local_name(target)
    return tag.endswith("EventDefinition") if name in _BEHAVIOUR else tag == kind


@rule
def called_twice(case: Case) -> Iterator[Finding]:
    """Of two names for the process that is called one would be passed over."""
    for element in case.elements("callActivity"):
        plain = reference(case.node(element).get("calledElement"))
        if case.is_camunda_7:
            continue
        if plain and element.called_process and plain != element.called_process:
            yield at(element, f"calls {plain!r} and {element.called_process!r}.", "Keep one of both.")


@rule
def stranger_in_a_lane(case: Case) -> Iterator[Finding]:
    for process in case.executable():
        model, lanes = case.models[process.get("id", "")], list(process.iter(bpmn("lane")))
        first: dict[str, etree._Element] = {}
        for lane in lanes:
            for member in lane.findall(bpmn("flowNodeRef")):
                name = reference(member.text) or ""
                if name in case.nodes and name not in model.elements:
                    yield at_node(
                        member,
                        f"names {name!r}, which is no step of this process.",
                        "Remove it from the lane.",
                    )
                elif lane not in set(first.setdefault(name, lane).iter(bpmn("lane"))):
                    yield at_node(
                        member, f"names {name!r}, which stands in another lane, too.", "Keep it in one lane."
                    )


@rule
def unusable_id(case: Case) -> Iterator[Finding]:
    for node in case.document.root.iter(etree.Element):
        name = node.get("id")
        if (
            name is None
            or not is_bpmn(node)
            or local_name(node) not in FLOW_NODES | {"process", "sequenceFlow"}
        ):
            continue
        if not _ID.fullmatch(name):
            yield at_node(
                node,
                f"has the id {name!r}, which is no name in XML.",
                "Use letters, digits, _, - and dots, and begin with a letter or _.",
            )
        elif len(name) > _LONGEST:
            yield at_node(node, f"has an id of {len(name)} characters.", f"Use {_LONGEST} at most.")
