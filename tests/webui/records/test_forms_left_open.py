"""A task's form lies open, or waits as a draft, while others change the record that it writes into."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from engine.process import queries
from engine.records import store
from tests.process.models import end, form, model, start, user
from tests.webui.browsing import page, text

FORM = {
    "id": "terms",
    "type": "default",
    "components": [
        {"type": "number", "id": "f1", "key": "opportunity.amount", "label": "Amount"},
        {"type": "textfield", "id": "f2", "key": "opportunity.need", "label": "Need"},
        {"type": "textfield", "id": "f3", "key": "opportunity.contract_number", "label": "Contract"},
    ],
}
MODEL = model(
    "terms",
    start(),
    user("agree", form("terms"), name="Agree", assignee='="anna"'),
    end(),
    flow="start > agree > end",
)


@pytest.fixture
def task(engine, company, deal):
    engine.deploy({"m.bpmn": MODEL, "f.form": json.dumps(FORM).encode()}, by=company.dina, name="tests")
    instance = engine.start_instance("terms", variables={"opportunity": deal}, by=company.anna)
    with engine.database.reading() as connection:
        return queries.instance(connection, instance, company.dina).tasks[0].key


@pytest.fixture
def as_it_is(engine, deal):
    def read():
        with engine.database.reading() as connection:
            return store.read(connection, deal)

    return read


def controls(answer):
    """What a browser would send."""
    found = page(answer).xpath("//form[@id='task-form']//input[@name]")
    return {one.get("name"): one.get("value") or "" for one in found if one.get("name") != "csrf_token"}


def change(engine, company, deal, **values):
    engine.update_record(deal, values, expected_version=None, by=company.dina)


def test_a_field_that_was_left_as_it_was_keeps_what_others_wrote_meanwhile(
    sign_in, engine, company, deal, task, as_it_is
):
    browser = sign_in("anna")
    typed = controls(browser.get(f"/tasks/{task}")) | {"opportunity.need": "Faster tills"}
    change(engine, company, deal, amount=Decimal(5000))

    assert browser.post(f"/tasks/{task}/completion", typed).status_code == 303
    assert (as_it_is()["amount"], as_it_is()["need"]) == (Decimal(5000), "Faster tills")


def test_where_two_wrote_the_second_is_told_and_may_insist(sign_in, engine, company, deal, task, as_it_is):
    browser = sign_in("anna")
    typed = controls(browser.get(f"/tasks/{task}")) | {"opportunity.need": "Faster tills"}
    change(engine, company, deal, amount=Decimal(5000), need="Cheaper tills")

    refused = browser.post(f"/tasks/{task}/completion", typed)

    assert refused.status_code == 409
    assert "Dina Noor saved another value here meanwhile: Cheaper tills." in text(refused)
    again = controls(refused)
    assert (again["opportunity.need"], again["opportunity.amount"]) == ("Faster tills", "5000.00")
    assert browser.post(f"/tasks/{task}/completion", again).status_code == 303
    assert (as_it_is()["amount"], as_it_is()["need"]) == (Decimal(5000), "Faster tills")


def test_a_draft_does_not_bring_back_old_values(sign_in, engine, company, deal, task, as_it_is):
    browser = sign_in("anna")
    typed = controls(browser.get(f"/tasks/{task}")) | {"opportunity.need": "Faster tills"}
    browser.post(f"/tasks/{task}/draft", typed)
    change(engine, company, deal, amount=Decimal(5000))

    later = controls(browser.get(f"/tasks/{task}"))

    assert later["opportunity.need"] == "Faster tills"
    assert browser.post(f"/tasks/{task}/completion", later).status_code == 303
    assert as_it_is()["amount"] == Decimal(5000)


def test_a_value_that_only_the_record_refuses_is_told_at_its_field(sign_in, task):
    browser = sign_in("anna")
    typed = controls(browser.get(f"/tasks/{task}")) | {"opportunity.contract_number": "9" * 500}

    answer = browser.post(f"/tasks/{task}/completion", typed)

    assert answer.status_code == 422
    assert page(answer).xpath("//input[@name='opportunity.contract_number'][@aria-invalid='true']")
    assert controls(answer)["opportunity.contract_number"] == "9" * 500


@pytest.mark.parametrize(
    "seen", ["", "x", "opportunity:1", "moon:1:1", "opportunity:1:1:1", "opportunity:x:1"]
)
def test_a_made_up_state_of_records_changes_nothing_else(sign_in, task, as_it_is, seen):
    browser = sign_in("anna")
    typed = controls(browser.get(f"/tasks/{task}")) | {"opportunity.need": "x", "_seen": seen}

    assert browser.post(f"/tasks/{task}/completion", typed).status_code == 303
    assert as_it_is()["need"] == "x"
