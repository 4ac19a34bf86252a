"""A step that fails is rolled back and kept as an incident until its cause is mended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.errors import Forbidden, NotFound
from engine.process.errors import DeploymentRefused, StepFailed
from tests.process.models import caught, decision, end, model, node, service, start, timer, user

GATE = model(
    "gate",
    start(),
    user("fill", candidateGroups="sales"),
    node("exclusiveGateway", "large"),
    user("big", candidateGroups="sales"),
    user("small", candidateGroups="sales"),
    end(),
    flow="start > fill > large; large > big ? =amount > 100; large > small ? =amount <= 100; big > end; small > end",
)


def fail(company, people, **values):
    key = company.tasks(people.anna)["fill"]
    with pytest.raises(StepFailed) as caught:
        company.complete(key, **values)
    return key, caught.value


def test_a_failing_step_leaves_the_task_open_and_an_incident_behind(company, people):
    company.deploy(GATE)
    instance = company.start("gate")
    key, failed = fail(company, people, note="no amount")

    assert company.tasks(people.anna) == {"fill": key}
    seen = company.instance(instance)
    [incident] = seen.incidents
    assert incident.key == failed.incident
    assert (incident.element_id, dict(incident.input), incident.task) == ("large", {"note": "no amount"}, key)
    assert "note" not in seen.variables
    assert [entry.element.id for entry in seen.history] == ["start"]


def test_completing_the_task_rightly_closes_its_incident(company, people):
    company.deploy(GATE)
    instance = company.start("gate")
    key, _ = fail(company, people)
    company.complete(key, amount=Decimal(500))

    assert company.instance(instance).incidents == ()
    assert list(company.tasks(people.anna)) == ["big"]


def test_a_task_that_fails_again_and_again_has_one_incident(company, people):
    company.deploy(GATE)
    instance = company.start("gate")
    for _ in range(3):
        fail(company, people)

    assert len(company.instance(instance).incidents) == 1


def test_a_retry_gives_the_same_input_after_variables_were_mended(company, engine, people):
    company.deploy(GATE)
    instance = company.start("gate")
    _, failed = fail(company, people, note="as typed")
    engine.set_variables(instance, {"amount": Decimal(50)}, by=people.ada)

    engine.retry_incident(failed.incident, by=people.ada)

    seen = company.instance(instance)
    assert seen.variables["note"] == "as typed"
    assert seen.incidents == ()
    assert list(company.tasks(people.anna)) == ["small"]


def test_a_retry_that_fails_again_keeps_the_incident(company, engine, people):
    company.deploy(GATE)
    instance = company.start("gate")
    _, failed = fail(company, people)
    with pytest.raises(StepFailed):
        engine.retry_incident(failed.incident, by=people.ada)

    assert len(company.instance(instance).incidents) == 1


def test_a_resolved_incident_of_a_task_leaves_the_task_open(company, engine, people):
    company.deploy(GATE)
    instance = company.start("gate")
    key, failed = fail(company, people)
    engine.resolve_incident(failed.incident, by=people.ada)

    assert company.instance(instance).incidents == ()
    assert company.tasks(people.anna) == {"fill": key}


def test_an_employee_does_not_retry_incidents(company, engine, people):
    company.deploy(GATE)
    company.start("gate")
    _, failed = fail(company, people)

    with pytest.raises(Forbidden):
        engine.retry_incident(failed.incident, by=people.anna)


def test_a_manager_of_another_team_does_not_mend_incidents(company, engine, people):
    company.deploy(GATE)
    company.start("gate")
    _, failed = fail(company, people)

    with pytest.raises(NotFound):
        engine.retry_incident(failed.incident, by=people.marta)
    with pytest.raises(NotFound):
        engine.resolve_incident(failed.incident, by=people.marta)


def test_a_start_that_fails_starts_nothing(company, people):
    company.deploy(
        model(
            "broken",
            start(),
            node("exclusiveGateway", "large"),
            end(),
            flow="start > large; large > end ? =false",
        )
    )
    with pytest.raises(StepFailed, match="Nothing was changed"):
        company.start("broken")

    assert company.incidents() == []


def test_an_uncaught_bpmn_error_is_an_incident(company, people):
    company.deploy(
        model(
            "strict", start(), user("fill", candidateGroups="sales"), service("check", "test.refuse"), end(),
            flow="start > fill > check > end",
        )
    )  # fmt: skip
    company.start("strict")
    _, failed = fail(company, people)

    assert failed.element_id == "check"
    assert "REFUSED" in failed.reason


def test_a_timer_whose_step_fails_becomes_an_incident_after_its_tries_and_fires_when_mended(
    company, engine, people, clock
):
    company.deploy(
        model(
            "late", start(), caught("rest", timer("Duration", "PT1H")), node("exclusiveGateway", "large"),
            user("big", candidateGroups="sales"), end(),
            flow="start > rest > large; large > big ? =amount > 100; big > end",
        )
    )  # fmt: skip
    instance = company.start("late", amount=Decimal(1))
    clock.advance(timedelta(hours=1))
    for _ in range(4):
        engine.run_due()
        company.let_jobs_come_due()

    [incident] = company.instance(instance).incidents
    assert incident.element_id == "large"

    engine.set_variables(instance, {"amount": Decimal(900)}, by=people.ada)
    engine.retry_incident(incident.key, by=people.ada)
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["big"]
    assert company.incidents() == []


def test_a_decision_that_is_not_deployed_is_named(company, people):
    with pytest.raises(DeploymentRefused, match="missing_table"):
        company.deploy(
            model(
                "rules", start(), decision("ask", "missing_table", "answer"), end(), flow="start > ask > end"
            )
        )
