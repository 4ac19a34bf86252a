"""Undoing what a step sent: jobs and mails that still lie here can be withdrawn, what has gone out cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.jobs.models import Job
from engine.process.buffer import has_id
from engine.process.queries.undoing_effect import Effect
from engine.process.waits import MessageBuffer
from engine.records.mails import FAILED, QUEUED, REJECTED, WITHDRAWN, Mail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Row

    from engine.process.effects import Sent
    from engine.process.queries.past import Past, Step


def effects(past: Past, step: Step) -> Iterator[Effect]:
    """Each job, mail, message and signal; what has left is in the way."""
    sent = step.effects.sent
    if not sent:
        return
    keys = [one.job for one in sent]
    jobs = {row.key: row for row in past.connection.execute(select(Job).where(Job.key.in_(keys)))}
    mails = {row.job: row for row in past.connection.execute(select(Mail).where(Mail.job.in_(keys)))}
    for one in sent:
        facts: dict[str, Any] = {"element": past.element(step, one.element), "job": one.job}
        if one.kind == "q":
            yield _queued(past.connection, one)
        elif one.kind != "j":
            yield _thrown(past, step, one, jobs.get(one.job), facts)
        elif (mail := mails.get(one.job)) is not None:
            yield _mail(mail, jobs.get(one.job), facts)
        else:
            yield _job(past, one, jobs.get(one.job), facts)


def _queued(connection: Connection, sent: Sent) -> Effect:
    """Mails that an operation queued together."""
    among = (Mail.job.between(sent.job, sent.job + sent.number), Mail.instance.is_(None))
    rows = connection.execute(
        select(Mail.status, func.count().label("mails")).where(*among).group_by(Mail.status)
    )
    counts: dict[str, int] = {row.status: row.mails for row in rows}
    gone = sum(count for status, count in counts.items() if status not in {QUEUED, WITHDRAWN, REJECTED})
    facts = {"mails": sum(counts.values()), "gone": gone}
    return Effect(kind="mails_gone" if gone else "mails_wait", blocked=gone > 0, facts=facts)


def _mail(mail: Row[Any], job: Row[Any] | None, facts: dict[str, Any]) -> Effect:
    facts = {**facts, "to": mail.recipients, "mail": mail.key, "at": mail.done}
    if mail.status in {WITHDRAWN, REJECTED}:
        return Effect(kind="mail_never_went", facts=facts)
    if mail.status in {QUEUED, FAILED} and (job is None or job.token is None):
        return Effect(kind="mail_waits", facts=facts)
    if mail.status in {QUEUED, FAILED}:
        return Effect(kind="mail_on_its_way", blocked=True, facts=facts)
    return Effect(kind="mail_sent", blocked=True, facts=facts)


def _job(past: Past, sent: Sent, job: Row[Any] | None, facts: dict[str, Any]) -> Effect:
    if job is not None:
        facts |= {"worker": job.worker, "attempts": job.attempts}
        if job.token is not None:
            return Effect(kind="job_taken", blocked=True, facts=facts)
        # An attempt that failed may have reached the other side all the same.
        return Effect(
            kind="job_tried" if job.attempts else "job_waits", blocked=job.attempts > 0, facts=facts
        )
    done = past.taken_by(sent.number)
    if done is None and past.passed_by(sent.number) is not None:
        return Effect(kind="job_withdrawn", facts=facts)
    return Effect(
        kind="job_done", blocked=True, facts={**facts, "at": None if done is None else past.deed(done).at}
    )


def _thrown(past: Past, step: Step, sent: Sent, job: Row[Any] | None, facts: dict[str, Any]) -> Effect:
    name = sent.name or past.message_name(step, sent.element) or ""
    facts |= {"name": name}
    if job is not None and job.attempts == 0:
        return Effect(kind="thrown_waits", facts=facts)
    if sent.kind == "s":
        return Effect(kind="signal_sent", blocked=True, facts=facts)
    row = _buffered(past.connection, name, f"{past.row.key}-{sent.number}")
    if row is not None and row.received_by is None:
        return Effect(kind="message_waits", facts=facts)
    receiver: Mapping[str, Any] = {} if row is None else {"receiver": row.received_by}
    kind = "message_sent" if row is None else "message_received"
    return Effect(kind=kind, blocked=True, facts={**facts, **receiver})


def _buffered(connection: Connection, name: str, message_id: str) -> Row[Any] | None:
    return connection.execute(
        select(MessageBuffer.received_by).where(MessageBuffer.name == name, has_id(message_id))
    ).first()
