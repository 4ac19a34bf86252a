"""The inbox: pages of open tasks, most urgent first, each page one walk along an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, literal, select, tuple_, union_all

from engine import keys
from engine.db import from_milliseconds, to_milliseconds
from engine.feel.values import RecordRef
from engine.identity import queries as identity
from engine.identity.models import UserAccount
from engine.process import definitions
from engine.process.errors import BadCursor
from engine.process.models import (
    NO_DUE,
    UNCLAIMED_OF_GROUP,
    UNCLAIMED_OF_USER,
    InstanceRecord,
    ProcessInstance,
    TaskCandidate,
    UserTask,
)
from engine.process.queries.naming import Named, named, named_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select, TextClause

    from engine.identity import User

    _Cursor = tuple[int, datetime, int]
    """Rank, due, key."""

Scope = Literal["mine", "groups", "all"]
SCOPES: tuple[Scope, ...] = ("mine", "groups", "all")
_COUNTED = 1000
_LAST_RANK = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One open task in a list."""

    key: int
    instance_key: int
    business_id: str | None
    process: Named
    element: Named
    assignee: int | None
    assignee_name: str | None
    groups: tuple[str, ...]
    priority: int
    due: datetime | None
    follow_up: datetime | None
    created: datetime
    records: tuple[tuple[str, RecordRef], ...]
    """The instance's records by role."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: tuple[InboxRow, ...]
    next: str | None
    """Where the next page begins."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks each list holds; counting stops at a thousand."""

    mine: int
    groups: int
    all: int
    limit: int = _COUNTED


