"""Timers run on business time: they fire once, never early, and start processes too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.process.errors import DeploymentRefused
from tests.bpmn.shows import shows
from tests.process.models import boundary, caught, end, model, start, timer, user

WAIT = model(
    "wait", start(), caught("rest", timer("Duration", "P3D")), user("go", candidateGroups="sales"), end(),
    flow="start > rest > go > end",
)  # fmt: skip
REMIND = model(
    "remind",
    start(),
    user("work", candidateGroups="sales"),
    boundary("late", "work", timer("Duration", "P1D"), interrupting=False),
    user("nag", candidateGroups="sales"),
    end(),
    end("nagged"),
    flow="start > work > end; late > nag > nagged",
)


def test_a_timer_fires_when_business_time_has_come_and_not_before(company, engine, people, clock):
    company.deploy(WAIT)
    company.start("wait")

    clock.advance(timedelta(days=3) - timedelta(milliseconds=1))
    assert engine.run_due() == 0
    assert company.tasks(people.anna) == {}

    clock.advance(timedelta(milliseconds=1))
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["go"]


def test_a_timer_that_came_due_while_nobody_worked_fires_once(company, engine, people, clock):
    company.deploy(WAIT)
    company.start("wait")
    clock.advance(timedelta(days=300))

    for _ in range(3):
        engine.run_due()

    assert len(company.inbox(people.anna).rows) == 1


def test_a_reminder_leaves_the_task_open_and_is_withdrawn_with_it(company, engine, people, clock):
    company.deploy(REMIND)
    instance = company.start("remind")
    clock.advance(timedelta(days=1))
    engine.run_due()
    tasks = company.tasks(people.anna)
    assert set(tasks) == {"work", "nag"}

    company.complete(tasks["work"])
    company.complete(tasks["nag"])
    assert company.instance(instance).status == "completed"


def test_a_task_done_in_time_withdraws_its_timer(company, engine, people, clock):
    company.deploy(REMIND)
    instance = company.start("remind")
    assert len(company.instance(instance).timers) == 1
    company.complete(company.tasks(people.anna)["work"])

    clock.advance(timedelta(days=2))
    engine.run_due()
    assert company.tasks(people.anna) == {}
    assert company.instance(instance).timers == ()


def test_a_timer_queued_before_its_task_was_done_does_nothing(company, engine, people, clock):
    company.deploy(REMIND)
    instance = company.start("remind")
    clock.advance(timedelta(days=1))
    engine.queue_due_timers()
    company.complete(company.tasks(people.anna)["work"])

    engine.run_due()
    assert company.instance(instance).status == "completed"
    assert company.incidents() == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Cycle", '="nonsense"'), ("Cycle", "=1/0"), ("Date", "=unknown.date"), ("Duration", "P9999Y"),
        ("Duration", "P99999999999D"), ("Cycle", "R/P99999999999D"), ("Cycle", "R/P9999Y"),
        ("Cycle", "R/PT0.001S"), ("Cycle", "R99999999999999999999/P1D"), ("Date", "9999-12-31T23:59:59-12:00"),
    ],
)  # fmt: skip
def test_a_start_timer_that_names_no_usable_time_is_refused_with_its_element(company, kind, text):
    ticking = model("tick", start("often", inner=timer(kind, text)), end(), flow="often > end")

    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(ticking)

    [finding] = [one for one in refused.value.findings if one.severity == "error"]
    assert finding.element_id == "often"
    assert finding.remedy


@shows("start/timer")
def test_a_start_timer_starts_its_process_as_often_as_it_says(company, engine, people, clock):
    company.deploy(
        model(
            "weekly", start(inner=timer("Cycle", "R2/P7D")), user("report", candidateGroups="sales"), end(),
            flow="start > report > end",
        )
    )  # fmt: skip
    for _ in range(4):
        clock.advance(timedelta(days=7))
        engine.run_due()

    assert len(company.inbox(people.anna).rows) == 2


@pytest.mark.parametrize("cycle", ["R/P7D", "0 0 9 * * MON"])
def test_after_a_downtime_a_start_timer_starts_its_process_once(company, engine, people, clock, cycle):
    company.deploy(
        model(
            "weekly", start(inner=timer("Cycle", cycle)), user("report", candidateGroups="sales"), end(),
            flow="start > report > end",
        )
    )  # fmt: skip
    clock.advance(timedelta(days=70))
    for _ in range(4):
        engine.run_due()
    assert len(company.inbox(people.anna).rows) == 1

    clock.advance(timedelta(days=7))
    engine.run_due()
    assert len(company.inbox(people.anna).rows) == 2


def test_a_new_version_takes_the_start_timer_over(company, engine, people, clock):
    def version(task):
        return model(
            "weekly", start(inner=timer("Cycle", "R/P7D")), user(task, candidateGroups="sales"), end(),
            flow=f"start > {task} > end",
        )  # fmt: skip

    company.deploy(version("old"))
    company.deploy(version("new"))
    clock.advance(timedelta(days=7))
    engine.run_due()

    assert list(company.tasks(people.anna)) == ["new"]


def test_a_suspended_instance_lets_its_timer_rest(company, engine, people, clock):
    company.deploy(WAIT)
    instance = company.start("wait")
    engine.suspend_instance(instance, by=people.ada)
    clock.advance(timedelta(days=4))

    for _ in range(5):
        engine.run_due()

    assert company.incidents() == []
    assert company.instance(instance).status == "suspended"

    engine.resume_instance(instance, by=people.ada)
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["go"]
