"""The built front end: addresses of hashed files, and icons of the sprite."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import request, url_for
from markupsafe import Markup

from engine.errors import Unavailable

if TYPE_CHECKING:
    from flask import Flask, Response

_DIST = Path(__file__).with_name("static") / "dist"


class FrontEndMissing(Unavailable):
    text = "The front end is not built: {path} is missing. Run: python -m webui.assets"


def install(app: Flask) -> None:
    manifest = _Manifest(_DIST / "manifest.json")

    def bundle(name: str) -> dict[str, Any]:
        """The files of one entry point: js, css, preload."""
        entry = manifest.read()["entries"][name]
        return {
            "js": _url(entry["js"]),
            "css": entry["css"] and _url(entry["css"]),
            "preload": [_url(file) for file in entry["preload"]],
        }

    def built(name: str) -> str:
        """The address of another built file by its plain name."""
        return _url(manifest.read()["files"][name])

    def icon(name: str, *, label: str | None = None) -> Markup:
        """One icon; without *label* it is an ornament that screen readers skip."""
        role = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
            role, built("icons.svg"), name
        )

    app.jinja_env.globals.update(bundle=bundle, icon=icon, built=built)
    app.after_request(_cache_forever)


class _Manifest:
    """The names of the built files, read again when a build has replaced them below a running server."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._changed, self._content = self._load()
        except FileNotFoundError:
            raise FrontEndMissing(path=path) from None

    def read(self) -> dict[str, Any]:
        # Between the old folder and the new one there is none; the next page sees the new one.
        with suppress(FileNotFoundError):
            if self._path.stat().st_mtime_ns != self._changed:
                self._changed, self._content = self._load()
        return self._content

    def _load(self) -> tuple[int, dict[str, Any]]:
        changed = self._path.stat().st_mtime_ns
        return changed, cast("dict[str, Any]", json.loads(self._path.read_text(encoding="utf-8")))


def _url(file: str) -> str:
    return url_for("static", filename=f"dist/{file}")


def _cache_forever(response: Response) -> Response:
    """A built file's name changes with its content."""
    if request.endpoint == "static" and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
