"""A manager finds late work on the diagram and hands it on; the employees' inboxes change by themselves."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from engine.clock import SimulatedClock, SystemClock
from tests.browser.company import Company
from tests.browser.site import running

pytestmark = pytest.mark.browser


@pytest.fixture
def late_site(company_database, tmp_path):
    """Anna has let a deal lie for a week; no reminder has come yet."""
    shutil.copyfile(company_database, tmp_path / "baton.sqlite")
    clock = SimulatedClock(SystemClock().now())
    with running(f"sqlite:///{tmp_path / 'baton.sqlite'}", tmp_path / "var", business_clock=clock) as site:
        Company(site.engine).deal("Late deal")
        clock.advance(timedelta(days=7))
        yield site


def inbox(open_browser, site, who):
    page = open_browser(site, who)
    page.goto("/inbox")
    page.evaluate("window.neverReloaded = true")
    return page


def row(page):
    return page.locator("[data-inbox-rows] > li").filter(has_text="Late deal")


def test_a_manager_finds_a_late_step_and_hands_it_over_and_the_inboxes_change(late_site, open_browser):
    anna, clara = (inbox(open_browser, late_site, who) for who in ("anna", "clara"))
    expect(row(anna)).to_be_visible()
    expect(row(clara)).to_have_count(0)

    boris = open_browser(late_site, "boris", locale="en")
    boris.goto("/processes")
    boris.locator("[data-item]").first.click()
    step = boris.locator("[data-id=qualify]")
    badge = boris.locator(".badge-overdue")
    expect(badge).to_have_text("1")
    boris.keyboard.press("l")
    expect(boris.locator("#heat-overdue")).to_be_checked()
    expect(badge).to_be_visible()

    step.click()
    boris.locator("[data-item]").filter(has_text="Late deal").click()
    boris.locator(".open-task .lever summary").first.click()
    boris.locator(".open-task select[name=to]").select_option(label="Clara Weiss · South")
    boris.locator(".open-task .lever-body button").first.click()

    expect(boris.locator(".deeds")).to_contain_text("Clara Weiss")
    expect(row(clara)).to_be_visible()
    expect(row(anna)).to_have_count(0, timeout=15_000)
    assert [page.evaluate("window.neverReloaded") for page in (anna, clara)] == [True, True]
