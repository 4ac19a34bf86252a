"""Conditions wait for variables and for fields of records; whoever writes a record wakes those that read it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.jobs.models import Job
from engine.process import definitions, instances, queries
from engine.process.conditions import CONDITION_JOB
from engine.process.models import ProcessInstance
from engine.process.queries.standing import standing
from tests.bpmn.shows import shows
from tests.process.models import boundary, caught, condition, end, event_subprocess, model, node, start, user
from tests.process.test_statements import counted

WATCH = model(
    "watch",
    start(),
    user("work", candidateGroups="sales"),
    boundary("known", "work", condition('=account.website = "https://acme.example"'), interrupting=False),
    user("greet", candidateGroups="sales"),
    end(),
    flow="start > work > end; known > greet",
)


@pytest.fixture
def acme(engine, people):
    return engine.create_record("account", {"name": "Acme"}, by=people.anna)


def write(engine, people, ref, website):
    engine.update_record(ref, {"website": website}, expected_version=None, by=people.anna)


def jobs(database):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).where(Job.type == CONDITION_JOB))


@shows("boundary/conditional/non-interrupting")
def test_a_write_of_a_record_wakes_the_condition_that_reads_it(company, engine, database, people, acme):
    company.deploy(WATCH)
    instance = company.start("watch", account=acme)

    write(engine, people, acme, "https://other.example")
    assert engine.run_due() == 1
    assert set(company.tasks(people.anna)) == {"work"}

    write(engine, people, acme, "https://acme.example")
    assert set(company.tasks(people.anna)) == {"work"}, "the write itself touches no instance"
    engine.run_due()
    assert set(company.tasks(people.anna)) == {"work", "greet"}

    write(engine, people, acme, None)
    engine.run_due()
    write(engine, people, acme, "https://acme.example")
    engine.run_due()
    assert [task.element.id for task in company.instance(instance).tasks].count("greet") == 2


def test_a_look_that_finds_nothing_new_leaves_the_instance_as_it_was(company, engine, database, people, acme):
    company.deploy(WATCH)
    instance = company.start("watch", account=acme)

    def version():
        with database.reading() as connection:
            return connection.scalar(select(ProcessInstance.version).where(ProcessInstance.key == instance))

    before = version()
    write(engine, people, acme, "https://other.example")
    engine.run_due()
    assert version() == before


def test_nobody_is_woken_by_records_that_no_condition_reads(company, engine, database, people, acme):
    company.deploy(WATCH)
    company.start("watch", account=acme)
    other = engine.create_record("account", {"name": "Other"}, by=people.anna)

    write(engine, people, other, "https://acme.example")
    assert jobs(database) == 0
    for row in company.inbox(people.anna).rows:
        company.complete(row.key)
    write(engine, people, acme, "https://acme.example")
    assert jobs(database) == 0


def test_a_write_asks_once_who_waits(engine, database, people, acme):
    write(engine, people, acme, "https://one.example")
    with counted(database) as statements:
        write(engine, people, acme, "https://two.example")

    asked = [one for one in statements if "subscription" in one]
    assert len(asked) == 1, statements


STOP = model(
    "stop",
    start(),
    user("work", candidateGroups="sales"),
    event_subprocess(
        "off", start("off_start", inner=condition("=stopped")), user("tidy", candidateGroups="sales"),
        flow="off_start > tidy",
    ),
    end(),
    flow="start > work > end",
)  # fmt: skip


@shows("event-sub-process/conditional")
def test_variables_that_somebody_changes_wake_a_condition_at_once(company, engine, people):
    company.deploy(STOP)
    instance = company.start("stop")

    engine.set_variables(instance, {"stopped": True}, by=people.ada)
    assert set(company.tasks(people.anna)) == {"tidy"}


def test_a_suspended_instance_looks_when_it_is_resumed(company, engine, people):
    company.deploy(STOP)
    instance = company.start("stop")
    engine.suspend_instance(instance, by=people.ada)
    engine.set_variables(instance, {"stopped": True}, by=people.ada)
    engine.run_due()
    assert [task.element.id for task in company.instance(instance).tasks] == ["work"]

    engine.resume_instance(instance, by=people.ada)
    company.let_jobs_come_due()
    engine.run_due()
    assert [task.element.id for task in company.instance(instance).tasks] == ["tidy"]


def test_an_instance_that_only_waits_for_a_condition_has_a_reason_to_live(company, engine, database, people):
    company.deploy(
        model(
            "wait", start(), caught("ready", condition("=stock > 2")), user("ship", candidateGroups="sales"), end(),
            flow="start > ready > ship > end",
        )
    )  # fmt: skip
    instance = company.start("wait")
    with database.reading() as connection:
        assert queries.instances_without_reason(connection) == []

    engine.set_variables(instance, {"stock": 3}, by=people.ada)
    assert set(company.tasks(people.anna)) == {"ship"}


def test_a_write_beside_the_step_that_begins_to_wait_is_not_missed(company, engine, database, people, acme):
    if database.dialect != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    company.deploy(WATCH)
    write(engine, people, acme, "https://other.example")
    beside = threading.Thread(target=write, args=(engine, people, acme, "https://acme.example"))

    def begin(work):
        instances.start(work, "watch", {"account": acme}, business_id=None, at=None)
        beside.start()
        beside.join(0.05)
        assert beside.is_alive(), "it waits for the end of this step"

    engine.attempt(begin, by=people.anna)
    beside.join(timedelta(seconds=10).total_seconds())
    engine.run_due()
    assert set(company.tasks(people.anna)) == {"work", "greet"}


BIG = model(
    "big",
    node("startEvent", "grown", inner=condition('=account.website = "https://acme.example"')),
    user("visit", candidateGroups="sales"),
    end(),
    flow="grown > visit > end",
)


@shows("start/conditional")
def test_a_process_starts_when_a_write_makes_the_condition_of_its_start_event_true(
    company, engine, people, acme
):
    company.deploy(BIG)
    write(engine, people, acme, "https://other.example")
    engine.run_due()
    assert company.inbox(people.anna).rows == ()

    write(engine, people, acme, "https://acme.example")
    engine.update_record(acme, {"name": "Acme Ltd"}, expected_version=None, by=people.anna)
    engine.run_due()
    [row] = company.inbox(people.anna).rows
    assert company.instance(row.instance_key).variables == {"account": acme}

    write(engine, people, acme, None)
    write(engine, people, acme, "https://acme.example")
    engine.run_due()
    assert len(company.inbox(people.anna).rows) == 2


def test_a_new_record_can_fulfil_the_condition_of_a_start_event(company, engine, people):
    company.deploy(BIG)
    for website in ("https://acme.example", "https://other.example"):
        engine.create_record("account", {"name": "New", "website": website}, by=people.anna)
    engine.run_due()

    assert len(company.inbox(people.anna).rows) == 1


def test_start_events_are_asked_with_variables(company, engine, people):
    for process_id, least in (("small", 10), ("large", 1000)):
        company.deploy(
            model(
                process_id, node("startEvent", "begin", inner=condition(f"=amount > {least}")),
                user("look", candidateGroups="sales"), end(), flow="begin > look > end",
            )
        )  # fmt: skip

    assert len(engine.evaluate_conditions({"amount": 5000}, by=people.ada)) == 2
    [started] = engine.evaluate_conditions({"amount": 50}, by=people.ada)
    assert company.instance(started).variables == {"amount": 50}
    assert engine.evaluate_conditions({"amount": 50}, process_id="large", by=people.ada) == []
    assert engine.evaluate_conditions({}, by=people.ada) == []
    assert len(company.audit("evaluate_conditions")) == 4


def test_a_condition_over_two_records_waits_once(company, engine, database, people, acme):
    company.deploy(
        model(
            "both", start(), caught("ready", condition("=account.website != null and other.website != null")),
            user("call", candidateGroups="sales"), end(), flow="start > ready > call > end",
        )
    )  # fmt: skip
    other = engine.create_record("account", {"name": "Other"}, by=people.anna)
    instance = company.start("both", account=acme, other=other)
    write(engine, people, acme, "https://acme.example")
    engine.run_due()

    assert [one.kind for one in company.instance(instance).subscriptions] == ["condition"]
    with database.reading() as connection:
        version = definitions.latest(connection, "both").key
        found = standing(connection, people.ada, "both", [version], engine.business_clock.now())
    assert found.waiting["ready"] == 1

    write(engine, people, other, "https://other.example")
    engine.run_due()
    assert set(company.tasks(people.anna)) == {"call"}


def test_a_condition_that_cannot_be_evaluated_is_an_incident_of_its_instance(company, engine, people, acme):
    company.deploy(
        model(
            "odd", start(), user("work", candidateGroups="sales"),
            boundary("known", "work", condition('=if account.website = "https://x.example" then 1 else false')),
            user("greet", candidateGroups="sales"), end(), flow="start > work > end; known > greet",
        )
    )  # fmt: skip
    instance = company.start("odd", account=acme)
    write(engine, people, acme, "https://x.example")
    for _ in range(3):
        engine.run_due()
        company.let_jobs_come_due()

    [incident] = company.incidents()
    assert (incident.instance, incident.element_id) == (instance, "known")
