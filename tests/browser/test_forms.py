"""Forms: what is wrong stands where it is wrong, and nothing that was typed is ever lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def quote(at, company):
    """Anna before the task to prepare a quote, with two required numbers."""
    deal = company.deal("Packing line")
    company.jump(deal, "propose")
    desk = Desk(at("anna"))
    desk.page.goto(f"/tasks/{company.task(deal)}")
    return desk


def test_a_wrong_value_is_told_at_its_field_and_in_a_summary_that_leads_there(quote):
    page = quote.page
    answer = quote.complete(
        {"Amount": "a lot", "Discount, %": "120", "What the manager should know": "Please"}
    )

    assert answer.status == 422
    expect(quote.title).to_have_text("Prepare the quote")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 answers need a look")
    amount, discount = quote.form.get_by_label("Amount"), quote.form.get_by_label("Discount, %")
    for field in (amount, discount):
        expect(field).to_have_attribute("aria-invalid", "true")
        told = field.get_attribute("aria-describedby").split()
        expect(page.locator(f"#{told[-1]}")).not_to_be_empty()
    expect(amount).to_have_value("a lot")
    expect(discount).to_have_value("120")
    expect(quote.form.get_by_label("What the manager should know")).to_have_value("Please")

    summary.get_by_role("link", name="Discount").click()
    expect(discount).to_be_focused()


def test_a_corrected_form_goes_through(quote):
    quote.complete({"Amount": "a lot", "Discount, %": "5"})
    quote.complete({"Amount": "47,000"})

    quote.done("Prepare the quote")


def test_a_question_appears_when_an_answer_asks_for_it(at, company):
    desk = Desk(at("anna"))
    desk.page.goto(f"/tasks/{company.task(company.deal('Packing line'))}")
    why = desk.form.get_by_label("Why should the deal move on without it?")
    expect(why).to_be_hidden()

    desk.fill({"Ask the manager for an override": True})
    expect(why).to_be_visible()
    desk.fill({"On to the next stage": True})
    expect(why).to_be_hidden()


def test_typed_text_survives_leaving_the_page(at, company):
    desk = Desk(at("anna"))
    company.deal("Packing line")
    desk.open("Packing line")
    need = desk.form.get_by_label("Need, in the customer's words")
    need.fill("The line jams.")
    expect(desk.form.get_by_role("status")).to_have_text("Draft saved")

    # Gone before the pause after which drafts are saved: the rest is sent while the page goes.
    need.press_sequentially(" Twice.")
    desk.page.get_by_role("link", name="Accounts").click()
    expect(desk.page.get_by_role("heading", name="Accounts")).to_be_visible()

    def kept() -> None:
        desk.open("Packing line")
        expect(need).to_have_value("The line jams. Twice.", timeout=1000)

    eventually(kept)


def test_the_draft_of_one_person_is_not_shown_to_another(at, company):
    task = company.task(company.deal("Packing line"))
    anna, boris = Desk(at("anna")), Desk(at("boris"))
    anna.page.goto(f"/tasks/{task}")
    anna.fill({"Who decides": "Olga Stein"})
    expect(anna.form.get_by_role("status")).to_have_text("Draft saved")

    boris.page.goto(f"/tasks/{task}")

    expect(boris.form.get_by_label("Who decides")).to_have_value("")


def test_the_next_task_opens_by_itself(at, company):
    company.deal("First deal")
    company.deal("Second deal")
    desk = Desk(at("anna"))
    desk.open("First deal")

    # The same deal goes on with its owner, so its next task opens ...
    desk.complete({"The deal is lost": True})
    expect(desk.title).to_have_text("Record the loss")
    # ... and after its last one, the next in the list.
    desk.complete({"Reason of the loss": "Price"})
    expect(desk.page.locator(".task-place")).to_have_text("Second deal")
    expect(desk.title).to_have_text("Qualify the deal")


def test_a_record_that_somebody_else_saved_meanwhile_keeps_what_was_typed(at, company):
    deal = company.deal("Packing line")
    page = at("anna")
    page.goto(f"/opportunities/{deal.key}/edit")
    page.get_by_label("Next step").fill("Call Olga")
    company.engine.update_record(
        deal, {"next_step": "Write to Ivan"}, expected_version=None, by=company.person("boris")
    )

    with page.expect_response(lambda one: one.request.method == "POST") as saved:
        page.get_by_role("button", name="Save").click()

    assert saved.value.status == 409
    expect(page.get_by_label("Next step")).to_have_value("Call Olga")
    expect(page.get_by_text("Saved now: Write to Ivan")).to_be_visible()


def test_a_record_with_wrong_values_is_told_at_its_fields(at, company):
    page = at("anna")
    page.goto("/opportunities/new")
    page.get_by_label("Amount", exact=True).fill("much")

    with page.expect_response(lambda one: one.request.method == "POST") as saved:
        page.get_by_role("button", name="Create").click()

    assert saved.value.status == 422
    for label in ("Name", "Amount"):
        expect(page.get_by_label(label).first).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Amount", exact=True)).to_have_value("much")
    page.locator(".error-summary").get_by_role("link", name="Name").click()
    expect(page.get_by_label("Name")).to_be_focused()
