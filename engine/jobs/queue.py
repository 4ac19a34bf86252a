"""The job queue, on the caller's connection: what a verb enqueues is there exactly if the verb commits."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, delete, insert, select, update

from engine.db import to_milliseconds
from engine.errors import Conflict, NotFound
from engine.facts import fact
from engine.jobs.models import Job
from engine.jobs.retry import backoff
from engine.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from engine.keys import Keys

MAX_ATTEMPTS = 3


class LeaseLost(Conflict):
    """The job was finished, withdrawn, or claimed again after this lease had ended."""

    text = "Job {key} is no longer held by this worker. Drop the result: another worker has it or it is done."


@fact
class NewJob:
    """Work to enqueue; *payload* is the handler's own text (FEEL JSON)."""

    type: str
    payload: str
    element_id: str = ""
    instance: int | None = None
    number: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    max_attempts: int = MAX_ATTEMPTS
    hold: timedelta = timedelta(0)
    """How long it lies still before anybody may take it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedJob:
    """A job under lease; *token* fences off a worker whose lease has ended."""

    key: int
    token: str
    type: str
    payload: str
    element_id: str
    instance: int | None
    number: int | None
    headers: dict[str, str]
    attempts: int
    """This one included."""
    max_attempts: int

    @property
    def worn_out(self) -> bool:
        """Every try was used and none came back: its workers died."""
        return self.attempts > self.max_attempts


def enqueue(connection: Connection, jobs: Iterable[NewJob], *, keys: Keys, now: datetime) -> list[int]:
    """Jobs to be done as soon as the transaction has committed; their keys."""
    return at(connection, now, jobs, keys=keys)


def at(connection: Connection, moment: datetime, jobs: Iterable[NewJob], *, keys: Keys) -> list[int]:
    """Jobs to be done from a moment of system time on; their keys."""
    rows = [(keys.new(), job) for job in jobs]
    due = to_milliseconds(moment)
    _ADD.run_many(connection, [_row(key, job, due + _milliseconds(job.hold)) for key, job in rows])
    return [key for key, _ in rows]


def cancel(connection: Connection, instance: int, numbers: Iterable[int]) -> None:
    """Withdraw the jobs of tokens that went away; a worker that holds one finds its lease lost."""
    _CANCEL.run_many(connection, [(instance, number) for number in numbers])


def cancel_all(connection: Connection, instance: int) -> None:
    """Withdraw every job of an instance that ended."""
    connection.execute(delete(Job).where(Job.instance == instance))


def claim(
    connection: Connection,
    types: Iterable[str],
    *,
    worker: str,
    limit: int,
    lease: timedelta,
    now: datetime,
) -> list[ClaimedJob]:
    """Lease up to *limit* due jobs of these types, the longest due first."""
    due = (
        select(Job)
        .where(Job.type.in_(list(types)), Job.due <= now)
        .order_by(Job.due, Job.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(due).all()
    if not rows:
        return []
    token = secrets.token_hex(16)
    connection.execute(
        update(Job)
        .where(Job.key.in_([row.key for row in rows]))
        .values(token=token, worker=worker, due=now + lease, attempts=Job.attempts + 1)
    )
    return [_claimed(row, token) for row in rows]


def instance_of(connection: Connection, key: int) -> int | None:
    """The instance to lock before its job is looked at; raises `LeaseLost` when the job is gone."""
    row = _INSTANCE.run(connection, key).first()
    if row is None:
        raise LeaseLost(key=key)
    return None if row.instance is None else int(row.instance)


def given(connection: Connection, key: int) -> tuple[str, str]:
    """The type and the payload of a job that is about to be done; raises `LeaseLost` when it is gone."""
    row = _GIVEN.run(connection, key).first()
    if row is None:
        raise LeaseLost(key=key)
    return row.type, row.payload


def held(connection: Connection, key: int, token: str) -> ClaimedJob:
    """The job, locked, if *token* still holds it; raises `LeaseLost`."""
    row = _LOCKED.run(connection, key).first()
    if row is None or row.token != token:
        raise LeaseLost(key=key)
    return _claimed(row, token, claims=0)


def extend(connection: Connection, job: ClaimedJob, *, lease: timedelta, now: datetime) -> None:
    """Begin the lease anew, just before the work itself; raises `LeaseLost` when somebody else holds the job."""
    mine = (Job.key == job.key, Job.token == job.token)
    if connection.execute(update(Job).where(*mine).values(due=now + lease)).rowcount == 0:
        raise LeaseLost(key=job.key)


def finish(connection: Connection, key: int) -> None:
    _DELETE.run(connection, key)


def fail(
    connection: Connection,
    job: ClaimedJob,
    error: str,
    *,
    now: datetime,
    retry_in: timedelta | None = None,
    final: bool = False,
) -> bool:
    """Give the job back for its next try; True when there is none left and the job is parked."""
    parked = final or job.attempts >= job.max_attempts
    # S311: jitter needs no secrecy.
    rest = retry_in if retry_in is not None else backoff(job.attempts, random.Random())  # noqa: S311
    connection.execute(
        update(Job)
        .where(Job.key == job.key)
        .values(due=None if parked else now + rest, token=None, worker=None, error=error)
    )
    return parked


def release(connection: Connection, job: ClaimedJob, *, now: datetime, begun: bool = False) -> None:
    """Give a job back; unless it was *begun*, the claim does not count as a try."""
    connection.execute(
        update(Job)
        .where(Job.key == job.key, Job.token == job.token)
        .values(due=now, token=None, worker=None, attempts=Job.attempts - int(not begun))
    )


def hasten(connection: Connection, which: ColumnElement[bool], *, now: datetime) -> None:
    """Let jobs that rest before a first or further try be claimed at once; leased and parked ones stay as they are."""
    rests = (Job.token.is_(None), Job.due > now)
    connection.execute(update(Job).where(which, *rests).values(due=now))


def retry(connection: Connection, key: int, *, now: datetime) -> None:
    """Give a parked job its full number of tries again; raises `NotFound`."""
    changed = connection.execute(update(Job).where(Job.key == key).values(due=now, attempts=0, token=None))
    if changed.rowcount == 0:
        raise NotFound(what="job", key=key)


def retry_all(connection: Connection, keys: Iterable[int], *, now: datetime) -> None:
    """Give parked jobs their full number of tries again."""
    again = update(Job).where(Job.key.in_(list(keys)))
    connection.execute(again.values(due=now, attempts=0, token=None))


def _milliseconds(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)


def _row(key: int, job: NewJob, due: int) -> tuple[object, ...]:
    headers = orjson.dumps(dict(job.headers)).decode()
    return (
        *(key, job.type, job.instance, job.number, job.element_id, job.payload, headers, due),
        *(None, None, 0, job.max_attempts, None),
    )


def _claimed(row: Any, token: str, *, claims: int = 1) -> ClaimedJob:
    return ClaimedJob(
        key=row.key,
        token=token,
        type=row.type,
        payload=row.payload,
        element_id=row.element_id,
        instance=row.instance,
        number=row.number,
        headers=orjson.loads(row.headers),
        attempts=row.attempts + claims,
        max_attempts=row.max_attempts,
    )


_THIS = Job.key == bindparam("k")
_INSTANCE = Prepared(select(Job.instance).where(_THIS), "k")
_GIVEN = Prepared(select(Job.type, Job.payload).where(_THIS), "k")
_LOCKED = Prepared(select(Job).where(_THIS).with_for_update(), "k")
_DELETE = Prepared(delete(Job).where(_THIS), "k")
_ADD = Prepared(
    insert(Job),
    *("key", "type", "instance", "number", "element_id", "payload", "headers", "due"),
    *("token", "worker", "attempts", "max_attempts", "error"),
)
_CANCEL = Prepared(
    delete(Job).where(Job.instance == bindparam("i"), Job.number == bindparam("n")),
    *("i", "n"),
)
