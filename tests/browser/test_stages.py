"""A deal that moves another way than forward: by a jump, or out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.browser


def test_a_jump_from_the_page_of_the_deal_opens_the_task_of_the_other_stage(at, company):
    deal = company.deal("Packing line")
    page = at("anna")
    page.goto(f"/opportunities/{deal.key}")

    page.get_by_text("Move stage").click()
    page.get_by_label("Stage", exact=True).select_option(label="Negotiate")
    page.get_by_label("Reason").fill("They sent their own terms.")
    page.get_by_role("button", name="Move the deal").click()

    expect(page.locator("#toasts")).to_contain_text("The deal is now at stage Negotiate")
    expect(page.locator("[aria-current=step]")).to_contain_text("Negotiate")
    expect(page.get_by_role("complementary", name="Timeline")).to_contain_text("They sent their own terms.")
    expect(page.get_by_role("link", name="Qualify the deal")).to_be_hidden()
    page.get_by_role("link", name="Negotiate the terms").click()
    expect(page.locator("#task-title")).to_have_text("Negotiate the terms")


def test_a_jump_without_a_reason_is_refused_and_keeps_the_stage_chosen(at, company):
    deal = company.deal("Packing line")
    page = at("anna", java_script_enabled=False)
    page.goto(f"/opportunities/{deal.key}")
    page.get_by_text("Move stage").click()
    page.get_by_label("Stage", exact=True).select_option(label="Propose")
    page.get_by_label("Reason").fill("   ")
    page.get_by_role("button", name="Move the deal").click()

    expect(page.get_by_role("alert")).to_contain_text("Please say why")
    expect(page.get_by_label("Stage")).to_have_value("propose")
    page.get_by_label("Reason").fill("They only need a price.")
    page.get_by_role("button", name="Move the deal").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Propose")


def test_losing_a_deal_asks_for_the_reason_and_the_deal_shows_it(at, company):
    deal = company.deal("Packing line")
    desk = Desk(at("anna"))
    desk.open("Packing line")
    desk.complete({"The deal is lost": True})
    expect(desk.title).to_have_text("Record the loss")

    answer = desk.complete({"Lost to": "Krones"})
    assert answer.status == 422
    expect(desk.page.locator(".error-summary")).to_contain_text("Reason of the loss")
    desk.complete({"Reason of the loss": "A competitor was better", "Lesson": "Ask for the budget first."})

    page = desk.page
    page.goto(f"/opportunities/{deal.key}")
    outcome = page.get_by_label("Outcome", exact=True)
    for told in ("A competitor was better", "Krones", "Ask for the budget first."):
        expect(outcome).to_contain_text(told)
    expect(page.locator(".record-title")).to_contain_text("Lost")
    expect(page.get_by_text("Move stage")).to_be_hidden()
