"""The groups that deployed processes give tasks to, and what a person still has to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.bpmn.rules.starts import START_GROUPS
from engine.process import definitions
from engine.process.models import ProcessDefinition, ProcessInstance, UserTask
from engine.process.queries.naming import Named, named, named_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.process.definitions import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTask:
    """An open task of one person."""

    key: int
    instance_key: int
    element: Named
    process: Named
    due: datetime | None


def groups_in_use(connection: Connection) -> dict[str, list[Named]]:
    """The processes whose newest version names each group: gives it tasks, or lets it start."""
    found: dict[str, list[Named]] = {}
    for deployed in _newest(connection):
        for group in sorted(set(_groups(deployed))):
            found.setdefault(group, []).append(named(deployed.model))
    return dict(sorted(found.items()))


def tasks_of(connection: Connection, user: int, *, limit: int = 200) -> list[HeldTask]:
    """The open tasks that a person holds, also one who has left; the most urgent first."""
    rows = connection.execute(
        select(UserTask.key, UserTask.instance, UserTask.element, UserTask.due, ProcessInstance.definition)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .where(UserTask.assignee == user)
        .order_by(UserTask.due, UserTask.key)
        .limit(limit)
    )
    return [
        HeldTask(
            key=row.key,
            instance_key=row.instance,
            element=named_in(deployed, deployed.element(row.element)),
            process=named(deployed.model),
            due=row.due,
        )
        for row in rows
        for deployed in (definitions.get(connection, row.definition),)
    ]


def _newest(connection: Connection) -> Iterator[Deployed]:
    versions = (
        select(ProcessDefinition.process_id, func.max(ProcessDefinition.version).label("version"))
        .group_by(ProcessDefinition.process_id)
        .subquery()
    )
    keys = connection.scalars(
        select(ProcessDefinition.key).join(
            versions,
            (versions.c.process_id == ProcessDefinition.process_id)
            & (versions.c.version == ProcessDefinition.version),
        )
    )
    for key in sorted(keys):
        yield definitions.get(connection, key)


def _groups(deployed: Deployed) -> Iterator[str]:
    """Groups that the model names as such; those that FEEL computes are known when the task is made."""
    for element in deployed.model.elements.values():
        yield from _groups_of(element)


def _groups_of(element: Element) -> Iterator[str]:
    assigned = element.assignment
    yield from _listed(dict(element.properties).get(START_GROUPS))
    if element.type != "userTask":
        return
    if assigned.candidate_groups and not assigned.candidate_groups.startswith("="):
        yield from _listed(assigned.candidate_groups)
    elif element.lane and not assigned.candidate_groups and not assigned.assignee:
        yield element.lane


def _listed(text: str | None) -> Iterator[str]:
    yield from (part.strip() for part in (text or "").split(",") if part.strip())
