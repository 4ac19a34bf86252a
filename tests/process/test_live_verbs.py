"""What managers change in running instances by hand: tokens, items and timers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn.places import CannotEnter, CannotLeave
from engine.errors import Forbidden, NotFound
from engine.process.errors import (
    InstanceChanged,
    JobNotResting,
    ReasonMissing,
    StepFailed,
)
from engine.process.migration import Order
from tests.process.by_hand import ORDER, WHY, move, number, stands


@pytest.fixture
def order(company):
    company.deploy(ORDER)
    return company.start("order", items=[Decimal(1), Decimal(2)])


def test_a_moved_token_leaves_no_task_timer_or_job_behind(company, engine, order):
    for source, to, left in (
        ("check", "rest", "Check"),
        ("rest", "ship", "Rest"),
        ("ship", "ask", "Service task after “Rest”"),
    ):
        move(engine, company, order, source, to)
        seen = company.instance(order)
        assert seen.history[-1].element.name_in("en") == left
        assert seen.history[-1].terminated
    assert stands(company, order) == ["ask", "ask"]
    assert (seen.timers, seen.jobs, len(seen.tasks)) == ((), (), 2)

    [first, *_] = company.audit("move_token")
    assert ("check" in first.old, WHY in first.new, "rest" in first.new) == (True, True, True)


def test_tokens_are_added_and_taken_away_and_refused_where_there_is_no_place(company, engine, people, order):
    engine.add_token(order, to="ship", reason=WHY, by=people.ada)
    assert stands(company, order) == ["check", "ship"]
    engine.remove_token(order, number(company, order, "check"), reason=WHY, by=people.ada)
    assert stands(company, order) == ["ship"]
    assert company.tasks(people.anna) == {}

    ship = number(company, order, "ship")
    with pytest.raises(CannotLeave, match="Cancel the process"):
        engine.remove_token(order, ship, reason=WHY, by=people.ada)
    with pytest.raises(CannotEnter, match="boundary event"):
        engine.add_token(order, to="late", reason=WHY, by=people.ada)
    engine.set_variables(order, {"items": "none"}, by=people.ada)
    with pytest.raises(StepFailed, match="inputCollection"):
        engine.move_token(order, ship, to="ask", reason=WHY, by=people.ada)
    assert company.instance(order).incidents == ()
    assert stands(company, order) == ["ship"]


def test_items_are_added_to_and_taken_off_a_running_step(company, engine, people, order):
    move(engine, company, order, "check", "ask")
    body = company.instance(order).loops[0]
    assert (body.element.id, body.total, body.done) == ("ask", 2, 0)

    engine.change_items(order, body.number, add=[Decimal(3)], remove=[0], reason=WHY, by=people.ada)
    assert len(company.instance(order).tasks) == 2
    for task in list(company.instance(order).tasks):
        company.complete(task.key)
    assert company.instance(order).status == "completed"


def test_the_variables_of_one_item_are_changed_and_no_other_s(company, engine, people, order):
    move(engine, company, order, "check", "ask")
    first = company.instance(order).scopes[0]
    assert first.variables == {"item": 1, "loopCounter": 1}

    engine.set_variables(order, {"item": Decimal(9)}, of=first.number, by=people.ada)
    seen = company.instance(order)
    assert [one.variables["item"] for one in seen.scopes] == [9, 2]
    assert "item" not in seen.variables
    assert "item" in company.audit("set_variables")[0].old


def test_what_is_waited_for_is_passed_over_or_moved(company, engine, people, clock, order):
    engine.pass_over(order, number(company, order, "check"), reason=WHY, by=people.ada)
    rest = number(company, order, "rest")
    before = company.instance(order).timers[0].due

    engine.move_timer(order, rest, due=before - timedelta(days=8), reason=WHY, by=people.ada)
    assert company.instance(order).timers[0].due == before - timedelta(days=8)
    clock.advance(timedelta(days=1))
    engine.run_due()
    assert stands(company, order) == ["ship"]
    engine.pass_over(order, number(company, order, "ship"), reason=WHY, by=people.ada)
    assert stands(company, order) == ["ask", "ask"]
    assert company.instance(order).jobs == ()


def test_a_timer_that_was_queued_and_then_moved_does_not_fire(company, engine, people, clock, order):
    move(engine, company, order, "check", "rest")
    clock.advance(timedelta(days=9))
    engine.queue_due_timers()
    engine.move_timer(
        order, number(company, order, "rest"), due=clock.now() + timedelta(days=1), reason=WHY, by=people.ada
    )
    engine.run_due()
    assert stands(company, order) == ["rest"]


@pytest.mark.parametrize("verb", ["move_token", "add_token", "remove_token", "pass_over", "migrate_instance"])
def test_only_a_manager_with_a_reason_and_the_newest_page_changes_anything(
    company, engine, people, order, verb
):
    there = (order,) if verb == "add_token" else (order, number(company, order, "check"))
    more = {"to": "ship"} if verb in {"move_token", "add_token"} else {}
    version = company.instance(order).version

    def do(by, reason=WHY, **seen):
        if verb == "migrate_instance":
            engine.migrate_instance(order, Order(to=1, mapping={}, reason=reason), by=by, **seen)
        else:
            getattr(engine, verb)(*there, reason=reason, by=by, **more, **seen)

    with pytest.raises(ReasonMissing):
        do(people.ada, reason=" ")
    with pytest.raises(Forbidden):
        do(people.anna)
    with pytest.raises(NotFound):
        do(people.marta)
    with pytest.raises(InstanceChanged):
        do(people.ada, seen=version - 1)
    assert company.instance(order).version == version


def test_a_job_that_rests_after_a_failure_is_tried_at_once(company, engine, people, order):
    move(engine, company, order, "check", "ship")
    [job] = engine.activate_jobs("carrier", worker="w", limit=1, lease=timedelta(minutes=1))
    ship = number(company, order, "ship")
    with pytest.raises(JobNotResting):
        engine.retry_job(order, ship, reason=WHY, by=people.ada)
    engine.fail_job(job.key, token=job.token, error="no answer", retry_in=timedelta(hours=1))
    assert engine.activate_jobs("carrier", worker="w", limit=1, lease=timedelta(minutes=1)) == []

    engine.retry_job(order, ship, reason=WHY, by=people.ada)
    [again] = engine.activate_jobs("carrier", worker="w", limit=1, lease=timedelta(minutes=1))
    assert (again.key, again.attempt) == (job.key, 2)


def test_of_two_who_move_the_same_token_from_the_same_page_one_is_told_to_look_again(
    company, engine, people, order
):
    check, seen = number(company, order, "check"), company.instance(order).version

    def go(to):
        try:
            engine.move_token(order, check, to=to, reason=WHY, seen=seen, by=people.ada)
        except InstanceChanged:
            return None
        return to

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(go, ["rest", "ship"]))
    assert sorted(done, key=str).count(None) == 1
    assert stands(company, order) == [one for one in done if one]
