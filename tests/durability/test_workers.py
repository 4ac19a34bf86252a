"""A worker that dies or hangs in the middle of a job: another one takes it over, and the first cannot finish it too."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.identity import SYSTEM
from engine.jobs.models import Job
from engine.process import queries
from engine.process.journal import Audit
from tests.durability import visits
from tests.process.models import end, model, service, start

pytestmark = pytest.mark.durability

ROOT = Path(__file__).resolve().parents[2]
_MODEL = model("work", start(), service("deliver", "durability.work"), end(), flow="start > deliver > end")


@pytest.fixture
def instance(database_url):
    """An instance whose service task waits for a worker."""
    with visits.opened(database_url) as engine:
        engine.deploy({"work.bpmn": _MODEL}, by=SYSTEM, name="work")
        return engine.start_instance("work", variables={}, by=SYSTEM)


def test_a_job_whose_worker_was_killed_is_done_by_another_after_its_lease(database_url, instance):
    with worker(database_url, "first", "1", "slow") as first:
        begun = first.line()
        first.process.kill()
    with worker(database_url, "second", "60") as second:
        assert begun.startswith("begun 1 ")
        # The key is the same, so that whoever is called can tell that it is the same call.
        assert second.line() == begun.replace("begun 1", "begun 2")
        assert second.line() == "done"

    assert outcome(database_url, instance) == ("completed", "second", 1, 0)


def test_a_worker_that_slept_past_its_lease_cannot_finish_the_job_too(database_url, instance):
    with (
        worker(database_url, "zombie", "1", "slow") as zombie,
        worker(database_url, "second", "60", "held", "slow") as second,
    ):
        zombie.line()
        zombie.process.send_signal(signal.SIGSTOP)
        second.go()
        assert second.line().startswith("begun 2 ")
        # The second worker holds the job and is not done: only the fence can tell the two apart.
        zombie.process.send_signal(signal.SIGCONT)
        zombie.go()
        assert zombie.line() == "refused"
        second.go()
        assert second.line() == "done"

    assert outcome(database_url, instance) == ("completed", "second", 1, 0)


class Worker:
    def __init__(self, url, *arguments):
        command = [sys.executable, "-m", "tests.durability.job_worker", url, *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def line(self):
        """The next thing it says; empty when it is gone."""
        return self.process.stdout.readline().strip()

    def go(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@contextmanager
def worker(url, *arguments):
    started = Worker(url, *arguments)
    try:
        assert started.line() == "ready"
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def outcome(url, instance):
    """The instance's status, who did its work, how often that was written down, and the jobs that are left."""
    with visits.opened(url) as engine, engine.database.reading() as connection:
        detail = queries.instance(connection, instance, SYSTEM)
        done = connection.scalar(select(func.count()).select_from(Audit).where(Audit.verb == "complete_job"))
        left = connection.scalar(select(func.count()).select_from(Job))
    return detail.status, detail.variables["done_by"], done, left
