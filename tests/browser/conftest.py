"""A real Chromium before a running site. Each test has a database, people and browsers of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from tests.browser.company import Company, found
from tests.browser.site import running
from tools.chromium import system_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site

WAIT = 10_000
"""Milliseconds until something that should appear counts as missing; a busy machine is slow."""
_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=_SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def company_database(new_sqlite: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the company and its process; passwords and models take time, so it is made once."""
    path = tmp_path_factory.mktemp("company") / "company.sqlite"
    furnish(new_sqlite(path), path.parent)
    return path


def furnish(url: str, folder: Path) -> None:
    """Found the company in an empty migrated database."""
    database, clock = Database(url), SystemClock()
    found(database)
    files, keys = Files(folder / "files"), Keys(3, clock)
    engine = Engine(database, business_clock=clock, system_clock=clock, files=files, keys=keys)
    Company(engine).settle()
    database.dispose()


@pytest.fixture
def site(company_database: Path, tmp_path: Path) -> Iterator[Site]:
    """The company's own server."""
    shutil.copyfile(company_database, tmp_path / "baton.sqlite")
    with running(f"sqlite:///{tmp_path / 'baton.sqlite'}", tmp_path / "var") as site:
        yield site


@pytest.fixture
def company(site: Site) -> Company:
    """What its people do without a browser."""
    return Company(site.engine)


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A browser window at a site, with an empty profile; for *who*, signed in."""
    contexts = []

    def enter(site: Site, who: str | None = None, *, theme: str = "light", **options: object) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, "color_scheme": theme, **options}
        context = chromium.new_context(base_url=site.address, **options)
        contexts.append(context)
        context.set_default_timeout(WAIT)
        if who is not None:
            context.add_cookies([{"name": "baton", "value": site.session(who), "url": site.address}])
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def at(site: Site, open_browser: Callable[..., Page]) -> Callable[..., Page]:
    """The browser of one person of the company, before any page."""
    return lambda who=None, **options: open_browser(site, who, **options)
