"""Handing tasks over: to a person, or back to those who may claim them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import audit, execution, people, tasks
from engine.process.errors import NobodyToTakeIt
from engine.process.queries.rights import repairs_instance

if TYPE_CHECKING:
    from engine.process.tasks import OpenTask
    from engine.process.work import Work


def assign(work: Work, key: int, to: int) -> None:
    """Give a task to an active person; for its holder, its candidates, and whoever manages it."""
    task, row = tasks.locked(work, key)
    execution.require_active(row)
    _require_right(work, task, "assign")
    people.require_active_user(work.connection, to)
    _hand_over(work, task, to, "assign_task")


def unclaim(work: Work, key: int) -> None:
    """Give a task back to its candidates."""
    task, row = tasks.locked(work, key)
    execution.require_active(row)
    # Also of a free task only to those who may have it: others must not learn that it exists.
    _require_right(work, task, "give back")
    if task.claimants.assignee is None:
        return
    if not task.claimants.groups and not task.claimants.users:
        raise NobodyToTakeIt(task=task.name, reason="", remedy="")
    _hand_over(work, task, None, "unclaim_task")


def _require_right(work: Work, task: OpenTask, action: str) -> None:
    if not repairs_instance(work.connection, work.by, task.instance):
        tasks.require_worker(work, task, action)


def _hand_over(work: Work, task: OpenTask, to: int | None, verb: str) -> None:
    tasks.give(work, task, to)
    old, new = {"assignee": task.claimants.assignee}, {"assignee": to}
    audit.record(work, verb, ("task", task.key), old=old, new=new)
