"""The pages of a process and of what it has called lead to each other, in both languages."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.process.models import ProcessInstance
from tests.process.models import call, end, model, start, user
from tests.webui.browsing import page, text

CALLER = model(
    "order",
    start(),
    call("check", "checking", name="Check credit"),
    end(),
    flow="start > check > end",
    name="Order",
)
CALLED = model(
    "checking", start("begin"), user("look", name="Look it up", assignee='="anna"'), end("done"),
    flow="begin > look > done", name="Credit check",
)  # fmt: skip


@pytest.fixture
def order(engine, company):
    """The keys of an order and of the check that it has called."""
    engine.deploy({"order.bpmn": CALLER, "checking.bpmn": CALLED}, by=company.dina, name="tests")
    key = engine.start_instance("order", variables={}, by=company.anna)
    with engine.database.reading() as connection:
        return key, connection.scalar(select(ProcessInstance.key).where(ProcessInstance.root == key))


def facts(answer):
    return {row.xpath("string(dt)"): row for row in page(answer).xpath("//dl[@class='key-facts']/div")}


def test_a_caller_and_what_it_has_called_lead_to_each_other(sign_in, order):
    key, called = order
    browser = sign_in("dina")

    line = page(browser.get(f"/instances/{key}")).xpath("//section[@id='calls']//li")[0]
    assert line.xpath("a/@href") == [f"/instances/{called}"]
    assert [word in line.text_content() for word in ("Credit check", "Check credit", "Running")] == [True] * 3

    inside = browser.get(f"/instances/{called}")
    caller = facts(inside)["Called by"]
    assert caller.xpath("dd/a/@href") == [f"/instances/{key}"]
    assert caller.xpath("normalize-space(dd)") == "Order Check credit"
    assert page(inside).xpath("//form[contains(@action, 'cancel')]") == []


def test_the_calls_are_told_in_russian_too(sign_in, engine, company, order):
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)
    key, called = order
    browser = sign_in("dina")

    assert "Вызванные процессы" in text(browser.get(f"/instances/{key}"))
    assert "Вызван процессом" in facts(browser.get(f"/instances/{called}"))


def test_who_does_a_task_inside_sees_who_called_but_not_that_page(sign_in, order):
    key, called = order
    caller = facts(sign_in("anna").get(f"/instances/{called}"))["Called by"]

    assert caller.xpath("normalize-space(dd)") == "Order Check credit"
    assert caller.xpath("dd/a") == []
    assert sign_in("anna").get(f"/instances/{key}").status_code == 404
