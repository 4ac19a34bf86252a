"""Service tasks: operations in the transaction, everything else as jobs with lease and fence."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from engine.connectors import connector
from engine.jobs.models import Job
from engine.jobs.queue import LeaseLost
from engine.operations import BpmnError
from engine.verbs.jobs import ReservedType
from tests.operations.declared import declared
from tests.process.models import (
    boundary,
    end,
    error,
    error_root,
    mapping,
    model,
    service,
    start,
    user,
)

LEASE = timedelta(minutes=1)


def calling(job_type, *, retries="3", outputs=None, inputs=None):
    extensions = [mapping(inputs=inputs, outputs=outputs)] if inputs or outputs else []
    return model(
        "call",
        start(),
        service("work", job_type, *extensions, retries=retries),
        boundary("caught", "work", error("refused")),
        user("after", candidateGroups="sales"),
        user("refusal", candidateGroups="sales"),
        end(),
        end("refused_end"),
        flow="start > work > after > end; caught > refusal > refused_end",
        root=error_root("refused", "REFUSED"),
    )


def activate(engine):
    return engine.activate_jobs("sms.send", worker="phone", limit=5, lease=LEASE)


def test_an_external_worker_is_given_nothing_of_a_suspended_instance(company, engine, people):
    company.deploy(calling("sms.send"))
    instance = company.start("call")
    engine.suspend_instance(instance, by=people.ada)
    assert activate(engine) == []

    engine.resume_instance(instance, by=people.ada)
    with engine.database.transaction() as connection:
        connection.execute(update(Job).values(due=engine.system_clock.now()))
    [job] = activate(engine)
    assert job.attempt == 1


def test_an_external_worker_does_a_service_task(company, engine, people):
    company.deploy(calling("sms.send", inputs={"text": '="Dear " + name'}, outputs={"receipt": "=id"}))
    instance = company.start("call", name="Olga")

    [job] = activate(engine)
    assert (job.variables["text"], job.instance_key, job.element_id, job.attempt) == (
        "Dear Olga",
        instance,
        "work",
        1,
    )
    engine.complete_job(job.key, token=job.token, variables={"id": "r-1"})

    assert company.instance(instance).variables["receipt"] == "r-1"
    assert list(company.tasks(people.anna)) == ["after"]


def test_a_job_whose_lease_was_taken_over_cannot_be_completed_by_the_first_worker(
    company, engine, database, people
):
    company.deploy(calling("sms.send"))
    company.start("call")
    [first] = activate(engine)
    company.let_jobs_come_due()
    [second] = activate(engine)

    with pytest.raises(LeaseLost):
        engine.complete_job(first.key, token=first.token, variables={})
    engine.complete_job(second.key, token=second.token, variables={})
    with pytest.raises(LeaseLost):
        engine.complete_job(second.key, token=second.token, variables={})
    assert second.idempotency_key == first.idempotency_key


def test_a_bpmn_error_from_a_worker_takes_the_boundary_event(company, engine, people):
    company.deploy(calling("sms.send"))
    company.start("call")
    [job] = activate(engine)
    engine.throw_error(job.key, token=job.token, code="REFUSED", message="number blocked")

    assert list(company.tasks(people.anna)) == ["refusal"]


def test_a_bpmn_error_of_an_operation_takes_the_boundary_event_at_once(company, people):
    company.deploy(calling("test.refuse"))
    company.start("call")

    assert list(company.tasks(people.anna)) == ["refusal"]


def test_an_operations_result_goes_through_the_output_mapping(company, people):
    company.deploy(calling("test.note", outputs={"kept": "=noted * 2"}))
    instance = company.start("call", amount=Decimal(21))

    variables = company.instance(instance).variables
    assert variables["kept"] == Decimal(42)
    assert "noted" not in variables


def test_a_job_that_fails_every_time_becomes_an_incident_and_can_be_retried(
    company, engine, database, people
):
    company.deploy(calling("sms.send", retries="2"))
    instance = company.start("call")
    for _ in range(2):
        [job] = activate(engine)
        engine.fail_job(job.key, token=job.token, error="no signal")
        company.let_jobs_come_due()
    assert activate(engine) == []

    [incident] = company.instance(instance).incidents
    assert (incident.element_id, incident.message) == ("work", "no signal")

    engine.retry_incident(incident.key, by=people.ada)
    [job] = activate(engine)
    engine.complete_job(job.key, token=job.token, variables={})
    assert company.instance(instance).incidents == ()


def test_a_job_that_kills_its_worker_each_time_becomes_an_incident(company, engine, database, people):
    company.deploy(calling("sms.send", retries="2"))
    instance = company.start("call")
    for _ in range(2):
        assert len(activate(engine)) == 1
        company.let_jobs_come_due()

    assert activate(engine) == []
    [incident] = company.instance(instance).incidents
    assert "worker died" in incident.message


def test_an_incident_can_be_resolved_by_skipping_the_service_task(company, engine, people):
    company.deploy(calling("sms.send", retries="1"))
    instance = company.start("call")
    [job] = activate(engine)
    engine.fail_job(job.key, token=job.token, error="no signal")
    [incident] = company.instance(instance).incidents

    engine.resolve_incident(incident.key, by=people.ada)

    assert list(company.tasks(people.anna)) == ["after"]
    assert company.instance(instance).incidents == ()


def test_a_connector_runs_in_the_worker_with_a_stable_idempotency_key(company, engine, database, people):
    FLAKY.clear()
    company.deploy(calling("test.flaky"))
    company.start("call")
    engine.run_due()
    assert company.tasks(people.anna) == {}

    company.let_jobs_come_due()
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["after"]
    assert len(FLAKY) == 2
    assert len(set(FLAKY)) == 1


def test_a_connectors_bpmn_error_takes_the_boundary_event(company, engine, people):
    company.deploy(calling("test.blocked"))
    company.start("call")
    engine.run_due()

    assert list(company.tasks(people.anna)) == ["refusal"]


def test_the_engines_own_jobs_are_not_for_external_workers(engine):
    with pytest.raises(ReservedType):
        engine.activate_jobs("baton.timer", worker="spy", limit=1, lease=LEASE)


def test_a_cancelled_instance_takes_its_jobs_along(company, engine, database, people):
    company.deploy(calling("sms.send"))
    instance = company.start("call")
    engine.cancel_instance(instance, reason="a test", by=people.ada)

    assert activate(engine) == []
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Job)) == 0


FLAKY: list[str] = []


@connector(declared("test.flaky"))
def flaky(call):
    FLAKY.append(call.idempotency_key)
    if len(FLAKY) == 1:
        raise ConnectionResetError("the line went dead")
    return {"sent": True}


@connector(declared("test.blocked"))
def blocked(_call):
    raise BpmnError("REFUSED", "blocked")
