"""What managers do to work that does not go on: hand it over, pass over a step, mend values, retry many at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Forbidden, Invalid, NotFound
from engine.identity import store
from engine.process.errors import (
    CannotGoOn,
    InstanceChanged,
    NobodyToTakeIt,
    NotYourTask,
    StepFailed,
    TaskNotFound,
)
from tests.process.models import end, model, node, start, user

GATE = model(
    "gate",
    start(),
    user("fill", candidateGroups="sales"),
    node("exclusiveGateway", "large"),
    user("big", candidateGroups="sales"),
    end(),
    flow="start > fill > large; large > big ? =amount > 100; large > end ? =amount <= 100; big > end",
)
MINE = model("mine", start(), user("work", assignee='="anna"'), end(), flow="start > work > end")


@pytest.fixture
def gate(company):
    company.deploy(GATE)
    return company.start("gate")


def leave(company, name):
    """The person has left the company."""
    with company.database.transaction() as connection:
        store.deactivate_user(connection, getattr(company.people, name).key)


def task_in(company, instance):
    return company.instance(instance).tasks[0]


# Handing over --------------------------------------------------------------------------------------------------------


def test_a_manager_hands_over_what_stands_in_an_instance_of_the_team(company, engine, people):
    company.deploy(MINE)
    instance = company.start("mine")
    task = task_in(company, instance).key

    engine.assign_task(task, to=people.boris.key, by=people.marta)

    assert task_in(company, instance).assignee == people.boris.key
    [row] = company.audit("assign_task")
    assert (str(people.anna.key) in row.old, str(people.boris.key) in row.new) == (True, True)


def test_a_manager_gives_a_group_s_task_to_one_of_the_group(company, engine, people, gate):
    """Marta is in no group: she sees it once Anna, of her team, holds it."""
    task = company.tasks(people.anna)["fill"]
    with pytest.raises(TaskNotFound):
        engine.assign_task(task, to=people.boris.key, by=people.marta)
    engine.claim_task(task, by=people.anna)
    engine.assign_task(task, to=people.boris.key, by=people.marta)

    assert task_in(company, gate).assignee == people.boris.key


def test_a_stranger_hands_nothing_over_and_hears_of_nothing(company, engine, people):
    company.deploy(MINE)
    task = task_in(company, company.start("mine")).key

    with pytest.raises(TaskNotFound):
        engine.assign_task(task, to=people.zoe.key, by=people.zoe)
    with pytest.raises(TaskNotFound):
        engine.unclaim_task(task, by=people.dora)


def test_a_task_without_candidates_cannot_go_back(company, engine, people):
    company.deploy(MINE)
    task = task_in(company, company.start("mine")).key

    with pytest.raises(NobodyToTakeIt, match="Give it to a person"):
        engine.unclaim_task(task, by=people.anna)


def test_nobody_gets_work_after_leaving(company, engine, people, gate):
    leave(company, "boris")
    with pytest.raises(NotFound, match="user"):
        engine.assign_task(company.tasks(people.anna)["fill"], to=people.boris.key, by=people.ada)


def test_many_tasks_are_handed_over_one_by_one_and_each_says_what_became_of_it(company, engine, people, gate):
    company.deploy(MINE)
    mine, free = task_in(company, company.start("mine")).key, company.tasks(people.anna)["fill"]
    engine.claim_task(free, by=people.anna)

    results = engine.assign_tasks([mine, free, 17], to=None, by=people.ada)

    assert [(one.key, one.outcome) for one in results] == [(mine, "refused"), (free, "done"), (17, "refused")]
    assert isinstance(results[0].error, NobodyToTakeIt)
    assert task_in(company, gate).assignee is None


def test_work_for_somebody_who_has_left_falls_to_the_manager(company, people):
    company.deploy(MINE)
    leave(company, "anna")

    assert task_in(company, company.start("mine")).assignee == people.marta.key


def test_without_a_manager_it_falls_to_the_lane(company, people):
    work = user("work", assignee='="anna"')
    company.deploy(model("laned", start(), work, end(), flow="start > work > end", lanes={"sales": ["work"]}))
    leave(company, "anna")
    leave(company, "marta")

    task = task_in(company, company.start("laned"))
    assert (task.assignee, task.groups) == (None, ("sales",))
    assert company.tasks(people.boris) == {"work": task.key}


# Passing over --------------------------------------------------------------------------------------------------------


def test_a_skipped_task_counts_as_done_and_says_by_whom_and_why(company, engine, people):
    company.deploy(MINE)
    instance = company.start("mine")
    engine.skip_task(task_in(company, instance).key, reason="She is ill", by=people.marta)

    seen = company.instance(instance)
    [row] = company.audit("skip_task")
    assert seen.status == "completed"
    assert [entry.by_name for entry in seen.history if entry.element.id == "work"] == ["Marta"]
    assert (row.actor, "She is ill" in row.new) == (people.marta.key, True)


def test_a_step_that_the_process_needs_cannot_be_skipped_until_its_values_are_there(
    company, engine, people, gate
):
    task = company.tasks(people.anna)["fill"]
    with pytest.raises(CannotGoOn, match="Set the variables"):
        engine.skip_task(task, reason="no time", by=people.ada)
    assert company.instance(gate).incidents == ()
    assert company.tasks(people.anna) == {"fill": task}

    engine.set_variables(gate, {"amount": Decimal(500)}, by=people.ada)
    engine.skip_task(task, reason="no time", by=people.ada)
    assert list(company.tasks(people.anna)) == ["big"]


def test_a_step_is_skipped_for_a_reason_and_by_managers_who_see_it_only(company, engine, people):
    company.deploy(MINE)
    task = task_in(company, company.start("mine")).key

    with pytest.raises(Invalid, match="Say why"):
        engine.skip_task(task, reason=" ", by=people.marta)
    with pytest.raises(Forbidden):
        engine.skip_task(task, reason="me", by=people.anna)
    with pytest.raises(Forbidden):
        engine.skip_task(task, reason="me", by=people.dora)


def test_a_manager_without_sight_of_it_repairs_nothing(company, engine, people, gate):
    """Nobody of Marta's team has anything to do with it yet."""
    task = company.tasks(people.anna)["fill"]

    with pytest.raises(NotFound):
        engine.skip_task(task, reason="x", by=people.marta)
    with pytest.raises(NotFound):
        engine.set_variables(gate, {"amount": Decimal(1)}, by=people.marta)
    with pytest.raises((NotFound, NotYourTask)):
        engine.assign_task(task, to=people.boris.key, by=people.marta)


