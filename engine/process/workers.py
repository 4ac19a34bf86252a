"""What workers hand back: finished jobs, failed ones, and BPMN errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import feel, mails
from engine.jobs import queue
from engine.jobs.models import Job
from engine.jobs.queue import LeaseLost
from engine.process import audit, batches, condition_starts, conditions, execution, messages, timers
from engine.process.appliers import MESSAGE_JOB, SIGNAL_JOB
from engine.process.batches import BATCH_JOB
from engine.process.condition_starts import CONDITION_START_JOB
from engine.process.conditions import CONDITION_JOB
from engine.process.errors import CannotSkip, StepFailed
from engine.process.message_starts import NEXT_START_JOB
from engine.process.messages import DELIVER_MESSAGE_JOB, DELIVER_SIGNAL_JOB
from engine.process.models import ProcessInstance
from engine.process.record_starts import START_JOB
from engine.process.running import save
from engine.process.timers import TIMER_JOB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from engine.bpmn.events import Steps
    from engine.feel.values import Value
    from engine.jobs.queue import ClaimedJob
    from engine.process.running import Running
    from engine.process.work import Work

OWN_TYPES = (
    TIMER_JOB,
    MESSAGE_JOB,
    DELIVER_MESSAGE_JOB,
    NEXT_START_JOB,
    SIGNAL_JOB,
    DELIVER_SIGNAL_JOB,
    CONDITION_JOB,
    CONDITION_START_JOB,
    START_JOB,
    BATCH_JOB,
)
"""Jobs that the engine gives itself."""


def complete(work: Work, key: int, token: str, variables: Mapping[str, Value]) -> None:
    """The service task of a job is done; raises `LeaseLost` when it is no longer the worker's."""
    running, job = _held(work, key, token)
    if running is None:
        queue.finish(work.connection, key)
    else:
        _go_on(running, job, running.instance.complete(_number(job), dict(variables)))
    if job.type == mails.JOB_TYPE:
        mails.completed(work.connection, key, variables, at=work.at)
    audit.record(work, "complete_job", ("job", key), new=variables)


def throw_error(work: Work, key: int, token: str, code: str, message: str) -> None:
    """The service task of a job ends with a BPMN error, for its boundary event."""
    running, job = _held(work, key, token)
    if running is None:
        queue.finish(work.connection, key)
    else:
        _go_on(running, job, running.instance.throw_error(_number(job), code, message, {}))
    if job.type == mails.JOB_TYPE:
        mails.rejected(work.connection, key, message or code, at=work.at)
    audit.record(work, "throw_error", ("job", key), new={"code": code, "message": message})


def fail(
    work: Work,
    key: int,
    token: str,
    error: str,
    *,
    retry_in: timedelta | None = None,
    element_id: str | None = None,
    final: bool = False,
) -> StepFailed | None:
    """An attempt failed: the job rests and comes back; after the last try, what its incident should say.

    *element_id* is where the step failed, when that is not the job's own element; *final* is an error that another
    try cannot mend. A mail that no instance waits for makes no incident: the list of mails tells.
    """
    instance = queue.instance_of(work.connection, key)
    if instance is not None:
        execution.lock(work, instance)
    job = queue.held(work.connection, key, token)
    parked = queue.fail(
        work.connection, job, error, now=work.now, retry_in=retry_in, final=final or job.worn_out
    )
    if job.type == mails.JOB_TYPE:
        mails.attempted(work.connection, key, error, final=parked)
        parked = parked and job.instance is not None
    if not parked:
        work.work_waits = True
        return None
    place = element_id or job.element_id or job.type
    return StepFailed(
        instance=_instance_of(work, job),
        element_id=place,
        element=place,
        reason=error,
        input=job.payload,
    )


def require_active(work: Work, job: ClaimedJob) -> None:
    """Raise `InstanceNotActive` unless the instance that waits for the job, if one does, can go on now."""
    stands = select(ProcessInstance.key, ProcessInstance.status).where(ProcessInstance.key == job.instance)
    row = work.connection.execute(stands).first()
    if row is not None:
        execution.require_active(row)


def run_own(work: Work, key: int, token: str) -> None:
    """Do a job that the engine gave itself, and finish it in the same transaction."""
    kind, payload = queue.given(work.connection, key)
    # The instance is locked inside, before the job: the one lock order.
    _OWN[kind](work, feel.loads(payload))
    queue.held(work.connection, key, token)
    queue.finish(work.connection, key)


