"""Open tasks whose due date has passed, by process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.process.models import ProcessInstance, UserTask

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def overdue(connection: Connection, now: datetime) -> dict[str, int]:
    """How many open tasks of each process are late at *now*, business time; processes without any are left out."""
    rows = connection.execute(
        select(ProcessInstance.process_id, func.count().label("tasks"))
        .join(UserTask, UserTask.instance == ProcessInstance.key)
        .where(UserTask.due < now)
        .group_by(ProcessInstance.process_id)
    )
    return {row.process_id: row.tasks for row in rows}
