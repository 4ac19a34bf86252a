"""Two people, one queue: what one does, the other sees without a reload, and nothing moves under the cursor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

NEEDS_OWNER = "Set owner"


@pytest.fixture
def queue(at, company):
    """Mark's view of the sales managers' queue, with one deal that waits for an owner."""
    company.ownerless_deal("First deal")
    page = at("mark")
    page.goto("/inbox?view=groups")
    expect(row(page, "First deal")).to_be_visible()
    page.evaluate("window.neverReloaded = true")
    yield page
    assert page.evaluate("window.neverReloaded"), "the page was loaded again"


def row(page, deal):
    return page.locator("[data-inbox-rows] > li").filter(has_text=deal)


def claim(company, deal, by):
    company.engine.claim_task(company.task(deal), by=company.person(by))


def test_what_a_colleague_takes_leaves_the_list_and_says_who_took_it(queue, company):
    second = company.ownerless_deal("Second deal")
    expect(row(queue, "Second deal")).to_be_visible()
    expect(queue.locator("[data-inbox-views]")).to_contain_text(re.compile(r"My groups\s*2"))

    claim(company, second, "boris")

    expect(row(queue, "Second deal")).to_contain_text("Борис Иванов took it")
    expect(row(queue, "Second deal")).to_have_count(0, timeout=10_000)
    expect(queue.locator("[data-inbox-views]")).to_contain_text(re.compile(r"My groups\s*1"))


def test_nothing_moves_under_the_cursor(queue, company):
    row(queue, "First deal").hover()
    place = row(queue, "First deal").bounding_box()

    for number in (2, 3, 4):
        company.ownerless_deal(f"Deal {number}")

    news = queue.locator("[data-inbox-news]")
    expect(news).to_have_text("3 new tasks")
    expect(row(queue, "Deal 2")).to_have_count(0)
    assert row(queue, "First deal").bounding_box() == place
    news.click()
    expect(row(queue, "Deal 4")).to_be_visible()
    expect(news).to_be_hidden()


def test_an_open_form_says_that_the_task_was_taken_and_keeps_what_was_typed(queue, company):
    row(queue, "First deal").get_by_role("link").click()
    expect(queue.locator("#task-title")).to_have_text(NEEDS_OWNER)
    field = queue.locator("#task-form").locator("input:not([type=hidden]), textarea, select").first
    if field.evaluate("one => one.matches('select')"):
        field.select_option(index=1)
    else:
        field.fill("half a sentence")
    typed = field.input_value()

    claim(company, company.known("opportunity", "First deal"), "boris")

    expect(queue.get_by_role("alert")).to_contain_text("Борис Иванов has taken this task.")
    assert field.input_value() == typed
    expect(queue.get_by_role("button", name="Complete")).to_be_disabled()


def test_two_tabs_share_one_stream_and_the_bar_counts(at, company, site):
    first = at("anna")
    first.goto("/inbox")
    second = first.context.new_page()
    second.goto("/accounts")
    badge = second.locator('[data-badge="/inbox"]')
    expect(badge).to_be_hidden()

    company.deal("Counted deal")

    expect(badge).to_have_text("1")
    expect(first.locator('[data-badge="/inbox"]')).to_have_text("1")
    assert len(site.app.extensions["baton_live"]._streams) == 1
    first.close()
    company.deal("Counted again")
    expect(badge).to_have_text("2")
