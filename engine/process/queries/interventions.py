"""Who has laid a hand on an instance, from the audit: what the process does by itself is history instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select, union

from engine import feel
from engine.identity import queries as identity
from engine.process import definitions
from engine.process.journal import Audit, History
from engine.process.models import ProcessInstance, UserTask
from engine.process.queries.naming import Named, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.feel.values import Value
    from engine.process.definitions import Deployed

_ON_INSTANCES = (
    *("set_variables", "cancel_instance", "suspend_instance", "resume_instance"),
    *("retry_incident", "resolve_incident"),
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
    task: int | None
    old: Mapping[str, Value]
    new: Mapping[str, Value]


def interventions(connection: Connection, instance: int) -> tuple[Intervention, ...]:
    """The newest first; for those who may see the instance."""
    definition = connection.scalar(select(ProcessInstance.definition).where(ProcessInstance.key == instance))
    deployed = None if definition is None else definitions.get(connection, definition)
    elements = _tasks(connection, instance)
    on_instance = and_(
        Audit.subject_type == "process_instance", Audit.subject_key == instance, Audit.verb.in_(_ON_INSTANCES)
    )
    on_tasks = and_(
        Audit.subject_type == "task", Audit.subject_key.in_(list(elements)), Audit.verb.in_(_ON_TASKS)
    )
    statement = select(Audit).where(or_(on_instance, on_tasks)).order_by(Audit.key.desc()).limit(_MOST)
    rows = connection.execute(statement).all()
    names = identity.names(connection, {row.actor for row in rows})
    return tuple(_intervention(row, elements, deployed, names) for row in rows)


def _tasks(connection: Connection, instance: int) -> dict[int, int]:
    """The number of the element by the key of each task that the instance has or had."""
    closed = select(History.task, History.element).where(
        History.instance == instance, History.task.is_not(None)
    )
    still = select(UserTask.key, UserTask.element).where(UserTask.instance == instance)
    rows: Iterable[Any] = connection.execute(union(closed, still))
    return {row[0]: row[1] for row in rows}


def _intervention(
    row: Row[*tuple[Any, ...]],
    elements: Mapping[int, int],
    deployed: Deployed | None,
    names: Mapping[int, str],
) -> Intervention:
    old, new = (feel.loads(text) if text else {} for text in (row.old, row.new))
    of_task = row.subject_type == "task"
    step = None
    if deployed is not None and of_task:
        step = named(deployed.element(elements[row.subject_key]))
    elif deployed is not None and old.get("element") in deployed.elements:
        step = named(deployed.elements[old["element"]])
    return Intervention(
        verb=row.verb,
        by=row.actor,
        by_name=names.get(row.actor, str(row.actor)),
        at=row.business_at,
        step=step,
        task=row.subject_key if of_task else None,
        old=old,
        new=new,
    )
