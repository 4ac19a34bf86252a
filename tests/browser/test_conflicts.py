"""Two people and one task."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

_WHO_AND_WHEN = re.compile(r"Anna Petrova completed this task on .*\d{4}")


@pytest.fixture
def desks(at, company):
    """Anna and her manager, both looking at her task; neither is told in time what the other does."""
    task = company.task(company.deal("Packing line"))
    desks = Desk(at("anna")), Desk(at("boris"))
    for desk in desks:
        desk.hears_nothing()
        desk.page.goto(f"/tasks/{task}")
        desk.fill({"Who decides": "Olga Stein", "The deal is lost": True})
    return desks


def test_who_comes_second_sees_who_was_quicker_and_when_and_keeps_what_was_typed(desks):
    anna, boris = desks
    anna.complete()
    anna.done("Qualify the deal")
    expect(anna.title).to_have_text("Record the loss")

    boris.fill({"Need, in the customer's words": "The line jams."})
    answer = boris.complete()

    assert answer.status == 409
    expect(boris.page.get_by_role("alert")).to_have_text(_WHO_AND_WHEN)
    kept = boris.page.locator(".typed")
    for text in ("The line jams.", "Olga Stein"):
        expect(kept).to_contain_text(text)


def test_of_two_people_who_press_at_once_exactly_one_completes(desks):
    for desk in desks:
        desk.page.evaluate("document.querySelector('#task-form').requestSubmit()")

    over = [desk.page.get_by_text("completed this task on") for desk in desks]
    for desk, second in zip(desks, over, strict=True):
        expect(desk.page.get_by_text("Completed: Qualify the deal").or_(second)).to_be_visible()
    assert sum(second.is_visible() for second in over) == 1


def test_a_task_that_the_process_withdrew_says_so(desks, company):
    anna, _ = desks
    company.jump(company.known("opportunity", "Packing line"), "negotiate")

    answer = anna.complete()

    assert answer.status == 409
    expect(anna.page.get_by_role("alert")).to_contain_text("The process withdrew this task")
    expect(anna.page.locator(".typed")).to_contain_text("Olga Stein")
