"""Where the instances of a process stand: how many wait at each element, how many are late, how many have failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, case, cast, distinct, func, literal, select
from sqlalchemy.orm import aliased

from engine.jobs.models import Job
from engine.process import definitions
from engine.process.models import ProcessInstance, UserTask
from engine.process.queries.rights import visible_instances
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from engine.identity import User

_ARMED = frozenset({"boundaryEvent", "startEvent"})
"""They wait beside a token: nothing stands there."""


_WAITS = func.count(
    distinct(cast(Subscription.instance, Text) + literal(":") + cast(Subscription.number, Text))
)
"""A condition that reads several records has a row for each, and waits once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Tokens by element id. A token that waits for others to join is not counted; one of them is elsewhere."""

    waiting: Counter[str] = field(default_factory=Counter)
    overdue: Counter[str] = field(default_factory=Counter)
    """User tasks past their due date."""
    incidents: Counter[str] = field(default_factory=Counter)


def standing(
    connection: Connection, user: User, process_id: str, versions: Sequence[int], now: datetime
) -> Standing:
    """Of the versions with these keys, as far as *user* may see their instances; six statements."""
    found = Standing()
    where = (
        ProcessInstance.process_id == process_id,
        ProcessInstance.definition.in_(versions),
        ProcessInstance.ended.is_(None),
        visible_instances(user),
    )
    _count_waiting(connection, found, now, *where)
    for row in _counts(connection, Incident, Incident.element_id, *where):
        found.incidents[row.element] += row.tokens
    return found


def _count_waiting(
    connection: Connection, found: Standing, now: datetime, *where: ColumnElement[bool]
) -> None:
    late = func.sum(case((UserTask.due < now, 1), else_=0))
    for row in _counts(connection, UserTask, UserTask.element, *where, late=late):
        element_id = definitions.get(connection, row.definition).element(row.element).id
        found.waiting[element_id] += row.tokens
        found.overdue[element_id] += row.late
    for table in (Timer, Subscription):
        for row in _counts(connection, table, table.element, *where):
            element = definitions.get(connection, row.definition).element(row.element)
            found.waiting[element.id] += 0 if element.type in _ARMED else row.tokens
    for row in _counts(connection, Job, Job.element_id, Job.number.is_not(None), *where):
        found.waiting[row.element] += row.tokens
    for row in _calls(connection, *where):
        found.waiting[definitions.get(connection, row.definition).element(row.element).id] += row.tokens


def _calls(connection: Connection, *where: ColumnElement[bool]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Call activities whose process runs."""
    called = aliased(ProcessInstance)
    return connection.execute(
        select(
            ProcessInstance.definition, called.parent_element.label("element"), func.count().label("tokens")
        )
        .join_from(
            ProcessInstance, called, called.root == func.coalesce(ProcessInstance.root, ProcessInstance.key)
        )
        .where(
            called.parent == ProcessInstance.key,
            called.parent_element.is_not(None),
            called.ended.is_(None),
            *where,
        )
        .group_by(ProcessInstance.definition, called.parent_element)
    ).all()


def _counts(
    connection: Connection,
    table: type[UserTask | Timer | Subscription | Job | Incident],
    element: Any,
    *where: ColumnElement[bool],
    **more: ColumnElement[Any],
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of what live instances own, counted by definition and element."""
    return connection.execute(
        select(
            ProcessInstance.definition,
            element.label("element"),
            (_WAITS if table is Subscription else func.count()).label("tokens"),
            *(column.label(name) for name, column in more.items()),
        )
        .join_from(table, ProcessInstance, table.instance == ProcessInstance.key)
        .where(*where)
        .group_by(ProcessInstance.definition, element)
    ).all()
