"""Messages and signals: who waits for one, and what happens when it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process import audit, buffer, definitions, execution
from engine.process.errors import NobodyWaits
from engine.process.record_starts import waiting_for
from engine.process.running import save
from engine.process.waits import Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Row

    from engine.feel.values import RecordRef, Value
    from engine.process.work import Work

DELIVER_SIGNAL_JOB = "baton.signal.delivery"
REMEMBERED = timedelta(days=1)
"""How long at least a received message's id is remembered."""


def correlate(
    work: Work,
    name: str,
    *,
    correlation_key: str | None,
    variables: Mapping[str, Value],
    message_id: str | None,
    time_to_live: timedelta,
) -> int | None:
    """Hand a message to the one who waits for it: an instance, or a start event. The receiving instance's key.

    Nobody waits: the message is kept for its time to live (None), or refused with `NobodyWaits` when it has none.
    The same message id again: nothing happens, and the first receiver is named.
    """
    if message_id is not None:
        came_before, receiver = buffer.repetition(work, name, message_id)
        if came_before:
            return receiver
    receiver = _receive(work, name, correlation_key, variables)
    if receiver is None and not time_to_live:
        raise NobodyWaits(what="receiver", name=name, key=correlation_key)
    if receiver is None or message_id is not None:
        buffer.keep(
            work,
            name,
            correlation_key=correlation_key,
            variables=variables if receiver is None else {},
            message_id=message_id,
            time_to_live=time_to_live if receiver is None else max(time_to_live, REMEMBERED),
            receiver=receiver,
        )
    new = {"name": name, "correlationKey": correlation_key, "variables": dict(variables)}
    audit.record(work, "correlate_message", ("process_instance", receiver or 0), new=new)
    return receiver


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
    return None if row is None else _hand_over(work, row, variables)


def created(work: Work, ref: RecordRef, *, besides: int | None = None) -> list[int]:
    """Start the processes whose start event waits for a new record of this type; the instances' keys.

    *besides* is a definition that was started with this record already.
    """
    rows = waiting_for(work, ref, besides)
    return [start(work, row.definition, row.element, {ref.type: ref}) for row in rows]


def start(work: Work, definition: int, element: int, variables: Mapping[str, Value]) -> int:
    """Start a process at the start event that waited; the new instance's key."""
    deployed = definitions.get(work.connection, definition)
    start_event = deployed.element(element).id
    running = execution.start(work, deployed, variables, start_event=start_event)
    audit.record(work, "start_instance", ("process_instance", running.key), new=variables)
    return running.key


def _receive(
    work: Work, name: str, correlation_key: str | None, variables: Mapping[str, Value]
) -> int | None:
    """The first receiver that takes the message: waiting instances by age, then a start event."""
    tried: set[int] = set()
    while True:
        row = _next_subscriber(work, name, correlation_key, tried)
        if row is None:
            # Look once more when no new subscription can slip in between this look and the buffering.
            buffer.serialise(work.connection, name, correlation_key)
            row = _next_subscriber(work, name, correlation_key, tried)
        if row is None:
            return None
        tried.add(row.key)
        receiver = _hand_over(work, row, variables)
        if receiver is not None:
            return receiver


def _next_subscriber(
    work: Work, name: str, correlation_key: str | None, tried: set[int]
) -> Row[*tuple[Any, ...]] | None:
    return work.connection.execute(
        select(Subscription)
        .where(
            Subscription.kind == "message",
            Subscription.name == name,
            _same_key(correlation_key) | Subscription.definition.is_not(None),
            Subscription.key.not_in(tried),
        )
        .order_by(Subscription.definition.is_not(None), Subscription.key)
        .limit(1)
    ).first()


def _same_key(correlation_key: str | None) -> ColumnElement[bool]:
    return func.coalesce(Subscription.correlation_key, "") == (correlation_key or "")


def _hand_over(work: Work, row: Row[*tuple[Any, ...]], variables: Mapping[str, Value]) -> int | None:
    """Give a message or a signal to a subscriber; None when it stopped waiting before its lock was held."""
    if row.instance is None:
        return start(work, row.definition, row.element, variables)
    locked = execution.lock(work, row.instance)
    waits = work.connection.scalar(select(Subscription.key).where(Subscription.key == row.key))
    if waits is None:
        return None
    running = execution.loaded(work, locked)
    element_id = running.deployed.element(row.element).id
    execution.run(running, running.instance.fire(row.number, dict(variables)), begins_at=element_id)
    save(running)
    return running.key
