"""Who asks. Every page wants a sign-in unless its view is marked `public`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from flask import current_app, redirect, request, session, url_for

from engine.failures import DatabaseAway
from engine.identity import SYSTEM, sessions
from webui import context, live
from webui.security import cookie_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug import Response

    from engine.config import Config
    from engine.identity import User

View = TypeVar("View", bound="Callable[..., object]")

_PUBLIC = "baton_public"


def public(view: View) -> View:
    """Mark a view that people see before they sign in."""
    setattr(view, _PUBLIC, True)
    return view


def identify(app: Flask, config: Config) -> None:
    """Know who asks before anything can be refused: error pages are in the person's language too."""
    app.extensions["baton_cookie"] = cookie_name("baton", config)
    app.before_request(_find_user)
    app.context_processor(lambda: {"user": context.visitor()})


def guard(app: Flask) -> None:
    """Ask strangers to sign in, after a forged request has been refused."""
    app.before_request(_ask_for_sign_in)
    app.before_request(_ask_for_own_password)


def sign_in(login: str, password: str) -> str:
    """The token of a new session; the one that this browser had ends, and so does its page state."""
    token = context.engine().sign_in(login, password, **of_browser(), replaces=_token())
    session.clear()
    return token


def of_browser() -> dict[str, str]:
    """What is kept of who begins a session: address and browser."""
    return {"address": request.remote_addr or "unknown", "agent": request.user_agent.string}


def sign_out() -> None:
    """End the browser's session on the server, where a stolen cookie would live on."""
    token, user = _token(), context.visitor()
    if token is not None:
        context.engine().sign_out(token, by=user or SYSTEM)
        live.hub().close_session(token)
    session.clear()


def session_token() -> str | None:
    """What the browser proves its session with."""
    return _token()


def remember(response: Response, token: str) -> Response:
    config = context.config()
    response.set_cookie(
        _cookie(),
        token,
        max_age=int(sessions.ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=config.secure_cookies,
    )
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(_cookie(), httponly=True, samesite="Lax", secure=context.config().secure_cookies)
    return response


def local_target(target: str | None, default: str) -> str:
    """*target* when it is a path of this site, else *default*: a sign-in never leads to another site."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or not target.isprintable()
    ):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or "\\" in target else target


def _cookie() -> str:
    return str(current_app.extensions["baton_cookie"])


def _token() -> str | None:
    return request.cookies.get(_cookie())


def _find_user() -> None:
    token = _token()
    if token is not None and request.endpoint != "static":
        user = _user_of(token)
        if user is not None:
            context.become(user)


def _user_of(token: str) -> User | None:
    now = context.system_now()
    try:
        with context.reading() as connection:
            found = sessions.load(connection, token, now=now)
    except sessions.NotSignedIn:
        return None
    if found.stale:
        # A database that cannot be written to now can still be read; the session is noted by a later page.
        with suppress(DatabaseAway), context.database().transaction() as connection:
            sessions.touch(connection, token, now=now)
    return found.user


def _ask_for_sign_in() -> Response | None:
    if context.visitor() is not None or _is_public():
        return None
    address = url_for("signin.form", next=_return_address())
    if "HX-Request" in request.headers:
        # A part of a page cannot hold the sign-in; htmx then goes there with the whole window.
        answer = redirect(address)
        answer.status_code, answer.headers["HX-Redirect"] = 200, address
        return answer
    return redirect(address, 303)


def _ask_for_own_password() -> Response | None:
    """Who signed in with a password that an administrator knows replaces it before anything else."""
    user = context.visitor()
    if user is None or not user.must_change_password or _is_public() or request.blueprint == "profile":
        return None
    address = url_for("profile.password")
    answer = redirect(address, 303)
    if "HX-Request" in request.headers:
        answer.status_code, answer.headers["HX-Redirect"] = 200, address
    return answer


def _is_public() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    # No view: the 404 and 405 pages say nothing that a stranger may not know.
    return request.endpoint == "static" or view is None or bool(getattr(view, _PUBLIC, False))


def _return_address() -> str | None:
    """Where to go on after the sign-in; a form's answer cannot be sent again, its page can be opened."""
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