# Values --------------------------------------------------------------------------------------------------------------


def test_values_are_changed_only_as_long_as_nobody_moved_the_process(company, engine, people, gate):
    seen = company.instance(gate).version
    engine.set_variables(gate, {"amount": Decimal(1)}, seen=seen, by=people.ada)

    with pytest.raises(InstanceChanged):
        engine.set_variables(gate, {"amount": Decimal(2)}, seen=seen, by=people.ada)
    assert company.instance(gate).variables["amount"] == Decimal(1)


@pytest.mark.parametrize("name", ["", "1st", "a b", "a.b", "=x", "<b>"])
def test_a_variable_needs_a_name_that_expressions_can_read(engine, people, gate, name):
    with pytest.raises(Invalid, match="no name of a variable"):
        engine.set_variables(gate, {name: Decimal(1)}, by=people.ada)


# Incidents -----------------------------------------------------------------------------------------------------------


def test_many_incidents_are_retried_and_each_says_what_became_of_it(company, engine, people, gate):
    other = company.start("gate")
    for instance in (gate, other):
        with pytest.raises(StepFailed):
            company.complete(task_in(company, instance).key, note="x")
    engine.set_variables(gate, {"amount": Decimal(5)}, by=people.ada)
    first, second = (one.key for one in company.incidents())

    results = engine.retry_incidents([first, second, 17], by=people.ada)

    assert [one.outcome for one in results] == ["done", "failed", "refused"]
    assert company.instance(gate).status == "completed"
    assert len(company.instance(other).incidents) == 1


def test_an_incident_s_end_stands_in_the_audit_of_its_instance(company, engine, people, gate):
    with pytest.raises(StepFailed):
        company.complete(task_in(company, gate).key)
    [incident] = company.incidents()
    engine.resolve_incident(incident.key, reason="typed wrongly", by=people.ada)

    [row] = company.audit("resolve_incident")
    assert (row.subject_type, row.subject_key) == ("process_instance", gate)
    assert ("large" in row.old, "typed wrongly" in row.new) == (True, True)


# Whose it is to repair -----------------------------------------------------------------------------------------------


def test_what_everybody_sees_is_repaired_by_the_manager_of_its_team_only(company, engine, people):
    """An account is everybody's to see; this one is Anna's, of Marta's team."""
    company.deploy(
        model("check", start(), user("look", candidateGroups="audit"), end(), flow="start > look > end")
    )
    with company.database.transaction() as connection:
        team = store.create_team(connection, keys=engine.keys, name="West")
        rival = store.create_user(
            connection, keys=engine.keys, login="rita", name="Rita", roles={"manager"}, team=team
        )
        store.set_manager(connection, team, rival)
        rita = store.load_user(connection, rival)
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    instance = company.start("check", account=account)
    task = task_in(company, instance).key

    assert company.instance(instance, rita).status == "active"
    with pytest.raises(Forbidden, match="the manager of its team"):
        engine.skip_task(task, reason="no", by=rita)
    with pytest.raises(Forbidden):
        engine.set_variables(instance, {"note": "no"}, by=rita)
    with pytest.raises(TaskNotFound):
        engine.assign_task(task, to=rival, by=rita)

    engine.assign_task(task, to=people.boris.key, by=people.marta)
    engine.set_variables(instance, {"note": "yes"}, by=people.marta)
    assert company.instance(instance).variables["note"] == "yes"


def test_having_worked_in_it_is_no_right_to_repair_it(company, engine, people):
    company.deploy(
        model(
            "two",
            start(),
            user("first", candidateUsers='="marta"'),
            user("second", candidateGroups="support"),
            end(),
            flow="start > first > second > end",
        )
    )
    instance = company.start("two")
    company.complete(task_in(company, instance).key, by=people.marta)

    assert company.instance(instance, people.marta).status == "active"
    with pytest.raises(Forbidden):
        engine.skip_task(task_in(company, instance).key, reason="no", by=people.marta)
