"""Live tokens for people: what each is, and whether what a join misses can still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.spiff.adhoc import AdHocSubProcess
from engine.bpmn.spiff.bodies import Body
from engine.bpmn.spiff.builder import reaches
from engine.bpmn.spiff.tokens import from_micros
from engine.bpmn.standing import Incoming, JoinState, LiveToken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import ProcessRun
    from engine.bpmn.standing import TokenKind, TokenRole

_EVENTS: dict[str, TokenKind] = {
    "timer": "timer", "message": "message", "signal": "signal", "conditional": "conditional"
}  # fmt: skip
_TYPES: dict[str, TokenKind] = {
    "userTask": "task",
    "callActivity": "call",
    "receiveTask": "message",
    "eventBasedGateway": "choice",
}


def live_tokens(run: ProcessRun) -> list[LiveToken]:
    """Every token of the instance, in the order in which they came."""
    return [_told(token) for token in sorted(run.every_token(), key=lambda one: one.number)]


def _told(token: Token) -> LiveToken:
    memo, owner = token.memo, token.part.owner
    return LiveToken(
        number=token.number,
        element_id=token.node.element.id,
        kind=_kind(token),
        role=_role(token),
        entered=from_micros(memo["at"]),
        holder=memo.get("on", memo.get("gate")),
        inside=None if owner is None else owner.number,
        body=memo.get("body"),
        done=memo.get("done", 0),
        total=memo.get("total") if token.node.element.standard_loop is None else None,
        join=_join(token) if _joins(token) else None,
        leader=memo.get("for"),
        left=len(memo.get("undo", ())),
    )


def _role(token: Token) -> TokenRole:
    if "on" in token.memo:
        return "beside"
    return "offered" if "gate" in token.memo else "flow"


def _kind(token: Token) -> TokenKind:
    node, element = token.node, token.node.element
    if isinstance(node, Body):
        return "ad_hoc" if isinstance(node, AdHocSubProcess) else "body"
    if _joins(token):
        return "join"
    if "undo" in token.memo:
        return "undoing"
    if token.number in token.part.run.subprocesses:
        return "scope"
    if "open" in token.memo:
        return "job"
    return _TYPES.get(element.type) or _EVENTS.get(element.event.kind if element.event else "", "other")


def _joins(token: Token) -> bool:
    return token.node.counts_flows and (token.memo.get("flow") is not None or "fired" in token.memo)


def _join(token: Token) -> JoinState:
    """The join that *token* waits in, with all that wait there."""
    node, part = token.node, token.part
    waiting = [one for one in part.tokens_at((node.name,)) if _joins(one)]
    here = {index for one in waiting for index in one.memo.get("fired", [one.memo.get("flow")])}
    coming = _coming(token)
    arrived, missing = [], []
    for index, flow_id, source_id in sorted(set(_incoming(node))):
        if index in here:
            arrived.append(Incoming(flow_id=flow_id, source_id=source_id))
        else:
            missing.append(
                Incoming(flow_id=flow_id, source_id=source_id, coming=tuple(coming.get(index, ())))
            )
    fired = any("fired" in one.memo for one in waiting)
    return JoinState(arrived=tuple(arrived), missing=tuple(missing), fired=fired)


def _incoming(node: Node) -> Iterator[tuple[int, str, str]]:
    """Each flow into a node: its index, its id and where it begins."""
    for source in node.inputs:
        for way in source.ways:
            if way.target is node:
                yield way.index, way.flow.id, source.element.id


def _coming(token: Token) -> dict[int, list[tuple[str, int]]]:
    """By flow of the join: the tokens elsewhere in its scope from which one can still come by it."""
    found: dict[int, list[tuple[str, int]]] = {}
    reached = reaches(token.part.spec, token.node)
    for other in token.part.tokens_at(reached):
        # What lies in wait beside an activity leads where the activity leads: its boundary events count as its own.
        if other.node is not token.node and _role(other) == "flow":
            for index in reached[other.node.name]:
                found.setdefault(index, []).append((other.node.element.id, other.number))
    return found
