"""Whatever people type is text: it never runs, on any page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.hostile import VECTORS, poison
from tests.browser.pages import Visits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_LINKS = "[...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))"
_RAW = [vector for vector in VECTORS if vector.startswith("<")]


@pytest.fixture
def watched(at) -> Watched:
    """The administrator's browser, which sees everything and tells when something ran."""
    return Watched(at("dina"))


class Watched:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.ran: list[str] = []
        self.visits = Visits(page)
        page.expose_function("__ran", lambda: self.ran.append(page.url))
        page.on("dialog", lambda dialog: (self.ran.append(f"dialog at {page.url}"), dialog.dismiss()))

    def assert_quiet(self) -> None:
        assert self.ran == []
        assert self.visits.violations == {}


def test_no_text_of_any_record_form_or_model_runs_on_any_page(company, watched):
    poison(company)

    carriers = 0
    for address, html in _crawl(watched):
        assert [vector for vector in _RAW if vector in html] == [], address
        carriers += _carries(html)

    assert carriers > 30, "The vectors must be there to be harmless."
    watched.assert_quiet()


def _carries(html: str) -> bool:
    return "__ran()" in html


def _crawl(watched: Watched) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, once, with its source; a page that carries no vector leads no further."""
    waiting, known = ["/inbox?view=all"], set()
    while waiting:
        address = waiting.pop(0)
        watched.visits.open(address, address)
        html = watched.page.content()
        yield address, html
        for href in watched.page.evaluate(_LINKS) if _carries(html) else ():
            assert not href.strip().lower().startswith(("javascript:", "data:")), (address, href)
            shape = _shape(href)
            if shape is not None and shape not in known:
                known.add(shape)
                waiting.append(href)


def _shape(href: str) -> str | None:
    """A page; lists in another order, cut or further down are the same page. None for other sites and for files."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("/static"):
        return None
    if parts.path.endswith((".csv", ".zip")):
        return None
    chosen = [one for one in parts.query.split("&") if one.startswith(("show=all", "regarding="))]
    return "?".join([parts.path, *chosen])


def test_typed_text_runs_neither_in_a_refused_form_nor_in_a_lost_race(company, watched):
    deal = company.deal("Packing line")
    desk = Desk(watched.page)
    desk.hears_nothing()
    watched.visits.open("task", f"/tasks/{company.task(deal)}")
    for vector in VECTORS:
        desk.form.get_by_label("Need, in the customer's words").fill(vector)
        desk.form.get_by_label("Who decides").fill(vector)
        assert desk.complete().status == 422
    company.jump(deal, "propose")

    assert desk.complete({"The deal is lost": True}).status == 409
    expect(watched.page.locator(".typed")).to_contain_text("script")
    watched.assert_quiet()


def test_names_run_neither_in_the_palette_nor_in_suggestions(company, watched):
    names = {"script": VECTORS[0], "onerror": VECTORS[1], "svg": VECTORS[2], "iframe": VECTORS[3]}
    for name in names.values():
        company.create("account", name=name)
    watched.visits.open("accounts", "/accounts")
    page = watched.page
    for word in names:
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog", name="Command palette")
        with page.expect_response(lambda one: "/search" in one.url):
            palette.get_by_role("combobox").fill(word)
        expect(palette.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")

    watched.assert_quiet()
