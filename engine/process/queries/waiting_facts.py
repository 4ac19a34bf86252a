"""The facts of each wait: from the instance's state, and from the tables of what it owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.identity import queries as identity
from engine.process import definitions
from engine.process.journal import Audit
from engine.process.queries import waiting_events, waiting_jobs
from engine.process.queries.inbox import due_or_none
from engine.process.queries.naming import named, named_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.bpmn.standing import Incoming, LiveToken, TokenKind
    from engine.process.queries.waiting import WaitKind
    from engine.process.queries.waiting_scene import Facts, Scene

    Told = tuple[WaitKind, Facts] | None


def suspension(connection: Connection, key: int) -> tuple[datetime | None, Facts]:
    """When the instance was suspended last, and by whom."""
    row = connection.execute(
        select(Audit.actor, Audit.business_at)
        .where(
            Audit.subject_type == "process_instance",
            Audit.subject_key == key,
            Audit.verb == "suspend_instance",
        )
        .order_by(Audit.key.desc())
        .limit(1)
    ).first()
    if row is None:
        return None, {}
    who = identity.names(connection, [row.actor]).get(row.actor, str(row.actor))
    return row.business_at, {"who": who, "since": row.business_at}


def facts_of(token: LiveToken, scene: Scene) -> tuple[WaitKind, Facts]:
    """The kind of wait, more exact than the token's where a row tells more, and its proof."""
    tell = _FACTS.get(token.kind)
    return (tell(token, scene) if tell is not None else None) or ("other", {})


def _task(token: LiveToken, scene: Scene) -> Told:
    task, names = scene.held.tasks.get(token.number), scene.held.names
    if task is None:
        return None
    claimants, due = scene.held.claimants[task.key], due_or_none(task.due)
    text = scene.element(token).schedule.due_date
    facts = {
        "task": task.key,
        "assignee": task.assignee,
        "who": names.get(task.assignee),
        "has_left": task.assignee in scene.held.departed,
        "groups": sorted(claimants.groups),
        "people": sorted(names[one] for one in claimants.users if one in names),
        "opened": task.created,
        "claimed": task.claimed,
        "due": due,
        "left": None if due is None else due - scene.moment.at,
        "working": None if due is None else waiting_events.working_left(text, due, token.number, scene),
    }
    failed = scene.held.incidents.get(task.key)
    return ("task", facts) if failed is None else ("failed", {**facts, **_incident(failed)})


def _incident(row: Row[Any]) -> Facts:
    return {"incident": row.key, "error": row.message, "raised": row.raised}


def _job(token: LiveToken, scene: Scene) -> Told:
    job = scene.held.jobs.get(token.number)
    return (
        None if job is None else waiting_jobs.facts_of(job, scene.held.incidents.get(job.key), scene.moment)
    )


def _timer(token: LiveToken, scene: Scene) -> Told:
    row = scene.held.timers.get(token.number)
    return None if row is None else ("timer", waiting_events.timer(row, token, scene))


def _message(token: LiveToken, scene: Scene) -> Told:
    row = scene.held.subscriptions.get(token.number)
    return None if row is None else ("message", waiting_events.message(row, scene))


def _signal(token: LiveToken, scene: Scene) -> Told:
    row = scene.held.subscriptions.get(token.number)
    return None if row is None else ("signal", {"name": row.name})


def _condition(token: LiveToken, scene: Scene) -> Told:
    return "conditional", waiting_events.condition(token, scene)


def _join(token: LiveToken, scene: Scene) -> Told:
    if token.join is None:
        return None
    return "join", {
        "gateway": scene.element(token).type,
        "arrived": scene.named(one.source_id for one in token.join.arrived),
        "missing": [_missing(one, scene) for one in token.join.missing],
        "condition": (scene.element(token).activation_condition or "").removeprefix("="),
        "fired": token.join.fired,
    }


def _missing(flow: Incoming, scene: Scene) -> Facts:
    return {
        "flow": flow.flow_id,
        "source": named_in(scene.deployed, scene.deployed.elements[flow.source_id]),
        "coming": scene.named(place for place, _ in flow.coming),
        "tokens": [number for _, number in flow.coming],
    }


def _call(token: LiveToken, scene: Scene) -> Told:
    row = scene.held.calls.get(token.number)
    if row is None:
        return "call", {}
    called = definitions.get(scene.moment.connection, row.definition)
    return "call", {"instance": row.key, "process": named(called.model)}


def _choice(token: LiveToken, scene: Scene) -> Told:
    return "choice", {"offered": scene.named(one.element_id for one in scene.by_holder.get(token.number, ()))}


def _body(token: LiveToken, scene: Scene) -> Told:
    if token.total is None:
        return "loop", {"round": token.done + 1}
    running = len(scene.by_body.get(token.number, ()))
    return "body", {"done": token.done, "total": token.total, "open": running}


def _ad_hoc(token: LiveToken, scene: Scene) -> Told:
    running = len(scene.by_body.get(token.number, ()))
    possible = next(one for one in scene.instance.possible() if one.number == token.number)
    return "ad_hoc", {"possible": scene.named(possible.elements), "done": token.done, "open": running}


def _scope(token: LiveToken, scene: Scene) -> Told:
    inside = scene.inside.get(token.number, ())
    return "scope", {"inside": scene.named(one.element_id for one in inside)}


def _undoing(token: LiveToken, scene: Scene) -> Told:
    """A handler, or the event sub-process that undoes the whole of it, is at work."""
    now = (one for one in scene.tokens if token.number in {one.leader, one.inside} and one.role == "flow")
    return "undoing", {"now": scene.named(one.element_id for one in now), "left": token.left}


_FACTS: dict[TokenKind, Callable[[LiveToken, Scene], Told]] = {
    "task": _task,
    "job": _job,
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "conditional": _condition,
    "join": _join,
    "call": _call,
    "choice": _choice,
    "body": _body,
    "ad_hoc": _ad_hoc,
    "scope": _scope,
    "undoing": _undoing,
}
