"""What comes due for a suspended instance is put aside by workers; when it is resumed, they take it up at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from engine import feel
from engine.jobs import queue
from engine.jobs.models import Job
from engine.process.messages import DELIVER_MESSAGE_JOB, DELIVER_SIGNAL_JOB
from engine.process.timers import TIMER_JOB
from engine.process.waits import Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from engine.process.work import Work


def wake(work: Work, instances: Sequence[int]) -> None:
    """Let the due timers of these instances, and the messages and signals that came for them, be handled now."""
    timers = work.connection.scalars(
        select(Timer.key).where(Timer.instance.in_(instances), Timer.queued.is_(True))
    )
    waits = select(Subscription).where(Subscription.instance.in_(instances))
    wanted = [_timer(key) for key in timers]
    for row in work.connection.execute(waits):
        if row.kind == "message":
            wanted.append(message_for(row.name, row.correlation_key))
        elif row.kind == "signal":
            wanted.append(_signal(row.key))
    for start in range(0, len(wanted), _AT_ONCE):
        queue.hasten(work.connection, or_(*wanted[start : start + _AT_ONCE]), now=work.now)


def message_for(name: str, correlation_key: str | None) -> ColumnElement[bool]:
    """A message that came, and that a worker is to hand over."""
    return _begins(DELIVER_MESSAGE_JOB, {"name": name, "correlationKey": correlation_key})


def _signal(subscription: int) -> ColumnElement[bool]:
    return _begins(DELIVER_SIGNAL_JOB, {"subscription": str(subscription)})


def _timer(key: int) -> ColumnElement[bool]:
    return (Job.type == TIMER_JOB) & (Job.payload == feel.dumps({"timer": str(key)}))


def _begins(kind: str, known: dict[str, feel.Value]) -> ColumnElement[bool]:
    """A job of this kind whose payload says this first."""
    text = feel.dumps(known).removesuffix("}") + ","
    return (Job.type == kind) & Job.payload.startswith(text, autoescape=True)


_AT_ONCE = 100
"""So many are looked for in one statement."""
