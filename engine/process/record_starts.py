"""Which processes begin with a new record, and their start by workers after the step that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process.waits import Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from engine.feel.values import RecordRef, Value
    from engine.process.work import Work

START_JOB = "baton.start"


def waiting_for(work: Work, ref: RecordRef, besides: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The start events that wait for a new record of this type; *besides* is a definition that has begun with it."""
    statement = select(Subscription.definition, Subscription.element).where(
        Subscription.kind == "record", Subscription.name == f"{ref.type}.created"
    )
    if besides is not None:
        statement = statement.where(Subscription.definition != besides)
    return work.connection.execute(statement).all()


def queue_starts(work: Work, ref: RecordRef, *, besides: int | None = None) -> None:
    """Let workers start the processes of a new record: starting them must not undo what made it."""
    for row in waiting_for(work, ref, besides):
        queue_start(work, row.definition, row.element, {ref.type: ref})


def queue_start(work: Work, definition: int, element: int, variables: Mapping[str, Value]) -> None:
    """Let workers start a process, again and again until it becomes an incident."""
    payload = {"definition": str(definition), "element": str(element), "variables": dict(variables)}
    job = NewJob(type=START_JOB, payload=feel.dumps(payload))
    queue.enqueue(work.connection, [job], keys=work.parts.keys, now=work.now)
    work.work_waits = True
