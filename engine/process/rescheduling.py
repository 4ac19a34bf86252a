"""When a timer comes due and when a job is tried again, set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from engine.bpmn.errors import NotWaiting
from engine.jobs.models import Job
from engine.process import audit
from engine.process.errors import JobNotResting
from engine.process.moving import by_hand
from engine.process.running import save
from engine.process.waits import Timer

if TYPE_CHECKING:
    from datetime import datetime

    from engine.process.work import Work


def retry_job(work: Work, key: int, number: int, *, reason: str, seen: int | None) -> None:
    """Try a job that rests after a failure now; its tries stay as they are counted. Raises `JobNotResting`."""
    running = by_hand(work, key, "retry a job", reason, seen)
    element = running.instance.elements().get(number, "")
    resting = (Job.instance == key, Job.number == number, Job.due.is_not(None), Job.token.is_(None))
    if work.connection.execute(update(Job).where(*resting).values(due=work.now)).rowcount == 0:
        raise JobNotResting(element_id=element, reason="", remedy="")
    work.work_waits = True
    work.instances.add(key)
    new = {"reason": reason}
    audit.record(work, "retry_job", ("process_instance", key), old={"element": element}, new=new)


def move_timer(work: Work, key: int, number: int, due: datetime, *, reason: str, seen: int | None) -> None:
    """Let an armed timer come due at another moment; a cycle's later times stay as they are."""
    running = by_hand(work, key, "move a timer", reason, seen)
    mine = (Timer.instance == key, Timer.number == number)
    row = work.connection.execute(select(Timer).where(*mine).with_for_update()).first()
    if row is None:
        raise NotWaiting(number)
    # Under another key: a job that is to fire the timer as it was finds none, whoever holds it.
    work.connection.execute(delete(Timer).where(*mine))
    moved = {**row._mapping, "key": work.parts.keys.new(), "due": due, "queued": False}  # noqa: SLF001
    work.connection.execute(insert(Timer), moved)
    save(running)
    work.work_waits = True
    element = running.instance.elements()[number]
    old, new = {"element": element, "due": row.due}, {"reason": reason, "due": due}
    audit.record(work, "move_timer", ("process_instance", key), old=old, new=new)
