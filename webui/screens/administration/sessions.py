"""Sessions: which browsers are signed in, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from engine.identity import directory
from engine.identity import sessions as identity
from webui import auth, context
from webui.screens.administration.browsers import browser_name
from webui.screens.administration.section import screen

if TYPE_CHECKING:
    from werkzeug import Response


@screen.get("/sessions")
def sessions() -> str:
    with context.reading() as connection:
        lines = directory.sessions(connection, now=context.system_now())
    token = auth.session_token()
    return render_template(
        "administration/sessions.html",
        lines=lines,
        own=None if token is None else identity.name_of(token),
        browser_name=browser_name,
    )


@screen.post("/sessions/<name>")
def end_session(name: str) -> Response:
    token = auth.session_token()
    context.engine().end_session(name, by=context.current_user())
    if token is not None and name == identity.name_of(token):
        return redirect(url_for("signin.form"), 303)
    flash(gettext("The session is ended."), "done")
    return redirect(url_for("administration.sessions"), 303)
