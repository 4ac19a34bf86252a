"""Requests that no page of ours sends: numbers beyond 64 bits, control characters, addresses of nothing."""

from __future__ import annotations

import pytest

from engine.process import queries
from tests.process.models import end, model, start, user

HUGE = "9" * 25
ENDLESS = "9" * 5000
VISIT = model("visit", start(), user("ask", name="Ask", assignee='="anna"'), end(), flow="start > ask > end")


@pytest.fixture
def browser(sign_in, engine, company):
    engine.deploy({"visit.bpmn": VISIT}, by=company.dina, name="tests")
    engine.start_instance("visit", variables={}, by=company.anna)
    engine.create_record("account", {"name": "Acme"}, by=company.anna)
    return sign_in("anna")


@pytest.mark.parametrize(
    "address",
    [
        "/inbox?after={}", "/inbox?after=1-{}-2", "/inbox?after=1-2-{}", "/processes/visit?after={}",
        "/opportunities?account={}", "/opportunities?owner={}", "/contacts?account={}", "/accounts?sort={}",
        "/accounts?after={}", "/contacts/new?account={}", "/opportunities/new?owner={}",
        "/activities/new?regarding=account:{}", "/tasks/{}", "/instances/{}", "/accounts/{}", "/search?q={}",
        "/accounts/{}/history", "/search?q=a&type={}", "/accounts?employees={}",
    ],
)  # fmt: skip
def test_an_address_with_a_strange_number_is_answered_not_failed(browser, address):
    for number in (HUGE, ENDLESS, "-1", "٣", "1e5", "%00"):
        assert browser.get(address.format(number)).status_code < 500


@pytest.mark.parametrize(
    "address",
    [
        "/public/%00",
        "/public/unsubscribe/a%00",
        "/signin?next=%00",
        "/instances?process=%00",
        "/processes/%00",
    ],
)
def test_no_database_is_asked_for_what_it_cannot_hold(sign_in, address):
    assert sign_in("dina").get(address).status_code == 400


@pytest.mark.parametrize(
    ("collection", "field"),
    [
        ("accounts", "name"), ("accounts", "employees"), ("accounts", "revenue"), ("accounts", "parent"),
        ("accounts", "currency"), ("opportunities", "amount"), ("opportunities", "close_date"),
        ("opportunities", "owner"), ("opportunities", "account"), ("contacts", "email"),
    ],
)  # fmt: skip
def test_a_strange_value_of_a_record_is_answered_not_failed(browser, collection, field):
    for text in (HUGE, ENDLESS, "-1", "a\x00b", "\ud800", "1e400", "NaN", "9" * 18):
        sent = {field: text.encode("utf-8", "surrogatepass")}
        assert browser.post(f"/{collection}", {"name": "Strange", **sent}).status_code < 500


@pytest.mark.parametrize("to", [HUGE, ENDLESS, "", "-1", "x"])
def test_a_task_is_not_given_to_nobody(browser, engine, company, to):
    with engine.database.reading() as connection:
        [task] = queries.inbox(connection, company.anna, scope="mine").rows
    assert browser.post(f"/tasks/{task.key}/assignment", {"to": to}).status_code == 400