def stumbled(work: Work, job: ClaimedJob, failed: StepFailed) -> None:
    """A batch's chunk failed and is undone: its job is over, another goes on with fewer people."""
    batches.stumble(work, feel.loads(job.payload), failed)
    queue.held(work.connection, job.key, job.token)
    queue.finish(work.connection, job.key)


def skip(work: Work, key: int) -> None:
    """Let a parked job's service task count as done; drop an undelivered message. A timer cannot be skipped."""
    instance = queue.instance_of(work.connection, key)
    row = None if instance is None else execution.lock(work, instance)
    job = work.connection.execute(select(Job).where(Job.key == key).with_for_update()).one()
    if job.type == TIMER_JOB:
        raise CannotSkip(key=key, reason="", remedy="")
    queue.finish(work.connection, key)
    if instance is not None and job.type == mails.JOB_TYPE:
        mails.withdraw(work.connection, instance)
    if row is not None:
        running = execution.loaded(work, row)
        execution.run(running, running.instance.complete(job.number, {}), begins_at=job.element_id)
        save(running)


def _held(work: Work, key: int, token: str) -> tuple[Running | None, ClaimedJob]:
    """The instance that waits for the job, locked before it; None when nothing waits."""
    instance = queue.instance_of(work.connection, key)
    if instance is None:
        return None, queue.held(work.connection, key, token)
    row = execution.lock(work, instance)
    job = queue.held(work.connection, key, token)
    return execution.loaded(work, row), job


def _go_on(running: Running, job: ClaimedJob, steps: Steps) -> None:
    execution.run(running, steps, begins_at=job.element_id)
    queue.finish(running.work.connection, job.key)
    save(running)


def _number(job: ClaimedJob) -> int:
    if job.number is None:
        raise LeaseLost(key=job.key, reason="", remedy="")
    return job.number


def _instance_of(work: Work, job: ClaimedJob) -> int | None:
    if job.type == TIMER_JOB:
        return timers.instance_of(work.connection, int(feel.loads(job.payload)["timer"]))
    if job.type == CONDITION_JOB:
        return int(feel.loads(job.payload)["instance"])
    return job.instance


def _fire_timer(work: Work, payload: Mapping[str, Value]) -> None:
    timers.fire(work, int(payload["timer"]))


def _deliver_message(work: Work, payload: Mapping[str, Value]) -> None:
    messages.correlate(
        work,
        payload["name"],
        correlation_key=payload["correlationKey"],
        variables=payload["variables"],
        message_id=payload["messageId"],
        # A process's own message waits for its receiver: the two run side by side.
        time_to_live=messages.REMEMBERED,
    )


def _broadcast_signal(work: Work, payload: Mapping[str, Value]) -> None:
    messages.broadcast(work, payload["name"], payload["variables"])


def _deliver_signal(work: Work, payload: Mapping[str, Value]) -> None:
    messages.deliver(work, int(payload["subscription"]), payload["variables"])


def _hand_on(work: Work, payload: Mapping[str, Value]) -> None:
    message = messages.Message(
        name=payload["name"], correlation_key=payload["correlationKey"], variables=payload["variables"]
    )
    messages.deliver_to(work, payload["process"], message, payload.get("until"))


def _start_next(work: Work, payload: Mapping[str, Value]) -> None:
    messages.start_next(work, payload["process"], payload["correlationKey"])


def _look_again(work: Work, payload: Mapping[str, Value]) -> None:
    conditions.look(work, int(payload["instance"]))


def _start(work: Work, payload: Mapping[str, Value]) -> None:
    messages.start(work, int(payload["definition"]), int(payload["element"]), payload["variables"])


_OWN = {
    TIMER_JOB: _fire_timer,
    MESSAGE_JOB: _deliver_message,
    SIGNAL_JOB: _broadcast_signal,
    DELIVER_SIGNAL_JOB: _deliver_signal,
    START_JOB: _start,
    CONDITION_JOB: _look_again,
    CONDITION_START_JOB: condition_starts.start,
    DELIVER_MESSAGE_JOB: _hand_on,
    NEXT_START_JOB: _start_next,
    BATCH_JOB: batches.advance,
}
