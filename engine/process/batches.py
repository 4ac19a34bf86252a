"""Batches: one act that starts a process for everybody in a segment, a chunk at a time.

A chunk is a transaction: its instances, how far the batch is, and the job of the next chunk are written together, so a
crash repeats nobody and forgets nobody, and a hundred thousand people take no more memory than a chunk.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Text, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from engine import feel
from engine.db import Base, Instant, Key
from engine.errors import Conflict, Forbidden, NotFound
from engine.feel.values import RecordRef
from engine.identity import store as identity
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process import audit, definitions, execution
from engine.records import queries as records
from engine.records import segments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.definitions import Deployed
    from engine.process.errors import StepFailed
    from engine.process.work import Work

BATCH_JOB = "baton.batch"
RUNNING, DONE, CANCELLED, STOPPED = "running", "done", "cancelled", "stopped"
CHUNK = 100
"""People in a transaction: on SQLite all other writers wait for so long, a third of a second."""
_HOPELESS = 20
"""When so many could not be started before anybody could, the process is at fault and not the people."""
_STARTERS = frozenset({"manager", "administrator"})


class StartBatch(Base):
    """One process for everybody in one segment."""

    __tablename__ = "start_batch"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    definition: Mapped[int] = mapped_column(Key, ForeignKey("process_definition.key"))
    """The version that all of them get."""
    segment: Mapped[int] = mapped_column(Key, index=True)
    variables: Mapped[str] = mapped_column(Text)
    """FEEL JSON that every instance gets beside its person."""
    started_by: Mapped[int] = mapped_column(Key)
    """Whose view of the segment counts, and in whose name the instances start."""
    status: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column()
    """People in the segment at the beginning."""
    started: Mapped[int] = mapped_column()
    failed: Mapped[int] = mapped_column()
    last: Mapped[int] = mapped_column(Key)
    """The key of the last person who was looked at."""
    begun: Mapped[datetime] = mapped_column(Instant)
    """System time."""
    ended: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was cancelled or stopped."""


class StartBatchFailure(Base):
    """Somebody for whom the process could not be started."""

    __tablename__ = "start_batch_failure"

    batch: Mapped[int] = mapped_column(
        Key, ForeignKey("start_batch.key", ondelete="CASCADE"), primary_key=True
    )
    record_key: Mapped[int] = mapped_column(Key, primary_key=True)
    record_type: Mapped[str] = mapped_column(Text)
    element_id: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class MayNotStartBatch(Forbidden):
    text = "{who} may not start a process for a whole segment. Ask a manager or an administrator."


class NobodyThere(Conflict):
    text = "Nobody is in the segment {number}. Change its conditions, or take its people anew."


class NoPlainStart(Conflict):
    text = (
        "The process {process!r} waits for a trigger: it has no start event without one. "
        "Choose another, or draw a start event without a trigger."
    )


class BatchEnded(Conflict):
    text = "This batch has ended already. Nothing is left to cancel."


class CancelWithoutReason(Conflict):
    text = "Say why the batch is cancelled. The reason stays on record."


def begin(work: Work, process_id: str, segment: RecordRef, variables: Mapping[str, Value]) -> int:
    """Begin to start the newest version of a process for everybody in a segment; the batch's key."""
    if not may_start(work.by):
        raise MayNotStartBatch(who=work.by.name, action="", remedy="")
    deployed = definitions.latest(work.connection, process_id)
    if not startable(deployed):
        raise NoPlainStart(process=process_id, what="", reason="", remedy="")
    record = records.get(work.connection, segment, work.by)
    record_type, people = segments.people_of(record, work.by, work.at.date())
    total = segments.size(work.connection, record_type, people)
    if total == 0:
        raise NobodyThere(number=record["number"], reason="", remedy="")
    key = work.parts.keys.new()
    work.connection.execute(
        insert(StartBatch).values(
            key=key, definition=deployed.key, segment=segment.key, variables=feel.dumps(dict(variables)),
            started_by=work.by.key, status=RUNNING, total=total, started=0, failed=0, last=0, begun=work.now,
        )
    )  # fmt: skip
    _go_on(work, key, CHUNK)
    told = {"process": process_id, "segment": segment, "people": str(total)}
    audit.record(work, "start_for_segment", ("start_batch", key), new=told)
    return key


