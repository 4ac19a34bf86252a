"""User tasks: who holds one, what is typed into it, and its completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from engine import feel
from engine.facts import fact
from engine.identity import queries as identity
from engine.process import audit, definitions, execution, history, people, statements
from engine.process.errors import NotYourTask, TaskAssignedToOther, TaskNotFound
from engine.process.models import TaskCandidate, TaskDraft, UserTask
from engine.process.people import Claimants
from engine.process.running import KnownTask, save
from engine.process.submitted import check_values, write_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.running import Running
    from engine.process.work import Work


@fact
class Completion:
    """A completed task, and where its person goes on."""

    instance_key: int
    next_task_key: int | None
    """An open task of the same instance that is the same person's."""


@fact
class OpenTask:
    """An open task, read under its instance's lock."""

    key: int
    instance: int
    number: int
    element_id: str
    name: str
    form_id: str | None
    claimants: Claimants
    holds_more: bool
    """The acting person holds further tasks of the same instance."""


def complete(
    work: Work, key: int, values: Mapping[str, Value], *, seen: Mapping[RecordRef, int] | None = None
) -> Completion:
    """Write the values to variables and records, and run the process to its next wait states.

    *seen* names the versions of the records by which the form was filled in.
    """
    task, row = locked(work, key)
    execution.require_active(row)
    require_worker(work, task, "complete")
    running = execution.loaded(work, row)
    check_values(running, task.number, task.form_id, task.name, values)
    given = feel.dumps(values)
    detail = given if values else None
    running.known_tasks[task.number] = KnownTask(key=key, done_by=work.by.key, detail=detail)
    variables = write_values(running, task.number, task.name, values, seen=seen or {})
    execution.run(running, running.instance.complete(task.number, variables), begins_at=task.element_id)
    following = _next_task(running, task)
    save(running)
    touch(work, task, task.claimants.assignee)
    audit.record_texts(work, "complete_task", ("task", key), None, given)
    return Completion(instance_key=running.key, next_task_key=following)


def claim(work: Work, key: int) -> None:
    """Take a task for oneself; taking it twice changes nothing."""
    task, row = locked(work, key)
    execution.require_active(row)
    if task.claimants.assignee == work.by.key:
        return
    if task.claimants.assignee is not None:
        raise _assigned_to_other(work, task)
    if not may_claim(work.by, task.claimants):
        raise _not_yours(work, task, "claim")
    give(work, task, work.by.key)
    audit.record(work, "claim_task", ("task", key), old={"assignee": None}, new={"assignee": work.by.key})


def save_draft(work: Work, key: int, values: Mapping[str, Value]) -> None:
    """Keep what the person has typed so far; for everybody who may complete the task."""
    task, _ = locked(work, key)
    require_worker(work, task, "fill in")
    mine = (TaskDraft.task == key, TaskDraft.user_key == work.by.key)
    content = {TaskDraft.content: feel.dumps(values), TaskDraft.saved: work.at}
    changed = work.connection.execute(update(TaskDraft).where(*mine).values(content))
    if changed.rowcount == 0:
        row = {TaskDraft.task: key, TaskDraft.user_key: work.by.key, **content}
        work.connection.execute(insert(TaskDraft).values(row))


def require_worker(work: Work, task: OpenTask, action: str) -> None:
    """Raise unless the acting person may do the task's work."""
    claimants = task.claimants
    if claimants.assignee == work.by.key or people.directs(work.connection, work.by, claimants.assignee):
        return
    if claimants.assignee is None and may_claim(work.by, claimants):
        return
    if claimants.assignee is not None and people.sees_task(work.connection, work.by, claimants):
        raise _assigned_to_other(work, task)
    raise _not_yours(work, task, action)


def locked(work: Work, key: int) -> tuple[OpenTask, Row[*tuple[Any, ...]]]:
    """Lock the task's instance, then read the task; raises `TaskNotFound`, or says who completed it when."""
    # Both are asked before the first is answered: one message to PostgreSQL.
    instance = statements.LOCK_INSTANCE_OF_TASK.run(work.connection, key)
    task_rows = statements.READ_TASK.run(work.connection, key, work.by.key)
    row, found = instance.first(), task_rows.all()
    if row is None and found:
        # Of a called process: what was read before its tree was locked does not count.
        row = execution.lock(work, found[0].instance)
        found = statements.READ_TASK.run(work.connection, key, work.by.key).all()
    if row is None or not found:
        raise history.why_gone(work.connection, key, work.by)
    deployed = definitions.get(work.connection, row.definition)
    element = deployed.element(found[0].element)
    task = OpenTask(
        key=key,
        instance=row.key,
        number=found[0].number,
        element_id=element.id,
        name=element.name_in(work.by.locale),
        form_id=found[0].form_id,
        claimants=claimants_of(found),
        holds_more=bool(found[0].holds_more),
    )
    return task, row


def claimants_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> Claimants:
    """Who a task belongs to, from its rows joined to its candidates."""
    return Claimants(
        assignee=rows[0].assignee,
        groups=frozenset([row.group_name for row in rows if row.group_name]),
        users=frozenset([row.user_key for row in rows if row.user_key]),
    )


def may_claim(user: User, claimants: Claimants) -> bool:
    """The person may take a task that nobody holds."""
    everybody = claimants.nobody and user.visibility == "all"
    return claimants.include(user) or everybody or "administrator" in user.roles


def give(work: Work, task: OpenTask, assignee: int | None) -> None:
    """Write who holds the task from now on; None frees it for its candidates."""
    claimed = None if assignee is None else work.at
    work.connection.execute(
        update(UserTask).where(UserTask.key == task.key).values(assignee=assignee, claimed=claimed)
    )
    work.connection.execute(
        update(TaskCandidate).where(TaskCandidate.task == task.key).values(claimed=assignee is not None)
    )
    work.instances.add(task.instance)
    touch(work, task, task.claimants.assignee)
    touch(work, task, assignee)


def touch(work: Work, task: OpenTask, assignee: int | None) -> None:
    """Let the pages of those whose task it is, or could be, hear of it."""
    claimants = task.claimants
    work.touch_task(task.key, assignee=assignee, users=claimants.users, groups=claimants.groups)


def _next_task(running: Running, task: OpenTask) -> int | None:
    """The next task that is the same person's: opened by this step, or open before in the same instance."""
    opened = (*running.rows.tasks.values(), *running.tree.opened)
    mine = [one.key for one in opened if one.assignee == running.work.by.key]
    if mine or running.ended or not task.holds_more:
        return mine[0] if mine else None
    others = running.instance.open_tasks() - running.rows.tasks.keys()
    return _open_task_among(running, others) if others else None


def _open_task_among(running: Running, numbers: set[int]) -> int | None:
    """The first of the person's tasks in this instance whose token still waits."""
    held = statements.HELD_TASKS.run(running.work.connection, running.key, running.work.by.key)
    return next((int(row.key) for row in held if row.number in numbers), None)


def _assigned_to_other(work: Work, task: OpenTask) -> TaskAssignedToOther:
    assignee = task.claimants.assignee or 0
    who = identity.names(work.connection, [assignee]).get(assignee, str(assignee))
    return TaskAssignedToOther(task=task.name, who=who, reason="", remedy="")


def _not_yours(work: Work, task: OpenTask, action: str) -> NotYourTask | TaskNotFound:
    """What a stranger hears: no more than that there is nothing for them."""
    if not people.sees_task(work.connection, work.by, task.claimants):
        return TaskNotFound(what="task", key=task.key)
    remedy = "its assignee or their manager"
    return NotYourTask(who=work.by.name, action=action, task=task.name, remedy=remedy)
