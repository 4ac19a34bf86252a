"""The checker of the promise that no live instance waits for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from engine.jobs.models import Job
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from sqlalchemy import Connection


def instances_without_reason(connection: Connection) -> list[int]:
    """Live instances with no open task, armed timer, subscription, queued job or incident; there should be none."""
    statement = select(ProcessInstance.key).where(ProcessInstance.status.in_(LIVE))
    for table in (UserTask, Timer, Subscription, Incident):
        statement = statement.where(~exists().where(table.instance == ProcessInstance.key))
    queued = exists().where(Job.instance == ProcessInstance.key, Job.due.is_not(None))
    return list(connection.scalars(statement.where(~queued)))
