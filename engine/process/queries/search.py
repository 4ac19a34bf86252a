"""Finding instances by what they are about, where they stand and how they are; the newest first, in keyset pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, false, func, or_, select, union_all
from sqlalchemy.orm import aliased

from engine import keys
from engine.identity import queries as identity
from engine.jobs.models import Job
from engine.process import definitions
from engine.process.models import (
    CANCELLED,
    COMPLETED,
    SUSPENDED,
    InstanceRecord,
    ProcessDefinition,
    ProcessInstance,
    UserTask,
)
from engine.process.queries.inbox import due_or_none
from engine.process.queries.lists import LINE, lines_of
from engine.process.queries.naming import Named, named_in
from engine.process.queries.rights import visible_instances
from engine.process.waits import Incident, Subscription, Timer
from engine.records import queries as records
from engine.records import types
from engine.records.searching import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from engine.identity import User
    from engine.process.definitions import Deployed
    from engine.process.queries.lists import InstanceLine

State = Literal["live", "suspended", "completed", "cancelled", "all"]
STATES: tuple[State, ...] = ("live", "suspended", "completed", "cancelled", "all")
_STATUS: dict[State, str] = {"suspended": SUSPENDED, "completed": COMPLETED, "cancelled": CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for; everything that is given must hold."""

    text: str = ""
    """A key, the beginning of a business id, or words of a record that the instance is about."""
    process_id: str | None = None
    version: int | None = None
    """Of the process."""
    state: State = "live"
    step: str | None = None
    """The id of an element of the process at which a live instance stands, or of a part that holds it."""
    started_from: datetime | None = None
    started_before: datetime | None = None
    overdue: bool = False
    """Has a late task, at the step if one is given."""
    incident: bool = False
    """Has an incident, at the step if one is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An open task of a found instance."""

    element: Named
    assignee_name: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    line: InstanceLine
    tasks: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Found, ...]
    next: int | None
    """The key after which the next page begins."""


