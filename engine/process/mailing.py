"""What a person does about a mail that did not go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import mails
from engine.errors import Conflict
from engine.feel.values import RecordRef
from engine.jobs import queue
from engine.jobs.models import Job
from engine.process import audit, instances
from engine.records import consents
from engine.records import mails as kept
from engine.records.mails import FAILED, Mail

if TYPE_CHECKING:
    from engine.identity import User
    from engine.jobs.queue import ClaimedJob
    from engine.process.work import Work
_AT_ONCE = 1000
"""A transaction stays short; a second press takes the next ones."""


class MailNotFailed(Conflict):
    text = "This mail did not fail: it is on its way, or done with. Reload the page."


class MailOfProcess(Conflict):
    text = "A process waits for this mail. Retry its incident instead."


def send_again(work: Work, key: int, by: User) -> None:
    """The job of a failed mail gets its tries back; raises `MailNotFailed`, `MailOfProcess`."""
    mail = kept.get(work.connection, key, by)
    instances.require_operator(work, mail.instance, "send a mail again")
    job = work.connection.execute(
        select(Job.key, Job.instance, Job.due)
        .join(Mail, Mail.job == Job.key)
        .where(Mail.key == key)
        .with_for_update()
    ).first()
    if job is None or job.due is not None:
        raise MailNotFailed(reason="", remedy="")
    if job.instance is not None:
        raise MailOfProcess(reason="", remedy="")
    queue.retry(work.connection, job.key, now=work.now)
    mails.requeued(work.connection, [job.key])
    work.work_waits = True
    audit.record(work, "send_mail_again", ("mail", key), old={"status": mail.status, "answer": mail.answer})


def drop_unwanted(work: Work, job: ClaimedJob) -> bool:
    """Withdraw a campaign's mail whose receiver has unsubscribed since it was written; whether it was."""
    if job.type != mails.JOB_TYPE or job.instance is not None:
        return False
    about = work.connection.execute(
        select(Mail.record_key).where(Mail.job == job.key, Mail.record_type == "touch")
    ).first()
    if about is None or not consents.withdrawn_since(work.connection, RecordRef("touch", about.record_key)):
        return False
    queue.finish(work.connection, job.key)
    mails.unwanted(work.connection, job.key)
    audit.record(work, "withdraw_mail", ("touch", about.record_key))
    return True


def send_failed_again(work: Work) -> int:
    """Every failed mail that no instance waits for gets its tries back; how many."""
    instances.require_operator(work, None, "send mails again")
    failed = select(Mail.job).where(Mail.status == FAILED)
    parked = select(Job.key).where(Job.key.in_(failed), Job.instance.is_(None), Job.due.is_(None))
    jobs = list(work.connection.scalars(parked.order_by(Job.key).limit(_AT_ONCE).with_for_update()))
    if jobs:
        queue.retry_all(work.connection, jobs, now=work.now)
        mails.requeued(work.connection, jobs)
        work.work_waits = True
        audit.record(work, "send_failed_mails_again", ("mail", 0), new={"count": len(jobs)})
    return len(jobs)
