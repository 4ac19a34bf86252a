"""Instances as a whole: started anywhere, watched, changed, cancelled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Forbidden, NotFound
from engine.process.errors import BusinessIdTaken, InstanceNotActive
from tests.process.models import W1


def test_a_process_starts_at_any_element(company, engine, people):
    company.deploy(W1)
    instance = engine.start_instance("w1", variables={"amount": Decimal(500)}, at="fork", by=people.ada)

    assert {task.element.id for task in company.instance(instance).tasks} == {"offer", "call"}


def test_an_unknown_element_or_process_is_refused(company, engine, people):
    company.deploy(W1)
    with pytest.raises(NotFound, match="moon"):
        engine.start_instance("w1", variables={}, at="moon", by=people.ada)
    with pytest.raises(NotFound, match="w9"):
        engine.start_instance("w9", variables={}, by=people.ada)


def test_a_business_id_names_one_instance_of_a_process(company, engine, people):
    company.deploy(W1)
    variables = {"price": Decimal(25), "qty": Decimal(10)}
    engine.start_instance("w1", variables=variables, business_id="OPP-1", by=people.ada)

    with pytest.raises(BusinessIdTaken, match="OPP-1"):
        engine.start_instance("w1", variables=variables, business_id="OPP-1", by=people.ada)
    engine.start_instance("w1", variables=variables, business_id="OPP-2", by=people.ada)


def test_changed_variables_are_what_the_process_goes_on_with(company, engine, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))
    engine.set_variables(instance, {"amount": Decimal(1)}, by=people.ada)

    assert company.instance(instance).variables["amount"] == Decimal(1)
    [row] = company.audit("set_variables")
    assert ("250" in row.old, '"1"' in row.new or "1" in row.new) == (True, True)


def test_a_cancelled_instance_leaves_the_inbox_and_keeps_its_history(company, engine, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))
    engine.cancel_instance(instance, reason="the customer is gone", by=people.ada)

    seen = company.instance(instance)
    assert (seen.status, seen.tasks, seen.variables["amount"]) == ("cancelled", (), Decimal(250))
    assert [entry.element.id for entry in seen.history if entry.terminated] == ["qualify"]
    assert company.tasks(people.anna) == {}
    with pytest.raises(InstanceNotActive):
        engine.cancel_instance(instance, reason="again", by=people.ada)


def test_a_suspended_instance_can_be_cancelled(company, engine, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))
    engine.suspend_instance(instance, by=people.ada)
    engine.cancel_instance(instance, reason="over", by=people.ada)

    assert company.instance(instance).status == "cancelled"


def test_an_employee_does_not_operate_processes(company, engine, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))

    with pytest.raises(Forbidden):
        engine.cancel_instance(instance, reason="no", by=people.anna)
    with pytest.raises(Forbidden):
        engine.suspend_instance(instance, by=people.anna)


def test_a_manager_operates_the_processes_of_the_own_team_only(company, engine, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))

    with pytest.raises(NotFound):
        engine.cancel_instance(instance, reason="not mine", by=people.marta)
    with pytest.raises(NotFound):
        engine.set_variables(instance, {"amount": Decimal(1)}, by=people.marta)

    engine.claim_task(company.tasks(people.anna)["qualify"], by=people.anna)
    engine.suspend_instance(instance, by=people.marta)
    assert company.instance(instance).status == "suspended"


def test_an_instance_is_seen_by_those_who_have_a_task_in_it_or_had_one(company, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))
    company.complete(company.tasks(people.anna)["qualify"])
    tasks = company.tasks(people.boris)
    company.complete(tasks["offer"], by=people.boris)
    company.complete(tasks["call"], by=people.boris)

    assert company.instance(instance, people.anna).status == "completed"
    with pytest.raises(NotFound):
        company.instance(instance, people.zoe)
