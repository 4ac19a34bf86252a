"""One process instance with everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.bpmn.instance import Instance
from engine.errors import NotFound
from engine.feel import Environment
from engine.identity import queries as identity
from engine.jobs.models import Job
from engine.process import definitions, people
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.queries import insides
from engine.process.queries.diagrams import diagram
from engine.process.queries.histories import HistoryEntry, beside, history
from engine.process.queries.inbox import due_or_none, records_of
from engine.process.queries.naming import Named, named, named_in
from engine.process.queries.rights import claimants_in, sees_instance
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.definitions import Deployed
    from engine.process.queries.insides import Inner, Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    key: int
    number: int
    """Of its token; see `Engine.move_token`."""
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
    number: int
    element: Named
    beside: Named | None
    """The activity that the timer watches; None when the process itself waits for it."""
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A subscription to a message or a signal."""

    number: int
    element: Named
    beside: Named | None
    """The activity that it can interrupt, or stand beside."""
    kind: str
    name: str
    correlation_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    number: int | None
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
    loops: tuple[Repeated, ...]
    variables: Mapping[str, Value]
    scopes: tuple[Inner, ...]
    records: tuple[tuple[str, RecordRef], ...]
    history: tuple[HistoryEntry, ...]
    tasks: tuple[OpenTask, ...]
    timers: tuple[ArmedTimer, ...]
    subscriptions: tuple[Waiting, ...]
    jobs: tuple[QueuedJob, ...]
    incidents: tuple[OpenIncident, ...]
    svg: str
    reopened_from: int | None
    """The finished instance that this one goes on with."""
    reopened_as: tuple[int, ...]
    """The instances that go on with this one."""


def instance(connection: Connection, key: int, user: User) -> InstanceDetail:
    """An instance one of whose records or tasks *user* may see; raises `NotFound`."""
    row = connection.execute(select(ProcessInstance).where(ProcessInstance.key == key)).first()
    if row is None:
        raise NotFound(what="process instance", key=key)
    deployed = definitions.get(connection, row.definition)
    if not sees_instance(connection, user, key):
        raise NotFound(what="process instance", key=key)
    live = _live(deployed, row)
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
        tokens=() if live is None else tuple(live.tokens()),
        loops=() if live is None else insides.loops(deployed, live),
        variables=feel.loads(row.state) if live is None else live.variables,
        scopes=() if live is None else insides.scopes(deployed, live),
        records=records_of(connection, [key]).get(key, ()),
        history=history(connection, deployed, key),
        tasks=_tasks(connection, deployed, key, user),
        timers=_timers(connection, deployed, key),
        subscriptions=_subscriptions(connection, deployed, key),
        jobs=_jobs(connection, key),
        incidents=incidents_where(connection, Incident.instance == key),
        svg=diagram(connection, deployed.key, user.locale),
        reopened_from=row.reopened_from,
        reopened_as=_reopened_as(connection, key),
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


def _live(deployed: Deployed, row: Row[*tuple[Any, ...]]) -> Instance | None:
    """The instance as it runs; None when it has ended."""
    if row.status not in LIVE:
        return None
    return Instance.load(row.state, deployed.definition, Environment())


def _reopened_as(connection: Connection, key: int) -> tuple[int, ...]:
    mine = select(ProcessInstance.key).where(ProcessInstance.reopened_from == key)
    return tuple(connection.scalars(mine.order_by(ProcessInstance.key)))


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
            number=row.number,
            element=named_in(deployed, deployed.element(row.element)),
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
        select(Timer.number, Timer.element, Timer.due).where(Timer.instance == key).order_by(Timer.due)
    )
    return tuple(
        ArmedTimer(
            number=row.number,
            element=named_in(deployed, deployed.element(row.element)),
            beside=beside(deployed, row.element),
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
            number=row.number,
            element=named_in(deployed, deployed.element(row.element)),
            beside=beside(deployed, row.element),
            kind=row.kind,
            name=row.name,
            correlation_key=row.correlation_key,
        )
        # A condition that reads several records has a row for each.
        for row in {row.number: row for row in rows}.values()
    )


def _jobs(connection: Connection, key: int) -> tuple[QueuedJob, ...]:
    rows = connection.execute(select(Job).where(Job.instance == key).order_by(Job.key))
    return tuple(
        QueuedJob(
            number=row.number,
            element_id=row.element_id,
            type=row.type,
            due=row.due,
            attempts=row.attempts,
            max_attempts=row.max_attempts,
            error=row.error,
        )
        for row in rows
    )
