"""Messages and signals: who waits for one, and what happens when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process import audit, buffer, definitions, execution, message_starts
from engine.process.errors import InstanceNotActive, NobodyWaits
from engine.process.models import ProcessDefinition, ProcessInstance
from engine.process.record_starts import waiting_for
from engine.process.running import save
from engine.process.waits import Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from engine.feel.values import RecordRef, Value
    from engine.process.work import Work

DELIVER_SIGNAL_JOB = "baton.signal.delivery"
DELIVER_MESSAGE_JOB = "baton.message.delivery"
REMEMBERED = timedelta(days=1)
"""How long at least a received message's id is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be handed over."""

    name: str
    correlation_key: str | None
    variables: Mapping[str, Value]


def correlate(
    work: Work,
    name: str,
    *,
    correlation_key: str | None,
    variables: Mapping[str, Value],
    message_id: str | None,
    time_to_live: timedelta,
    wait: bool = True,
) -> int | None:
    """Hand a message to those who wait for it: one instance, or one start event, of each process.

    The key of the first instance that received it; the others receive it through workers. None while it waits: nobody
    waits for it, and it is kept for its time to live; or the one who does is suspended, and receives it when it is
    resumed. Raises `NobodyWaits` when it has no time to live, and `InstanceNotActive` for a suspended one if it must
    not *wait*. The same message id again: nothing happens, and the first receiver is named.
    """
    if message_id is not None:
        came_before, receiver = buffer.repetition(work, name, message_id, correlation_key)
        if came_before:
            return receiver or None
    message = Message(name=name, correlation_key=correlation_key, variables=variables)
    receiver, queued = _hand_round(work, message, wait=wait, until=work.at + time_to_live)
    if receiver is None and not queued and not time_to_live:
        raise NobodyWaits(what="receiver", name=name, key=correlation_key)
    waits = receiver is None and not queued
    if waits or message_id is not None:
        _keep(work, message, message_id, time_to_live, receiver=None if waits else receiver or 0)
    new = {"name": name, "correlationKey": correlation_key, "variables": dict(variables)}
    audit.record(work, "correlate_message", ("process_instance", receiver or 0), new=new)
    return receiver


def _keep(
    work: Work, message: Message, message_id: str | None, time_to_live: timedelta, *, receiver: int | None
) -> None:
    """Let a message wait, or remember that it came; zero stands for a receiver who will get it from a worker."""
    waits = receiver is None
    buffer.keep(
        work,
        message.name,
        correlation_key=message.correlation_key,
        variables=message.variables if waits else {},
        message_id=message_id,
        time_to_live=time_to_live if waits else max(time_to_live, REMEMBERED),
        receiver=receiver,
    )


def deliver_to(work: Work, process_id: str, message: Message, until: datetime | None = None) -> None:
    """Hand a message that other processes received, or that waited for a suspended instance, to a process.

    If nobody waits for it any more, one that was for a suspended instance is kept for the rest of its time to live.
    """
    receiver, suspended = _receive(work, message, process_id)
    if receiver is None and suspended is not None:
        raise suspended
    if receiver is None and until is not None and until > work.at:
        _keep(work, message, None, until - work.at, receiver=None)


def start_next(work: Work, process_id: str, correlation_key: str) -> None:
    """Start a process with a message that waited until the instance before it ended."""
    if message_starts.busy(work, process_id, correlation_key):
        return
    found = message_starts.next_message(work, process_id, correlation_key)
    if found is not None:
        key = start(
            work, found.definition, found.element, feel.loads(found.variables), by_message=correlation_key
        )
        buffer.received(work, found.key, key)


def broadcast(work: Work, name: str, variables: Mapping[str, Value]) -> None:
    """Queue a signal for every instance and start event that waits for it now; each receives it on its own."""
    keys = work.connection.scalars(
        select(Subscription.key).where(Subscription.kind == "signal", Subscription.name == name)
    )
    jobs = [
        NewJob(
            type=DELIVER_SIGNAL_JOB,
            payload=feel.dumps({"subscription": str(key), "variables": dict(variables)}),
        )
        for key in keys
    ]
    queue.enqueue(work.connection, jobs, keys=work.parts.keys, now=work.now)
    work.work_waits = work.work_waits or bool(jobs)


def deliver(work: Work, subscription: int, variables: Mapping[str, Value]) -> int | None:
    """Hand a signal to one subscriber; None when it waits no longer."""
    row = work.connection.execute(select(Subscription).where(Subscription.key == subscription)).first()
    if row is None:
        return None
    if row.instance is None:
        return start(work, row.definition, row.element, variables)
    return _fire(work, row, variables)


def created(work: Work, ref: RecordRef, *, besides: int | None = None) -> list[int]:
    """Start the processes whose start event waits for a new record of this type; the instances' keys.

    *besides* is a definition that was started with this record already.
    """
    rows = waiting_for(work, ref, besides)
    return [start(work, row.definition, row.element, {ref.type: ref}) for row in rows]


