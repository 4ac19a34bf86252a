"""What a step did, collected for its row of the effect journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.events import MessageThrown
from engine.process.effects import Effects, Gone, RecordWrite, Sent, kept
from engine.records import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.changes import Changes
    from engine.bpmn.events import SignalThrown
    from engine.process.running import Running


def effects_of(running: Running) -> Effects:
    """The step that is being saved: its jobs are enqueued, its history is not written yet."""
    changes, work = running.instance.changes_since(running.mark), running.work
    number_of = running.deployed.number
    return Effects(
        took=changes.drove or 0,
        came=tuple((one.number, number_of(one.element_id)) for one in changes.came),
        new=tuple((one.scope, *one.path) for one in changes.written if not one.existed),
        old=tuple(((one.scope, *one.path), one.old) for one in changes.written if one.existed),
        went=tuple(_went(running, changes)),
        sent=tuple(_sent(running)),
        records=tuple(
            RecordWrite(type=ref.type, key=ref.key, version=version)
            for ref, version in written.take(work.connection, running.key)
        ),
        reads={**running.reads, **dict(work.resolve.take_reads())},
        closed=tuple((one.scope, one.parent, one.variables) for one in changes.closed),
    )


def _went(running: Running, changes: Changes) -> Iterator[Gone]:
    for one in changes.went:
        memo = kept(one.memo)
        if memo or one.number != changes.drove:
            yield Gone(number=one.number, element=running.deployed.number(one.element_id), memo=memo)


def _sent(running: Running) -> Iterator[Sent]:
    rows, number_of = running.rows, running.deployed.number
    jobs = len(rows.jobs)
    for (number, job), key in zip(rows.jobs.items(), rows.queued[:jobs], strict=True):
        yield Sent(kind="j", element=number_of(job.element_id), number=number, job=key)
    mails = written.take_queued(running.work.connection)
    if mails:
        yield Sent(kind="q", element=0, number=max(mails) - min(mails), job=min(mails))
    for event, key in zip(rows.thrown, rows.queued[jobs:], strict=True):
        yield Sent(
            kind="m" if isinstance(event, MessageThrown) else "s",
            element=number_of(event.element_id),
            number=event.number,
            job=key,
            name=event.name if _computed(running, event) else None,
        )


def _computed(running: Running, event: MessageThrown | SignalThrown) -> bool:
    """The model does not say the name, an expression made it."""
    drawn = running.deployed.elements[event.element_id].event
    return drawn is None or drawn.name != event.name