def search(
    connection: Connection,
    user: User,
    question: Question,
    *,
    now: datetime,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """A page of the instances that *user* may see and *question* asks for; six statements."""
    versions = _versions(connection, question)
    statement = select(*LINE).where(
        *_conditions(question, user), _standing(question, versions, now), visible_instances(user)
    )
    if after is not None:
        statement = statement.where(ProcessInstance.key < after)
    rows = connection.execute(statement.order_by(ProcessInstance.key.desc()).limit(limit + 1)).all()
    lines = lines_of(connection, rows[:limit])
    holders = _holders(connection, lines)
    found = tuple(Found(line=line, tasks=tuple(holders.get(line.key, ()))) for line in lines)
    return Page(found, rows[limit - 1].key if len(rows) > limit else None)


def _versions(connection: Connection, question: Question) -> list[Deployed]:
    """The versions in which a step has to be looked up, or the one that was asked for."""
    if question.process_id is None or (question.step is None and question.version is None):
        return []
    asked = select(ProcessDefinition.key).where(ProcessDefinition.process_id == question.process_id)
    if question.version is not None:
        asked = asked.where(ProcessDefinition.version == question.version)
    return [definitions.get(connection, key) for key in connection.scalars(asked)]


def _conditions(question: Question, user: User) -> Iterator[ColumnElement[bool]]:
    if question.state == "live":
        yield ProcessInstance.ended.is_(None)  # as the partial index says it
    elif question.state != "all":
        yield ProcessInstance.status == _STATUS[question.state]
    if question.process_id is not None:
        yield ProcessInstance.process_id == question.process_id
    if question.started_from is not None:
        yield ProcessInstance.started >= question.started_from
    if question.started_before is not None:
        yield ProcessInstance.started < question.started_before
    if question.text.strip():
        yield ProcessInstance.key.in_(_about(question.text.strip(), user))


def _about(text: str, user: User) -> Select[tuple[int]]:
    """The keys of instances that a text names: from the records to the instances, each way along an index."""
    text = storable(text)
    beginning = ProcessInstance.business_id.startswith(text, autoescape=True)
    by_id = select(ProcessInstance.key).where(beginning, ProcessInstance.root.is_(None))
    called = select(ProcessInstance.key).where(ProcessInstance.root.in_(by_id))
    key = keys.parse(text)
    named = [] if key is None else [select(ProcessInstance.key).where(ProcessInstance.key == key)]
    by_record = [
        select(InstanceRecord.instance).where(
            InstanceRecord.record_type == kind.name,
            InstanceRecord.record_key.in_(records.keys_found(kind.name, user, text)),
        )
        for kind in types().values()
        if kind.prefix
    ]
    return select(union_all(by_id, called, *named, *by_record).subquery().c[0])


def _standing(question: Question, versions: Sequence[Deployed], now: datetime) -> ColumnElement[bool]:
    """The conditions on where an instance stands; a step that no version has finds nothing."""
    asked: list[ColumnElement[bool]] = []
    if question.version is not None and question.process_id is not None:
        asked.append(ProcessInstance.definition.in_([one.key for one in versions]))
    late = UserTask.due < now
    if question.step is None or question.process_id is None:
        asked += [_owns(UserTask, late)] if question.overdue else []
        asked += [_owns(Incident)] if question.incident else []
        return and_(*asked) if asked else ProcessInstance.key.is_not(None)
    here = [_at(one, question, late) for one in versions]
    return and_(*asked, or_(false(), *here))


def _at(deployed: Deployed, question: Question, late: ColumnElement[bool]) -> ColumnElement[bool]:
    """Instances of one version that stand at the step, or inside it."""
    ids = [
        one for one in deployed.elements if one == question.step or _is_inside(one, question.step, deployed)
    ]
    numbers = [deployed.number(one) for one in ids]
    if question.incident:
        here = _owns(Incident, Incident.element_id.in_(ids))
    elif question.overdue:
        here = _owns(UserTask, UserTask.element.in_(numbers), late)
    else:
        waits = [_owns(table, table.element.in_(numbers)) for table in (UserTask, Timer, Subscription)]
        jobs, incidents = _owns(Job, Job.element_id.in_(ids)), _owns(Incident, Incident.element_id.in_(ids))
        here = or_(*waits, jobs, incidents, _calls(numbers))
    return and_(ProcessInstance.definition == deployed.key, here)


def _is_inside(element_id: str, step: str | None, deployed: Deployed) -> bool:
    """The element is something that waits within a part; what is only armed beside it does not count."""
    element = deployed.elements[element_id]
    if element.type in ("boundaryEvent", "startEvent"):
        return False
    parent = element.parent
    while parent is not None and parent != step:
        parent = deployed.elements[parent].parent
    return parent is not None


def _calls(numbers: Sequence[int]) -> ColumnElement[bool]:
    """It waits at one of these call activities."""
    called = aliased(ProcessInstance)
    of_tree = called.root == func.coalesce(ProcessInstance.root, ProcessInstance.key)
    found = select(called.key).where(
        of_tree,
        called.parent == ProcessInstance.key,
        called.parent_element.in_(numbers),
        called.ended.is_(None),
    )
    return found.correlate(ProcessInstance).exists()


def _owns(
    table: type[UserTask | Timer | Subscription | Job | Incident], *where: ColumnElement[bool]
) -> ColumnElement[bool]:
    owned = select(table.key).where(table.instance == ProcessInstance.key, *where)
    return owned.correlate(ProcessInstance).exists()


def _holders(connection: Connection, lines: Sequence[InstanceLine]) -> dict[int, list[Holder]]:
    of = {line.key: definitions.get(connection, line.definition_key) for line in lines}
    rows: Sequence[Any] = connection.execute(
        select(UserTask.instance, UserTask.element, UserTask.assignee, UserTask.due)
        .where(UserTask.instance.in_(list(of)))
        .order_by(UserTask.due, UserTask.key)
    ).all()
    names = identity.names(connection, {row.assignee for row in rows if row.assignee is not None})
    found: dict[int, list[Holder]] = {}
    for row in rows:
        holder = Holder(
            element=named_in(of[row.instance], of[row.instance].element(row.element)),
            assignee_name=names.get(row.assignee),
            due=due_or_none(row.due),
        )
        found.setdefault(row.instance, []).append(holder)
    return found
