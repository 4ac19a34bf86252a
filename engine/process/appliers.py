"""What each event of an instance means for the tables: one small applier each, which collects rows or replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

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
    from collections.abc import Callable
    from typing import TypeVar

    from engine.bpmn.events import Reply
    from engine.process.running import Running

    _Applier = TypeVar("_Applier", bound=Callable[[Any, Running], Reply])

MESSAGE_JOB = "baton.message"
SIGNAL_JOB = "baton.signal"


_NO_DUE = to_milliseconds(NO_DUE)


class _Appliers(dict[type, "Callable[[Any, Running], Reply]"]):
    """What takes note of each kind of event; its reply goes back into the instance."""

    def __missing__(self, kind: type) -> NoReturn:
        raise TypeError(f"No applier for {kind.__name__}; write one.")


APPLIERS = _Appliers()


def _applies(kind: type) -> Callable[[_Applier], _Applier]:
    def register(applier: _Applier) -> _Applier:
        APPLIERS[kind] = applier
        return applier

    return register


@_applies(ElementLeft)
def _element_left(event: ElementLeft, running: Running) -> None:
    numbers, following, work = running.deployed.numbers, event.next_element_id, running.work
    # Nearly everything that a step does happens at its own moment, which is converted once.
    left = work.at_milliseconds if event.left_at is work.at else to_milliseconds(event.left_at)
    entered = left if event.entered_at is event.left_at else to_milliseconds(event.entered_at)
    row = (numbers[event.element_id], None if following is None else numbers[following], entered)
    running.rows.history.append((event.number, (*row, left - entered, event.terminated)))


@_applies(UserTaskCreated)
def _user_task_created(event: UserTaskCreated, running: Running) -> None:
    work = running.work
    key, rank = work.parts.keys.new(), 100 - min(max(event.priority, 0), 100)
    due = _NO_DUE if event.due_at is None else to_milliseconds(event.due_at)
    assignee, groups = _assigned(event, running)
    follow_up = None if event.follow_up_at is None else to_milliseconds(event.follow_up_at)
    row = (key, running.key, event.number, running.deployed.numbers[event.element_id], assignee, rank, due)
    created = work.at_milliseconds if event.created_at is work.at else to_milliseconds(event.created_at)
    rest = (follow_up, created, None, event.form_id)
    sorting = (rank, due, assignee is not None)
    users = _users(event, running) if event.candidate_users else ()
    running.rows.tasks[event.number] = NewTask(
        key=key,
        assignee=assignee,
        groups=groups,
        users=users,
        row=(*row, *rest),
        candidates=(
            *[(key, group, 0, *sorting) for group in groups],
            *[(key, "", user, *sorting) for user in users],
        ),
    )


def _assigned(event: UserTaskCreated, running: Running) -> tuple[int | None, tuple[str, ...]]:
    """Who holds the task, and which groups may claim it.

    The work of somebody who has left falls to the manager of their team; without one, to the lane.
    """
    connection = running.work.connection
    named = people.user_key(connection, event.assignee, element_id=event.element_id)
    if named is None:
        return None, _distinct(event.candidate_groups)
    holder = people.in_charge(connection, named)
    lane = running.deployed.elements[event.element_id].lane
    orphaned = (lane,) if holder is None and lane else ()
    return holder, _distinct((*event.candidate_groups, *orphaned))


def _distinct(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(groups)))


def _users(event: UserTaskCreated, running: Running) -> tuple[int, ...]:
    connection, at = running.work.connection, event.element_id
    found = {people.user_key(connection, one, element_id=at) for one in event.candidate_users}
    return tuple(sorted(one for one in found if one is not None))


@_applies(UserTaskRemoved)
def _user_task_removed(event: UserTaskRemoved, running: Running) -> None:
    if running.rows.tasks.pop(event.number, None) is None:
        running.rows.removed_tasks.append(event.number)


@_applies(TimerScheduled)
def _timer_scheduled(event: TimerScheduled, running: Running) -> None:
    key, element = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    due = to_milliseconds(event.due_at)
    running.rows.timers[event.number] = (key, due, running.key, event.number, None, element, False)


@_applies(TimerRemoved)
def _timer_removed(event: TimerRemoved, running: Running) -> None:
    if running.rows.timers.pop(event.number, None) is None:
        running.rows.removed_timers.append(event.number)


@_applies(Subscribed)
def _subscribed(event: Subscribed, running: Running) -> None:
    key, element = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    what = (key, event.kind, event.name, event.correlation_key)
    running.rows.subscriptions[event.number] = (*what, running.key, event.number, None, element)


@_applies(ConditionArmed)
def _condition_armed(event: ConditionArmed, running: Running) -> None:
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


@_applies(Unsubscribed)
def _unsubscribed(event: Unsubscribed, running: Running) -> None:
    if running.rows.conditions.pop(event.number, None) is not None:
        return
    if running.rows.subscriptions.pop(event.number, None) is None:
        running.rows.removed_subscriptions.append(event.number)


@_applies(AdHocOpened)
def _ad_hoc_opened(event: AdHocOpened, running: Running) -> None:
    key, number = running.work.parts.keys.new(), running.deployed.number(event.element_id)
    what = (key, AD_HOC, running.deployed.elements[event.element_id].lane or "", None)
    running.rows.subscriptions[event.number] = (*what, running.key, event.number, None, number)


@_applies(AdHocClosed)
def _ad_hoc_closed(event: AdHocClosed, running: Running) -> None:
    if running.rows.subscriptions.pop(event.number, None) is None:
        running.rows.removed_subscriptions.append(event.number)


@_applies(ServiceTaskActivated)
def _service_task_activated(event: ServiceTaskActivated, running: Running) -> Reply:
    return services.activate(event, running)


@_applies(ServiceTaskRemoved)
def _service_task_removed(event: ServiceTaskRemoved, running: Running) -> None:
    if running.rows.jobs.pop(event.number, None) is None:
        running.rows.removed_jobs.append(event.number)


@_applies(DecisionRequested)
def _decision_requested(event: DecisionRequested, running: Running) -> Reply:
    return decisions.decide(event, running)


@_applies(MessageThrown)
def _message_thrown(event: MessageThrown, running: Running) -> None:
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


@_applies(SignalThrown)
def _signal_thrown(event: SignalThrown, running: Running) -> None:
    payload = {"name": event.name, "variables": event.variables}
    running.rows.messages.append(
        NewJob(type=SIGNAL_JOB, payload=feel.dumps(payload), element_id=event.element_id)
    )
    running.rows.thrown.append(event)


@_applies(InstanceCompleted)
def _instance_completed(event: InstanceCompleted, running: Running) -> None:
    running.status, running.result = COMPLETED, event.variables
    if running.call is not None:
        running.tree.news.append((running, event))


@_applies(CallRequested)
def _call_requested(event: CallRequested, running: Running) -> None:
    running.tree.news.append((running, event))


@_applies(CallRemoved)
def _call_removed(event: CallRemoved, running: Running) -> None:
    running.tree.withdrawn.add((running.key, event.number))
    running.tree.news.append((running, event))


@_applies(ThrownOut)
def _thrown_out(event: ThrownOut, running: Running) -> None:
    running.tree.news.append((running, event))
    if event.interrupting:
        running.status, running.result = CANCELLED, dict(running.instance.variables)
