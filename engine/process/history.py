"""What became of a task that is no longer open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine import feel
from engine.feel.values import RecordRef
from engine.identity import queries as identity
from engine.process import definitions, people
from engine.process.errors import TaskAlreadyCompleted, TaskNotFound, TaskWithdrawn, UnknownAssignee
from engine.process.journal import History
from engine.process.models import InstanceRecord, ProcessInstance
from engine.process.people import Claimants
from engine.records.resolving import resolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.errors import BatonError
    from engine.feel.values import Value
    from engine.identity import User

DEFINITION = func.coalesce(History.definition, ProcessInstance.definition)
"""The version by whose numbers a row of history names elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedTask:
    """A task that was completed, or withdrawn by its process."""

    key: int
    instance_key: int
    names: dict[str, str]
    """Name by language; "" holds the default."""
    completed_by: int | None
    """None when it was withdrawn."""
    completed_by_name: str | None
    closed_at: datetime
    """Business time."""
    form_id: str | None

    def name_in(self, locale: str) -> str:
        return self.names.get(locale) or self.names[""]


def closed_task(connection: Connection, key: int) -> ClosedTask | None:
    """Who completed a task, and when; None if there never was one with this key, or it is still open."""
    row = connection.execute(
        select(
            History.instance, History.element, History.entered, History.duration, History.by,
            DEFINITION.label("definition"),
        )
        .join(ProcessInstance, ProcessInstance.key == History.instance)
        .where(History.task == key)
    ).first()  # fmt: skip
    if row is None:
        return None
    element = definitions.get(connection, row.definition).element(row.element)
    names = identity.names(connection, [] if row.by is None else [row.by])
    return ClosedTask(
        key=key,
        instance_key=row.instance,
        names={"": element.name or element.id, **dict(element.names)},
        completed_by=row.by,
        completed_by_name=None if row.by is None else names.get(row.by, str(row.by)),
        closed_at=row.entered + timedelta(milliseconds=row.duration),
        form_id=element.form_id,
    )


def why_gone(connection: Connection, key: int, user: User) -> BatonError:
    """Why there is no open task with this key, as *user* should read it; strangers hear nothing of it."""
    closed = closed_task(connection, key)
    if closed is None or not _could_see(connection, closed, user):
        return hidden(key)
    name = closed.name_in(user.locale)
    if closed.completed_by is None or closed.completed_by_name is None:
        return TaskWithdrawn(task=name, at=closed.closed_at, reason="", remedy="")
    return TaskAlreadyCompleted(
        key=key, task=name, who=closed.completed_by_name, who_key=closed.completed_by, at=closed.closed_at
    )


def hidden(key: int) -> TaskNotFound:
    """What a stranger hears of a task that is not theirs to see."""
    return TaskNotFound(what="task", key=key)


def _could_see(connection: Connection, closed: ClosedTask, user: User) -> bool:
    """Whether the task was *user*'s to see. Its candidates are gone with it, so the model's rule is asked again."""
    row = connection.execute(
        select(History.element, DEFINITION.label("definition"))
        .join(ProcessInstance, ProcessInstance.key == History.instance)
        .where(History.task == closed.key)
    ).one()
    element = definitions.get(connection, row.definition).element(row.element)
    records = connection.execute(
        select(InstanceRecord.role, InstanceRecord.record_type, InstanceRecord.record_key).where(
            InstanceRecord.instance == closed.instance_key
        )
    )
    context = {one.role: RecordRef(one.record_type, one.record_key) for one in records}
    ruled = _ruled(connection, element, context)
    done = Claimants(assignee=closed.completed_by, groups=ruled.groups, users=ruled.users)
    return people.sees_task(connection, user, ruled) or people.sees_task(connection, user, done)


def _ruled(connection: Connection, element: Element, context: Mapping[str, Value]) -> Claimants:
    """Who the model gives a task to, by what its records say now."""
    environment = feel.Environment(resolve=resolver(connection))
    rule = element.assignment

    def said(text: str | None) -> list[Value]:
        if not text:
            return []
        value = feel.evaluate(text[1:], context, environment) if text.startswith("=") else text
        named = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        return list(named) if isinstance(named, list) else [named]

    assignees = [key for one in said(rule.assignee) if (key := _user(connection, one)) is not None]
    users = [key for one in said(rule.candidate_users) if (key := _user(connection, one)) is not None]
    groups = [one for one in said(rule.candidate_groups) if isinstance(one, str)]
    if element.lane and not rule.candidate_groups and not rule.assignee:
        groups = [element.lane]
    return Claimants(assignee=next(iter(assignees), None), groups=frozenset(groups), users=frozenset(users))


def _user(connection: Connection, value: Value) -> int | None:
    """The person that a rule named then may have gone since."""
    try:
        return people.user_key(connection, value, element_id="")
    except UnknownAssignee:
        return None
