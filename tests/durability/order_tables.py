"""What the tables say of orders, and a database whose programs die at their commits; see `order_machine`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.jobs.models import Job
from engine.process import definitions
from engine.process.models import ProcessInstance, UserTask
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from engine.db import Database


class Died(Exception):
    """The program was killed before it could commit."""


@contextmanager
def dying(database: Database):
    """Every transaction is lost at its commit."""
    original = database.transaction

    @contextmanager
    def transaction():
        with original() as connection:
            yield connection
            raise Died

    database.transaction = transaction
    try:
        yield
    finally:
        del database.transaction


def tasks_of(connection, instance: int):
    rows = connection.execute(
        select(UserTask.key, UserTask.element, UserTask.assignee, ProcessInstance.definition)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .where(UserTask.instance == instance)
    )
    for row in rows.all():
        yield row.key, definitions.get(connection, row.definition).element(row.element).id, row.assignee


def shown(connection, names: dict[int, str]) -> dict[int, dict[str, object]]:
    """What the tables say of each order."""
    return {
        one.key: _shown(connection, one, names) for one in connection.execute(select(ProcessInstance)).all()
    }


def _shown(connection, order, names: dict[int, str]) -> dict[str, object]:
    job = connection.execute(select(Job.attempts, Job.due).where(Job.instance == order.key)).first()
    incidents = connection.scalars(select(Incident.key).where(Incident.instance == order.key)).all()
    return {
        "status": order.status,
        "tasks": {element: names.get(who) for _, element, who in tasks_of(connection, order.key)},
        "timers": _elements(connection, Timer, order),
        "waits": _elements(connection, Subscription, order),
        "job": None if job is None else (job.attempts, job.due is None),
        "incidents": len(incidents),
    }


def _elements(connection, table, order) -> set[str]:
    deployed = definitions.get(connection, order.definition)
    rows = connection.scalars(select(table.element).where(table.instance == order.key))
    return {deployed.element(one).id for one in rows}
