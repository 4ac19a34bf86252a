"""What every answer carries (headers, a content policy) and every writing request must (a token against forgery)."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, current_app, g, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError, CSRFProtect

from webui import secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from engine.config import Config

View = TypeVar("View", bound="Callable[..., object]")

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SITES = frozenset({"same-origin", "none"})
_YEAR = 365 * 24 * 3600
_OWN_PERMISSION = "baton_own_permission"
LARGEST_REQUEST = 16 * 1024 * 1024
"""Bytes of everything that one form sends, files included."""


def own_permission(view: View) -> View:
    """Mark a view whose unguessable address is all that it takes: who does not know it cannot forge its request.

    A mail program unsubscribes by it from another site and without cookies (RFC 8058).
    """
    setattr(view, _OWN_PERMISSION, True)
    return view


def install(app: Flask, config: Config) -> None:
    app.config.update(
        SECRET_KEY=secret.read_or_create(config.var / "secret-key"),
        SESSION_COOKIE_NAME=cookie_name("baton_page", config),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        # The token lives as long as the browser's session: a form left open over lunch still submits.
        WTF_CSRF_TIME_LIMIT=None,
        # Checked below, for every address but those whose link is the permission.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_HEADERS=["X-CSRF-Token"],
    )
    app.before_request(_refuse_nul)
    app.before_request(_refuse_forgeries(CSRFProtect(app)))
    app.after_request(_headers_of(config))
    app.context_processor(lambda: {"csp_nonce": csp_nonce})


def cookie_name(name: str, config: Config) -> str:
    """Behind https a name that the browser guards: this host only, Secure, the whole site."""
    return f"__Host-{name}" if config.secure_cookies else name


def csp_nonce() -> str:
    """The word that marks this answer's own inline styles and scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL, and no page of ours sends one in an address: nobody has to look for it there."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(HTTPStatus.BAD_REQUEST)


def _refuse_forgeries(tokens: CSRFProtect) -> Callable[[], None]:
    """Two locks on everything that writes: the page's token, and what browsers say about where a request began."""

    def refuse() -> None:
        if request.method in _READING or _is_its_own_permission():
            return
        if request.headers.get("Sec-Fetch-Site", "none") not in _SITES:
            raise CSRFError(_l("The request came from another site."))
        tokens.protect()

    return refuse


def _is_its_own_permission() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, _OWN_PERMISSION, False))


def _headers_of(config: Config) -> Any:
    def add(response: Response) -> Response:
        headers = response.headers
        # A file that somebody uploaded brings a stricter one.
        headers.setdefault("Content-Security-Policy", content_policy())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if request.endpoint != "static":
            # Customer data stays out of every cache, the browser's own included.
            headers["Cache-Control"] = "no-store"
            headers.add("Vary", "HX-Request")
        if config.secure_cookies:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
        return response

    return add


def content_policy(*, inline_styles: bool = False) -> str:
    """What a page may load and run. Only the editors of bpmn.io write *inline_styles*; scripts never are free."""
    nonce = f"'nonce-{csp_nonce()}'"
    styles = "'unsafe-inline'" if inline_styles else nonce  # a nonce beside it would switch it off
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {nonce}",
            f"style-src 'self' {styles}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
