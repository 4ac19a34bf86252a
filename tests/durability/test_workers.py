"""A worker that dies or hangs in the middle of a job: another one takes it over, and the first cannot finish it too."""

from __future__ import annotations

import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from engine.identity import SYSTEM
from engine.jobs.models import Job
from engine.process import queries
from engine.process.journal import Audit
from tests.durability import job_worker, visits
from tests.durability.guards import control, guards
from tests.durability.programs import running
from tests.process.models import end, model, service, start

pytestmark = pytest.mark.durability

_MODEL = model("work", start(), service("deliver", "durability.work"), end(), flow="start > deliver > end")


@pytest.fixture
def instance(database_url):
    """An instance whose service task waits for a worker."""
    with visits.opened(database_url) as engine:
        engine.deploy({"work.bpmn": _MODEL}, by=SYSTEM, name="work")
        return engine.start_instance("work", variables={}, by=SYSTEM)


@guards("G9")
def test_a_job_whose_worker_was_killed_is_done_by_another_after_its_lease(database_url, instance):
    with worker(database_url, "first", 0.3, "slow") as first:
        begun = first.hear()
        first.kill()
    with worker(database_url, "second", 60.0) as second:
        assert begun[:2] == ("begun", 1)
        # The key is the same, so that whoever is called can tell that it is the same call.
        assert second.hear() == ("begun", 2, begun[2])
        assert second.hear() == "done"

    assert outcome(database_url, instance) == ("completed", "second", 1, 0)


@guards("G9")
def test_a_worker_that_slept_past_its_lease_cannot_finish_the_job_too(database_url, instance):
    with (
        worker(database_url, "zombie", 0.3, "slow") as zombie,
        worker(database_url, "second", 60.0, "held", "slow") as second,
    ):
        slept_past_its_lease(zombie, second)
        assert zombie.hear() == "refused"
        second.tell()
        assert second.hear() == "done"

    assert outcome(database_url, instance) == ("completed", "second", 1, 0)


@control("G9")
def test_without_the_fence_the_worker_that_slept_would_have_finished_it(database_url, instance):
    with (
        running(job_worker.main_without_fence, database_url, "zombie", 0.3, "slow") as zombie,
        worker(database_url, "second", 60.0, "held", "slow") as second,
    ):
        assert zombie.hear() == "ready"
        slept_past_its_lease(zombie, second)
        assert zombie.hear() == "done"
        second.tell()
        assert second.hear() == "refused"

    assert outcome(database_url, instance) == ("completed", "zombie", 1, 0)


def slept_past_its_lease(zombie, second):
    """Both believe that they hold the job: only the fence can tell the two apart."""
    zombie.hear()
    zombie.signal(signal.SIGSTOP)
    second.tell()
    assert second.hear()[:2] == ("begun", 2)
    zombie.signal(signal.SIGCONT)
    zombie.tell()


@contextmanager
def worker(url, name, lease, *how):
    with running(job_worker.main, url, name, lease, *how) as started:
        assert started.hear() == "ready"
        yield started


def outcome(url, instance):
    """The instance's status, who did its work, how often that was written down, and the jobs that are left."""
    with visits.opened(url) as engine, engine.database.reading() as connection:
        detail = queries.instance(connection, instance, SYSTEM)
        done = connection.scalar(select(func.count()).select_from(Audit).where(Audit.verb == "complete_job"))
        left = connection.scalar(select(func.count()).select_from(Job))
    return detail.status, detail.variables["done_by"], done, left