def cancel(work: Work, key: int, reason: str) -> None:
    """Start it for nobody else; what has started goes on."""
    if not may_start(work.by):
        raise MayNotStartBatch(who=work.by.name, action="", remedy="")
    if not reason.strip():
        raise CancelWithoutReason(reason="", remedy="")
    row = _locked(work, key)
    records.get(work.connection, RecordRef("segment", row.segment), work.by)
    if row.status != RUNNING:
        raise BatchEnded(reason="", remedy="")
    _end(work, key, CANCELLED, reason.strip())
    audit.record(work, "cancel_batch", ("start_batch", key), new={"reason": reason.strip()})


def advance(work: Work, payload: Mapping[str, Value]) -> None:
    """Start the next chunk; the job of a batch does it in the name of who began it."""
    key, limit = int(payload["batch"]), int(payload["limit"])
    row = _locked(work, key)
    if row.status != RUNNING:
        return
    work.by = identity.load_user(work.connection, row.started_by)
    deployed = definitions.get(work.connection, row.definition)
    people = _next(work, row, limit)
    variables = feel.loads(row.variables)
    for ref in people:
        running = execution.start(work, deployed, {**variables, ref.type: ref})
        told = {ref.type: ref, "batch": str(key)}
        audit.record(work, "start_instance", ("process_instance", running.key), new=told)
    _count(work, key, started=row.started + len(people), last=people[-1].key if people else row.last)
    if len(people) < limit:
        _end(work, key, DONE, None)
    else:
        _go_on(work, key, min(limit * 2, CHUNK))


def stumble(work: Work, payload: Mapping[str, Value], failed: StepFailed) -> None:
    """A chunk failed: try half of it; when it was one person alone, keep why and go on behind."""
    key, limit = int(payload["batch"]), int(payload["limit"])
    row = _locked(work, key)
    if row.status != RUNNING:
        return
    if limit > 1:
        _go_on(work, key, limit // 2)
        return
    work.by = identity.load_user(work.connection, row.started_by)
    (ref,) = _next(work, row, 1)
    reason, element = str(failed.facts["reason"]), str(failed.facts["element_id"])
    work.connection.execute(
        insert(StartBatchFailure).values(
            batch=key, record_key=ref.key, record_type=ref.type, element_id=element, reason=reason
        )
    )
    _count(work, key, failed=row.failed + 1, last=ref.key)
    if row.started == 0 and row.failed + 1 >= _HOPELESS:
        _end(work, key, STOPPED, reason)
    else:
        _go_on(work, key, 1)


def may_start(user: User) -> bool:
    """Whether the person may start a process for many at once."""
    return not user.roles.isdisjoint(_STARTERS)


def startable(deployed: Deployed) -> bool:
    """Whether a process begins without a trigger, so that anybody can be put into it."""
    starts = deployed.model.start_events()
    return any(one.event is None or one.event.kind == "none" for one in starts)


def _next(work: Work, row: Row[Any], limit: int) -> Sequence[RecordRef]:
    """The people behind the last one, in the order of their keys, as far as who began it sees them now."""
    record = records.get(work.connection, RecordRef("segment", row.segment), work.by)
    record_type, people = segments.people_of(record, work.by, work.at.date())
    key = record_type.table.c.key
    statement = select(key).where(people, key > row.last).order_by(key).limit(limit)
    return [RecordRef(record_type.name, one) for one in work.connection.scalars(statement)]


def _locked(work: Work, key: int) -> Row[Any]:
    row = work.connection.execute(select(StartBatch).where(StartBatch.key == key).with_for_update()).first()
    if row is None:
        raise NotFound(what="batch", key=key)
    return row


def _count(work: Work, key: int, **values: int) -> None:
    work.connection.execute(update(StartBatch).where(StartBatch.key == key).values(**values))


def _end(work: Work, key: int, status: str, reason: str | None) -> None:
    values = {"status": status, "ended": work.now, "reason": reason}
    work.connection.execute(update(StartBatch).where(StartBatch.key == key).values(**values))


def _go_on(work: Work, key: int, limit: int) -> None:
    payload = feel.dumps({"batch": str(key), "limit": str(limit)})
    job = NewJob(type=BATCH_JOB, payload=payload)
    queue.enqueue(work.connection, [job], keys=work.parts.keys, now=work.now)
    work.work_waits = True
