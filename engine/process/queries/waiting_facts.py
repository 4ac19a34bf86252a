"""The facts of each wait: from the instance's state, and from the tables of what it owns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.calendars import working_time
from engine.feel import Environment
from engine.identity import queries as identity
from engine.identity.users import SYSTEM
from engine.jobs.models import Job
from engine.process import definitions, people
from engine.process.journal import Audit
from engine.process.models import ProcessInstance, UserTask
from engine.process.queries import waiting_events, waiting_jobs
from engine.process.queries.inbox import due_or_none
from engine.process.queries.naming import named
from engine.process.queries.rights import claimants_in
from engine.process.waits import Incident, Subscription, Timer
from engine.records import asked
from engine.records.resolving import resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.bpmn.instance import Instance
    from engine.bpmn.model import Element
    from engine.bpmn.standing import Incoming, LiveToken, TokenKind
    from engine.feel.values import Value
    from engine.process.definitions import Deployed
    from engine.process.people import Claimants
    from engine.process.queries.naming import Named
    from engine.process.queries.waiting import WaitKind

    Told = tuple[WaitKind, "Facts"] | None

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, and by which records and calendars, a question is answered."""

    connection: Connection
    at: datetime
    """Business time."""
    now: datetime
    """System time."""
    time_zone: str

    def environment(self) -> Environment:
        resolve = resolver(self.connection)
        functions = working_time.functions(self.connection, time_zone=self.time_zone)
        return Environment(
            now=lambda: self.at,
            time_zone=self.time_zone,
            resolve=resolve,
            functions={**functions, **asked.functions(self.connection, SYSTEM, resolve)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the tables keep of an instance, by token number."""

    tasks: Mapping[int, Row[Any]]
    timers: Mapping[int, Row[Any]]
    subscriptions: Mapping[int, Row[Any]]
    jobs: Mapping[int, Row[Any]]
    incidents: Mapping[int, Row[Any]]
    """By the key of the task or job that failed."""
    calls: Mapping[int, Row[Any]]
    claimants: Mapping[int, Claimants] = field(default_factory=dict)
    """By task key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An instance at one moment, with everything that its waits are told from."""

    deployed: Deployed
    instance: Instance
    tokens: list[LiveToken]
    held: Held
    moment: Moment

    def element(self, token: LiveToken) -> Element:
        return self.deployed.elements[token.element_id]

    def named(self, ids: Iterable[str]) -> list[Named]:
        return [named(self.deployed.elements[one]) for one in dict.fromkeys(ids)]

    def waits_at(self, number: int) -> Mapping[str, Value]:
        """The variables that an expression of the token sees; 0 is the instance's own."""
        return self.instance.variables_of(number) if number else self.instance.variables


def held_by(connection: Connection, key: int) -> Held:
    """Seven statements, however many tokens there are."""
    incidents = connection.execute(select(Incident).where(Incident.instance == key)).all()
    return Held(
        tasks=_by_number(connection.execute(select(UserTask).where(UserTask.instance == key))),
        timers=_by_number(connection.execute(select(Timer).where(Timer.instance == key))),
        subscriptions=_by_number(
            connection.execute(select(Subscription).where(Subscription.instance == key))
        ),
        jobs=_by_number(connection.execute(select(Job).where(Job.instance == key, Job.number.is_not(None)))),
        incidents={row.task or row.job: row for row in incidents},
        calls=_calls(connection, key),
        claimants=claimants_in(connection, key),
    )


def _by_number(rows: Iterable[Any]) -> dict[int, Row[Any]]:
    return {row.number: row for row in rows}


def _calls(connection: Connection, key: int) -> dict[int, Row[Any]]:
    rows: Iterable[Any] = connection.execute(
        select(ProcessInstance.key, ProcessInstance.definition, ProcessInstance.parent_number).where(
            ProcessInstance.parent == key, ProcessInstance.ended.is_(None)
        )
    )
    return {row.parent_number: row for row in rows}


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
    task, moment = scene.held.tasks.get(token.number), scene.moment
    if task is None:
        return None
    claimants, due = scene.held.claimants[task.key], due_or_none(task.due)
    involved = {*claimants.users, *([] if task.assignee is None else [task.assignee])}
    names = identity.names(moment.connection, involved)
    text = scene.element(token).schedule.due_date
    facts = {
        "task": task.key,
        "assignee": task.assignee,
        "who": names.get(task.assignee),
        "has_left": task.assignee in people.departed(moment.connection, involved),
        "groups": sorted(claimants.groups),
        "people": sorted(names[one] for one in claimants.users if one in names),
        "opened": task.created,
        "claimed": task.claimed,
        "due": due,
        "left": None if due is None else due - moment.at,
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
    return None if row is None else ("message", waiting_events.message(row, scene.moment))


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
        "source": named(scene.deployed.elements[flow.source_id]),
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
    return "choice", {
        "offered": scene.named(one.element_id for one in scene.tokens if one.holder == token.number)
    }


def _body(token: LiveToken, scene: Scene) -> Told:
    if token.total is None:
        return "loop", {"round": token.done + 1}
    running = sum(one.body == token.number for one in scene.tokens)
    return "body", {"done": token.done, "total": token.total, "open": running}


def _ad_hoc(token: LiveToken, scene: Scene) -> Told:
    running = sum(one.body == token.number for one in scene.tokens)
    possible = next(one for one in scene.instance.possible() if one.number == token.number)
    return "ad_hoc", {"possible": scene.named(possible.elements), "done": token.done, "open": running}


def _scope(token: LiveToken, scene: Scene) -> Told:
    inside = (one for one in scene.tokens if one.inside == token.number and one.role == "flow")
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
