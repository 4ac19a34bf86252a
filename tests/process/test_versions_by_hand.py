"""Running instances go over to another version when a manager says so, and what is finished goes on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.bpmn.migration import CannotMigrate
from engine.jobs.models import Job
from engine.process import queries
from engine.process.errors import (
    InstanceNotActive,
    OnThatVersionAlready,
    ReasonMissing,
    ReopenedAlready,
    StepFailed,
)
from engine.process.migration import Order
from tests.process.by_hand import ORDER, WHY, move, number, stands
from tests.process.models import call, end, model, node, start, timer, user


@pytest.fixture
def order(company):
    company.deploy(ORDER)
    return company.start("order", items=[Decimal(1), Decimal(2)])


def changed(**replaced):
    xml = ORDER.decode()
    for old, new in replaced.items():
        xml = xml.replace(f'"{old}"', f'"{new}"').replace(f">{old}<", f">{new}<")
    return xml.encode()


def test_deploying_migrates_nothing(company, engine, people, order):
    company.deploy(changed(check="examine"))
    assert company.instance(order).process_version == 1
    company.complete(company.tasks(people.anna)["check"])
    assert company.instance(order).process_version == 1
    assert company.instance(company.start("order", items=[])).process_version == 2


def test_an_instance_goes_over_with_its_task_holder_draft_and_timer(company, engine, people, clock, order):
    task = company.tasks(people.anna)["check"]
    engine.claim_task(task, by=people.anna)
    engine.save_draft(task, {"note": "half"}, by=people.anna)
    due = company.instance(order).timers[0].due
    company.deploy(changed(check="examine", Check="Examine", P2D="P3D"))
    over = Order(to=2, mapping={"check": "examine"}, reason=WHY)

    tried = engine.migrate_instance(order, over, by=people.ada, dry_run=True)
    assert [(one.source, one.target) for one in tried.landings] == [("check", "examine")]
    assert company.instance(order).process_version == 1
    assert engine.migrate_instance(order, over, by=people.ada) == tried

    seen = company.instance(order)
    assert (seen.process_version, seen.timers[0].due) == (2, due)
    assert (seen.tasks[0].key, seen.tasks[0].element.id, seen.tasks[0].assignee) == (
        task,
        "examine",
        people.anna.key,
    )
    assert company.task(task, people.anna).draft.values == {"note": "half"}
    assert company.inbox(people.anna, "mine").rows[0].element.name_in("en") == "Examine"
    company.complete(task)
    # What was before the migration still reads by its own version.
    assert [one.element.id for one in company.instance(order).history] == ["start", "examine"]
    with pytest.raises(OnThatVersionAlready):
        engine.migrate_instance(order, over, by=people.ada)


def test_history_reads_by_the_version_of_its_time(company, engine, people, order):
    engine.pass_over(order, number(company, order, "check"), reason=WHY, by=people.ada)
    without = model(
        "order",
        start(),
        node("intermediateCatchEvent", "rest", inner=timer("Duration", "P9D")),
        end(),
        flow="start > rest > end",
    )
    company.deploy(without)
    engine.migrate_instance(order, Order(to=2, mapping={}, reason=WHY), by=people.ada)
    engine.pass_over(order, number(company, order, "rest"), reason=WHY, by=people.ada)

    seen = company.instance(order)
    assert [one.element.id for one in seen.history] == ["start", "check", "rest", "end"]
    assert seen.status == "completed"


def test_a_job_keeps_its_tries_and_its_worker_may_hand_in_after_all(company, engine, people, order):
    move(engine, company, order, "check", "ship")
    [job] = engine.activate_jobs("carrier", worker="w", limit=1, lease=timedelta(minutes=1))
    company.deploy(changed(ship="send"))
    engine.migrate_instance(order, Order(to=2, mapping={"ship": "send"}, reason=WHY), by=people.ada)

    with company.database.reading() as connection:
        row = connection.execute(select(Job).where(Job.key == job.key)).one()
    assert (row.element_id, row.max_attempts) == ("send", 5)
    engine.complete_job(job.key, token=job.token, variables={})
    assert stands(company, order) == ["ask", "ask"]


CALLER = model(
    "caller",
    start(),
    call("help", "helper"),
    user("after", candidateGroups="sales"),
    end(),
    flow="start > help > after > end",
)


HELPER = model("helper", start(), user("inside", candidateGroups="sales"), end(), flow="start > inside > end")


def test_a_called_process_runs_on_below_its_migrated_caller_and_may_be_passed_over(company, engine, people):
    company.deploy(CALLER, HELPER)
    first, second = company.start("caller"), company.start("caller")
    company.deploy(
        CALLER.replace(b'"help"', b'"assist"').replace(b"help_to", b"x").replace(b"start_to_help", b"y")
    )
    for one in (first, second):
        engine.migrate_instance(one, Order(to=2, mapping={"help": "assist"}, reason=WHY), by=people.ada)

    engine.pass_over(first, number(company, first, "assist"), reason=WHY, by=people.ada)
    assert stands(company, first) == ["after"]
    [inside] = [row for row in company.inbox(people.anna).rows if row.element.id == "inside"]
    with company.database.reading() as connection:
        caller = queries.callings(
            connection, company.task(inside.key, people.anna).instance_key, people.ada
        ).caller
    assert (caller.key, caller.element.id) == (second, "assist")
    company.complete(inside.key)
    assert stands(company, second) == ["after"]


def test_what_failed_before_a_migration_is_tried_again_after_it(company, engine, people):
    asks = user("ask", candidateGroups="sales")
    gate = node("exclusiveGateway", "gate")
    old = model(
        "gated",
        start(),
        asks,
        gate,
        end(),
        end("small"),
        flow="start > ask > gate; gate > end ? =amount > 9; gate > small ? =amount <= 9",
    )
    company.deploy(old)
    instance = company.start("gated")
    with pytest.raises(StepFailed):
        company.complete(company.tasks(people.anna)["ask"])
    company.deploy(old.replace(b'"ask"', b'"reply"').replace(b"=amount", b"=1 + 1"))
    engine.suspend_instance(instance, by=people.ada)
    engine.migrate_instance(instance, Order(to=2, mapping={"ask": "reply"}, reason=WHY), by=people.ada)
    engine.resume_instance(instance, by=people.ada)

    [incident] = company.incidents()
    engine.retry_incident(incident.key, by=people.ada)
    assert (company.instance(instance).status, company.incidents()) == ("completed", [])


def test_of_many_each_goes_over_by_itself_and_the_others_say_why_not(company, engine, people, order):
    stuck, again = company.start("order", items=[]), company.start("order", items=[])
    move(engine, company, stuck, "check", "ship")
    company.deploy(changed(ship="send"))
    over = Order(to=2, mapping={}, reason=WHY)

    tried = engine.migrate_instances([order, stuck, again, 17], over, by=people.ada, dry_run=True)
    assert [one.outcome for one in tried] == ["possible", "refused", "possible", "refused"]
    done = engine.migrate_instances([order, stuck, again, 17], over, by=people.ada)

    assert [one.outcome for one in done] == ["done", "refused", "done", "refused"]
    assert isinstance(done[1].error, CannotMigrate)
    assert "It can become one of these: send" in str(done[1].error)
    assert [company.instance(one).process_version for one in (order, stuck, again)] == [2, 1, 2]
    assert len(company.audit("migrate_instance")) == 2


def test_a_condition_that_came_true_while_nothing_moved_fires_when_it_moves_again(company, engine, people):
    condition = "<bpmn:condition>=ripe = true</bpmn:condition>"
    ripe = f"<bpmn:conditionalEventDefinition>{condition}</bpmn:conditionalEventDefinition>"
    company.deploy(
        model(
            "fruit",
            start(),
            node("intermediateCatchEvent", "hang", inner=ripe),
            user("pick", candidateGroups="sales"),
            end(),
            flow="start > hang > pick > end",
        )
    )
    fruit = company.start("fruit", ripe=False)
    engine.suspend_instance(fruit, by=people.ada)
    engine.set_variables(fruit, {"ripe": True}, by=people.ada)
    assert stands(company, fruit) == ["hang"]

    engine.resume_instance(fruit, by=people.ada)
    engine.run_due()
    assert stands(company, fruit) == ["pick"]


def test_a_finished_instance_goes_on_in_a_new_one_that_names_it(company, engine, people):
    company.deploy(ORDER)
    account = engine.create_record("account", {"name": "Acme"}, by=people.anna)
    first = engine.start_instance(
        "order", variables={"items": [], "account": account}, business_id="O-7", by=people.anna
    )
    with pytest.raises(InstanceNotActive, match="Move its tokens"):
        engine.reopen_instance(first, at="ship", reason=WHY, by=people.ada)
    engine.cancel_instance(first, reason="by mistake", by=people.ada)

    second = engine.reopen_instance(first, at="ship", reason=WHY, by=people.ada)

    old, new = company.instance(first), company.instance(second)
    assert (new.reopened_from, new.business_id, stands(company, second)) == (first, "O-7", ["ship"])
    assert (old.reopened_as, old.status) == ((second,), "cancelled")
    assert new.variables == old.variables
    assert new.records == old.records
    with pytest.raises(ReopenedAlready):
        engine.reopen_instance(first, at="ship", reason=WHY, by=people.ada)
    with pytest.raises(ReasonMissing):
        engine.reopen_instance(first, at="ship", reason="", by=people.ada)
