"""Errors become pages: the tree of engine.errors in the person's language, anything else a number to quote."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, g, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine import errors
from engine.failures import ConnectionLost

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue
    from flask_babel.speaklater import LazyString

Answer = tuple[str, int]

log = logging.getLogger("baton.web")

_READING = frozenset({"GET", "HEAD"})

_STATUS: dict[type[errors.BatonError], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True)
class _Words:
    title: LazyString
    help: LazyString


_WORDS: dict[int, _Words] = {
    400: _Words(_l("This request is not complete"), _l("Go back, reload the page and try again.")),
    403: _Words(_l("You may not do this"), _l("Ask the person who manages your access.")),
    404: _Words(_l("Nothing here"), _l("The address is wrong, or you may not see what it names.")),
    405: _Words(_l("This address cannot do that"), _l("Go back and use the buttons of the page.")),
    409: _Words(_l("Somebody was quicker"), _l("Reload the page to see the current state.")),
    413: _Words(_l("Too large"), _l("Send less at once.")),
    422: _Words(_l("Please check what you entered"), _l("Go back and correct it.")),
    429: _Words(_l("Too many attempts"), _l("Wait a little, then try again.")),
    500: _Words(
        _l("Something went wrong on our side"), _l("Try again. If it stays, quote the number below.")
    ),
    503: _Words(_l("Not available right now"), _l("Try again in a minute.")),
}


def install(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_forgery)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(errors.BatonError, _on_refusal)
    app.register_error_handler(ConnectionLost, _on_lost)
    app.register_error_handler(Exception, _on_surprise)


def message(error: errors.BatonError) -> str:
    """An error's text in the language of the page."""
    return str(gettext(error.text).format(**error.facts))


def status_of(error: errors.BatonError) -> HTTPStatus:
    for one in type(error).__mro__:
        if one in _STATUS:
            return _STATUS[one]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def page(status: int, *, detail: str | None = None, number: str | None = None) -> Answer:
    """The page of a refused request, whole or as the part that was asked for."""
    words = _WORDS.get(status, _WORDS[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
    template = "errors/_error.html" if "HX-Request" in request.headers else "errors/page.html"
    return render_template(template, status=status, words=words, detail=detail, number=number), status


def _on_refusal(error: errors.BatonError) -> Answer:
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return _on_surprise(error)
    return page(status, detail=message(error))


def _on_lost(error: ConnectionLost) -> Answer | ResponseReturnValue:
    """A page that only reads is made again, over a new connection: a restarted database is no news to its reader."""
    if request.method not in _READING or "made_again" in g:
        return _on_refusal(error)
    g.made_again = True
    app = current_app
    try:
        early = app.preprocess_request()
        return app.dispatch_request() if early is None else early
    except errors.BatonError as again:
        return _on_refusal(again)


def _on_forgery(error: CSRFError) -> Answer:
    log.warning("refused as forged: %s", error.description)
    detail = gettext("The page was open for too long, or your browser blocks cookies.")
    return page(HTTPStatus.BAD_REQUEST, detail=detail)


def _on_http(error: HTTPException) -> Answer:
    return page(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)


def _on_surprise(error: Exception) -> Answer:
    """Nobody expected it: the log gets everything, the page a number to find it by."""
    number = secrets.token_hex(4)
    log.error("failure %s", number, exc_info=error, extra={"failure": number})
    return page(HTTPStatus.INTERNAL_SERVER_ERROR, number=number)
