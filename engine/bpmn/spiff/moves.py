"""Tokens that a person puts somewhere or takes away: which open sub-processes they enter, and what ends with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn import places
from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.adhoc import AdHocSubProcess
from engine.bpmn.spiff.standardloop import LoopBody
from engine.bpmn.spiff.subprocesses import enter_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.model import Element, ProcessModel
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import ProcessRun


def place(
    run: ProcessRun,
    model: ProcessModel,
    to: str,
    *,
    beside: Token | None = None,
    leaving: Token | None = None,
) -> None:
    """Put a token on the element *to*; sub-processes around it that are open are entered as they are.

    *beside* says which of several open ones is meant, *leaving* is about to end with everything in it.
    """
    path = _way_to(model, to)
    part, rest = _deepest_open(run, path, beside, leaving)
    ids = [one.id for one in rest]
    body = _open_ad_hoc(part, rest)
    for around in rest[1:-1] if body is not None else rest[:-1]:
        _require_enterable(around, to)
    if body is None:
        enter_at(part, ids)
    else:
        body.node.begin_at(body, ids[1:])


def take(token: Token) -> None:
    """End a token as terminated, and with it the sub-processes around it in which nothing else is left."""
    element_id = token.node.element.id
    if not stands(token):
        raise places.LiesInWait(element_id=element_id)
    ending = list(_emptied(token))
    for one in ending:
        if "for" in one.memo:
            raise places.Undoes(element_id=element_id)
        if "body" in one.memo and not _is_begun(one):
            looped = isinstance(_body(one).node, LoopBody)
            wrong = places.LastOfTurn if looped else places.LastOfItem
            raise wrong(element_id=element_id, around=one.node.element.id)
    ending[-1].cancel()


def stands(token: Token) -> bool:
    """The flow is at it; it is no event that lies in wait beside the flow."""
    return not token.memo.keys() & {"on", "gate", "beside", "fired"}


def _emptied(token: Token) -> Iterator[Token]:
    """The token, then outwards each owner of a sub-process in which nothing else stands."""
    yield token
    while token.part.owner is not None and not _stays_open(token):
        token = token.part.owner
        yield token


def _stays_open(token: Token) -> bool:
    """Something else stands in the part around the token: no item of its own, and nothing that goes with it."""
    return any(
        one is not token and stands(one) and one.memo.get("body") != token.number
        for one in token.part.live_tokens()
    )


def _way_to(model: ProcessModel, to: str) -> list[Element]:
    """The elements from the outermost sub-process to *to*, which has to be one where a token can be put."""
    wrong = places.refusal(model, to)
    if wrong is not None:
        raise wrong
    path = [model.elements[to]]
    while path[0].parent is not None:
        path.insert(0, model.elements[path[0].parent])
    return path


def _deepest_open(
    run: ProcessRun, path: list[Element], beside: Token | None, leaving: Token | None
) -> tuple[Part, list[Element]]:
    """The innermost open sub-process on the way, and what is left of the way."""
    part: Part = run
    near = set(_parts_around(beside))
    for depth, element in enumerate(path[:-1]):
        inside = [
            one
            for one in run.subprocesses.values()
            if one.owner.part is part
            and one.owner.node.element.id == element.id
            and one.owner is not leaving
            and not compensation.entered_again(one.owner)
        ]
        found = [one for one in inside if one in near]
        if not found and element.type != "adHocSubProcess":
            found = inside
        if len(found) > 1:
            raise places.OpenSeveralTimes(element_id=path[-1].id, around=element.id, times=len(found))
        if not found:
            return part, path[depth:]
        part = found[0]
    return part, path[-1:]


def _open_ad_hoc(part: Part, path: list[Element]) -> Token | None:
    """The open ad-hoc sub-process in which the way goes on: what is put there is begun beside the others."""
    around = path[0]
    if around.type != "adHocSubProcess" or len(path) == 1:
        return None
    tokens = (one for one in part.live_tokens() if isinstance(one.node, AdHocSubProcess))
    return next((one for one in tokens if one.node.element.id == around.id), None)


def _is_begun(token: Token) -> bool:
    """It is something in an ad-hoc sub-process, which stays open without it."""
    return isinstance(_body(token).node, AdHocSubProcess)


def _body(item: Token) -> Token:
    return item.part.run.token(item.memo["body"])


def _parts_around(token: Token | None) -> Iterator[Part]:
    while token is not None:
        yield token.part
        own = token.part.run.subprocesses.get(token.number)
        if own is not None:
            yield own
        token = token.part.owner


def _require_enterable(around: Element, to: str) -> None:
    if around.triggered_by_event:
        raise places.StartedByEvent(element_id=to, around=around.id)
    if around.repeats:
        raise places.NotOpen(element_id=to, around=around.id)
