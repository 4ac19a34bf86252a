"""A deal's way through the inboxes of its agent and its manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.company import PASSWORD
from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DEAL = "Packing line for Acme"
DOCUMENT = b"%PDF-1.4 signed"
ADVANCE, OVERRIDE = {"On to the next stage": True}, {"Ask the manager for an override": True}
WHY = "Why should the deal move on without it?"


def test_a_deal_goes_from_creation_to_won_through_the_inboxes_of_agent_and_manager(at):
    anna, boris = Desk(at()), Desk(at("boris"))
    _sign_in(anna.page, "anna")
    _create(anna.page)
    _qualify_with_an_override(anna, boris)
    _discover_and_present(anna)
    _agree_on_a_quote(anna, boris)
    _sign_and_hand_over(anna)

    _the_record_tells_the_story(anna.page)
    _the_instance_is_completed(anna.page)
    _the_document_is_for_those_who_see_the_deal(anna.page, at("clara"))


def _sign_in(page: Page, login: str) -> None:
    page.goto("/")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def _create(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Opportunities").click()
    page.get_by_role("link", name="New").click()
    page.get_by_label("Name").fill(DEAL)
    page.get_by_label("Account").select_option(label="Acme Packaging GmbH")
    page.get_by_label("Amount", exact=True).fill("48,000")
    page.get_by_label("Expected close").fill("2031-06-30")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("#task-title")).to_have_text("Qualify the deal")
    expect(page.locator(".task-context")).to_contain_text("Acme Packaging GmbH")


def _qualify_with_an_override(anna: Desk, boris: Desk) -> None:
    anna.complete({"Need, in the customer's words": "The line jams twice a week.", **ADVANCE})
    missing = anna.form.locator("p").filter(has_text="Not yet there:")
    for item in ("Budget", "Who decides", "Date by which", "Next meeting"):
        expect(missing).to_contain_text(item)
    expect(anna.title).to_have_text("Qualify the deal")

    given = {"Budget or way of funding": "From the plant's budget", "Who decides": "Olga Stein"}
    anna.complete({**given, **OVERRIDE, WHY: "Their dates come in May."})
    expect(anna.page.get_by_role("heading", name="All done")).to_be_visible()

    boris.open(DEAL)
    expect(boris.title).to_have_text("Decide on the override")
    expect(boris.form).to_contain_text("Their dates come in May.")
    boris.complete({"Refuse": True, "Reason": "Ask for a meeting first."})

    anna.open(DEAL)
    expect(anna.form).to_contain_text("The override was refused: Ask for a meeting first.")
    expect(missing).not_to_contain_text("Budget")
    anna.complete({"Next meeting": "2031-01-14", **OVERRIDE, WHY: "We meet on the 14th."})

    boris.open(DEAL)
    boris.complete({"Approve": True, "Reason": "The meeting stands."})
    anna.open(DEAL)
    expect(anna.title).to_have_text("Discover the needs")


def _discover_and_present(anna: Desk) -> None:
    for number, (contact, role) in enumerate([("Olga Stein", "Economic buyer"), ("Иван Белов", "Champion")]):
        anna.form.get_by_role("button", name="Add a row").click()
        row = anna.form.locator(".form-row").nth(number)
        row.get_by_label("Contact").select_option(label=contact)
        row.get_by_label("Role").select_option(label=role)
    anna.complete(
        {
            "What is measured": "Stops a month",
            "Today": "9",
            "Goal": "1",
            "How they decide": "Purchasing asks for three quotes.",
            "What they decide by": "Uptime, then price",
            "Competitor": "none",
            **ADVANCE,
        }
    )
    anna.done("Discover the needs")
    anna.complete({"Accepted": True, "Champion": "Ivan Belov", "Economic buyer met": True, **ADVANCE})


def _agree_on_a_quote(anna: Desk, boris: Desk) -> None:
    anna.complete(
        {"Amount": "47,000", "Discount, %": "5", "What the manager should know": "They compare us."}
    )
    boris.open(DEAL)
    expect(boris.form).to_contain_text("They compare us.")
    boris.complete({"Approve": True})
    anna.open(DEAL)
    sent = {
        "Quote sent": "2030-12-01",
        "Customer replied": True,
        "Plan to close, with dates": "Contract by 1 April",
    }
    anna.complete({**sent, **ADVANCE})
    anna.complete(
        {"Legal contact": "Dr. Weiss", "Procurement contact": "Ms. Klein", "Terms agreed": True, **ADVANCE}
    )


def _sign_and_hand_over(anna: Desk) -> None:
    anna.form.get_by_label("Signed document").set_input_files(
        {"name": "V-17.pdf", "mimeType": "application/pdf", "buffer": DOCUMENT}
    )
    anna.complete({"Signed": "2030-12-20", "Contract number": "V-17", **ADVANCE})
    anna.complete({"Order number": "A-1001", "Order processing has everything it needs": True})
    anna.complete({"Won amount": "46,500.50", "Note": "The trial week convinced them."})
    expect(anna.page.get_by_role("heading", name="All done")).to_be_visible()


def _the_record_tells_the_story(page: Page) -> None:
    page.goto("/opportunities?view=won")
    page.get_by_role("link", name=DEAL).click()
    expect(page.locator(".record-title")).to_contain_text("Won")
    expect(page.get_by_label("Outcome", exact=True)).to_contain_text("46,500.50")
    stages = page.get_by_role("list", name="Stages").get_by_role("listitem")
    assert [one.inner_text().splitlines()[0] for one in stages.all()] == [
        "Qualify", "Discover", "Present", "Propose", "Negotiate", "Contract"
    ]  # fmt: skip
    timeline = page.get_by_role("complementary", name="Timeline")
    expect(timeline).to_contain_text("The trial week convinced them.")
    timeline.get_by_role("link", name="Earlier").click()
    expect(timeline).to_contain_text("We meet on the 14th. / The meeting stands.")
    expect(timeline).to_contain_text("Solved by")


def _the_instance_is_completed(page: Page) -> None:
    page.get_by_role("region", name="Ended processes").get_by_role("link").click()
    expect(page.locator(".record-title")).to_contain_text("Completed")
    history = page.locator(".history")
    for told in ("Close as won", "Approve the quote", "Ask for a meeting first."):
        expect(history).to_contain_text(told)
    expect(page.get_by_role("heading", name="Waits for")).to_be_hidden()


def _the_document_is_for_those_who_see_the_deal(page: Page, stranger: Page) -> None:
    address = page.get_by_role("link", name="V-17.pdf").first.get_attribute("href")

    answer = page.request.get(address)
    assert answer.body() == DOCUMENT
    assert answer.headers["content-disposition"].startswith("attachment")
    assert stranger.request.get(address).status == 404
