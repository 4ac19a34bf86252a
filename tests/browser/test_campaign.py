"""A campaign from its brief to its lessons, with a budget that needs finance and a clock that is moved."""

from __future__ import annotations

import email
import email.policy
import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from engine.clock import SimulatedClock
from engine.identity import SYSTEM, store
from engine.records import consents
from engine.records.consents import Facts
from engine.records.history import Step
from tests.browser.conftest import WAIT
from tests.browser.desk import Desk
from tests.browser.site import Site, running
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from engine.feel.values import RecordRef

pytestmark = pytest.mark.browser

FOLDER = ROOT / "processes/marketing/campaign"
BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = {"mia": "Marketing", "henry": "Marketing head", "fiona": "Finance"}
CAMPAIGN, SEGMENT = "Spring news", "Germans"
APPROVE = {"Approve": True}


class Firm:
    """A marketing department, three customers, and the clock on its wall."""

    def __init__(self, site: Site, clock: SimulatedClock, folder: Path) -> None:
        self.site, self.engine, self.clock = site, site.engine, clock
        self._outbox = folder / "outbox"
        with self.engine.database.transaction() as connection:
            for login, group in PEOPLE.items():
                store.create_user(
                    connection, keys=self.engine.keys, login=login, name=login.title(), groups=(group,),
                    email=f"{login}@baton.example",
                )  # fmt: skip
            self.mia = store.find_user(connection, "mia")
        files = {
            one.name: one.read_bytes() for one in FOLDER.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}
        }
        self.engine.deploy(files, by=SYSTEM, name="campaign")
        account = self.engine.create_record("account", {"name": "Acme", "country": "Germany"}, by=self.mia)
        for name in ("Olga", "Peter", "Silent"):
            values = {
                "given_name": name,
                "family_name": "Stein",
                "account": account,
                "email": f"{name}@acme.example",
            }
            ref = self.engine.create_record("contact", values, by=self.mia)
            if name != "Silent":
                self._allow(ref)

    def _allow(self, ref: RecordRef) -> None:
        step = Step(by=self.mia, at=self.clock.now(), keys=self.engine.keys)
        with self.engine.database.transaction() as connection:
            consents.give(connection, ref, "newsletter", "email", Facts(), step)

    def wait_until(self, moment: datetime) -> None:
        """Business time passes; what is due is done when this returns."""
        self.clock.move_to(moment)
        for _ in range(3):
            while self.engine.run_due():
                pass
            self.clock.move_to(self.clock.now() + timedelta(seconds=2))

    def mails(self, count: int) -> dict[str, str]:
        """Texts by recipient, as they lie in the outbox once *count* do: the site's own worker may be sending one."""
        deadline = time.monotonic() + WAIT / 1000
        while len(list(self._outbox.rglob("*.eml"))) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        read = (
            email.message_from_bytes(one.read_bytes(), policy=email.policy.default)
            for one in self._outbox.rglob("*.eml")
        )
        return {str(mail["To"]): mail.get_content() for mail in read}


@pytest.fixture
def firm(new_sqlite: Callable[[Path], str], tmp_path: Path) -> Iterator[Firm]:
    clock, url = SimulatedClock(BEGINS), new_sqlite(tmp_path / "baton.sqlite")
    with running(url, tmp_path / "var", business_clock=clock) as site:
        yield Firm(site, clock, tmp_path / "var")


def test_a_campaign_goes_from_brief_to_lessons_with_a_budget_that_needs_finance(firm, open_browser):
    mia, henry, fiona = (Desk(open_browser(firm.site, login)) for login in PEOPLE)
    _build_a_segment(mia.page)
    _begin(mia.page)
    _brief(mia, "Marketing")
    mia.complete({"Type": "Media and advertising", "Amount": "500", "Currency": "USD"})
    _nobody_to_send_to(mia)
    _brief(mia, "Newsletter")
    _plan_and_approve(mia, henry, fiona)
    _write_and_approve(mia, henry)
    firm.wait_until(datetime(2026, 3, 10, 8, tzinfo=UTC))
    _the_mails_went_out_and_can_be_unsubscribed(firm, open_browser(firm.site))
    firm.wait_until(datetime(2026, 3, 17, 9, tzinfo=UTC))
    firm.wait_until(datetime(2026, 4, 9, 9, tzinfo=UTC))
    _learn(mia)


