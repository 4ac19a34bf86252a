"""A case from the web form to its customer's answer: it warns, breaches, climbs the lines and comes back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engine.clock import SystemClock
from engine.identity import SYSTEM, store
from engine.process import business_time
from engine.process.business_time import BusinessTime, Setting
from engine.records.mails import Mail
from tests.browser.desk import Desk
from tests.browser.site import running
from tests.processes.support import FOLDER
from webui.screens.public import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.site import Site

pytestmark = pytest.mark.browser

MONDAY = Setting(frozen_at=datetime(2026, 1, 5, 9, tzinfo=UTC), movable=True)
SUBJECT = "The line stops with error E42"
PEOPLE = {
    "leo": ("Leo Martin", "Support line 1"),
    "lin": ("Lin Chen", "Support line 2"),
    "karl": ("Karl Weber", "Support line 3"),
    "dora": ("Dora Klein", "Duty manager"),
}


@pytest.fixture
def support(new_sqlite: Callable[[Path], str], tmp_path: Path, monkeypatch) -> Iterator[Site]:
    """A support team whose business time stands on a Monday at nine, until Dora moves it."""
    # Chromium types faster than people do.
    monkeypatch.setattr(tokens, "TOO_QUICK", timedelta(0))
    clock = BusinessTime(SystemClock(), MONDAY)
    with running(new_sqlite(tmp_path / "baton.sqlite"), tmp_path / "var", business_clock=clock) as site:
        _hire(site)
        files = {
            one.name: one.read_bytes() for one in FOLDER.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}
        }
        site.engine.deploy(files, by=SYSTEM, name="case")
        yield site


def _hire(site: Site) -> None:
    keys = site.engine.keys
    with site.engine.database.transaction() as connection:
        business_time.write(connection, MONDAY)
        team = store.create_team(connection, keys=keys, name="Support")
        for login, (name, group) in PEOPLE.items():
            store.create_user(
                connection,
                keys=keys,
                login=login,
                name=name,
                team=team,
                groups=(group,),
                roles=("employee", "manager") if login == "dora" else ("employee",),
                visibility="team",
            )
        store.set_manager(connection, team, store.find_user(connection, "dora").key)


def test_a_case_warns_breaches_and_climbs_to_line_3_while_the_clock_is_moved_and_comes_back(
    support, open_browser
):
    leo, lin, karl = (Desk(open_browser(support, login)) for login in ("leo", "lin", "karl"))
    board, dora = open_browser(support, "leo"), open_browser(support, "dora")
    _report(open_browser(support))
    _triage(leo)
    board.goto("/case-board")
    _stands_on(board, "Line 1", "8 h left of 8 h")
    _stands_on(board, "Line 1", "first answer in 1 h")
    clock = _clock_on_the_page(open_browser(support, "leo"))
    expect(clock).to_contain_text("first answer in 1 h")
    _work(leo, "Answer the customer", "Answer to the customer", view="mine")
    expect(clock).to_contain_text("First response on")

    _move(dora, "16:00")
    _stands_on(board, "Line 1", "2 h left of 8 h")
    _move(dora, "18:00")
    _stands_on(board, "Line 2", "0 min left of 8 h")
    _decide(Desk(dora))

    _work(lin, "Escalate to the next line", "Why does it go to another line?", view="groups")
    _stands_on(board, "Line 3", "0 min left of 8 h")
    _work(karl, "Hand back down a line", "Why does it go to another line?", view="groups")
    _stands_on(board, "Line 2", "0 min left of 8 h")
    _work(lin, "Hand back down a line", "Why does it go to another line?", view="groups")
    _work(leo, "Solved", "Solution, as the customer will read it", view="groups")
    _the_customer_confirms(support, open_browser(support))
    _the_page_tells_the_story(leo.page)


def _report(page: Page) -> None:
    page.goto("/public/support")
    page.get_by_label("What is it about?").fill(SUBJECT)
    page.get_by_label("Your name").fill("Olga Stein")
    page.get_by_label("Your e-mail").fill("olga@acme.example")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".public-reference")).to_contain_text("CAS-000001")


def _triage(leo: Desk) -> None:
    leo.open(SUBJECT, view="groups")
    expect(leo.title).to_have_text("Triage")
    impact = leo.form.get_by_role("radiogroup", name="Impact")
    urgency = leo.form.get_by_role("radiogroup", name="Urgency")
    impact.get_by_label("High").check()
    urgency.get_by_label("High").check()
    leo.complete({"Category": "Fault"})
    expect(leo.title).to_have_text("Work on line 1")


def _move(dora: Page, hour: str) -> None:
    """Dora moves business time on to the next timer."""
    dora.goto("/case-board")
    dora.get_by_role("button", name="To the next timer").click()
    clock = dora.get_by_role("region", name="Business time")
    expect(clock).to_contain_text(re.compile(rf"{int(hour[:2]) % 12}:{hour[3:]}\sPM"))


def _stands_on(board: Page, line: str, left: str) -> None:
    """The open board shows it by itself; nobody reloads the page."""
    card = _column(board, line).locator(".case-card")
    expect(card).to_contain_text(SUBJECT)
    expect(card).to_contain_text(left)


def _clock_on_the_page(page: Page) -> Locator:
    """On a page that nobody loads again."""
    page.goto("/cases?view=all")
    page.get_by_role("link", name=SUBJECT).click()
    return page.locator(".case-clock")


def _column(board: Page, line: str) -> Locator:
    return board.get_by_role("region", name=line, exact=False).filter(has=board.locator("h2", has_text=line))


def _decide(dora: Desk) -> None:
    dora.open(SUBJECT)
    expect(dora.title).to_have_text("Decide about the overdue case")
    dora.complete({"What happens now?": "Lin takes it; I call the customer."})


def _work(desk: Desk, choice: str, label: str, *, view: str) -> None:
    desk.open(SUBJECT, view=view)
    desk.complete({choice: True, label: "Firmware 2.4 is on the server."})


def _the_customer_confirms(support: Site, customer: Page) -> None:
    with support.engine.database.reading() as connection:
        bodies = connection.scalars(select(Mail.text).order_by(Mail.key)).all()
    link = re.findall(r"/public/answers/\S+", "\n".join(bodies))[-1]
    customer.goto(link)
    expect(customer.locator("main")).to_contain_text("Firmware 2.4 is on the server.")
    customer.get_by_label("Yes, it is solved").check()
    customer.get_by_label("4", exact=True).check()
    customer.get_by_role("button", name="Send").click()
    expect(customer.get_by_role("heading", name="Thank you")).to_be_visible()


def _the_page_tells_the_story(page: Page) -> None:
    page.goto("/cases?view=all")
    page.get_by_role("link", name=SUBJECT).click()
    expect(page.locator(".case-clock")).to_contain_text("Closed")
    story = page.get_by_role("complementary", name="Timeline")
    for line in ("Line 2 → Line 3", "Line 3 → Line 2", "Line 2 → Line 1", "The customer: solved, 4/5"):
        expect(story).to_contain_text(line)
