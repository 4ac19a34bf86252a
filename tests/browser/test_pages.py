"""Every page of the product: for everybody, in two languages, light and dark, wide and narrow, without a complaint."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.exceptions import HTTPException

from engine.records import types
from tests.browser.company import Company, busy
from tests.browser.pages import Visits, addresses
from tests.browser.site import running
from tests.conftest import ROOT
from webui import catalogs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.site import Site

pytestmark = pytest.mark.browser

AXE = ROOT / "webui/assets/node_modules/axe-core/axe.min.js"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 375, "height": 740}
_NO_PAGE = {
    "administration.audit_file",
    "administration.begin",
    "static",
    "inbox.start",
    "records.search",
    "instances.file",
    "documents.download",
    "live.stream",
    "live.badges",
    "live.tasks",
    "clock.show",
    "kpis.table",
    "studio.export",
    "studio.export_draft",
    "studio.export_table",
    "studio.templates",
}
"""Files, redirects, and answers for scripts."""
_ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_RULES_OF_LOOKS = {
    "type": "rule",
    "values": [
        "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport",
        "html-has-lang", "html-lang-valid", "valid-lang", "label", "button-name", "link-name", "document-title",
    ],
}  # fmt: skip
"""What theme, width and language can change; the same pages go through all rules in the other walk."""
_FAULTS = """async (rules) => {
  // The shapes of a diagram are one picture with a name. axe walks their thousands even where it is told to leave them
  // out, which took most of the time of all pages together: they go, and the picture stays.
  for (const diagram of document.querySelectorAll('svg.diagram')) {
    diagram.replaceChildren(...diagram.querySelectorAll(':scope > title, :scope > desc'));
  }
  return (await axe.run(document, {
    resultTypes: ['violations'],
    preload: false,
    runOnly: rules,
  })).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
}"""
_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('.table-scroll, .diagram-frame, .mini-diagram, .visually-hidden, [popover], pre, .segmented'))
  .slice(0, 5).map((one) => `${one.tagName}.${one.className?.baseVal ?? one.className}`)"""
_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = new Set();
  while (walker.nextNode()) texts.add(walker.currentNode.textContent.trim());
  for (const name of ['aria-label', 'title', 'placeholder']) {
    for (const one of document.querySelectorAll(`[${name}]`)) texts.add(one.getAttribute(name));
  }
  return [...texts];
}"""


@pytest.fixture(scope="module")
def site(company_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The company in the middle of its work; these tests only look."""
    folder = tmp_path_factory.mktemp("busy")
    shutil.copyfile(company_database, folder / "baton.sqlite")
    with running(f"sqlite:///{folder / 'baton.sqlite'}", folder / "var") as site:
        yield site


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, str]:
    company = Company(site.engine)
    return addresses(company, busy(company))


@pytest.fixture(scope="module")
def wide(site: Site, pages: dict[str, str], chromium: Browser) -> Iterator[Walk]:
    """All pages in English, light, on a desk."""
    yield from _walk(site, pages, chromium, "dina", _ALL_RULES, viewport=WIDE, color_scheme="light")


@pytest.fixture(scope="module")
def narrow(site: Site, pages: dict[str, str], chromium: Browser) -> Iterator[Walk]:
    """All pages in Russian, dark, on a telephone."""
    looks = {"viewport": NARROW, "color_scheme": "dark", "locale": "ru-RU"}
    yield from _walk(site, pages, chromium, "daria", _RULES_OF_LOOKS, **looks)


def _walk(
    site: Site, pages: dict[str, str], chromium: Browser, who: str, rules: dict[str, Any], **options: Any
) -> Iterator[Walk]:
    context = chromium.new_context(base_url=site.address, **options)
    context.add_cookies([{"name": "baton", "value": site.session(who), "url": site.address}])
    walk = Walk(Visits(context.new_page()), rules)
    for name, address in pages.items():
        walk.look(name, address)
    context.close()
    yield walk


