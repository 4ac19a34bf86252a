"""The checker of the promise that no live instance waits for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from engine.jobs.models import Job
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from sqlalchemy import Connection


def instances_without_reason(connection: Connection) -> list[int]:
    """Live instances with no open task, timer, subscription, queued job, incident or call; there should be none."""
    statement = select(ProcessInstance.key).where(ProcessInstance.status.in_(LIVE))
    for table in (UserTask, Timer, Subscription, Incident):
        statement = statement.where(~exists().where(table.instance == ProcessInstance.key))
    called = aliased(ProcessInstance)
    of_tree = called.root == func.coalesce(ProcessInstance.root, ProcessInstance.key)
    calling = exists().where(of_tree, called.parent == ProcessInstance.key, called.ended.is_(None))
    statement = statement.where(~calling)
    queued = exists().where(Job.instance == ProcessInstance.key, Job.due.is_not(None))
    return list(connection.scalars(statement.where(~queued)))
