"""SIGTERM: a worker ends at once, and what it holds is free for others."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from sqlalchemy import select

from engine import cli, worker
from engine.connectors import connector
from engine.identity import SYSTEM
from engine.jobs.models import Job
from tests.durability import visits
from tests.durability.guards import control, guards
from tests.durability.programs import running
from tests.operations.declared import declared
from tests.process.models import end, model, service, start

pytestmark = pytest.mark.durability

JOBS = 5
_LINE = []


@connector(declared("durability.endless"))
def endless(_call):
    """Says that it has begun, and never comes back."""
    _LINE[0].send("begun")
    threading.Event().wait()


@pytest.fixture
def waiting(database_url):
    """Jobs that a worker will claim together, and hang in the first."""
    with visits.opened(database_url) as engine:
        work = service("work", "durability.endless")
        engine.deploy(
            {"hang.bpmn": model("hang", start(), work, end(), flow="start > work > end")},
            by=SYSTEM,
            name="hang",
        )
        for _ in range(JOBS):
            engine.start_instance("hang", variables={}, by=SYSTEM)
    return database_url


def work(line, url, folder):
    """`baton work` with one thread."""
    _LINE.append(line)
    environment = {"BATON_DATABASE_URL": url, "BATON_VAR": folder, "BATON_WORKER_THREADS": "1"}
    os.environ.update(environment)
    worker._PATIENCE = 0.2
    cli.baton(["work"], standalone_mode=False)


def work_without_giving_back(line, url, folder):
    """The negative control: leases are left to end by themselves."""
    worker._give_back = lambda *_: None
    work(line, url, folder)


def stopped(program, url, folder):
    """Stop a worker that is in the middle of a job: how it ended, and the attempts of the jobs that are free."""
    with running(program, url, str(folder)) as one:
        assert one.hear() == "begun"
        one.signal(signal.SIGTERM)
        code = one.ended(within=10)
    with visits.opened(url) as engine, engine.database.reading() as connection:
        free = select(Job.attempts).where(Job.due <= engine.system_clock.now(), Job.token.is_(None))
        return code, sorted(connection.scalars(free))


@guards("G17")
def test_a_worker_that_is_stopped_ends_and_frees_what_it_holds(waiting, tmp_path):
    assert stopped(work, waiting, tmp_path) == (0, [0] * (JOBS - 1) + [1])


@control("G17")
def test_leases_that_are_not_given_back_would_be_noticed(waiting, tmp_path):
    code, free = stopped(work_without_giving_back, waiting, tmp_path)
    assert (code, free) == (0, [])
