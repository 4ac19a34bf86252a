"""What a manager does to an instance that cannot go on by itself, and what became of each of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.process import audit, execution, instances, tasks
from engine.process.errors import CannotGoOn, ReasonMissing, StepFailed
from engine.process.running import KnownTask, save

if TYPE_CHECKING:
    from engine.errors import BatonError
    from engine.process.work import Work

Outcome = Literal["done", "queued", "failed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one of many."""

    key: int
    outcome: Outcome
    """Queued: a worker will try, and may fail again. Failed: it did fail again. Refused: nothing was tried."""
    error: BatonError | None = None


def skip_task(work: Work, key: int, reason: str) -> None:
    """Let an open task count as done without what a person would have given; its instance goes on.

    Raises `CannotGoOn` when the process needs what is missing: the task stays as it is, without an incident.
    """
    require_reason(reason)
    task, row = tasks.locked(work, key)
    instances.require_operator(work, task.instance, "skip a step")
    execution.require_active(row)
    running = execution.loaded(work, row)
    running.known_tasks[task.number] = KnownTask(key=key, done_by=work.by.key)
    try:
        execution.run(running, running.instance.complete(task.number, {}), begins_at=task.element_id)
    except StepFailed as failed:
        raise CannotGoOn(task=task.name, element=failed.element, reason=failed.reason, remedy="") from failed
    save(running)
    tasks.touch(work, task, task.claimants.assignee)
    new = {"reason": reason, "element": task.element_id}
    audit.record(work, "skip_task", ("task", key), new=new)


def require_reason(reason: str) -> None:
    """Raise unless it is said why."""
    if not reason.strip():
        raise ReasonMissing(what="", reason="", remedy="")
