"""What each event of an instance means for the tables: one small applier each, which collects rows or replies."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.events import (
    AdHocClosed,
    AdHocOpened,
    CallRemoved,
    CallRequested,
    ConditionArmed,
    DecisionRequested,
    ElementLeft,
    InstanceCompleted,
    MessageThrown,
    ServiceTaskActivated,
    ServiceTaskRemoved,
    SignalThrown,
    Subscribed,
    ThrownOut,
    TimerRemoved,
    TimerScheduled,
    Unsubscribed,
    UserTaskCreated,
    UserTaskRemoved,
)
from engine.db import to_milliseconds
from engine.jobs.queue import NewJob
from engine.process import decisions, people, services
from engine.process.locks import hold_records
from engine.process.models import CANCELLED, COMPLETED, NO_DUE
from engine.process.running import NewTask
from engine.process.waits import AD_HOC, CONDITION
from engine.records.resolving import records_changed

if TYPE_CHECKING:
    from engine.bpmn.events import Event, Reply
    from engine.process.running import Row, Running

MESSAGE_JOB = "baton.message"
SIGNAL_JOB = "baton.signal"


@singledispatch
def apply(event: Event, running: Running) -> Reply:  # noqa: ARG001  the signature of every applier
    """Take note of an event; the reply goes back into the instance."""
    raise TypeError(f"No applier for {type(event).__name__}; write one.")


@apply.register(ElementLeft)
def _(event: ElementLeft, running: Running) -> None:
    entered, left = to_milliseconds(event.entered_at), to_milliseconds(event.left_at)
    following = None if event.next_element_id is None else running.deployed.number(event.next_element_id)
    row = (running.deployed.number(event.element_id), following, entered, left - entered, event.terminated)
    running.rows.history.append((event.number, row))


@apply.register(UserTaskCreated)
def _(event: UserTaskCreated, running: Running) -> None:
    work = running.work
    key, rank = work.parts.keys.new(), 100 - min(max(event.priority, 0), 100)
    due = to_milliseconds(event.due_at or NO_DUE)
    assignee, groups = _assigned(event, running)
    follow_up = None if event.follow_up_at is None else to_milliseconds(event.follow_up_at)
    row = (key, running.key, event.number, running.deployed.number(event.element_id), assignee, rank, due)
    rest = (follow_up, to_milliseconds(event.created_at), None, event.form_id)
    sorting = (rank, due, assignee is not None)
    running.rows.tasks[event.number] = NewTask(
        key=key,
        assignee=assignee,
        row=(*row, *rest),
        candidates=_candidates(event, running, key, groups, sorting),
    )


def _assigned(event: UserTaskCreated, running: Running) -> tuple[int | None, tuple[str, ...]]:
    """Who holds the task, and which groups may claim it.

    The work of somebody who has left falls to the manager of their team; without one, to the lane.
    """
    connection = running.work.connection
    named = people.user_key(connection, event.assignee, element_id=event.element_id)
    if named is None:
        return None, tuple(event.candidate_groups)
    holder = people.in_charge(connection, named)
    lane = running.deployed.elements[event.element_id].lane
    orphaned = (lane,) if holder is None and lane else ()
    return holder, (*event.candidate_groups, *orphaned)


def _candidates(
    event: UserTaskCreated, running: Running, task: int, named: tuple[str, ...], sorting: Row
) -> tuple[Row, ...]:
    connection = running.work.connection
    users = {
        people.user_key(connection, one, element_id=event.element_id) for one in event.candidate_users
    } - {None}
    groups = dict.fromkeys(group for group in named if group)
    return (
        *((task, group, 0, *sorting) for group in groups),
        *((task, "", user, *sorting) for user in sorted(one for one in users if one is not None)),
    )


@apply.register(UserTaskRemoved)
def _(event: UserTaskRemoved, running: Running) -> None:
    if running.rows.tasks.pop(event.number, None) is None:
        running.rows.removed_tasks.append(event.number)


@apply.register(TimerScheduled)
def _(event: TimerScheduled, running: Running) -> None:
    key, element = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    due = to_milliseconds(event.due_at)
    running.rows.timers[event.number] = (key, due, running.key, event.number, None, element, False)


@apply.register(TimerRemoved)
def _(event: TimerRemoved, running: Running) -> None:
    if running.rows.timers.pop(event.number, None) is None:
        running.rows.removed_timers.append(event.number)


@apply.register(Subscribed)
def _(event: Subscribed, running: Running) -> None:
    key, element = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    what = (key, event.kind, event.name, event.correlation_key)
    running.rows.subscriptions[event.number] = (*what, running.key, event.number, None, element)


@apply.register(ConditionArmed)
def _(event: ConditionArmed, running: Running) -> None:
    rows, work = running.rows, running.work
    if rows.conditions.pop(event.number, None) is None and not running.new:
        # It may have been armed before, for other records.
        rows.removed_subscriptions.append(event.number)
    element = running.deployed.number(event.element_id)
    whose = (running.key, event.number, None, element)
    read: list[tuple[str, str | None]] = [(ref.type, str(ref.key)) for ref in event.records]
    rows.conditions[event.number] = [
        (work.parts.keys.new(), CONDITION, *one, *whose) for one in read or [("", None)]
    ]
    if hold_records(work.connection, event.records):
        # Somebody may have written them between the look and now.
        records_changed(work.connection)
        running.instance.stir()


@apply.register(Unsubscribed)
def _(event: Unsubscribed, running: Running) -> None:
    if running.rows.conditions.pop(event.number, None) is not None:
        return
    if running.rows.subscriptions.pop(event.number, None) is None:
        running.rows.removed_subscriptions.append(event.number)


@apply.register(AdHocOpened)
def _(event: AdHocOpened, running: Running) -> None:
    key, number = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    what = (key, AD_HOC, running.deployed.elements[event.element_id].lane or "", None)
    running.rows.subscriptions[event.number] = (*what, running.key, event.number, None, number)


@apply.register(AdHocClosed)
def _(event: AdHocClosed, running: Running) -> None:
    if running.rows.subscriptions.pop(event.number, None) is None:
        running.rows.removed_subscriptions.append(event.number)


@apply.register(ServiceTaskActivated)
def _(event: ServiceTaskActivated, running: Running) -> Reply:
    return services.activate(event, running)


@apply.register(ServiceTaskRemoved)
def _(event: ServiceTaskRemoved, running: Running) -> None:
    if running.rows.jobs.pop(event.number, None) is None:
        running.rows.removed_jobs.append(event.number)


@apply.register(DecisionRequested)
def _(event: DecisionRequested, running: Running) -> Reply:
    return decisions.decide(event, running)


@apply.register(MessageThrown)
def _(event: MessageThrown, running: Running) -> None:
    payload = {
        "name": event.name,
        "correlationKey": event.correlation_key,
        "variables": event.variables,
        # The same for every attempt, so that a repeated delivery is recognised.
        "messageId": f"{running.key}-{event.number}",
    }
    running.rows.messages.append(
        NewJob(type=MESSAGE_JOB, payload=feel.dumps(payload), element_id=event.element_id)
    )
    running.rows.thrown.append(event)


@apply.register(SignalThrown)
def _(event: SignalThrown, running: Running) -> None:
    payload = {"name": event.name, "variables": event.variables}
    running.rows.messages.append(
        NewJob(type=SIGNAL_JOB, payload=feel.dumps(payload), element_id=event.element_id)
    )
    running.rows.thrown.append(event)


@apply.register(InstanceCompleted)
def _(event: InstanceCompleted, running: Running) -> None:
    running.status, running.result = COMPLETED, event.variables
    if running.call is not None:
        running.tree.news.append((running, event))


@apply.register(CallRequested)
def _(event: CallRequested, running: Running) -> None:
    running.tree.news.append((running, event))


@apply.register(CallRemoved)
def _(event: CallRemoved, running: Running) -> None:
    running.tree.withdrawn.add((running.key, event.number))
    running.tree.news.append((running, event))


@apply.register(ThrownOut)
def _(event: ThrownOut, running: Running) -> None:
    running.tree.news.append((running, event))
    if event.interrupting:
        running.status, running.result = CANCELLED, dict(running.instance.variables)
