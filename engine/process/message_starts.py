"""Instances that a message with a correlation key started: one of a process at a time for each key, as in Camunda 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, func, insert, select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process.locks import one_at_a_time
from engine.process.models import ProcessDefinition, ProcessInstance
from engine.process.waits import MessageBuffer, MessageStart, Subscription

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import ColumnElement, Row

    from engine.process.running import Running
    from engine.process.work import Work

NEXT_START_JOB = "baton.message.start"


def busy(work: Work, process_id: str, correlation_key: str) -> bool:
    """Whether an instance that a message with this key started still lives; nobody else asks until this verb ends."""
    one_at_a_time(work.connection, "message start", process_id, correlation_key)
    alive = (
        exists()
        .where(MessageStart.process_id == process_id, MessageStart.correlation_key == correlation_key)
        .where(ProcessInstance.key == MessageStart.instance, ProcessInstance.ended.is_(None))
    )
    return bool(work.connection.scalar(select(alive)))


def note(work: Work, process_id: str, correlation_key: str, instance: int) -> None:
    """A message has started an instance."""
    row = {"instance": instance, "process_id": process_id, "correlation_key": correlation_key}
    work.connection.execute(insert(MessageStart), row)


def ended(running: Running) -> None:
    """Let a worker start the next instance, if a message with the key of this one has been waiting for its end."""
    work = running.work
    of_instance = MessageStart.instance == running.key
    key = work.connection.scalar(select(MessageStart.correlation_key).where(of_instance))
    if key is None:
        return
    work.connection.execute(delete(MessageStart).where(of_instance))
    process_id = running.deployed.process_id
    if next_message(work, process_id, key) is not None:
        payload = feel.dumps({"process": process_id, "correlationKey": key})
        job = NewJob(type=NEXT_START_JOB, payload=payload)
        queue.enqueue(work.connection, [job], keys=work.parts.keys, now=work.now)
        work.work_waits = True


def next_message(work: Work, process_id: str, correlation_key: str) -> Row[*tuple[Any, ...]] | None:
    """The oldest message that waits and can start the process, with the start event that waits for it."""
    return work.connection.execute(
        select(MessageBuffer.key, MessageBuffer.variables, Subscription.definition, Subscription.element)
        .join(Subscription, (Subscription.kind == "message") & (Subscription.name == MessageBuffer.name))
        .join(ProcessDefinition, ProcessDefinition.key == Subscription.definition)
        .where(ProcessDefinition.process_id == process_id, *_waits(work, correlation_key))
        .order_by(MessageBuffer.key)
        .limit(1)
    ).first()


def _waits(work: Work, correlation_key: str) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageBuffer.received_by.is_(None),
        MessageBuffer.expires > work.at,
        func.coalesce(MessageBuffer.correlation_key, "") == correlation_key,
    )
