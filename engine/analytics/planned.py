"""What comes next on a deal: its open task, a planned activity or the agreed meeting, whichever is first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from engine.process import definitions
from engine.process.models import LIVE, NO_DUE, InstanceRecord, ProcessInstance, UserTask
from engine.process.queries.naming import Named, named
from engine.records import kinds
from engine.records.types.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

Kind = Literal["task", "activity", "meeting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """One thing that somebody will do about a deal."""

    kind: Kind
    name: Named | str
    """A task is named by its model, in two languages."""
    at: datetime | None
    """When it is due or begins; None for a task without a due date."""
    task: int | None = None
    """The open task's key."""


def coming(
    connection: Connection, deals: Sequence[int], meetings: Mapping[int, date | None], now: datetime
) -> dict[int, Next]:
    """What comes first on each of the *deals*; those on which nothing is planned are left out."""
    found: dict[int, list[Next]] = defaultdict(list)
    for deal, task in _tasks(connection, deals):
        found[deal].append(task)
    for deal, activity in _activities(connection, deals, now):
        found[deal].append(activity)
    for deal, day in meetings.items():
        if day is not None and day >= now.date():
            at = datetime.combine(day, time(), UTC)
            found[deal].append(Next(kind="meeting", name="", at=at))
    return {deal: min(planned, key=lambda one: one.at or NO_DUE) for deal, planned in found.items()}


def _tasks(connection: Connection, deals: Sequence[int]) -> Iterable[tuple[int, Next]]:
    rows = connection.execute(
        select(
            InstanceRecord.record_key,
            UserTask.key,
            UserTask.due,
            UserTask.element,
            ProcessInstance.definition,
        )
        .join(ProcessInstance, ProcessInstance.key == InstanceRecord.instance)
        .join(UserTask, UserTask.instance == ProcessInstance.key)
        .where(
            InstanceRecord.record_type == "opportunity",
            InstanceRecord.record_key.in_(deals),
            ProcessInstance.status.in_(LIVE),
        )
        .order_by(UserTask.key)
    )
    for row in rows:
        element = definitions.get(connection, row.definition).element(row.element)
        due = None if row.due == NO_DUE else row.due
        yield row.record_key, Next(kind="task", name=named(element), at=due, task=row.key)


def _activities(connection: Connection, deals: Sequence[int], now: datetime) -> Iterable[tuple[int, Next]]:
    """Activities that lie ahead; what is logged lies behind."""
    rows = connection.execute(
        select(Activity.opportunity, Activity.subject, Activity.at)
        .where(Activity.opportunity.in_(deals), Activity.at > now, Activity.deleted_at.is_(None))
        .order_by(Activity.at)
    )
    for row in rows:
        yield row.opportunity, Next(kind="activity", name=row.subject, at=kinds.utc(row.at))