def start(
    work: Work,
    definition: int,
    element: int,
    variables: Mapping[str, Value],
    *,
    by_message: str | None = None,
) -> int:
    """Start a process at the start event that waited; the new instance's key. *by_message* is a correlation key."""
    deployed = definitions.get(work.connection, definition)
    start_event = deployed.element(element).id
    running = execution.start(work, deployed, variables, start_event=start_event)
    if by_message and not running.ended:
        message_starts.note(work, deployed.process_id, by_message, running.key)
    audit.record(work, "start_instance", ("process_instance", running.key), new=variables)
    return running.key


def _hand_round(work: Work, message: Message, *, wait: bool, until: datetime) -> tuple[int | None, bool]:
    """Who received it, and whether workers will hand it to somebody."""
    processes = _waiting_processes(work, message)
    if not processes:
        # Look once more when no new subscription can slip in between this look and the buffering.
        buffer.serialise(work.connection, message.name, message.correlation_key)
        processes = _waiting_processes(work, message)
    receiver: int | None = None
    queued: list[str] = []
    for process_id in processes:
        if receiver is not None:
            queued.append(process_id)
            continue
        receiver, suspended = _receive(work, message, process_id)
        if receiver is None and suspended is not None:
            if not wait:
                raise suspended
            queued.append(process_id)
    _queue(work, queued, message, until=until if receiver is None and len(queued) == 1 else None)
    return receiver, bool(queued)


def _queue(work: Work, processes: Sequence[str], message: Message, *, until: datetime | None) -> None:
    """Let workers hand it to processes; *until* it lives, should its one receiver no longer want it."""
    told = {
        "name": message.name,
        "correlationKey": message.correlation_key,
        "variables": dict(message.variables),
        "until": until,
    }
    jobs = [
        NewJob(type=DELIVER_MESSAGE_JOB, payload=feel.dumps({**told, "process": one})) for one in processes
    ]
    queue.enqueue(work.connection, jobs, keys=work.parts.keys, now=work.now)
    work.work_waits = work.work_waits or bool(jobs)


def _receive(work: Work, message: Message, process_id: str) -> tuple[int | None, InstanceNotActive | None]:
    """The first of a process that takes the message: waiting instances by age, then a start event.

    None if nobody does, with the reason of a suspended one that would have.
    """
    tried: set[int] = set()
    asleep: InstanceNotActive | None = None
    while (row := _next_subscriber(work, message, process_id, tried)) is not None:
        tried.add(row.key)
        try:
            receiver = _hand_over(work, row, message)
        except InstanceNotActive as inactive:
            asleep = asleep or inactive
            continue
        if receiver is not None:
            return receiver, None
    return None, asleep


def _waiting_processes(work: Work, message: Message) -> list[str]:
    """The processes with somebody who waits for the message: first those with an instance, the oldest wait first."""
    whose = func.coalesce(ProcessInstance.process_id, ProcessDefinition.process_id)
    statement = (
        select(whose.label("process_id"))
        .select_from(_SUBSCRIBERS)
        .where(*_waits_for(message))
        .group_by(whose)
        .order_by(func.min(case((Subscription.instance.is_(None), 1), else_=0)), func.min(Subscription.key))
    )
    return list(work.connection.scalars(statement))


def _next_subscriber(
    work: Work, message: Message, process_id: str, tried: set[int]
) -> Row[*tuple[Any, ...]] | None:
    whose = func.coalesce(ProcessInstance.process_id, ProcessDefinition.process_id)
    return work.connection.execute(
        select(Subscription)
        .select_from(_SUBSCRIBERS)
        .where(*_waits_for(message), whose == process_id, Subscription.key.not_in(tried))
        .order_by(Subscription.definition.is_not(None), Subscription.key)
        .limit(1)
    ).first()


def _waits_for(message: Message) -> tuple[ColumnElement[bool], ...]:
    same_key = func.coalesce(Subscription.correlation_key, "") == (message.correlation_key or "")
    return (
        Subscription.kind == "message",
        Subscription.name == message.name,
        same_key | Subscription.definition.is_not(None),
    )


def _hand_over(work: Work, row: Row[*tuple[Any, ...]], message: Message) -> int | None:
    """Give a message to a subscriber; None when it stopped waiting, or has begun with an equal one that still lives.

    Raises `InstanceNotActive`.
    """
    if row.instance is not None:
        return _fire(work, row, message.variables)
    key = message.correlation_key
    process_id = definitions.get(work.connection, row.definition).process_id
    if key and message_starts.busy(work, process_id, key):
        return None
    return start(work, row.definition, row.element, message.variables, by_message=key)


def _fire(work: Work, row: Row[*tuple[Any, ...]], variables: Mapping[str, Value]) -> int | None:
    """Let the event of a subscription happen; None when it waited no longer before the instance's lock was held."""
    locked = execution.lock(work, row.instance)
    waits = work.connection.scalar(select(Subscription.key).where(Subscription.key == row.key))
    if waits is None:
        return None
    running = execution.loaded(work, locked)
    element_id = running.deployed.element(row.element).id
    execution.run(running, running.instance.fire(row.number, dict(variables)), begins_at=element_id)
    save(running)
    return running.key


_SUBSCRIBERS = Subscription.__table__.outerjoin(
    ProcessInstance.__table__, ProcessInstance.key == Subscription.instance
).outerjoin(ProcessDefinition.__table__, ProcessDefinition.key == Subscription.definition)
