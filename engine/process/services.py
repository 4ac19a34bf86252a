"""Service tasks: an operation answers at once, everything else becomes a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.events import Completed, Failed
from engine.declarations import HOLD, held_seconds
from engine.jobs.queue import NewJob
from engine.operations import BpmnError, OperationCall
from engine.process import decisions, people, record_starts
from engine.process.errors import UnreadableHold
from engine.settings import sending

if TYPE_CHECKING:
    from engine.bpmn.events import Reply, ServiceTaskActivated
    from engine.operations import Operation
    from engine.process.running import Running


def activate(event: ServiceTaskActivated, running: Running) -> Reply:
    """Run the operation of this type in the step's transaction, or enqueue a job for a connector or a worker."""
    operation = running.work.parts.operations.get(event.type)
    if operation is not None:
        return _run(operation, event, running)
    running.rows.jobs[event.number] = NewJob(
        type=event.type,
        payload=feel.dumps(event.inputs),
        element_id=event.element_id,
        instance=running.key,
        number=event.number,
        headers=event.headers,
        max_attempts=max(1, event.retries),
        hold=_hold(event, running),
    )
    return None


def _hold(event: ServiceTaskActivated, running: Running) -> timedelta:
    """How long a connector's job waits before it goes out; what an external worker does is its own matter."""
    if event.type not in running.work.parts.connectors:
        return timedelta(0)
    said = event.headers.get(HOLD)
    if said is None:
        return sending.hold(running.work.connection)
    seconds = held_seconds(said)
    if seconds is None:
        raise UnreadableHold(element_id=event.element_id, said=said, what="", reason="", remedy="")
    return timedelta(seconds=seconds)


def idempotency_key(instance: int, number: int) -> str:
    """The same for every attempt of one service task, and for no other."""
    return f"{instance}-{number}"


def _run(operation: Operation, event: ServiceTaskActivated, running: Running) -> Reply:
    work = running.work
    call = OperationCall(
        inputs=event.inputs,
        headers=event.headers,
        connection=work.connection,
        by=work.by,
        at=work.at,
        now=work.now,
        keys=work.parts.keys,
        cause=running.cause,
        element_id=event.element_id,
        resolve=work.resolve,
        decide=lambda decision_id, inputs: decisions.evaluate(running, event.element_id, decision_id, inputs),
        open_tasks=lambda users: people.open_tasks(running, users),
    )
    try:
        variables = operation(call) or {}
    except BpmnError as error:
        return Failed(code=error.code, message=error.message)
    for ref in call.created:
        record_starts.queue_starts(work, ref)
    return Completed(variables=variables)
