"""The outbox: a mail is written down and its job enqueued in one transaction, the one that asks for it.

What becomes of a mail is written in the transaction that learns it: the completion of its service task, or the end of
its job when no service task waits for it (a campaign's mails).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from engine import feel
from engine.db import to_milliseconds
from engine.feel.values import RecordRef, Value
from engine.jobs import queue as jobs
from engine.jobs.models import Job
from engine.jobs.queue import NewJob
from engine.prepared import Prepared
from engine.records import written
from engine.records.mails import FAILED, QUEUED, REJECTED, SENT, WITHDRAWN, WRITTEN, Mail
from engine.records.mails import statuses as statuses
from engine.records.searching import folded, storable
from engine.settings import sending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from engine.keys import Keys

JOB_TYPE: Final = "email.send"
_TRIES = 12
"""Of a mail that nothing waits for: with the rests between them, more than two hours."""
IDEMPOTENCY_KEY: Final = "idempotency-key"
"""The header of such a mail's job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMail:
    """A mail to be sent without a service task that waits for it."""

    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    list_unsubscribe: str | None = None
    """An https address that unsubscribes with one POST (RFC 8058)."""
    purpose: str = "service"
    record: RecordRef | None = None
    """What it is about: decides who sees it, and stands on that record's timeline."""
    idempotency_key: str = ""
    """The same for a mail that must not go twice; empty for the job's own."""


def queue(
    connection: Connection,
    mails: Sequence[NewMail],
    *,
    keys: Keys,
    at: datetime,
    now: datetime,
    instance: int | None = None,
) -> list[int]:
    """Write mails down and enqueue a job for each; their keys. A worker sends each, again when it fails."""
    hold = sending.hold(connection)
    new = [_job(mail, hold) for mail in mails]
    numbers = jobs.enqueue(connection, new, keys=keys, now=now)
    written.note_queued(connection, numbers)
    rows = [
        _row(keys, job, instance, _inputs(mail), mail.record, at)
        for job, mail in zip(numbers, mails, strict=True)
    ]
    _ADD.run_many(connection, rows)
    return [int(row[0]) for row in rows]


def note_jobs(
    connection: Connection,
    queued: Iterable[tuple[int, NewJob]],
    *,
    keys: Keys,
    at: datetime,
    about: RecordRef | None,
) -> None:
    """Write down the mails among the jobs (with their keys) that a step enqueued; *about* unless they say what."""
    rows = []
    for job, new in queued:
        if new.type == JOB_TYPE:
            inputs = feel.loads(new.payload)
            record = inputs.get("record")
            ref = record if isinstance(record, RecordRef) else about
            rows.append(_row(keys, job, new.instance, inputs, ref, at))
    _ADD.run_many(connection, rows)


def completed(connection: Connection, job: int, result: Mapping[str, Value], *, at: datetime) -> None:
    """The mail went out, or into a file."""
    status = WRITTEN if result.get("delivered") == "file" else SENT
    identity = result.get("message_id")
    message_id = identity if isinstance(identity, str) else None
    _mark(connection, job, status=status, done=at, message_id=message_id, answer=None)


def rejected(connection: Connection, job: int, reason: str, *, at: datetime) -> None:
    """The receiver does not take the mail, and will not."""
    _mark(connection, job, status=REJECTED, done=at, answer=reason)


def attempted(connection: Connection, job: int, reason: str, *, final: bool) -> None:
    """An attempt failed; after the last one the mail is *final*ly failed until a person retries it."""
    _mark(connection, job, status=FAILED if final else QUEUED, answer=reason)


def requeued(connection: Connection, jobs: Iterable[int]) -> None:
    """A person gave failed mails their tries back."""
    again = update(Mail).where(Mail.job.in_(list(jobs)))
    connection.execute(again.values(status=QUEUED, answer=None))


def withdraw(connection: Connection, instance: int) -> None:
    """The process went another way: mails of *instance* whose jobs are gone will not be sent."""
    gone = ~select(Job.key).where(Job.key == Mail.job).exists()
    statement = update(Mail).where(Mail.instance == instance, Mail.status.in_([QUEUED, FAILED]), gone)
    connection.execute(statement.values(status=WITHDRAWN))


def unwanted(connection: Connection, job: int) -> None:
    """Whoever was to get the mail wants it no more."""
    _mark(connection, job, status=WITHDRAWN, answer=None)


def _mark(connection: Connection, job: int, **values: Any) -> None:
    connection.execute(update(Mail).where(Mail.job == job).values(**values))


def _job(mail: NewMail, hold: timedelta) -> NewJob:
    headers = {IDEMPOTENCY_KEY: mail.idempotency_key} if mail.idempotency_key else {}
    return NewJob(
        type=JOB_TYPE, payload=feel.dumps(_inputs(mail)), headers=headers, max_attempts=_TRIES, hold=hold
    )


def _inputs(mail: NewMail) -> dict[str, Value]:
    """What the connector is handed."""
    given: dict[str, Value] = {
        "to": mail.to, "subject": mail.subject, "text": mail.text, "html": mail.html, "reply_to": mail.reply_to,
        "headers": dict(mail.headers), "list_unsubscribe": mail.list_unsubscribe, "purpose": mail.purpose,
        "record": mail.record,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value}


def _row(
    keys: Keys,
    job: int,
    instance: int | None,
    inputs: Mapping[str, Value],
    ref: RecordRef | None,
    at: datetime,
) -> tuple[Any, ...]:
    to, subject = _addresses(inputs), _text(inputs.get("subject"))
    about = (None, None) if ref is None else (ref.type, ref.key)
    return (
        *(keys.new(), job, instance, *about, to, subject, _text(inputs.get("text"))),
        *(_text(inputs.get("purpose")) or "service", QUEUED, to_milliseconds(at)),
        storable(folded(f"{to} {subject}")),
    )


def _addresses(inputs: Mapping[str, Value]) -> str:
    given = (inputs.get("to"), inputs.get("cc"))
    listed = [one for value in given for one in (value if isinstance(value, list) else [value])]
    return ", ".join(_text(one) for one in listed if one)


def _text(value: Value) -> str:
    return "" if value is None else storable(str(value))


_ADD = Prepared(
    insert(Mail),
    *("key", "job", "instance", "record_type", "record_key", "recipients", "subject", "text"),
    *("purpose", "status", "queued", "search_text"),
)
