"""Who may do what to a task, and what happens when two want to."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine.errors import NotFound
from engine.process.errors import (
    InstanceNotActive,
    NotYourTask,
    StepFailed,
    TaskAlreadyCompleted,
    TaskAssignedToOther,
    TaskNotFound,
    TaskWithdrawn,
)
from tests.process.models import boundary, end, model, start, timer, user


@pytest.fixture
def review(company):
    """One task for the group sales."""
    company.deploy(
        model("review", start(), user("read", candidateGroups="sales"), end(), flow="start > read > end")
    )
    company.start("review")
    return company.tasks(company.people.anna)["read"]


@pytest.fixture
def annas(company):
    """One task assigned to Anna."""
    company.deploy(model("mine", start(), user("read", assignee="anna"), end(), flow="start > read > end"))
    company.start("mine")
    return company.tasks(company.people.anna, "mine")["read"]


def test_a_claimed_task_moves_from_the_groups_to_its_holder(company, engine, people, review):
    engine.claim_task(review, by=people.anna)

    assert company.tasks(people.anna, "mine") == {"read": review}
    assert company.tasks(people.anna) == company.tasks(people.boris) == {}


def test_an_unclaimed_task_is_everybodys_again(company, engine, people, review):
    engine.claim_task(review, by=people.anna)
    engine.unclaim_task(review, by=people.anna)

    assert company.tasks(people.boris) == {"read": review}


def test_claiming_twice_changes_nothing_and_another_is_told_who_has_it(engine, people, review):
    engine.claim_task(review, by=people.anna)
    engine.claim_task(review, by=people.anna)

    with pytest.raises(TaskAssignedToOther, match="Anna"):
        engine.claim_task(review, by=people.boris)


def test_a_stranger_does_not_even_learn_that_the_task_exists(company, engine, people, review):
    for attempt in (engine.claim_task, engine.unclaim_task):
        if attempt is engine.unclaim_task:
            engine.claim_task(review, by=people.anna)
        with pytest.raises(TaskNotFound):
            attempt(review, by=people.zoe)
    with pytest.raises(TaskNotFound):
        engine.complete_task(review, {}, by=people.zoe)
    with pytest.raises(TaskNotFound):
        company.task(review, people.zoe)


def test_a_candidate_completes_an_unclaimed_task_but_not_one_that_another_holds(engine, people, review):
    engine.claim_task(review, by=people.boris)

    with pytest.raises(TaskAssignedToOther, match="Boris"):
        engine.complete_task(review, {}, by=people.anna)
    engine.complete_task(review, {}, by=people.boris)


def test_a_manager_completes_and_reassigns_the_tasks_of_the_team(company, engine, people, annas):
    engine.assign_task(annas, to=people.boris.key, by=people.marta)
    assert company.tasks(people.boris, "mine") == {"read": annas}

    engine.complete_task(annas, {}, by=people.marta)


def test_a_holder_passes_a_task_on_and_a_colleague_may_not_take_it_away(company, engine, people, annas):
    with pytest.raises(TaskNotFound):
        engine.assign_task(annas, to=people.boris.key, by=people.boris)

    engine.assign_task(annas, to=people.boris.key, by=people.anna)
    assert company.tasks(people.boris, "mine") == {"read": annas}


def test_a_task_is_not_assigned_to_somebody_who_does_not_exist(engine, people, annas):
    with pytest.raises(NotFound):
        engine.assign_task(annas, to=12345, by=people.anna)


def test_somebody_who_sees_everything_but_may_not_work_hears_who_could(engine, people, company, annas):
    seer = people.zoe.__class__(key=99, login="seer", name="Seer", visibility="all")

    with pytest.raises(TaskAssignedToOther):
        engine.complete_task(annas, {}, by=seer)
    with pytest.raises(NotYourTask, match="Ask its assignee"):
        engine.unclaim_task(_unassigned(company, engine), by=seer)


def _unassigned(company, engine):
    company.deploy(
        model("pool", start(), user("swim", candidateGroups="sales"), end(), flow="start > swim > end")
    )
    company.start("pool")
    key = company.tasks(company.people.anna)["swim"]
    engine.claim_task(key, by=company.people.anna)
    engine.unclaim_task(key, by=company.people.anna)
    return key


def test_a_completed_task_says_who_completed_it_and_when(company, engine, people, review, clock):
    engine.complete_task(review, {}, by=people.boris)

    with pytest.raises(TaskAlreadyCompleted) as caught:
        engine.complete_task(review, {}, by=people.anna)
    assert (caught.value.who, caught.value.task, caught.value.at) == ("Boris", "Read", clock.now())
    with pytest.raises(TaskAlreadyCompleted):
        company.task(review, people.anna)


def test_a_task_that_its_process_took_back_says_so(company, engine, people, clock):
    company.deploy(
        model(
            "hurry",
            start(),
            user("read", candidateGroups="sales"),
            boundary("late", "read", timer("Duration", "PT1H")),
            end(),
            flow="start > read > end; late > end",
        )
    )
    company.start("hurry")
    key = company.tasks(people.anna)["read"]
    clock.advance(timedelta(hours=1))
    engine.run_due()
    engine.run_due()

    with pytest.raises(TaskWithdrawn, match="Read"):
        engine.complete_task(key, {}, by=people.anna)


def test_two_people_completing_one_task_at_once_one_wins(database, engine, people, review):
    outcomes, barrier = [], threading.Barrier(2)

    def attempt(person):
        barrier.wait()
        try:
            engine.complete_task(review, {"by": person.login}, by=person)
            outcomes.append("done")
        except TaskAlreadyCompleted as late:
            outcomes.append(late.who)

    crew = [threading.Thread(target=attempt, args=(person,)) for person in (people.anna, people.boris)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()

    assert len(outcomes) == 2
    assert outcomes.count("done") == 1
    assert {"Anna", "Boris"} & set(outcomes)


def test_a_draft_is_kept_for_its_person_and_goes_with_the_task(company, engine, people, review):
    engine.save_draft(review, {"need": "a crane"}, by=people.anna)
    engine.save_draft(review, {"need": "two cranes"}, by=people.anna)

    assert company.task(review, people.anna).draft.values == {"need": "two cranes"}
    assert company.task(review, people.boris).draft is None
    engine.complete_task(review, {}, by=people.anna)


def test_nothing_can_be_done_in_a_suspended_instance_until_it_is_resumed(company, engine, people, review):
    instance = company.task(review, people.anna).instance_key
    engine.suspend_instance(instance, by=people.ada)

    with pytest.raises(InstanceNotActive, match="suspended"):
        engine.complete_task(review, {}, by=people.anna)
    assert company.task(review, people.anna).suspended

    engine.resume_instance(instance, by=people.ada)
    engine.complete_task(review, {}, by=people.anna)


def test_an_assignee_who_is_no_user_refuses_the_start(company, people):
    company.deploy(model("ghost", start(), user("read", assignee="nobody"), end(), flow="start > read > end"))

    with pytest.raises(StepFailed, match="nobody"):
        company.start("ghost")


def test_the_page_of_a_task_shows_its_place_and_variables(company, people, review):
    seen = company.task(review, people.anna)

    assert (seen.element.id, seen.process.id, seen.groups, seen.may_complete) == (
        "read",
        "review",
        ("sales",),
        True,
    )
    assert seen.active == ("read",)
    assert "data-id" in seen.svg
