"""What taking back a completed task would need: everything that its step did, and what now stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.errors import NotFound
from engine.process.journal import History
from engine.process.models import LIVE, SUSPENDED
from engine.process.queries import undoing_around, undoing_following, undoing_sent, undoing_written
from engine.process.queries.past import Past
from engine.process.queries.rights import sees_instance
from engine.process.queries.undoing_effect import Effect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User
    from engine.process.queries.naming import Named
    from engine.process.queries.past import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """A completed task, and what taking it back would need."""

    task: int
    instance: int
    element: Named
    by: str | None
    at: datetime | None
    effects: tuple[Effect, ...]

    @property
    def blockers(self) -> tuple[Effect, ...]:
        return tuple(one for one in self.effects if one.blocked)

    @property
    def possible(self) -> bool:
        """Nothing stands in the way now."""
        return not self.blockers


def undoing(connection: Connection, task_key: int, user: User) -> Undoing:
    """For a task that somebody completed; raises `NotFound`, also for a task that is open or was withdrawn."""
    row = connection.execute(
        select(History).where(History.task == task_key, History.by.is_not(None), ~History.terminated)
    ).first()
    if row is None or not sees_instance(connection, user, row.instance):
        raise NotFound(what="completed task", key=task_key)
    return _undoing(Past(connection, row.instance), row, user)


def _undoing(past: Past, row: Row[Any], user: User) -> Undoing:
    step = past.step_of(row.number)
    if step is None:
        return _unknown(past, row)
    deed = past.deed(step)
    return Undoing(
        task=row.task,
        instance=row.instance,
        element=past.element(step, row.element),
        by=deed.who,
        at=deed.at,
        effects=tuple(_effects(past, step, row, user)),
    )


def _effects(past: Past, step: Step, row: Row[Any], user: User) -> Iterator[Effect]:
    """The instance as a whole first, then what follows, what went out and what was written."""
    if past.row.status == SUSPENDED:
        yield Effect(kind="suspended", blocked=True)
    elif past.row.status not in LIVE:
        called = past.row.parent is not None
        yield Effect(kind="caller_went_on" if called else "ended", blocked=True, facts={"at": past.row.ended})
    if row.definition is not None:
        yield Effect(kind="migrated", blocked=True)
    yield from undoing_around.ended(past, step, row.element)
    yield from undoing_following.effects(past, step)
    yield from undoing_sent.effects(past, step)
    yield from undoing_written.variables(past, step)
    yield from undoing_written.records(past, step, user)


def _unknown(past: Past, row: Row[Any]) -> Undoing:
    """A step from before there was a journal."""
    from_model = past.element_by_row(row)
    return Undoing(
        task=row.task,
        instance=row.instance,
        element=from_model,
        by=None,
        at=None,
        effects=(Effect(kind="unknown", blocked=True),),
    )
