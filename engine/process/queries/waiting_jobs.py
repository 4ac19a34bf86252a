"""What a job waits for: a worker, the end of a rest or of a lease, the end of its delay, or a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.connectors import connectors

if TYPE_CHECKING:
    from sqlalchemy import Row

    from engine.process.queries.waiting import WaitKind
    from engine.process.queries.waiting_scene import Facts, Moment


def facts_of(job: Row[Any], incident: Row[Any] | None, moment: Moment) -> tuple[WaitKind, Facts]:
    """The job's moments are system time: workers know no other."""
    facts: Facts = {
        "job": job.key,
        "type": job.type,
        "attempts": job.attempts,
        "most": job.max_attempts,
        "tries_left": max(0, job.max_attempts - job.attempts),
        "error": job.error,
        "due": job.due,
        "left": None if job.due is None else job.due - moment.now,
        "worker": job.worker,
        "external": job.type not in connectors(),
    }
    if incident is not None or job.due is None:
        raised = {} if incident is None else {"incident": incident.key, "raised": incident.raised}
        error = job.error if incident is None else incident.message
        return "failed", {**facts, **raised, "error": error}
    return _kind(job, moment), facts


def _kind(job: Row[Any], moment: Moment) -> WaitKind:
    if job.token is not None:
        return "leased"
    if job.due > moment.now:
        return "resting" if job.attempts else "held"
    return "job"
