"""What a step did, collected for its row of the effect journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.events import MessageThrown
from engine.process.effects import Effects, Gone, RecordWrite, Sent, kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.changes import Changes
    from engine.bpmn.events import SignalThrown
    from engine.process.running import Running


def effects_of(running: Running) -> Effects:
    """The step that is being saved: its jobs are enqueued, its history is not written yet."""
    changes, work = running.instance.changes_since(running.mark), running.work
    numbers, written = running.deployed.numbers, work.written.take(running.key)
    reads = work.resolve.take_reads()
    return Effects(
        took=changes.drove or 0,
        came=[(one.number, numbers[one.element_id]) for one in changes.came],
        new=[(one.scope, *one.path) for one in changes.written if not one.existed],
        old=[((one.scope, *one.path), one.old) for one in changes.written if one.existed],
        went=_went(running, changes),
        sent=_sent(running) if running.rows.queued or work.written.queued else (),
        records=[RecordWrite(type=ref.type, key=ref.key, version=version) for ref, version in written],
        reads={**running.reads, **reads} if reads else running.reads,
        closed=[(one.scope, one.parent, one.variables) for one in changes.closed],
    )


def _went(running: Running, changes: Changes) -> list[Gone]:
    numbers, found = running.deployed.numbers, []
    for one in changes.went:
        memo = kept(one.memo)
        if memo or one.number != changes.drove:
            found.append(Gone(number=one.number, element=numbers[one.element_id], memo=memo))
    return found


def _sent(running: Running) -> list[Sent]:
    return [*_jobs(running), *_mails(running), *_thrown(running)]


def _jobs(running: Running) -> Iterator[Sent]:
    rows, numbers = running.rows, running.deployed.numbers
    for (number, job), key in zip(rows.jobs.items(), rows.queued, strict=False):
        yield Sent(kind="j", element=numbers[job.element_id], number=number, job=key)


def _mails(running: Running) -> Iterator[Sent]:
    mails = running.work.written.take_queued()
    if mails:
        yield Sent(kind="q", element=0, number=max(mails) - min(mails), job=min(mails))


def _thrown(running: Running) -> Iterator[Sent]:
    rows, numbers = running.rows, running.deployed.numbers
    for event, key in zip(rows.thrown, rows.queued[len(rows.jobs) :], strict=True):
        yield Sent(
            kind="m" if isinstance(event, MessageThrown) else "s",
            element=numbers[event.element_id],
            number=event.number,
            job=key,
            name=event.name if _computed(running, event) else None,
        )


def _computed(running: Running, event: MessageThrown | SignalThrown) -> bool:
    """The model does not say the name, an expression made it."""
    drawn = running.deployed.elements[event.element_id].event
    return drawn is None or drawn.name != event.name
