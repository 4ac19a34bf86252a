"""What a person does about a mail that did not go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine import mails
from engine.errors import Conflict
from engine.jobs import queue
from engine.jobs.models import Job
from engine.process import audit, instances
from engine.records import mails as kept
from engine.records.mails import Mail

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.work import Work


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
    mails.requeued(work.connection, job.key)
    work.work_waits = True
    audit.record(work, "send_mail_again", ("mail", key), old={"status": mail.status, "answer": mail.answer})
