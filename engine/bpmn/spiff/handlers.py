"""Compensation handlers: which activity undoes which, found out when a definition is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.boundaries import BoundaryEvent
from engine.bpmn.spiff.compensation import answer_of, go_on
from engine.bpmn.spiff.subprocesses import SubProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token


class CompensationBoundaryEvent(BoundaryEvent):
    """Leads to the handler that undoes its activity; the handler stands outside the flow."""

    handler: Activity

    def begin(self, part: Part, leader: Token) -> None:
        """Undo the activity, which was complete, for the *leader* of a compensation."""
        self.arrive(part, **{"for": leader.number})

    def go_on(self, token: Token) -> None:
        self.record(token, self.handler.element.id)
        self.close(token)
        self.handler.arrive(token.part, **{"for": token.memo["for"]})

    def item_done(self, handler: Token) -> None:
        """The handler is complete: on with what was complete before."""
        handler.node.go_on(handler)
        go_on(handler.part.run.token(handler.memo["for"]))


def tie(specs: Mapping[str, ScopeSpec]) -> None:
    """Tie handlers to their activities, and mark the activities that have to be kept in mind."""
    for spec in specs.values():
        for node in list(spec.task_specs.values()):
            if isinstance(node, CompensationBoundaryEvent):
                _tie(spec, node)
    for spec in specs.values():
        for node in _activities(spec):
            if node.handling is not None or _undone_inside(specs, node):
                _keep_in_mind(node)


def _tie(spec: ScopeSpec, event: CompensationBoundaryEvent) -> None:
    handler = spec.task_specs.get(event.element.handler)
    if not isinstance(handler, Activity):
        raise Unsupported(
            element_id=event.element.id,
            reason="It has no handler.",
            remedy="Draw an association from it to the activity that undoes.",
        )
    event.handler = handler
    handler.body = event
    spec.task_specs[event.element.attached_to].handling = event


def _keep_in_mind(node: Activity) -> None:
    """A handler is never undone itself, and what has a handler as a whole is not undone piece by piece."""
    around = list(_bodies(node))
    if node.element.for_compensation or any(one.handling is not None for one in around):
        return
    for one in (node, *around):
        one.kept = True


def _bodies(node: Activity) -> Iterator[Activity]:
    """The bodies in which it is one of many; an ad-hoc sub-process may be one of many itself."""
    body = node.body
    while isinstance(body, Activity):
        yield body
        body = body.body


def _undone_inside(specs: Mapping[str, ScopeSpec], node: Node) -> bool:
    inside = specs.get(node.element.id) if isinstance(node, SubProcess) else None
    return inside is not None and (
        answer_of(inside) is not None
        or any(one.handling is not None or _undone_inside(specs, one) for one in _activities(inside))
    )


def _activities(spec: ScopeSpec) -> list[Activity]:
    return [node for node in spec.task_specs.values() if isinstance(node, Activity)]
