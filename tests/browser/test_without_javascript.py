"""Everything that completing a task needs works in a browser that runs no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.company import PASSWORD
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser


def test_a_task_is_completed_from_the_sign_in_on_without_javascript(at, company):
    company.deal("Packing line")
    desk = Desk(at(java_script_enabled=False))
    page = desk.page
    page.goto("/")
    page.get_by_label("Login").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Packing line").click()

    # The question that the answer asks for comes from the server.
    answer = desk.complete({"Who decides": "Olga Stein", "Ask the manager for an override": True})
    assert answer.status == 422
    expect(page.locator(".error-summary")).to_contain_text("Why should the deal move on without it?")
    expect(desk.form.get_by_label("Who decides")).to_have_value("Olga Stein")

    desk.complete({"Why should the deal move on without it?": "Their dates come in May."})
    desk.done("Qualify the deal")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def test_a_draft_is_kept_by_a_button_without_javascript(at, company):
    desk = Desk(at("anna", java_script_enabled=False))
    desk.page.goto(f"/tasks/{company.task(company.deal('Packing line'))}")
    desk.fill({"Who decides": "Olga Stein"})

    desk.form.get_by_role("button", name="Save draft").click()

    expect(desk.form).to_contain_text("Draft of")
    expect(desk.form.get_by_label("Who decides")).to_have_value("Olga Stein")


def test_what_needs_a_script_is_not_offered_without_one(at, company):
    page = at("anna", java_script_enabled=False)
    page.goto("/inbox")

    expect(page.get_by_role("button", name="Search or jump")).to_be_hidden()
