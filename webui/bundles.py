"""The built front end: addresses of hashed files, and icons of the sprite."""

from __future__ import annotations

import json
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
    manifest = _manifest()
    icons = manifest["files"]["icons.svg"]

    def bundle(name: str) -> dict[str, Any]:
        """The files of one entry point: js, css, preload."""
        entry = manifest["entries"][name]
        return {
            "js": _url(entry["js"]),
            "css": entry["css"] and _url(entry["css"]),
            "preload": [_url(file) for file in entry["preload"]],
        }

    def icon(name: str, *, label: str | None = None) -> Markup:
        """One icon; without *label* it is an ornament that screen readers skip."""
        role = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(role, _url(icons), name)

    app.jinja_env.globals.update(bundle=bundle, icon=icon, built=lambda name: _url(manifest["files"][name]))
    app.after_request(_cache_forever)


def _manifest() -> dict[str, Any]:
    path = _DIST / "manifest.json"
    try:
        return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise FrontEndMissing(path=path) from None


def _url(file: str) -> str:
    return url_for("static", filename=f"dist/{file}")


def _cache_forever(response: Response) -> Response:
    """A built file's name changes with its content."""
    if request.endpoint == "static" and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