def inbox(
    connection: Connection, user: User, *, scope: Scope = "mine", after: str | None = None, limit: int = 25
) -> InboxPage:
    """A page of the tasks that are *user*'s, may be claimed by *user*, or may be seen by *user*."""
    tasks = _keys(branches(user, scope, _cursor(after), limit + 1), limit + 1)
    found = connection.execute(_details(tasks)).all()
    rows = _rows(connection, found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return InboxPage(rows, None if last is None else f"{last.rank}-{to_milliseconds(last.due)}-{last.key}")


def inbox_counts(connection: Connection, user: User) -> Counts:
    return Counts(*(inbox_count(connection, user, scope) for scope in SCOPES))


def inbox_count(connection: Connection, user: User, scope: Scope) -> int:
    """How many tasks one list holds; counting stops at a thousand."""
    tasks = _keys(branches(user, scope, None, _COUNTED), _COUNTED)
    return connection.scalar(select(func.count()).select_from(tasks)) or 0


def branches(user: User, scope: Scope, cursor: _Cursor | None, limit: int) -> list[Select[*tuple[Any, ...]]]:
    """The lists that a scope merges; each is sorted by an index and cut before they meet."""
    if scope == "mine":
        return [_tasks(UserTask.assignee == user.key, cursor, limit)]
    candidates = [
        *(
            _candidates(TaskCandidate.group_name == one, UNCLAIMED_OF_GROUP, cursor, limit)
            for one in sorted(user.groups)
        ),
        _candidates(TaskCandidate.user_key == user.key, UNCLAIMED_OF_USER, cursor, limit),
    ]
    if scope == "groups":
        return candidates
    if user.visibility == "all" or "administrator" in user.roles:
        return [_tasks(literal(value=True), cursor, limit)]
    team = select(UserAccount.key).where(UserAccount.team.in_(user.managed_teams))
    managed = [_tasks(UserTask.assignee.in_(team), cursor, limit)] if user.managed_teams else []
    return [_tasks(UserTask.assignee == user.key, cursor, limit), *candidates, *managed]


def _tasks(where: ColumnElement[bool], cursor: _Cursor | None, limit: int) -> Select[*tuple[Any, ...]]:
    columns = (UserTask.rank, UserTask.due, UserTask.key)
    statement = select(UserTask.key.label("task"), UserTask.rank, UserTask.due).where(where)
    return _cut(statement, columns, cursor, limit)


def _candidates(
    whose: ColumnElement[bool], unclaimed: TextClause, cursor: _Cursor | None, limit: int
) -> Select[*tuple[Any, ...]]:
    columns = (TaskCandidate.rank, TaskCandidate.due, TaskCandidate.task)
    statement = select(TaskCandidate.task, TaskCandidate.rank, TaskCandidate.due)
    return _cut(statement.where(whose, unclaimed), columns, cursor, limit)


def _cut(
    statement: Select[*tuple[Any, ...]],
    columns: tuple[Any, Any, Any],
    cursor: _Cursor | None,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    if cursor is not None:
        # A row comparison walks the index on both databases; three ORs would not.
        given = tuple(literal(value, column.type) for value, column in zip(cursor, columns, strict=True))
        statement = statement.where(tuple_(*columns) > tuple_(*given))
    return statement.order_by(*columns).limit(limit)


def _keys(branches: Sequence[Select[*tuple[Any, ...]]], limit: int) -> Any:
    """The keys of the merged lists; a task that stands in two groups counts once."""
    merged = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
    return (
        select(merged.c.task, merged.c.rank, merged.c.due)
        .group_by(merged.c.task, merged.c.rank, merged.c.due)
        .order_by(merged.c.rank, merged.c.due, merged.c.task)
        .limit(limit)
        .subquery()
    )


def _details(tasks: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(UserTask, ProcessInstance.definition, ProcessInstance.business_id)
        .join(tasks, tasks.c.task == UserTask.key)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .order_by(tasks.c.rank, tasks.c.due, tasks.c.task)
    )


def _rows(connection: Connection, found: Sequence[Row[*tuple[Any, ...]]]) -> tuple[InboxRow, ...]:
    names = identity.names(connection, {row.assignee for row in found if row.assignee is not None})
    groups = groups_of(connection, [row.key for row in found])
    records = records_of(connection, {row.instance for row in found})
    versions = {one: definitions.get(connection, one) for one in {row.definition for row in found}}
    return tuple(
        InboxRow(
            key=row.key,
            instance_key=row.instance,
            business_id=row.business_id,
            process=named(versions[row.definition].model),
            element=named_in(versions[row.definition], versions[row.definition].element(row.element)),
            assignee=row.assignee,
            assignee_name=names.get(row.assignee),
            groups=groups.get(row.key, ()),
            priority=100 - row.rank,
            due=due_or_none(row.due),
            follow_up=row.follow_up,
            created=row.created,
            records=records.get(row.instance, ()),
        )
        for row in found
    )


def due_or_none(due: datetime) -> datetime | None:
    return None if due == NO_DUE else due


def groups_of(connection: Connection, tasks: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The candidate groups of each task."""
    rows = connection.execute(
        select(TaskCandidate.task, TaskCandidate.group_name)
        .where(TaskCandidate.task.in_(tasks), TaskCandidate.group_name != "")
        .order_by(TaskCandidate.task, TaskCandidate.group_name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.task] = (*found.get(row.task, ()), row.group_name)
    return found


def records_of(
    connection: Connection, instances: Iterable[int]
) -> dict[int, tuple[tuple[str, RecordRef], ...]]:
    """The records of each instance, by role."""
    rows = connection.execute(
        select(InstanceRecord)
        .where(InstanceRecord.instance.in_(list(instances)))
        .order_by(InstanceRecord.instance, InstanceRecord.role, InstanceRecord.record_key)
    )
    found: dict[int, tuple[tuple[str, RecordRef], ...]] = {}
    for row in rows:
        pair = (row.role, RecordRef(row.record_type, row.record_key))
        found[row.instance] = (*found.get(row.instance, ()), pair)
    return found


def _cursor(after: str | None) -> _Cursor | None:
    if after is None:
        return None
    parts = [keys.parse(part) for part in after.split("-")]
    try:
        rank, due, key = parts
        if rank is not None and rank <= _LAST_RANK and due is not None and key is not None:
            return rank, from_milliseconds(due), key
    except (ValueError, OverflowError, OSError):
        pass
    raise BadCursor(cursor=after, what="", reason="", remedy="")
