"""One open task with everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.bpmn.instance import Instance
from engine.feel import Environment
from engine.identity import queries as identity
from engine.process import definitions, history, people
from engine.process.models import ProcessInstance, TaskCandidate, TaskDraft, UserTask
from engine.process.queries.diagrams import diagram
from engine.process.queries.inbox import due_or_none, records_of
from engine.process.queries.naming import Named, named, stage_of
from engine.process.submitted import form_of, versions
from engine.process.tasks import claimants_of, may_claim

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.bpmn.model import Element
    from engine.feel.values import RecordRef, Value
    from engine.forms import Form
    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the person typed before and did not send."""

    values: Mapping[str, Value]
    saved: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDetail:
    """An open task as its page needs it."""

    key: int
    instance_key: int
    number: int
    process: Named
    process_version: int
    definition_key: int
    business_id: str | None
    element: Element
    stage: Named | None
    """The sub-process that the task stands in, as people name it."""
    form: Form | None
    form_document: bytes | None
    variables: Mapping[str, Value]
    """Those visible at the task."""
    records: tuple[tuple[str, RecordRef], ...]
    versions: Mapping[RecordRef, int]
    """Of the records that the form writes into, as they are now."""
    draft: Draft | None
    assignee: int | None
    assignee_name: str | None
    groups: tuple[str, ...]
    priority: int
    due: datetime | None
    follow_up: datetime | None
    created: datetime
    suspended: bool
    may_complete: bool
    may_claim: bool
    may_assign: bool
    active: tuple[str, ...]
    """The ids of all elements at which the instance stands."""
    svg: str


def task(connection: Connection, key: int, user: User) -> TaskDetail:
    """An open task that *user* may see; raises `TaskNotFound`, or says who completed it and when."""
    rows = connection.execute(_SELECT.where(UserTask.key == key)).all()
    if not rows:
        raise history.why_gone(connection, key, user)
    claimants = claimants_of(rows)
    if not people.sees_task(connection, user, claimants):
        raise history.hidden(key)
    row = rows[0]
    deployed = definitions.get(connection, row.definition)
    element = deployed.element(row.element)
    instance = Instance.load(row.state, deployed.definition, Environment())
    variables = instance.variables_of(row.number)
    form, document = (None, None) if row.form_id is None else form_of(connection, deployed, element)
    names = identity.names(connection, [] if row.assignee is None else [row.assignee])
    directs = people.directs(connection, user, row.assignee)
    claims = row.assignee is None and may_claim(user, claimants)
    return TaskDetail(
        key=key,
        instance_key=row.instance,
        number=row.number,
        process=named(deployed.model),
        process_version=deployed.version,
        definition_key=deployed.key,
        business_id=row.business_id,
        element=element,
        stage=stage_of(element, deployed.elements),
        form=form,
        form_document=document,
        variables=variables,
        versions={} if form is None else versions(form, variables, connection),
        records=records_of(connection, [row.instance]).get(row.instance, ()),
        draft=_draft(connection, key, user),
        assignee=row.assignee,
        assignee_name=names.get(row.assignee),
        groups=tuple(sorted(claimants.groups)),
        priority=100 - row.rank,
        due=due_or_none(row.due),
        follow_up=row.follow_up,
        created=row.created,
        suspended=row.status != "active",
        may_complete=claims or directs or row.assignee == user.key,
        may_claim=claims,
        may_assign=claims or directs or row.assignee == user.key,
        active=tuple(dict.fromkeys(element_id for element_id, _ in instance.tokens())),
        svg=diagram(connection, deployed.key, user.locale),
    )


def _draft(connection: Connection, key: int, user: User) -> Draft | None:
    row: Row[*tuple[Any, ...]] | None = connection.execute(
        select(TaskDraft.content.label("content"), TaskDraft.saved).where(
            TaskDraft.task == key, TaskDraft.user_key == user.key
        )
    ).first()
    return None if row is None else Draft(values=feel.loads(row.content), saved=row.saved)


_SELECT = (
    select(
        UserTask,
        TaskCandidate.group_name,
        TaskCandidate.user_key,
        ProcessInstance.definition,
        ProcessInstance.business_id,
        ProcessInstance.status,
        ProcessInstance.state,
    )
    .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
    .join(TaskCandidate, TaskCandidate.task == UserTask.key, isouter=True)
)
