"""Who has laid a hand on an instance, from the audit: what the process does by itself is history instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, union

from engine import feel
from engine.identity import queries as identity
from engine.process import definitions
from engine.process.history import DEFINITION
from engine.process.journal import Audit, History
from engine.process.models import ProcessInstance, UserTask
from engine.process.queries.naming import Named, named_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.feel.values import Value
    from engine.process.definitions import Deployed

_ON_INSTANCES = (
    *("set_variables", "cancel_instance", "suspend_instance", "resume_instance"),
    *("retry_incident", "resolve_incident", "move_token", "add_token", "remove_token", "change_items"),
    *("start_activity", "finish_ad_hoc"),
    *("pass_over", "move_timer", "retry_job", "migrate_instance", "reopen_instance"),
)
_ON_TASKS = ("assign_task", "unclaim_task", "skip_task")
_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One thing that a person did to an instance besides doing its tasks."""

    verb: str
    by: int
    by_name: str
    at: datetime
    """Business time."""
    step: Named | None
    """Where, if it was at one step."""
    to: Named | None
    """The step at which something goes on since then."""
    task: int | None
    old: Mapping[str, Value]
    new: Mapping[str, Value]


def interventions(connection: Connection, instance: int) -> tuple[Intervention, ...]:
    """The newest first; for those who may see the instance."""
    tasks = _tasks(connection, instance)
    on_instance = and_(
        Audit.subject_type == "process_instance", Audit.subject_key == instance, Audit.verb.in_(_ON_INSTANCES)
    )
    on_tasks = and_(
        Audit.subject_type == "task", Audit.subject_key.in_(list(tasks)), Audit.verb.in_(_ON_TASKS)
    )
    statement = select(Audit).where(or_(on_instance, on_tasks)).order_by(Audit.key.desc()).limit(_MOST)
    rows = connection.execute(statement).all()
    names = identity.names(connection, {row.actor for row in rows})
    steps = _steps(connection, instance)
    return tuple(_intervention(row, tasks, steps, names) for row in rows)


def _tasks(connection: Connection, instance: int) -> dict[int, Named]:
    """The step of each task that the instance has or had, by its key."""
    closed = (
        select(History.task, History.element, DEFINITION)
        .join(ProcessInstance, ProcessInstance.key == History.instance)
        .where(History.instance == instance, History.task.is_not(None))
    )
    still = (
        select(UserTask.key, UserTask.element, ProcessInstance.definition)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .where(UserTask.instance == instance)
    )
    rows: Iterable[Any] = connection.execute(union(closed, still))
    return {row[0]: _step(definitions.get(connection, row[2]), row[1]) for row in rows}


def _step(deployed: Deployed, number: int) -> Named:
    return named_in(deployed, deployed.element(number))


def _steps(connection: Connection, instance: int) -> Mapping[str, Named]:
    """The steps of the versions on which the instance has run, by their ids; its own counts first."""
    own = select(ProcessInstance.definition).where(ProcessInstance.key == instance)
    before = select(History.definition).where(History.instance == instance, History.definition.is_not(None))
    keys = [*connection.scalars(own), *connection.scalars(before.distinct())]
    versions = [definitions.get(connection, key) for key in keys]
    return {
        one: named_in(each, element) for each in reversed(versions) for one, element in each.elements.items()
    }


def _intervention(
    row: Row[*tuple[Any, ...]],
    tasks: Mapping[int, Named],
    steps: Mapping[str, Named],
    names: Mapping[int, str],
) -> Intervention:
    old, new = (feel.loads(text) if text else {} for text in (row.old, row.new))
    of_task = row.subject_type == "task"
    return Intervention(
        verb=row.verb,
        by=row.actor,
        by_name=names.get(row.actor, str(row.actor)),
        at=row.business_at,
        step=tasks[row.subject_key] if of_task else steps.get(str(old.get("element"))),
        to=None if of_task else steps.get(str(new.get("to"))),
        task=row.subject_key if of_task else None,
        old=old,
        new=new,
    )
