"""A gate that gives a task back does not look like success."""

from __future__ import annotations

import pytest

from engine.process import queries
from tests.process.models import end, model, node, start, user
from tests.webui.browsing import page


def gate(*, loops):
    """Filled in, looked at by a gate that misses what the variable says, then shipped."""
    again = f"ready > fill ? ={loops}; ready > ship ? =not({loops})"
    fill = user("fill", name="Fill in", assignee='="anna"')
    ship = user("ship", name="Ship", assignee='="anna"')
    return model(
        "gate",
        start(),
        fill,
        node("exclusiveGateway", "ready"),
        ship,
        end(),
        flow=f"start > fill > ready; {again}; ship > end",
    )


@pytest.fixture
def complete(engine, company, sign_in):
    """Complete the first task of a gate with these variables; what the next page says of it."""

    def do(variables, *, loops="count(missing) > 0"):
        engine.deploy({"gate.bpmn": gate(loops=loops)}, by=company.dina, name="tests")
        key = engine.start_instance("gate", variables=variables, by=company.anna)
        with engine.database.reading() as connection:
            task = queries.instance(connection, key, company.dina).tasks[0].key
        anna = sign_in("anna")
        answer = anna.post(f"/tasks/{task}/completion?view=mine")
        shown = page(anna.get(answer.headers["Location"]))
        toast = shown.xpath("//div[@data-toast]")[0]
        return toast.get("class").split()[-1], toast.text_content().strip()

    return do


def test_what_came_back_says_how_much_is_missing(complete):
    assert complete({"missing": ["date", "price"]}) == (
        "toast-back",
        "“Fill in” came back: 2 things are missing",
    )
    assert complete({"missing": ["date"]})[1] == "“Fill in” came back: 1 thing is missing"


def test_what_came_back_without_a_list_says_just_that(complete):
    assert complete({"again": True}, loops="again") == ("toast-back", "“Fill in” came back")


def test_what_went_on_is_completed(complete):
    assert complete({"missing": []}) == ("toast-done", "Completed: Fill in")
