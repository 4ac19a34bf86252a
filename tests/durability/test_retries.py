"""A failed job comes back when its rest is over, and not before; being in each other's way is no failure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.clock import SimulatedClock
from engine.connectors import connector
from engine.engine import Engine
from engine.files import Files
from engine.jobs import queue
from engine.jobs.models import Job
from engine.jobs.retry import FIRST
from engine.keys import Keys
from tests.durability.guards import control, guards
from tests.operations.declared import declared
from tests.process.company import Company
from tests.process.models import end, model, service, start

pytestmark = pytest.mark.durability

TRIES = 4
_MILLISECOND = timedelta(milliseconds=1)


@connector(declared("durability.never"))
def never(_call):
    raise RuntimeError("nobody answers")


@pytest.fixture
def time():
    """The machine's time, which stands still until the test moves it."""
    return SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def company(database, clock, time, tmp_path):
    """A company in which a job has failed once."""
    files = Files(tmp_path / "files")
    made = Company(Engine(database, business_clock=clock, system_clock=time, files=files, keys=Keys(0, time)))
    work = service("work", "durability.never", retries=str(TRIES))
    made.deploy(model("try", start(), work, end(), flow="start > work > end"))
    made.start("try")
    return made


def the_job(company):
    with company.database.reading() as connection:
        return connection.execute(select(Job)).one()


def rests(company, time):
    """Play the job's tries by the clock; how long it rested after each, or None where it came too early."""
    found = []
    for _ in range(TRIES - 1):
        company.engine.run_due()
        rest = (the_job(company).due or time.now()) - time.now()
        time.advance(max(rest - _MILLISECOND, timedelta(0)))
        found.append(rest if company.engine.run_due() == 0 else None)
        time.advance(_MILLISECOND)
    return found


def as_set(found):
    """Each rest is twice as long as the one before, within a fifth."""
    wanted = [FIRST * 2**number for number in range(TRIES - 1)]
    return all(one and want * 0.8 <= one <= want * 1.2 for one, want in zip(found, wanted, strict=True))


@guards("G16")
def test_a_failed_job_rests_as_it_is_set_and_becomes_an_incident_after_its_last_try(company, time):
    assert as_set(rests(company, time))
    assert company.incidents() == []
    company.engine.run_due()

    [incident] = company.incidents()
    assert "nobody answers" in incident.message
    time.advance(timedelta(days=30))
    assert company.engine.run_due() == 0


@control("G16")
def test_a_job_that_comes_back_at_once_would_be_noticed(company, time, monkeypatch):
    monkeypatch.setattr(queue, "backoff", lambda *_: timedelta(0))

    assert not as_set(rests(company, time))


@guards("G16")
def test_a_worker_says_when_its_job_may_come_back(company, time):
    [job] = company.engine.claim_jobs(["durability.never"], worker="w", limit=1)
    company.engine.fail_job(job.key, token=job.token, error="closed", retry_in=timedelta(hours=9))

    time.advance(timedelta(hours=9) - _MILLISECOND)
    assert company.engine.claim_jobs(["durability.never"], worker="w", limit=1) == []
    time.advance(_MILLISECOND)
    assert len(company.engine.claim_jobs(["durability.never"], worker="w", limit=1)) == 1


@guards("G16")
def test_being_in_each_others_way_costs_no_try(company):
    """Suspended, given back unbegun, or sent back by the database: none of them is a failure."""
    engine, ada = company.engine, company.people.ada
    [job] = engine.claim_jobs(["durability.never"], worker="w", limit=1)
    engine.suspend_instance(job.instance, by=ada)
    engine.run_job(job)
    engine.resume_instance(job.instance, by=ada)
    assert the_job(company).attempts == 0

    company.let_jobs_come_due()
    [job] = engine.claim_jobs(["durability.never"], worker="w", limit=1)
    engine.release_job(job)
    assert the_job(company).attempts == 0
