"""The keyboard alone is enough, and its keys are places: they work under every layout."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.keyboard import Keyboard

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("russian", [False, True], ids=["latin", "russian"]),
]


def test_tasks_are_walked_opened_and_completed_by_keys(at, company, russian):
    for name in ("First deal", "Second deal", "Third deal"):
        company.deal(name)
    desk = Desk(at("anna"))
    page, keys = desk.page, Keyboard(desk.page, russian=russian)
    page.goto("/inbox")
    place = page.locator(".task-place")

    keys.press("j")
    expect(place).to_have_text("First deal")
    keys.press("j", "j")
    expect(place).to_have_text("Third deal")
    keys.press("k")
    expect(place).to_have_text("Second deal")
    expect(page.locator("[data-item][aria-current]")).to_contain_text("Second deal")

    keys.press("Enter")
    need = desk.form.get_by_label("Need, in the customer's words")
    expect(need).to_be_focused()
    need.press_sequentially("jjk")
    expect(place).to_have_text("Second deal")

    desk.fill({"The deal is lost": True})
    keys.press("Control+Enter")
    desk.done("Qualify the deal")
    expect(desk.title).to_have_text("Record the loss")


def test_a_task_of_the_group_is_claimed_and_given_back_by_a_key(at, company, russian):
    company.ownerless_deal("Packing line")
    desk = Desk(at("boris"))
    keys = Keyboard(desk.page, russian=russian)
    desk.open("Packing line", view="groups")

    keys.press("c")
    expect(desk.page).to_have_url(re.compile("view=mine"))
    expect(desk.page.get_by_role("button", name="Give back")).to_be_visible()
    keys.press("c")
    expect(desk.page.locator("#toasts")).to_contain_text("Given back")


def test_places_are_reached_by_g_and_a_letter(at, site, russian):
    page = at("anna")
    keys = Keyboard(page, russian=russian)
    page.goto("/inbox")

    for letter, place in (("o", "/opportunities"), ("a", "/accounts"), ("c", "/contacts"), ("i", "/inbox")):
        keys.press("g", letter)
        expect(page).to_have_url(place)


def test_the_palette_finds_places_actions_and_records(at, company, russian):
    company.deal("Packing line")
    page = at("anna")
    keys = Keyboard(page, russian=russian)
    page.goto("/accounts")
    palette = page.get_by_role("dialog", name="Command palette")
    command = palette.get_by_role("combobox")

    keys.press("Control+k")
    expect(command).to_be_focused()
    command.fill("prod")
    expect(palette.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(page).to_have_url("/products")

    keys.press("Control+k")
    command.fill("packing")
    palette.get_by_role("option", name="Packing line").filter(has_text="Opportunity").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Packing line")

    keys.press("Control+k", "Escape")
    expect(palette).to_be_hidden()


def test_the_keys_are_explained_on_the_question_mark(at, site, russian):
    page = at("anna")
    keys = Keyboard(page, russian=russian)
    page.goto("/inbox")

    keys.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_).to_be_visible()
    expect(help_).to_contain_text("Claim or release")

    keys.press("Escape")
    expect(help_).to_be_hidden()


def test_keys_typed_into_a_field_are_text(at, company, russian):
    company.deal("Packing line")
    page = at("anna")
    keys = Keyboard(page, russian=russian)
    page.goto("/opportunities")
    search = page.get_by_role("searchbox")

    keys.press("/", "n", "g", "i")

    expect(page).to_have_url("/opportunities")
    expect(search).to_have_value("тпш" if russian else "ngi")
