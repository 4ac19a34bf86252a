"""What became of a task that is no longer open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.identity import queries as identity
from engine.process import definitions
from engine.process.errors import TaskAlreadyCompleted, TaskNotFound, TaskWithdrawn
from engine.process.journal import History
from engine.process.models import ProcessInstance

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.errors import BatonError
    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedTask:
    """A task that was completed, or withdrawn by its process."""

    key: int
    instance_key: int
    names: dict[str, str]
    """Name by language; "" holds the default."""
    completed_by: int | None
    """None when it was withdrawn."""
    completed_by_name: str | None
    closed_at: datetime
    """Business time."""

    def name_in(self, locale: str) -> str:
        return self.names.get(locale) or self.names[""]


def closed_task(connection: Connection, key: int) -> ClosedTask | None:
    """Who completed a task, and when; None if there never was one with this key, or it is still open."""
    row = connection.execute(
        select(
            History.instance, History.element, History.entered, History.duration, History.by,
            ProcessInstance.definition,
        )
        .join(ProcessInstance, ProcessInstance.key == History.instance)
        .where(History.task == key)
    ).first()  # fmt: skip
    if row is None:
        return None
    element = definitions.get(connection, row.definition).element(row.element)
    names = identity.names(connection, [] if row.by is None else [row.by])
    return ClosedTask(
        key=key,
        instance_key=row.instance,
        names={"": element.name or element.id, **dict(element.names)},
        completed_by=row.by,
        completed_by_name=None if row.by is None else names.get(row.by, str(row.by)),
        closed_at=row.entered + timedelta(milliseconds=row.duration),
    )


def why_gone(connection: Connection, key: int, user: User) -> BatonError:
    """Why there is no open task with this key, as *user* should read it."""
    closed = closed_task(connection, key)
    if closed is None:
        return TaskNotFound(what="task", key=key)
    name = closed.name_in(user.locale)
    if closed.completed_by is None or closed.completed_by_name is None:
        return TaskWithdrawn(task=name, at=closed.closed_at, reason="", remedy="")
    return TaskAlreadyCompleted(
        key=key, task=name, who=closed.completed_by_name, who_key=closed.completed_by, at=closed.closed_at
    )


def hidden(key: int) -> TaskNotFound:
    """What a stranger hears of a task that is not theirs to see."""
    return TaskNotFound(what="task", key=key)
