"""One process instance with everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.bpmn.instance import Instance
from engine.errors import NotFound
from engine.feel import Environment
from engine.identity import queries as identity
from engine.jobs.models import Job
from engine.process import definitions, people
from engine.process.journal import History
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.queries.diagrams import diagram
from engine.process.queries.inbox import due_or_none, records_of
from engine.process.queries.naming import Named, named
from engine.process.queries.rights import claimants_in, sees_instance
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.definitions import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A token left an element."""

    element: Named
    type: str
    beside: Named | None
    """The activity that a boundary event stands at."""
    next: Named | None
    entered: datetime
    left: datetime
    terminated: bool
    task: int | None
    by: int | None
    by_name: str | None
    values: Mapping[str, Value]
    """What the person gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    key: int
    element: Named
    assignee: int | None
    assignee_name: str | None
    left: bool
    """The assignee has left the company."""
    groups: tuple[str, ...]
    due: datetime | None
    created: datetime
    visible: bool
    """The reader may open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmedTimer:
    element: Named
    beside: Named | None
    """The activity that the timer watches; None when the process itself waits for it."""
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A subscription to a message or a signal."""

    element: Named
    beside: Named | None
    """The activity that it can interrupt, or stand beside."""
    kind: str
    name: str
    correlation_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    element_id: str
    type: str
    due: datetime | None
    """System time; None when its tries are used up."""
    attempts: int
    max_attempts: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    key: int
    instance_key: int | None
    element_id: str
    message: str
    input: Mapping[str, Value]
    raised: datetime
    task: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceDetail:
    """A process instance as its page needs it."""

    key: int
    process: Named
    process_version: int
    definition_key: int
    business_id: str | None
    status: str
    version: int
    """Counts its steps; see `Engine.set_variables`."""
    started: datetime
    ended: datetime | None
    tokens: tuple[tuple[str, int], ...]
    """(element id, token number) of everything that waits."""
    variables: Mapping[str, Value]
    records: tuple[tuple[str, RecordRef], ...]
    history: tuple[HistoryEntry, ...]
    tasks: tuple[OpenTask, ...]
    timers: tuple[ArmedTimer, ...]
    subscriptions: tuple[Waiting, ...]
    jobs: tuple[QueuedJob, ...]
    incidents: tuple[OpenIncident, ...]
    svg: str


def instance(connection: Connection, key: int, user: User) -> InstanceDetail:
    """An instance one of whose records or tasks *user* may see; raises `NotFound`."""
    row = connection.execute(select(ProcessInstance).where(ProcessInstance.key == key)).first()
    if row is None:
        raise NotFound(what="process instance", key=key)
    deployed = definitions.get(connection, row.definition)
    if not sees_instance(connection, user, key):
        raise NotFound(what="process instance", key=key)
    tokens, variables = _state(deployed, row)
    return InstanceDetail(
        key=key,
        process=named(deployed.model),
        process_version=deployed.version,
        definition_key=deployed.key,
        business_id=row.business_id,
        status=row.status,
        version=row.version,
        started=row.started,
        ended=row.ended,
        tokens=tokens,
        variables=variables,
        records=records_of(connection, [key]).get(key, ()),
        history=_history(connection, deployed, key),
        tasks=_tasks(connection, deployed, key, user),
        timers=_timers(connection, deployed, key),
        subscriptions=_subscriptions(connection, deployed, key),
        jobs=_jobs(connection, key),
        incidents=incidents_where(connection, Incident.instance == key),
        svg=diagram(connection, deployed.key, user.locale),
    )


def incidents_where(connection: Connection, *where: Any, limit: int = 100) -> tuple[OpenIncident, ...]:
    """Incidents, the newest first."""
    rows = connection.execute(select(Incident).where(*where).order_by(Incident.key.desc()).limit(limit))
    return tuple(
        OpenIncident(
            key=row.key,
            instance_key=row.instance,
            element_id=row.element_id,
            message=row.message,
            input=feel.loads(row.input),
            raised=row.raised,
            task=row.task,
        )
        for row in rows
    )


def _state(
    deployed: Deployed, row: Row[*tuple[Any, ...]]
) -> tuple[tuple[tuple[str, int], ...], Mapping[str, Value]]:
    if row.status not in LIVE:
        return (), feel.loads(row.state)
    loaded = Instance.load(row.state, deployed.definition, Environment())
    return tuple(loaded.tokens()), loaded.variables


def _history(connection: Connection, deployed: Deployed, key: int) -> tuple[HistoryEntry, ...]:
    rows = connection.execute(select(History).where(History.instance == key).order_by(History.number)).all()
    names = identity.names(connection, {row.by for row in rows if row.by is not None})
    return tuple(
        HistoryEntry(
            element=named(deployed.element(row.element)),
            type=deployed.element(row.element).type,
            beside=_beside(deployed, row.element),
            next=None if row.next is None else named(deployed.element(row.next)),
            entered=row.entered,
            left=row.entered + timedelta(milliseconds=row.duration),
            terminated=row.terminated,
            task=row.task,
            by=row.by,
            by_name=names.get(row.by),
            values={} if row.detail is None else feel.loads(row.detail),
        )
        for row in rows
    )


def _tasks(connection: Connection, deployed: Deployed, key: int, user: User) -> tuple[OpenTask, ...]:
    rows = connection.execute(
        select(UserTask).where(UserTask.instance == key).order_by(UserTask.rank, UserTask.due, UserTask.key)
    ).all()
    holders = {row.assignee for row in rows if row.assignee is not None}
    names, gone = identity.names(connection, holders), people.departed(connection, holders)
    claimants = claimants_in(connection, key)
    return tuple(
        OpenTask(
            key=row.key,
            element=named(deployed.element(row.element)),
            assignee=row.assignee,
            assignee_name=names.get(row.assignee),
            left=row.assignee in gone,
            groups=tuple(sorted(claimants[row.key].groups)),
            due=due_or_none(row.due),
            created=row.created,
            visible=people.sees_task(connection, user, claimants[row.key]),
        )
        for row in rows
    )


def _timers(connection: Connection, deployed: Deployed, key: int) -> tuple[ArmedTimer, ...]:
    rows = connection.execute(
        select(Timer.element, Timer.due).where(Timer.instance == key).order_by(Timer.due)
    )
    return tuple(
        ArmedTimer(
            element=named(deployed.element(row.element)),
            beside=_beside(deployed, row.element),
            due=row.due,
        )
        for row in rows
    )


def _subscriptions(connection: Connection, deployed: Deployed, key: int) -> tuple[Waiting, ...]:
    rows = connection.execute(
        select(Subscription).where(Subscription.instance == key).order_by(Subscription.key)
    )
    return tuple(
        Waiting(
            element=named(deployed.element(row.element)),
            beside=_beside(deployed, row.element),
            kind=row.kind,
            name=row.name,
            correlation_key=row.correlation_key,
        )
        for row in rows
    )


def _jobs(connection: Connection, key: int) -> tuple[QueuedJob, ...]:
    rows = connection.execute(select(Job).where(Job.instance == key).order_by(Job.key))
    return tuple(
        QueuedJob(
            element_id=row.element_id,
            type=row.type,
            due=row.due,
            attempts=row.attempts,
            max_attempts=row.max_attempts,
            error=row.error,
        )
        for row in rows
    )


def _beside(deployed: Deployed, number: int) -> Named | None:
    attached = deployed.element(number).attached_to
    return None if attached is None else named(deployed.elements[attached])
