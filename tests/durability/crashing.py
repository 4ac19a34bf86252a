"""One visit played to its end by whatever its state asks for next; as a program, it kills itself at one commit.

`main` dies just before or just after the commit with a number, counted from 1; it says how many commits there were
when it comes to its end. The product has no hook for this: `main` wraps `Database.transaction`.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from engine.clock import SimulatedClock
from engine.connectors import connector
from engine.db import Database
from engine.feel.values import RecordRef
from engine.identity import store
from engine.jobs.models import Job
from engine.process import timers
from engine.process.models import ProcessInstance, UserTask
from engine.records.types.account import Account
from engine.verbs import jobs
from tests.durability import resuming, split_server, visits
from tests.operations.declared import declared

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_LEASE = timedelta(milliseconds=100)


@connector(declared("durability.ring"))
def ring(_call):
    """Rings outside of any transaction, as connectors do."""
    return {"rung": True}


def play(url: str) -> None:
    """Bring the one visit from where it stands to its end; each step is a verb."""
    clock = SimulatedClock(START)
    with _short_leases(), visits.opened(url, clock=clock, kind=split_server.kind()) as engine:
        with engine.database.reading() as connection:
            person = store.find_user(connection, visits.LOGIN)
        while _step(engine, clock, person):
            pass


@contextmanager
def _short_leases():
    """Also of the job whose turn has come: who was killed in it is not waited for."""
    before, jobs.LEASE = jobs.LEASE, _LEASE
    try:
        yield
    finally:
        jobs.LEASE = before


def _step(engine, clock, person) -> bool:
    """What the state asks for next; False when the visit is over."""
    with engine.database.reading() as connection:
        status = connection.scalar(select(ProcessInstance.status))
        account = connection.scalar(select(Account.key))
        task = connection.execute(select(UserTask.key, UserTask.element, UserTask.assignee)).first()
        due = timers.next_due(connection)
    if status is None:
        ref = RecordRef("account", account)
        engine.start_instance("visit", variables={"account": ref}, by=person, business_id="the visit")
    elif status == "completed":
        return False
    elif due is not None:
        clock.move_to(max(due, clock.now()))
        engine.queue_due_timers()
    elif not _worked(engine) and task is not None:
        _advance(engine, task, person)
    return True


def _advance(engine, task, person) -> None:
    """Claim it, save a draft, complete it: one verb after the other, whatever was done before a crash."""
    if task.assignee is None:
        engine.claim_task(task.key, by=person)
        engine.save_draft(task.key, {"note": ["half a word"]}, by=person)
    with engine.database.reading() as connection:
        first = connection.scalar(select(Account.employees)) == 0
    engine.complete_task(task.key, {"account.city": visits.TOWN} if first else {}, by=person)


def _worked(engine) -> bool:
    """Do the jobs that wait, those included whose worker has died; False when there is none."""
    claimed = engine.claim_jobs(engine.own_types, worker="crashing", limit=10, lease=_LEASE)
    for job in claimed:
        engine.run_job(job)
    with engine.database.reading() as connection:
        return bool(claimed) or connection.scalar(select(func.count()).select_from(Job)) > 0


def main(line, url: str, when: str, number: int) -> None:
    commits = _count_commits(when, number)
    play(url)
    line.send(commits[0])


def finish(line, url: str, moment: str, when: str, number: int) -> None:
    """The same for a company in which an instance waits in every way that there is."""
    commits = _count_commits(when, number)
    finish_all(url, moment)
    line.send(commits[0])


def finish_all(url: str, moment: str) -> None:
    """Bring everything that waits to its end."""
    clock = SimulatedClock(datetime.fromisoformat(moment))
    with _short_leases(), visits.opened(url, clock=clock) as engine:
        resuming.finish(engine, clock)


def main_in_two_transactions(line, url: str, when: str, number: int) -> None:
    """The negative control: the audit row of a completion is written after its commit."""
    split_server.split()
    main(line, url, when, number)


def _count_commits(when: str, number: int) -> list[int]:
    original, commits = Database.transaction, [0]

    @contextmanager
    def transaction(self):
        with original(self) as connection:
            yield connection
            commits[0] += 1
            if (when, commits[0]) == ("before", number):
                os.kill(os.getpid(), signal.SIGKILL)
        if (when, commits[0]) == ("after", number):
            os.kill(os.getpid(), signal.SIGKILL)

    Database.transaction = transaction
    return commits
