"""Incidents: a step that failed, kept with its input until a person has mended the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from engine import feel, mails
from engine.errors import NotFound
from engine.jobs import queue
from engine.process import audit, execution, instances, tasks, workers
from engine.process.models import LIVE, UserTask
from engine.process.waits import Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

    from engine.feel.values import Value
    from engine.process.errors import StepFailed
    from engine.process.repairs import Outcome
    from engine.process.work import Work


def of_step(work: Work, failed: StepFailed) -> int | None:
    """Keep what a person's step failed with, in the place of the task's failure before.

    None when somebody else has completed the task or ended the instance since.
    """
    if failed.instance is None or execution.lock(work, failed.instance).status not in LIVE:
        return None
    if work.connection.scalar(select(UserTask.key).where(UserTask.key == failed.task)) is None:
        return None
    work.connection.execute(delete(Incident).where(Incident.task == failed.task))
    return _add(work, failed, job=None)


def of_job(work: Work, job: int, failed: StepFailed) -> int:
    """Keep what a job without tries left failed with."""
    work.connection.execute(delete(Incident).where(Incident.job == job))
    return _add(work, failed, job=job)


def retry(work: Work, key: int) -> Outcome:
    """Do again what failed, with the same input: complete the task, or give the job its tries back."""
    incident = _locked(work, key, "retry an incident")
    if incident.task is not None:
        tasks.complete(work, incident.task, feel.loads(incident.input))
    elif incident.job is not None:
        queue.retry(work.connection, incident.job, now=work.now)
        mails.requeued(work.connection, [incident.job])
        work.work_waits = True
    _close(work, incident, "retry_incident")
    return "done" if incident.task is not None else "queued"


def resolve(work: Work, key: int, reason: str) -> None:
    """Close an incident without a retry.

    An open task stays open, a service task counts as done without a result, an undelivered message is dropped.
    A timer cannot be skipped: without it nothing would be left to wait for.
    """
    incident = _locked(work, key, "resolve an incident")
    if incident.job is not None:
        workers.skip(work, incident.job)
    _close(work, incident, "resolve_incident", {"reason": reason} if reason else None)


def _add(work: Work, failed: StepFailed, *, job: int | None) -> int:
    key = work.parts.keys.new()
    row = {
        "key": key,
        "instance": failed.instance,
        "job": job,
        "task": failed.task,
        "element_id": failed.element_id,
        "message": failed.reason,
        "input": failed.input,
        "raised": work.at,
    }
    work.connection.execute(insert(Incident), row)
    new = {"element": failed.element_id, "message": failed.reason}
    audit.record(work, "raise_incident", ("incident", key), new=new)
    work.incidents.update([] if failed.instance is None else [failed.instance])
    return key


def _locked(work: Work, key: int, action: str) -> Row[Incident]:
    """The incident, nobody else's to mend at the same time; raises `Forbidden`, `NotFound`."""
    incident = _read(work, key)
    instances.require_operator(work, incident.instance, action)
    if incident.instance is not None:
        execution.lock(work, incident.instance)
    return _read(work, key)


def _read(work: Work, key: int) -> Row[Incident]:
    row = work.connection.execute(select(Incident).where(Incident.key == key)).first()
    if row is None:
        raise NotFound(what="incident", key=key)
    return row


def _close(work: Work, incident: Row[Incident], verb: str, new: Mapping[str, Value] | None = None) -> None:
    """Its row goes; the audit of its instance, if it has one, keeps it."""
    work.connection.execute(delete(Incident).where(Incident.key == incident.key))
    old = {"incident": str(incident.key), "element": incident.element_id, "message": incident.message}
    of_instance = ("process_instance", incident.instance)
    audit.record(
        work,
        verb,
        of_instance if incident.instance is not None else ("incident", incident.key),
        old=old,
        new=new,
    )
    work.incidents.update([] if incident.instance is None else [incident.instance])
