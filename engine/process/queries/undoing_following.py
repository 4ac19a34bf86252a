"""Undoing what came after a step: untouched tasks and waits can go again, what has gone on cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.identity import queries as identity
from engine.process.models import ProcessInstance, TaskDraft, UserTask
from engine.process.queries import undoing_around
from engine.process.queries.undoing_effect import Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Row

    from engine.process.queries.past import Past, Step

_QUIET = frozenset({"subProcess", "transaction", "adHocSubProcess", "eventBasedGateway"})
"""They hold other tokens; those that came with them are told one by one."""


def effects(past: Past, step: Step) -> Iterator[Effect]:
    """Each token that stands since the step, then those that left with it."""
    tasks = _open_tasks(past.connection, past.row.key)
    drafts = _drafts(past.connection, past.row.key)
    holders = {row.assignee for row in tasks.values() if row.assignee is not None}
    names = identity.names(past.connection, holders | {row.user_key for row in drafts.values()})
    calls = _calls(past.connection, past.row.key)
    sent = {one.number for one in step.effects.sent}
    for number, element in step.effects.came:
        facts = {"element": past.element(step, element), "number": number}
        kind = past.element_type(step, element)
        if number in tasks:
            yield _open_task(tasks[number], drafts.get(tasks[number].key), names, facts)
        elif number in calls:
            yield _call(calls[number], facts)
        elif kind in _QUIET:
            yield from _around(past, step, element, number, facts)
        elif number not in sent:
            yield _token(past, number, kind, facts)
    yield from undoing_around.withdrawn(past, step)


def _around(past: Past, step: Step, element: int, number: int, facts: dict[str, Any]) -> Iterator[Effect]:
    """What holds others is in the way when it has gone on, or when people have begun something of their own in it."""
    passed = past.passed_by(number)
    if passed is not None:
        yield _gone_on(past, passed, facts)
    elif past.element_type(step, element) == "adHocSubProcess":
        begun = past.begun_in(facts["element"].id, past.after(step))
        if begun is not None:
            yield Effect(kind="begun_inside", blocked=True, facts={**facts, "step": begun})


def _token(past: Past, number: int, kind: str, facts: dict[str, Any]) -> Effect:
    taken = past.taken_by(number)
    if taken is not None:
        deed = past.deed(taken)
        return Effect(
            kind="task_done" if kind == "userTask" else "happened",
            blocked=True,
            facts={**facts, "who": deed.who, "at": deed.at},
        )
    passed = past.passed_by(number)
    if passed is not None:
        return _gone_on(past, passed, facts)
    return Effect(kind="still_waits", facts=facts)


def _gone_on(past: Past, passed: Step, facts: dict[str, Any]) -> Effect:
    """The token left in a step that was about another one."""
    deed = past.deed(passed)
    if any(row.terminated and past.element(passed, row.element) == facts["element"] for row in passed.rows):
        return Effect(kind="taken_away", blocked=True, facts={**facts, "at": deed.at})
    told = {**facts, "step": deed.what, "who": deed.who, "at": deed.at}
    return Effect(kind="went_on", blocked=True, facts=told)


def _open_task(
    task: Row[Any], draft: Row[Any] | None, names: Mapping[int, str], facts: dict[str, Any]
) -> Effect:
    facts |= {"task": task.key}
    if task.claimed is not None and task.assignee is not None:
        who = names.get(task.assignee, str(task.assignee))
        return Effect(kind="task_claimed", blocked=True, facts={**facts, "who": who, "at": task.claimed})
    if draft is not None:
        who = names.get(draft.user_key, str(draft.user_key))
        return Effect(kind="task_begun", blocked=True, facts={**facts, "who": who, "at": draft.saved})
    return Effect(kind="task_untouched", facts=facts)


def _call(child: Row[Any], facts: dict[str, Any]) -> Effect:
    facts |= {"instance": child.key}
    if child.ended is not None:
        return Effect(kind="call_ended", blocked=True, facts={**facts, "at": child.ended})
    if child.version > 1:
        return Effect(kind="call_runs", blocked=True, facts={**facts, "steps": child.version - 1})
    return Effect(kind="call_fresh", facts=facts)


def _open_tasks(connection: Connection, instance: int) -> dict[int, Row[Any]]:
    rows = connection.execute(select(UserTask).where(UserTask.instance == instance)).all()
    return {row.number: row for row in rows}


def _drafts(connection: Connection, instance: int) -> dict[int, Row[Any]]:
    """What somebody has begun to type, by task key."""
    rows: Iterable[Any] = connection.execute(
        select(TaskDraft.task, TaskDraft.user_key, TaskDraft.saved)
        .join(UserTask, UserTask.key == TaskDraft.task)
        .where(UserTask.instance == instance)
    )
    return {row.task: row for row in rows}


def _calls(connection: Connection, instance: int) -> dict[int, Row[Any]]:
    """The instances that it called, by the token that called them."""
    found = select(ProcessInstance.key, ProcessInstance.parent_number, ProcessInstance.version,
                   ProcessInstance.ended)  # fmt: skip
    root = select(func.coalesce(ProcessInstance.root, ProcessInstance.key)).where(
        ProcessInstance.key == instance
    )
    where = (ProcessInstance.root == root.scalar_subquery(), ProcessInstance.parent == instance)
    rows: Iterable[Any] = connection.execute(found.where(*where))
    return {row.parent_number: row for row in rows}
