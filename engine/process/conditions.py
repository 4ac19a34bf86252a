"""Who waits for a condition that reads a record: a write of the record queues a new look, and locks no instance."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.prepared import Prepared
from engine.process import execution
from engine.process.running import save
from engine.process.waits import CONDITION, Subscription
from engine.records import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.process.work import Work

CONDITION_JOB = "baton.condition"
_AT_ONCE = 500


def wake(work: Work) -> None:
    """Let workers look again at the conditions that read what this verb has written; the last act of a verb."""
    changed = written.take_changed(work.connection)
    if changed:
        found = {key for key in _waiting_for(work.connection, changed) if key is not None}
        queue_looks(work, found)


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


def _waiting_for(connection: Connection, changed: list[RecordRef]) -> Iterator[int | None]:
    if len(changed) == 1:
        [ref] = changed
        yield from (row.instance for row in _WAITING.run(connection, CONDITION, ref.type, str(ref.key)))
        return
    keys: dict[str, list[str]] = defaultdict(list)
    for ref in changed:
        keys[ref.type].append(str(ref.key))
    for kind, named in keys.items():
        for first in range(0, len(named), _AT_ONCE):
            yield from connection.scalars(
                select(Subscription.instance).where(
                    Subscription.kind == CONDITION,
                    Subscription.name == kind,
                    Subscription.correlation_key.in_(named[first : first + _AT_ONCE]),
                    Subscription.instance.is_not(None),
                )
            )


_WAITING = Prepared(
    select(Subscription.instance).where(
        Subscription.kind == bindparam("k"),
        Subscription.name == bindparam("n"),
        Subscription.correlation_key == bindparam("c"),
        Subscription.instance.is_not(None),
    ),
    *("k", "n", "c"),
)
