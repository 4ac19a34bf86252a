"""An administrator lets somebody in, and draws the hours that the company works."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.calendars import queries

pytestmark = pytest.mark.browser


def test_a_new_person_of_a_group_signs_in_and_finds_the_group_s_tasks(at, site, company):
    company.ownerless_deal("Packing for Bremen")
    page = at("dina")
    page.goto("/administration/users")
    page.keyboard.press("n")
    page.get_by_label("Full name").fill("Nora Lind")
    page.get_by_label("Login").fill("nora")
    page.get_by_role("group", name="Member of").get_by_label("Sales manager").check()
    password = page.get_by_label("Password for the first sign-in").input_value()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Nora Lind can sign in as nora.")

    hers = at()
    hers.goto("/inbox?view=groups")
    hers.get_by_label("Login").fill("nora")
    hers.get_by_label("Password").fill(password)
    hers.get_by_role("button", name="Sign in").click()
    for label, text in (
        ("Current", password),
        ("New password", "only nora knows"),
        ("again", "only nora knows"),
    ):
        hers.get_by_label(label).first.fill(text)
    hers.get_by_role("button", name="Change the password").click()
    hers.goto("/inbox?view=groups")

    expect(hers.get_by_role("list", name="Tasks")).to_contain_text("Packing for Bremen")


def test_hours_are_drawn_tried_out_and_saved(at, site):
    page = at("dina")
    page.goto("/administration/calendars/new?company=1")
    saturday = page.locator("[data-week-bar=saturday]")
    box = saturday.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 10.1 / 24, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 13.9 / 24, box["y"] + 10, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Saturday")).to_have_value("10:00-14:00")

    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_label("Country").select_option("DE")
    expect(page.locator("#holidays")).to_contain_text("German Unity Day")
    page.get_by_label("From").fill("2026-04-02T17:00")
    page.get_by_label("Working time").fill("2:00")
    page.get_by_role("button", name="When is it over?").click()
    expect(page.locator("#try [role=status]")).to_contain_text("Saturday, April 4, 2026")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/administration/calendars")

    with site.engine.database.reading() as connection:
        (line,) = queries.calendars(connection)
    assert (line.week[5], line.country, line.is_default) == ("10:00-14:00", "DE", True)
