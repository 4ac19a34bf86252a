"""An instance at one moment: its tokens, and everything that the tables keep for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.calendars import working_time
from engine.feel import Environment
from engine.identity import queries as identity
from engine.identity.users import SYSTEM
from engine.jobs.models import Job
from engine.process import people
from engine.process.models import ProcessInstance, UserTask
from engine.process.queries.naming import named_in
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
    from engine.bpmn.standing import LiveToken
    from engine.feel.values import Value
    from engine.process.definitions import Deployed
    from engine.process.people import Claimants
    from engine.process.queries.naming import Named

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
    claimants: Mapping[int, Claimants]
    """By task key."""
    names: Mapping[int, str]
    """Of everybody who holds one of the tasks, or may take it."""
    departed: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An instance at one moment, with everything that its waits are told from; linear in its tokens."""

    deployed: Deployed
    instance: Instance
    tokens: list[LiveToken]
    held: Held
    moment: Moment

    @cached_property
    def by_number(self) -> Mapping[int, LiveToken]:
        return {one.number: one for one in self.tokens}

    @cached_property
    def by_holder(self) -> Mapping[int, list[LiveToken]]:
        return _grouped(self.tokens, lambda one: one.holder)

    @cached_property
    def by_body(self) -> Mapping[int, list[LiveToken]]:
        return _grouped(self.tokens, lambda one: one.body)

    @cached_property
    def inside(self) -> Mapping[int, list[LiveToken]]:
        """Those in the flow of each sub-process."""
        return _grouped((one for one in self.tokens if one.role == "flow"), lambda one: one.inside)

    @cached_property
    def environment(self) -> Environment:
        return self.moment.environment()

    @cached_property
    def buffered(self) -> dict[str, list[str]]:
        """Correlation keys of waiting messages by their name, as far as they were asked for."""
        return {}

    def element(self, token: LiveToken) -> Element:
        return self.deployed.elements[token.element_id]

    def named(self, ids: Iterable[str]) -> list[Named]:
        return [named_in(self.deployed, self.deployed.elements[one]) for one in dict.fromkeys(ids)]

    def waits_at(self, number: int) -> Mapping[str, Value]:
        """The variables that an expression of the token sees; 0 is the instance's own."""
        return self.instance.variables_of(number) if number else self.instance.variables


def _grouped(
    tokens: Iterable[LiveToken], key: Callable[[LiveToken], int | None]
) -> dict[int, list[LiveToken]]:
    found: dict[int, list[LiveToken]] = {}
    for one in tokens:
        number = key(one)
        if number is not None:
            found.setdefault(number, []).append(one)
    return found


def held_by(connection: Connection, key: int) -> Held:
    """Nine statements, however many tokens there are."""
    incidents = connection.execute(select(Incident).where(Incident.instance == key)).all()
    tasks = _by_number(connection.execute(select(UserTask).where(UserTask.instance == key)))
    claimants = claimants_in(connection, key)
    involved = {one for who in claimants.values() for one in (*who.users, who.assignee) if one is not None}
    return Held(
        tasks=tasks,
        timers=_by_number(connection.execute(select(Timer).where(Timer.instance == key))),
        subscriptions=_by_number(
            connection.execute(select(Subscription).where(Subscription.instance == key))
        ),
        jobs=_by_number(connection.execute(select(Job).where(Job.instance == key, Job.number.is_not(None)))),
        incidents={row.task or row.job: row for row in incidents},
        calls=_calls(connection, key),
        claimants=claimants,
        names=identity.names(connection, involved),
        departed=people.departed(connection, involved),
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