def _build_a_segment(page: Page) -> None:
    page.goto("/segments")
    page.get_by_role("link", name="New").click()
    page.get_by_label("Name").fill(SEGMENT)
    page.get_by_label("Value of condition 1").fill("germany")
    preview = page.get_by_role("complementary", name="Who is in it")
    expect(preview).to_contain_text("3 people match: 3 without consent → 0 may be contacted.")
    preview.get_by_label("May be reached for").select_option(label="Newsletter")
    expect(preview).to_contain_text("3 people match: 1 without consent → 2 may be contacted.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Company: Country is “germany”")).to_be_visible()


def _begin(page: Page) -> None:
    page.goto("/start/campaign")
    page.get_by_label("Name of the campaign").fill(CAMPAIGN)
    page.locator("main").get_by_role("button", name=re.compile("Start")).click()
    expect(page.locator("#task-title")).to_have_text("Write the brief")


def _brief(mia: Desk, purpose: str) -> None:
    mia.complete(
        {
            "Objective": "Tell our customers what is new.",
            "Segment": SEGMENT,
            "Mail": True,
            "Purpose of the consent": purpose,
            "What counts as success": "Leads",
            "Target": "5",
            "Starts on": "2026-03-10",
        }
    )
    expect(mia.title).to_have_text("Plan the budget")


def _nobody_to_send_to(mia: Desk) -> None:
    expect(mia.title).to_have_text("Write the brief")
    expect(mia.form).to_contain_text("Nobody to send to. 3 match the segment: 3 without consent")


def _plan_and_approve(mia: Desk, henry: Desk, fiona: Desk) -> None:
    mia.complete({"Amount": "20,000", "Currency": "USD"})
    henry.open(CAMPAIGN, view="groups")
    expect(henry.form).to_contain_text("Tell our customers what is new.")
    _claim(henry)
    henry.complete(APPROVE)
    fiona.open(CAMPAIGN, view="groups")
    expect(fiona.title).to_have_text("Approve the budget")
    _claim(fiona)
    fiona.complete(APPROVE)


def _claim(desk: Desk) -> None:
    desk.page.get_by_role("button", name=re.compile("^(Claim|Take)")).first.click()
    expect(desk.form.get_by_role("button", name="Complete")).to_be_enabled()


def _write_and_approve(mia: Desk, henry: Desk) -> None:
    mia.open(CAMPAIGN)
    expect(mia.form).to_contain_text("2 people may be contacted, of 3 in the segment.")
    mia.complete({"Subject of the mail": "News for {{company}}", "Text": "Dear {{nickname}}, look."})
    expect(mia.form).to_contain_text("There is no merge field “nickname”.")
    mia.complete({"Text": "Dear {{first_name}}, look.", "Send it to approval": True})
    henry.open(CAMPAIGN, view="groups")
    _claim(henry)
    henry.complete(APPROVE)


def _the_mails_went_out_and_can_be_unsubscribed(firm: Firm, stranger: Page) -> None:
    mails = firm.mails(2)
    assert set(mails) == {"olga@acme.example", "peter@acme.example"}
    assert mails["olga@acme.example"].startswith("Dear Olga, look.")
    link = re.search(r"/public/unsubscribe/\S+", mails["peter@acme.example"])
    assert link is not None
    stranger.goto(link.group())
    stranger.get_by_role("button", name="Yes, write to me no more").click()
    expect(stranger.get_by_role("heading", name="You are unsubscribed")).to_be_visible()


def _learn(mia: Desk) -> None:
    mia.open(CAMPAIGN)
    expect(mia.title).to_have_text("Results and lessons")
    expect(mia.form).to_contain_text("2 reached out to, 0 responded")
    mia.complete(
        {"What worked": "The subject", "What to change": "Send it on a Tuesday", "Use it again": True}
    )
    mia.page.goto("/campaigns?view=done")
    mia.page.get_by_role("link", name=CAMPAIGN).click()
    numbers = mia.page.get_by_role("region", name="Audience and results")
    expect(numbers).to_contain_text("3 people match: 1 without consent → 2 may be contacted.")
    expect(numbers).to_contain_text(re.compile(r"Unsubscribed\s*1"))
    expect(numbers).to_contain_text("-100 %")
    expect(mia.page.locator("main")).to_contain_text("Send it on a Tuesday")