class Walk:
    """What a walk through all pages brought home, by page."""

    def __init__(self, visits: Visits, rules: dict[str, Any]) -> None:
        self.visits = visits
        self._rules = rules
        self.too_wide: dict[str, list[str]] = {}
        self.texts: dict[str, set[str]] = {}
        self.faults: dict[str, list[str]] = {}
        # Both come in by the developer's door: the page's own policy stays in force.
        visits.page.add_init_script(path=AXE)

    def look(self, name: str, address: str) -> None:
        self.visits.open(name, address)
        page = self.visits.page
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.too_wide[name] = page.evaluate(_TOO_WIDE)
        self.texts[name] = set(page.evaluate(_TEXTS))
        if faults := page.evaluate(_FAULTS, self._rules):
            self.faults[name] = faults


def test_every_page_of_the_product_is_looked_at(site, pages):
    matched = site.app.url_map.bind("localhost")
    endpoints = {_endpoint(matched, address) for address in pages.values()} | {"signin.form"}
    readable = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in rule.methods}

    assert readable - endpoints == _NO_PAGE


def _endpoint(matched: Any, address: str) -> str:
    try:
        return str(matched.match(address.partition("?")[0])[0])
    except HTTPException:
        return ""


def test_no_page_shuts_anybody_out(wide, narrow):
    assert wide.faults == {}
    assert narrow.faults == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_shuts_nobody_out(site, open_browser, theme):
    page = open_browser(site, theme=theme)
    page.add_init_script(path=AXE)
    page.goto("/sign-in")
    page.get_by_label("Login").fill("nobody")
    page.get_by_label("Password").fill("nothing")
    page.get_by_role("button", name="Sign in").click()

    assert page.evaluate(_FAULTS, _ALL_RULES) == []


def test_a_telephone_reaches_the_other_areas_through_the_menu(site, open_browser):
    page = open_browser(site, "anna", viewport=NARROW)
    page.goto("/inbox")

    page.locator("summary", has_text="Menu").click()
    page.get_by_role("navigation", name="All pages").get_by_role("link", name="Leads").click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Leads")


def test_no_page_breaks_the_content_policy(wide, narrow):
    assert wide.visits.violations == {}
    assert narrow.visits.violations == {}


def test_no_page_makes_the_browser_complain(wide, narrow):
    for walk in (wide, narrow):
        told = dict(walk.visits.complaints)
        # That the page of something gone answers 404 or 409 is its point; the browser notes it as an error.
        assert all("404" in text for text in told.pop("nothing here"))
        assert all("404" in text for text in told.pop("link that is none"))
        assert all("409" in text for text in told.pop("completed task"))
        assert told == {}


def test_no_page_scrolls_sideways(wide, narrow):
    assert wide.too_wide == {}
    assert narrow.too_wide == {}


def test_no_english_text_is_left_on_a_russian_page(narrow):
    english = _translated()

    found = {name: sorted(texts & english) for name, texts in narrow.texts.items()}

    assert {name: texts for name, texts in found.items() if texts} == {}


def _translated() -> set[str]:
    """English texts that have another Russian one: of screens, of record fields, of the shipped forms."""
    screens = {
        message.id: message.string
        for path in catalogs.files("ru")
        for message in catalogs.read(path, "ru")
        if isinstance(message.id, str)
    }
    fields = {
        one.labels.en: one.labels.ru
        for kind in types().values()
        for one in (
            kind,
            *kind.fields.values(),
            *(choice for f in kind.fields.values() for choice in f.choices),
        )
    }
    forms = {
        part["label"]: part["properties"]["label:ru"]
        for path in (ROOT / "processes").glob("*/*/*.form")
        for part in json.loads(path.read_text())["components"]
        if "label" in part
    }
    both = screens | fields | forms
    # A language calls itself by its own name in the switch.
    return {text for text, russian in both.items() if text and russian != text} - {"English"}
