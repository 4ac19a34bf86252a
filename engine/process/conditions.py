"""Who waits for a condition that reads a record: a write of the record queues a new look, and locks no instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.prepared import Prepared
from engine.process import condition_starts, execution
from engine.process.condition_starts import ANY_RECORD
from engine.process.running import save
from engine.process.waits import CONDITION, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection, Row

    from engine.feel.values import RecordRef
    from engine.process.work import Work
    from engine.records.written import Changes

CONDITION_JOB = "baton.condition"
_AT_ONCE = 500


def wake(work: Work) -> None:
    """Let workers look at the conditions that read what this verb has written; the last act of a verb."""
    changed = work.written.take_changed()
    if not changed:
        return
    found = list(_waiting_for(work.connection, changed))
    queue_looks(work, {row.instance for row in found if row.instance is not None})
    condition_starts.queue_starts(work, (row for row in found if row.instance is None), changed)


def queue_looks(work: Work, instances: Iterable[int]) -> None:
    """Let workers look again at all conditions of some instances."""
    jobs = [
        NewJob(type=CONDITION_JOB, payload=feel.dumps({"instance": str(key)})) for key in sorted(instances)
    ]
    queue.enqueue(work.connection, jobs, keys=work.parts.keys, now=work.now)
    work.work_waits = work.work_waits or bool(jobs)


def look(work: Work, instance: int) -> None:
    """Look again at the conditions of an instance; raises `InstanceNotActive`."""
    row = execution.lock(work, instance)
    running = execution.loaded(work, row)
    if not running.instance.watches:
        return
    execution.run(running, running.instance.look_again(at_all=True), begins_at=running.deployed.process_id)
    if running.instance.dump() != row.state:
        save(running)


def _waiting_for(
    connection: Connection, changed: Mapping[RecordRef, Changes | None]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Instances and start events whose conditions read what has changed."""
    if len(changed) == 1:
        [ref] = changed
        yield from _WAITING.run(connection, CONDITION, ref.type, str(ref.key), ANY_RECORD)
        return
    keys: dict[str, list[str]] = {ref.type: [ANY_RECORD] for ref in changed}
    for ref, what in changed.items():
        if what is not None:
            keys[ref.type].append(str(ref.key))
    for kind, named in keys.items():
        for first in range(0, len(named), _AT_ONCE):
            yield from connection.execute(
                select(*_FOUND).where(
                    Subscription.kind == CONDITION,
                    Subscription.name == kind,
                    Subscription.correlation_key.in_(named[first : first + _AT_ONCE]),
                )
            )


_FOUND = (Subscription.instance, Subscription.definition, Subscription.element, Subscription.name)
_WAITING = Prepared(
    select(*_FOUND).where(
        Subscription.kind == bindparam("k"),
        Subscription.name == bindparam("n"),
        Subscription.correlation_key.in_([bindparam("c"), bindparam("a")]),
    ),
    *("k", "n", "c", "a"),
)
