"""Batches: one act that starts a process for everybody in a segment, a chunk at a time.

A chunk is a transaction: its instances, how far the batch is, and the job of the next chunk are written together, so a
crash repeats nobody and forgets nobody, and a hundred thousand people take no more memory than a chunk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from engine import feel
from engine.errors import Conflict, Forbidden, NotFound
from engine.feel.values import RecordRef
from engine.identity import store as identity
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process import audit, buffer, definitions, execution
from engine.process.batch_models import StartBatch, StartBatchFailure
from engine.process.errors import StepFailed
from engine.process.locks import one_at_a_time
from engine.process.models import ProcessDefinition
from engine.records import queries as records
from engine.records import segments, types
from engine.records.segments_conditions import BrokenConditions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row

    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.definitions import Deployed
    from engine.process.work import Work

BATCH_JOB = "baton.batch"
RUNNING, DONE, CANCELLED, STOPPED = "running", "done", "cancelled", "stopped"
CHUNK = 100
"""People in a transaction: on SQLite all other writers wait for so long, a third of a second."""
_HOPELESS = 20
"""When so many could not be started before anybody could, the process is at fault and not the people."""
_REMEMBERED = timedelta(days=2)
"""How long a repeated request is recognised."""
_STARTERS = frozenset({"manager", "administrator"})


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


class BatchRuns(Conflict):
    text = "This process is being started for this segment already. Watch that batch, or cancel it first."


def begin(
    work: Work,
    process_id: str,
    segment: RecordRef,
    variables: Mapping[str, Value],
    *,
    message_id: str | None = None,
) -> int:
    """Begin to start the newest version of a process for everybody in a segment; the batch's key.

    The same *message_id* again changes nothing and answers as the first time.
    """
    before = None if message_id is None else buffer.repetition(work, BATCH_JOB, message_id)[1]
    if before is not None:
        return before
    key = _begin(work, process_id, segment, variables)
    if message_id is not None:
        buffer.keep(
            work, BATCH_JOB, correlation_key=None, variables={}, message_id=message_id,
            time_to_live=_REMEMBERED, receiver=key,
        )  # fmt: skip
    return key


def _begin(work: Work, process_id: str, segment: RecordRef, variables: Mapping[str, Value]) -> int:
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
    _refuse_a_second(work, deployed, segment)
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


def _refuse_a_second(work: Work, deployed: Deployed, segment: RecordRef) -> None:
    """Nobody wants two instances for each person because two pressed at once."""
    one_at_a_time(work.connection, "batch", deployed.process_id, str(segment.key))
    running = (
        select(StartBatch.key)
        .join(ProcessDefinition, ProcessDefinition.key == StartBatch.definition)
        .where(StartBatch.segment == segment.key, StartBatch.status == RUNNING)
        .where(ProcessDefinition.process_id == deployed.process_id)
    )
    if work.connection.execute(running).first() is not None:
        raise BatchRuns(reason="", remedy="")


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
    try:
        people = _next(work, row, limit)
    except (
        NotFound,
        Forbidden,
        BrokenConditions,
    ) as error:  # who began it, or the segment, is not there any more
        _end(work, key, STOPPED, str(error))
        return
    _start(work, row, people)
    _count(work, key, started=row.started + len(people), last=people[-1].key if people else row.last)
    if len(people) < limit:
        _end(work, key, DONE, None)
    else:
        _go_on(work, key, min(limit * 2, CHUNK))


def _start(work: Work, row: Row[Any], people: Sequence[RecordRef]) -> None:
    """Start the process for each; a failure says for whom, and how many came before."""
    deployed, variables = definitions.get(work.connection, row.definition), feel.loads(row.variables)
    for place, ref in enumerate(people):
        try:
            running = execution.start(work, deployed, {**variables, ref.type: ref})
        except StepFailed as failed:
            failed.facts |= {"person": ref, "place": place}
            raise
        told = {ref.type: ref, "batch": str(row.key)}
        audit.record(work, "start_instance", ("process_instance", running.key), new=told)


def stumble(work: Work, payload: Mapping[str, Value], failed: StepFailed) -> None:
    """A chunk failed: start those before the person who failed again; without any, note why and go on behind."""
    key = int(payload["batch"])
    row = _locked(work, key)
    if row.status != RUNNING:
        return
    if failed.facts["place"]:
        _go_on(work, key, failed.facts["place"])
        return
    _leave_out(work, row, failed)
    if row.started == 0 and row.failed + 1 >= _HOPELESS:
        _end(work, key, STOPPED, str(failed.facts["reason"]))
    else:
        _go_on(work, key, CHUNK)


def _leave_out(work: Work, row: Row[Any], failed: StepFailed) -> None:
    ref, reason, element = (failed.facts[name] for name in ("person", "reason", "element_id"))
    work.connection.execute(
        insert(StartBatchFailure).values(
            batch=row.key, record_key=ref.key, record_type=ref.type, element_id=element, reason=reason
        )
    )
    _count(work, row.key, failed=row.failed + 1, last=ref.key)


def may_start(user: User) -> bool:
    """Whether the person may start a process for many at once."""
    return not user.roles.isdisjoint(_STARTERS)


def works_on(deployed: Deployed, given: str) -> list[str]:
    """The types of records that a process works on and does not get when it is given one of another type."""
    brought = {name for name, one in types().items() if one.writable and name != given}
    return sorted(deployed.wanted & brought)


def startable(deployed: Deployed) -> bool:
    """Whether a process begins without a trigger, so that anybody can be put into it."""
    starts = deployed.model.start_events()
    return any(one.event is None or one.event.kind == "none" for one in starts)


def _next(work: Work, row: Row[Any], limit: int) -> Sequence[RecordRef]:
    """The people behind the last one, in the order of their keys, as far as who began it sees them now.

    Raises `NotFound` when that person or the segment has gone, `MayNotStartBatch` when they may not any more.
    """
    work.by = identity.load_user(work.connection, row.started_by)
    if not may_start(work.by):
        raise MayNotStartBatch(who=work.by.name, action="", remedy="")
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
