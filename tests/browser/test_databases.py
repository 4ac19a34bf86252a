"""The same pages over PostgreSQL, and a business clock that is moved by hand."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from engine.clock import SimulatedClock
from tests.browser.company import Company
from tests.browser.conftest import furnish
from tests.browser.desk import Desk, eventually
from tests.browser.site import running

pytestmark = pytest.mark.browser


def test_a_deal_is_created_and_its_first_task_completed_on_postgresql(new_postgres, open_browser, tmp_path):
    url = new_postgres()
    furnish(url, tmp_path)
    with running(url, tmp_path / "var") as site:
        desk = Desk(open_browser(site, "anna"))
        desk.page.goto("/opportunities/new")
        desk.page.get_by_label("Name").fill("Упаковочная линия")
        desk.page.get_by_label("Amount", exact=True).fill("48,000")
        desk.page.get_by_role("button", name="Create").click()
        expect(desk.title).to_have_text("Qualify the deal")
        desk.complete({"Need, in the customer's words": "Линия стоит.", "The deal is lost": True})
        desk.done("Qualify the deal")
        expect(desk.title).to_have_text("Record the loss")

        desk.page.goto("/opportunities?q=упаковочная")
        desk.page.get_by_role("link", name="Упаковочная линия").click()
        expect(desk.page.get_by_role("complementary", name="Timeline")).to_contain_text("Линия стоит.")
        desk.page.context.close()


def test_the_worker_reminds_the_owner_of_a_deal_in_which_nothing_happens(
    company_database, open_browser, tmp_path
):
    shutil.copyfile(company_database, tmp_path / "baton.sqlite")
    clock = SimulatedClock(datetime(2031, 1, 6, 9, tzinfo=UTC))
    with running(f"sqlite:///{tmp_path / 'baton.sqlite'}", tmp_path / "var", business_clock=clock) as site:
        Company(site.engine).deal("Packing line")
        desk = Desk(open_browser(site, "anna"))
        desk.open("Packing line")
        expect(desk.page.get_by_text("Simulated business time: Jan 6, 2031")).to_be_visible()

        clock.advance(timedelta(days=14))
        site.engine.work_waits.set()

        def reminded() -> None:
            desk.page.goto("/inbox")
            expect(desk.page.get_by_role("link", name="Revive the stalled deal")).to_be_visible(timeout=1000)

        eventually(reminded)
        late = desk.page.get_by_role("link", name="Qualify the deal").get_by_role("img", name="Late")
        expect(late).to_be_visible()
        desk.page.context.close()
