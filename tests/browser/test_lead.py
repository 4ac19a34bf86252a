"""A lead's way from the public web form to a deal, through the inboxes of three people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import leads
from tests.browser.desk import Desk
from webui.screens.public import tokens

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WHO = "Petra Lang"
DEAL = "Two packing lines for Ulm"


@pytest.fixture
def sales(company):
    """Sara develops leads; Anna and Clara take them over."""
    leads.settle(company)


@pytest.fixture
def unhurried(monkeypatch):
    """Chromium types faster than people do."""
    monkeypatch.setattr(tokens, "TOO_QUICK", timedelta(0))


@pytest.mark.usefixtures("sales", "unhurried")
def test_a_lead_goes_from_the_web_form_to_a_deal_through_three_inboxes(at):
    _write_to_us(at())
    sara = Desk(at("sara"))
    _first_contact(sara)
    _qualify(sara)
    anna = Desk(at("anna"))
    _accept(anna)
    _convert(anna)
    _the_deal_has_begun(Desk(at("clara")))
    _the_lead_tells_the_story(anna.page)


def _write_to_us(page: Page) -> None:
    page.goto("/public/contact-us?utm_campaign=spring")
    page.get_by_label("First name").fill("Petra")
    page.get_by_label("Last name").fill("Lang")
    email = page.get_by_label(re.compile("^E-mail"))
    email.fill("petra at lang")
    page.get_by_label("What can we do for you?").fill("We need a price for two packing lines.")
    page.get_by_label("Send me the newsletter by e-mail").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".error-summary")).to_contain_text("Write an e-mail address")
    expect(page.get_by_label("What can we do for you?")).to_have_value(
        "We need a price for two packing lines."
    )
    email.fill("petra@lang.example")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator(".public-reference")).to_contain_text("LEAD-000001")


def _first_contact(sara: Desk) -> None:
    sara.open(WHO)
    expect(sara.title).to_have_text("First contact")
    expect(sara.form).to_contain_text("petra@lang.example")
    sara.complete({"By phone": True, "Reached: interested enough to talk": True})
    sara.done("First contact")


def _qualify(sara: Desk) -> None:
    sara.open(WHO)
    expect(sara.title).to_have_text("Qualify (BANT)")
    sara.fill({"I know enough: judge by the rules": True, "There is a need that we can meet": True})
    sara.fill({"The need, in the customer's words": "Forty boxes a minute.", "A range is known": True})
    sara.complete({"Decides": True, "Within 3 months": True})
    sara.done("Qualify (BANT)")


def _accept(anna: Desk) -> None:
    anna.open(WHO)
    expect(anna.title).to_have_text("Accept the lead (SAL)")
    expect(anna.form).to_contain_text("Forty boxes a minute.")
    anna.complete({"Yes, it is mine": True})


def _convert(anna: Desk) -> None:
    expect(anna.title).to_have_text("Convert")
    for group in ("Company", "Person", "Deal"):
        anna.form.get_by_role("radiogroup", name=group).get_by_label("A new one").check()
    answers = {
        "Name of the deal": DEAL,
        "Amount": "88,000",
        "Currency": "EUR",
        "Expected close": "2031-06-30",
    }
    anna.complete({**answers, "Who leads the deal?": "Clara Weiss"})
    anna.done("Convert")


def _the_deal_has_begun(clara: Desk) -> None:
    clara.open(DEAL)
    expect(clara.title).to_have_text("Qualify the deal")


def _the_lead_tells_the_story(page: Page) -> None:
    page.goto("/leads?view=all")
    page.get_by_role("link", name=WHO).click()
    expect(page.locator("main")).to_contain_text("Converted")
    expect(page.locator(".timeline")).to_contain_text("First contact: reached")
    expect(page.locator("main")).to_contain_text("Newsletter, E-mail")
