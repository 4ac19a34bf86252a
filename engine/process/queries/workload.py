"""Who has how much to do: people with their open, late and finished tasks, and what waits in groups for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, case, false, func, or_, select, type_coerce

from engine.db import to_milliseconds
from engine.identity import queries as identity
from engine.identity.models import Team, UserAccount, UserGroup
from engine.process import definitions
from engine.process.journal import History
from engine.process.models import UNCLAIMED_OF_GROUP, ProcessInstance, TaskCandidate, UserTask
from engine.process.queries.inbox import due_or_none, groups_of, records_of
from engine.process.queries.naming import Named, named
from engine.process.queries.rights import repairable_instances

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from engine.feel.values import RecordRef
    from engine.identity import User

MOST_TASKS = 200
"""Tasks of one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One person's work."""

    key: int
    name: str
    team: str | None
    active: bool
    """False for somebody who has left and still holds tasks."""
    open: int = 0
    overdue: int = 0
    due_today: int = 0
    """Not late yet."""
    completed: int = 0
    """Since the beginning of the week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLoad:
    """What a group has not claimed."""

    name: str
    open: int
    overdue: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One open task."""

    key: int
    instance_key: int
    business_id: str | None
    process: Named
    element: Named
    assignee: int | None
    assignee_name: str | None
    groups: tuple[str, ...]
    due: datetime | None
    created: datetime
    records: tuple[tuple[str, RecordRef], ...]


def loads(
    connection: Connection, user: User, *, now: datetime, tonight: datetime, monday: datetime
) -> list[Load]:
    """The people whose work *user* answers for, by team and name; four statements.

    Those are everybody for whoever sees all, else the teams that the person manages, and the own team of those who
    see it. Who has left is there as long as tasks are.
    """
    people = _people(connection, user)
    keys = [row.key for row in people]
    held = _held(connection, keys, now, tonight)
    done = _done(connection, keys, monday)
    found = [
        Load(
            key=row.key,
            name=row.name,
            team=row.team_name,
            active=row.active,
            completed=done.get(row.key, 0),
            **held.get(row.key, {}),
        )
        for row in people
    ]
    return [one for one in found if one.active or one.open]


def group_loads(connection: Connection, user: User, now: datetime) -> list[GroupLoad]:
    """The groups in which something waits that *user* answers for, the oldest work first."""
    late = func.sum(case((UserTask.due < now, 1), else_=0))
    oldest = func.min(UserTask.created)
    rows: Iterable[Any] = connection.execute(
        select(
            TaskCandidate.group_name,
            func.count().label("tasks"),
            late.label("late"),
            oldest.label("oldest"),
        )
        .join_from(TaskCandidate, UserTask, UserTask.key == TaskCandidate.task)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .where(UNCLAIMED_OF_GROUP, repairable_instances(user))
        .group_by(TaskCandidate.group_name)
        .order_by(oldest)
    )
    return [
        GroupLoad(name=row.group_name, open=row.tasks, overdue=row.late, oldest=row.oldest) for row in rows
    ]


def tasks_of_person(connection: Connection, user: User, person: int) -> list[TaskLine]:
    """Open tasks that *person* holds, as far as *user* may repair their instances, the most urgent first."""
    return _tasks(connection, user, UserTask.assignee == person)


def tasks_of_group(connection: Connection, user: User, group: str) -> list[TaskLine]:
    """Tasks that wait for one of a group."""
    waiting = select(TaskCandidate.task).where(TaskCandidate.group_name == group, UNCLAIMED_OF_GROUP)
    return _tasks(connection, user, UserTask.key.in_(waiting))


def _people(connection: Connection, user: User) -> Sequence[Any]:
    statement = (
        select(UserAccount.key, UserAccount.name, UserAccount.active, Team.name.label("team_name"))
        .join(Team, Team.key == UserAccount.team, isouter=True)
        .where(_answers_for(user))
        .order_by(Team.name.is_(None), Team.name, UserAccount.name, UserAccount.key)
    )
    return connection.execute(statement).all()


def _answers_for(user: User) -> ColumnElement[bool]:
    if user.visibility == "all" or "administrator" in user.roles:
        held = select(UserTask.key).where(UserTask.assignee == UserAccount.key)
        member = select(UserGroup.user).where(UserGroup.user == UserAccount.key)
        works = or_(UserAccount.team.is_not(None), member.exists())
        return or_(and_(UserAccount.active.is_(True), works), held.exists())
    teams = set(user.managed_teams)
    if user.visibility == "team" and user.team_key is not None:
        teams.add(user.team_key)
    return UserAccount.team.in_(sorted(teams)) if teams else false()


def _held(
    connection: Connection, keys: Collection[int], now: datetime, tonight: datetime
) -> dict[int, dict[str, int]]:
    late = func.sum(case((UserTask.due < now, 1), else_=0))
    today = func.sum(case((and_(UserTask.due >= now, UserTask.due < tonight), 1), else_=0))
    rows: Iterable[Any] = connection.execute(
        select(UserTask.assignee, func.count().label("tasks"), late.label("late"), today.label("today"))
        .where(UserTask.assignee.in_(keys))
        .group_by(UserTask.assignee)
    )
    return {row.assignee: {"open": row.tasks, "overdue": row.late, "due_today": row.today} for row in rows}


def _done(connection: Connection, keys: Collection[int], since: datetime) -> dict[int, int]:
    left = type_coerce(History.entered, BigInteger) + History.duration
    rows: Iterable[Any] = connection.execute(
        select(History.by, func.count().label("tasks"))
        # A task's start is no bound: one that was open for months may have been done today.
        .where(History.by.in_(keys), left >= to_milliseconds(since))
        .group_by(History.by)
    )
    return {row.by: row.tasks for row in rows}


def _tasks(connection: Connection, user: User, which: ColumnElement[bool]) -> list[TaskLine]:
    rows: Sequence[Any] = connection.execute(
        select(
            *(UserTask.key, UserTask.instance, UserTask.element, UserTask.assignee),
            *(UserTask.due, UserTask.created, ProcessInstance.definition, ProcessInstance.business_id),
        )
        .join_from(UserTask, ProcessInstance, ProcessInstance.key == UserTask.instance)
        .where(which, repairable_instances(user))
        .order_by(UserTask.due, UserTask.key)
        .limit(MOST_TASKS)
    ).all()
    names = identity.names(connection, {row.assignee for row in rows if row.assignee is not None})
    groups = groups_of(connection, [row.key for row in rows])
    records = records_of(connection, {row.instance for row in rows})
    return [
        TaskLine(
            key=row.key,
            instance_key=row.instance,
            business_id=row.business_id,
            process=named(definitions.get(connection, row.definition).model),
            element=named(definitions.get(connection, row.definition).element(row.element)),
            assignee=row.assignee,
            assignee_name=names.get(row.assignee),
            groups=groups.get(row.key, ()),
            due=due_or_none(row.due),
            created=row.created,
            records=records.get(row.instance, ()),
        )
        for row in rows
    ]
