"""The built front end: complete, our own, and named by its content."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.webui.browsing import page
from webui import assets, bundles

WEBUI = Path(assets.__file__).parent
DIST = WEBUI / "static" / "dist"
PACKAGE = json.loads((WEBUI / "assets" / "package.json").read_text())
ICONS = json.loads((WEBUI / "assets" / "src" / "icons.json").read_text())


def test_the_front_end_is_built_from_the_sources_as_they_are():
    assert assets.is_current(), "Run: python -m webui.assets"


def test_a_changed_source_asks_for_a_build(tmp_path, monkeypatch):
    sources = tmp_path / "assets"
    sources.mkdir()
    (sources / "package.json").write_text("{}")
    monkeypatch.setattr(assets, "_WEBUI", tmp_path)
    monkeypatch.setattr(assets, "SOURCES", sources)
    monkeypatch.setattr(assets, "SCREENS", tmp_path / "screens")
    monkeypatch.setattr(assets, "OUTPUT", tmp_path / "dist")
    assert not assets.is_current()

    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / ".stamp").write_text(assets._stamp())
    assert assets.is_current()

    (sources / "app.js").write_text("export {};")
    assert not assets.is_current()


def test_an_installation_without_sources_needs_no_build(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "SOURCES", tmp_path)

    assert assets.is_current()


def test_every_address_of_a_page_is_our_own(stranger):
    answer = stranger.get("/sign-in")
    addresses = page(answer).xpath("//@href | //@src | //@action")

    assert addresses
    assert [one for one in addresses if not one.startswith(("/", "#"))] == []
    for address in addresses:
        if address.startswith("/static/"):
            assert stranger.client.get(address.split("#")[0], buffered=True).status_code == 200, address


def test_no_built_style_sheet_fetches_from_elsewhere():
    sheets = list(DIST.glob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text()
        fetched = re.findall(r"url\([\"']?([^\"')]+)", text) + re.findall(r"@import\s+\S+", text)
        assert [one for one in fetched if not one.startswith(("./files/", "data:"))] == []
        files = [re.sub(r"[?#].*", "", one) for one in fetched if one.startswith("./")]
        assert [one for one in files if not (DIST / one).exists()] == []


def test_the_text_face_has_cyrillic():
    assert list((DIST / "files").glob("inter-cyrillic-wght-normal-*.woff2"))


def test_the_lock_names_no_registry():
    lock = (WEBUI / "assets" / "package-lock.json").read_text()

    assert "resolved" not in lock
    funding = r'"https://(github\.com/sponsors|opencollective\.com)/[^"]+"'
    assert "http" not in re.sub(funding, "", re.sub(r'"url": "https://[^"]+"', "", lock))


def test_versions_are_exact():
    versions = PACKAGE["dependencies"] | PACKAGE["devDependencies"]

    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_third_party_code_is_listed_with_its_licence_and_shipped_with_its_text():
    listed = dict(
        re.findall(
            r"^\| (\S+) \| (\d\S+) \| \S+ \|", (WEBUI / "assets" / "THIRD_PARTY.md").read_text(), re.MULTILINE
        )
    )
    shipped = (DIST / "THIRD_PARTY.txt").read_text()

    assert listed == PACKAGE["dependencies"]
    assert all(f"{name} {version} (" in shipped for name, version in PACKAGE["dependencies"].items())


def test_the_sprite_has_every_icon_that_a_screen_uses():
    used = set()
    for source in [*WEBUI.rglob("templates/**/*.html"), *WEBUI.glob("*.py"), *WEBUI.glob("screens/**/*.py")]:
        text = source.read_text()
        used |= set(re.findall(r'\bicon\("([\w-]+)"', text)) | set(re.findall(r'\bicon="([\w-]+)"', text))

    assert used - ICONS.keys() == set()


def test_the_wheel_asks_for_node_only_while_something_is_to_be_built():
    hook = (WEBUI.parent / "hatch_build.py").read_text()
    project = tomllib.loads((WEBUI.parent / "pyproject.toml").read_text())

    assert "nodejs" not in json.dumps(project["build-system"])
    assert "is_current() else [assets.NODE]" in hook


@pytest.mark.parametrize("script", sorted((WEBUI / "assets" / "src").rglob("*.js")), ids=lambda one: one.name)
def test_our_scripts_write_text_never_markup(script):
    text = script.read_text()

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
    )


def test_a_build_below_a_running_server_is_seen_at_once(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text('{"entries": {}, "files": {"icons.svg": "icons-1.svg"}}')
    manifest = bundles._Manifest(path)

    path.unlink()
    assert manifest.read()["files"]["icons.svg"] == "icons-1.svg"

    path.write_text('{"entries": {}, "files": {"icons.svg": "icons-2.svg"}}')
    os.utime(path, ns=(1, 1))
    assert manifest.read()["files"]["icons.svg"] == "icons-2.svg"


def test_a_front_end_that_was_never_built_says_how_to_build_it(tmp_path):
    with pytest.raises(bundles.FrontEndMissing, match=r"python -m webui\.assets"):
        bundles._Manifest(tmp_path / "manifest.json")
