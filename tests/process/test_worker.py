"""The worker drains timers and jobs by itself, and stops cleanly."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine.clock import SystemClock
from engine.connectors import connector
from engine.process import business_time
from engine.worker import run_worker
from tests.operations.declared import declared
from tests.process.models import caught, end, model, service, start, timer, user

DONE = threading.Event()


@connector(declared("test.signal_the_test"))
def signal_the_test(_call):
    DONE.set()
    return {}


@pytest.fixture
def working(engine):
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(engine, 2, stop))
    thread.start()
    yield
    stop.set()
    thread.join(3)
    assert not thread.is_alive()


def test_a_job_is_done_by_the_worker_after_the_commit_that_wrote_it(company, engine, working):
    DONE.clear()
    company.deploy(
        model("call", start(), service("work", "test.signal_the_test"), end(), flow="start > work > end")
    )
    company.start("call")

    assert DONE.wait(10)


def test_a_due_timer_is_found_by_the_tick(company, engine, clock, working):
    DONE.clear()
    company.deploy(
        model(
            "wait", start(), caught("rest", timer("Duration", "PT1H")), service("work", "test.signal_the_test"), end(),
            flow="start > rest > work > end",
        )
    )  # fmt: skip
    company.start("wait")
    clock.advance(timedelta(hours=1))

    assert DONE.wait(10)


def test_a_committed_change_is_told_to_listeners(company, engine, people):
    changes = []
    engine.on_commit(changes.append)
    company.deploy(model("one", start(), user("do", candidateGroups="sales"), end(), flow="start > do > end"))
    instance = company.start("one")
    key = company.tasks(people.anna)["do"]
    engine.claim_task(key, by=people.anna)

    assert changes[1].instances == {instance}
    assert changes[1].tasks[key].groups == {"sales"}
    assert changes[2].tasks[key].assignees == {people.anna.key}


def test_a_listener_that_fails_does_not_make_a_committed_verb_look_failed(company, engine, people, caplog):
    def stumble(_change):
        raise RuntimeError("the stream is gone")

    engine.on_commit(stumble)
    company.deploy(model("one", start(), user("do", candidateGroups="sales"), end(), flow="start > do > end"))
    company.start("one")

    assert list(company.tasks(people.anna)) == ["do"]
    assert "the stream is gone" in caplog.text


def test_business_time_can_stand_still(database, clock):
    with database.transaction() as connection:
        assert business_time.frozen_at(connection) is None
        business_time.freeze(connection, clock.now())
        assert business_time.clock(connection, SystemClock()).now() == clock.now()
        business_time.freeze(connection, None)
        assert business_time.frozen_at(connection) is None
