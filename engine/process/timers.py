"""Timers: due ones are queued as jobs, and a job fires its timer if it is still armed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, insert, select, update

from engine import feel
from engine.bpmn import timers as bpmn_timers
from engine.bpmn.cron import CronSchedule
from engine.bpmn.timers import Schedule
from engine.db import from_milliseconds, to_milliseconds
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.prepared import Prepared
from engine.process import audit, definitions, execution
from engine.process.running import save
from engine.process.waits import UNQUEUED, Timer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.bpmn.timers import Repeat
    from engine.feel.values import Value
    from engine.process.definitions import Deployed
    from engine.process.work import Work

TIMER_JOB = "baton.timer"
BATCH = 500


def queue_due(work: Work) -> int:
    """Queue up to `BATCH` due timers; how many. It locks no instance, so it never waits for a running step."""
    rows = work.connection.execute(
        select(Timer.key, Timer.instance)
        .where(UNQUEUED, Timer.due <= work.at)
        .order_by(Timer.due)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    keys = [row.key for row in rows]
    work.connection.execute(update(Timer).where(Timer.key.in_(keys)).values(queued=True))
    jobs = [NewJob(type=TIMER_JOB, payload=feel.dumps({"timer": str(key)})) for key in keys]
    queue.enqueue(work.connection, jobs, keys=work.parts.keys, now=work.now)
    work.work_waits = True
    return len(rows)


def next_due(connection: Connection) -> datetime | None:
    """When the next armed timer is due, in business time."""
    return connection.scalar(select(Timer.due).where(UNQUEUED).order_by(Timer.due).limit(1))


def next_due_after(connection: Connection, moment: datetime) -> datetime | None:
    """When the first timer that is not due at *moment* will be."""
    later = select(Timer.due).where(UNQUEUED, Timer.due > moment)
    return connection.scalar(later.order_by(Timer.due).limit(1))


def instance_of(connection: Connection, key: int) -> int | None:
    """The instance of a timer; None for a start timer and for one that is gone."""
    found: int | None = _INSTANCE.run(connection, key).scalar()
    return found


def fire(work: Work, key: int) -> None:
    """Fire a timer; nothing happens when it was withdrawn in the meantime."""
    instance = instance_of(work.connection, key)
    row = None if instance is None else execution.lock(work, instance)
    timer = _LOCKED.run(work.connection, key).first()
    if timer is None:
        return
    _DELETE.run(work.connection, key)
    if row is None:
        _start(work, timer)
        return
    running = execution.loaded(work, row)
    element_id = running.deployed.element(timer.element).id
    execution.run(running, running.instance.fire(timer.number), begins_at=element_id)
    save(running)


def arm_start(work: Work, deployed: Deployed, element: Element) -> None:
    """Arm the timer of a start event: once for a date or duration, again and again for a cycle."""
    value = _value(work, element)
    if element.event is not None and element.event.timer == "cycle":
        schedule = bpmn_timers.schedule(value, work.at, work.parts.time_zone)
        _arm(work, deployed, element, schedule.due_at, schedule)
    else:
        _arm(work, deployed, element, bpmn_timers.moment(value, work.at, work.parts.time_zone), None)


def _start(work: Work, timer: Any) -> None:
    deployed = definitions.get(work.connection, timer.definition)
    element = deployed.element(timer.element)
    if timer.schedule is not None:
        # After a downtime one instance starts, not one for each missed time.
        following = _schedule(work, element, timer.schedule).following_after(work.at)
        if following is not None:
            _arm(work, deployed, element, following.due_at, following)
    running = execution.start(work, deployed, {}, start_event=element.id)
    audit.record(work, "start_instance", ("process_instance", running.key), new={"timer": element.id})


def _arm(work: Work, deployed: Deployed, element: Element, due: datetime, schedule: Repeat | None) -> None:
    kept = None
    if schedule is not None:
        kept = _kept(schedule)
    row = {
        "key": work.parts.keys.new(),
        "due": due,
        "definition": deployed.key,
        "element": deployed.number(element.id),
        "queued": False,
        "schedule": kept,
    }
    work.connection.execute(insert(Timer), row)
    work.work_waits = True


def _kept(schedule: Repeat) -> str:
    if isinstance(schedule, CronSchedule):
        return orjson.dumps([to_milliseconds(schedule.due_at)]).decode()
    return orjson.dumps([to_milliseconds(schedule.anchor), schedule.index, schedule.remaining]).decode()


def _schedule(work: Work, element: Element, kept: str) -> Repeat:
    parts = orjson.loads(kept)
    named = bpmn_timers.schedule(_value(work, element), work.at, work.parts.time_zone)
    if isinstance(named, CronSchedule):
        return replace(named, due_at=from_milliseconds(parts[0]))
    anchor, index, remaining = parts
    return Schedule(from_milliseconds(anchor), named.period, index, remaining)


def _value(work: Work, element: Element) -> Value:
    """What the start event's timer text says: a constant, or FEEL over no variables."""
    text = (element.event.expression if element.event is not None else None) or ""
    return feel.evaluate(text[1:], {}, work.environment()) if text.startswith("=") else text


_THIS = Timer.key == bindparam("k")
_INSTANCE = Prepared(select(Timer.instance).where(_THIS), "k")
_LOCKED = Prepared(select(Timer).where(_THIS).with_for_update(), "k")
_DELETE = Prepared(delete(Timer).where(_THIS), "k")
