"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from engine.identity.sessions import SignInRefused
from engine.identity.throttle import TooManyAttempts
from webui import auth, context, errors

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint("signin", __name__, template_folder="templates")


@screen.get("/sign-in")
@auth.public
def form() -> Response:
    if context.visitor() is not None:
        return redirect(_target(), 303)
    return make_response(_page())


@screen.post("/sign-in")
@auth.public
def enter() -> Response:
    try:
        token = auth.sign_in(request.form.get("login", ""), request.form.get("password", ""))
    except SignInRefused as error:
        return make_response(_page(errors.message(error)), 422)
    except TooManyAttempts as error:
        answer = make_response(_page(errors.message(error)), 429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    return auth.remember(redirect(_target(), 303), token)


@screen.post("/sign-out")
@auth.public
def leave() -> Response:
    auth.sign_out()
    return auth.forget(redirect(url_for("signin.form"), 303))


def _target() -> str:
    return auth.local_target(request.values.get("next"), url_for("inbox.show"))


def _page(problem: str | None = None) -> str:
    return render_template(
        "signin/form.html",
        problem=problem,
        login=request.form.get("login", ""),
        next=auth.local_target(request.values.get("next"), ""),
    )
