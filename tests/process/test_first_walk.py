"""The main walk: deploy, start, inbox, complete, to the end."""

from __future__ import annotations

from decimal import Decimal

from tests.process.models import W1, end, model, start, user


def test_a_process_walks_from_its_start_to_its_end_through_the_inbox(company, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))

    tasks = company.tasks(people.anna)
    assert list(tasks) == ["qualify"]
    company.complete(tasks["qualify"], interest="high")

    tasks = company.tasks(people.boris)
    assert set(tasks) == {"offer", "call"}
    company.complete(tasks["offer"])
    assert company.instance(instance).status == "active"
    company.complete(tasks["call"], by=people.boris)

    seen = company.instance(instance)
    assert seen.status == "completed"
    assert seen.ended is not None
    assert dict(seen.variables) == {
        "price": Decimal(25), "qty": Decimal(10), "amount": Decimal(250), "interest": "high", "noted": Decimal(250),
    }  # fmt: skip
    assert company.tasks(people.anna) == {}


def test_history_tells_each_step_with_who_did_it_and_what_came_next(company, people, clock):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(25), qty=Decimal(10))
    company.complete(company.tasks(people.anna)["qualify"], interest="high")

    history = company.instance(instance).history
    assert [(entry.element.id, entry.next.id if entry.next else None) for entry in history][:4] == [
        ("start", "calc"),
        ("calc", "large"),
        ("large", "qualify"),
        ("qualify", "notify"),
    ]
    [done] = [entry for entry in history if entry.by is not None]
    assert (done.element.id, done.by_name, dict(done.values)) == ("qualify", "Anna", {"interest": "high"})
    assert done.left == clock.now()


def test_the_other_branch_ends_without_a_task(company, people):
    company.deploy(W1)
    instance = company.start("w1", price=Decimal(1), qty=Decimal(2))

    assert company.tasks(people.anna) == {}
    assert company.instance(instance).status == "completed"


def test_the_next_task_of_the_same_person_is_named(company, people):
    company.deploy(
        model(
            "relay",
            start(),
            user("first", assignee="anna"),
            user("second", assignee="anna"),
            end(),
            flow="start > first > second > end",
        )
    )
    instance = company.start("relay")
    first = company.tasks(people.anna, "mine")["first"]

    done = company.complete(first)
    assert done.instance_key == instance
    assert done.next_task_key == company.tasks(people.anna, "mine")["second"]

    assert company.complete(done.next_task_key).next_task_key is None


def test_no_next_task_is_named_that_another_person_or_another_instance_holds(company, engine, people):
    company.deploy(W1)
    company.start("w1", price=Decimal(25), qty=Decimal(10))
    company.complete(company.tasks(people.anna)["qualify"])
    open_ones = company.tasks(people.anna)
    engine.claim_task(open_ones["offer"], by=people.anna)
    engine.claim_task(open_ones["call"], by=people.boris)
    company.start("w1", price=Decimal(25), qty=Decimal(10))
    engine.claim_task(company.tasks(people.boris)["qualify"], by=people.boris)

    assert company.complete(open_ones["call"], by=people.boris).next_task_key is None


def test_who_holds_both_of_two_parallel_tasks_is_led_from_one_to_the_other(company, engine, people):
    company.deploy(W1)
    company.start("w1", price=Decimal(25), qty=Decimal(10))
    company.complete(company.tasks(people.anna)["qualify"])
    open_ones = company.tasks(people.anna)
    for key in open_ones.values():
        engine.claim_task(key, by=people.anna)

    assert company.complete(open_ones["call"]).next_task_key == open_ones["offer"]


def test_every_verb_leaves_an_audit_row(company, people):
    company.deploy(W1)
    company.start("w1", price=Decimal(25), qty=Decimal(10))
    key = company.tasks(people.anna)["qualify"]
    company.complete(key, interest="high")

    [row] = company.audit("complete_task")
    assert (row.actor, row.subject_type, row.subject_key) == (people.anna.key, "task", key)
    assert '"high"' in row.new
    assert len(company.audit("deploy")) == 1
    assert len(company.audit("start_instance")) == 1
