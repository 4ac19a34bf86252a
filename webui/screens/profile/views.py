"""One's own profile: who one is to Baton, and how one likes to see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, refresh

from engine.identity import passwords, queries
from engine.identity.sessions import SignInRefused
from engine.identity.throttle import TooManyAttempts
from webui import auth, context, errors, localization, preferences

if TYPE_CHECKING:
    from werkzeug import Response

screen = Blueprint("profile", __name__, template_folder="templates")


@screen.get("/profile")
def show() -> str:
    user = context.current_user()
    with context.reading() as connection:
        team = next((one for one in queries.teams(connection) if one.key == user.team_key), None)
    return render_template("profile/page.html", team=team, time_zones=sorted(available_timezones()))


@screen.post("/profile")
def save() -> Response:
    user = context.current_user()
    locale = request.form.get("locale", user.locale)
    time_zone = request.form.get("time_zone", user.time_zone)
    if locale in localization.LOCALES and time_zone in available_timezones():
        _remember(locale=locale, time_zone=time_zone)
        flash(gettext("Saved."), "done")
    else:
        flash(gettext("This language or time zone does not exist."), "error")
    answer = redirect(url_for("profile.show"), 303)
    preferences.remember(answer, context.config(), locale=locale)
    return answer


@screen.get("/profile/password")
def password() -> str:
    return _password_page()


@screen.post("/profile/password")
def change_password() -> Response:
    """A wrong current password stays on the page, as everything that cannot be a new one."""
    current, new = request.form.get("current", ""), request.form.get("new", "")
    user = context.current_user()
    if new != request.form.get("again", ""):
        return make_response(_password_page(again=gettext("The two new passwords differ.")), 422)
    try:
        token = context.engine().change_password(current, new, by=user, **auth.of_browser())
    except SignInRefused:
        return make_response(_password_page(current=gettext("This is not your current password.")), 422)
    except TooManyAttempts as error:
        return make_response(_password_page(current=errors.message(error)), 429)
    except (passwords.UnsuitablePassword, passwords.SamePassword) as error:
        return make_response(_password_page(new=errors.message(error)), 422)
    flash(gettext("Your password is changed. Other browsers are signed out."), "done")
    return auth.remember(redirect(url_for("profile.show"), 303), token)


@screen.post("/preferences")
@auth.public
def switch() -> Response:
    """The switches of the menu and of the sign-in page."""
    locale, theme = request.form.get("locale"), request.form.get("theme")
    user = context.visitor()
    if locale in localization.LOCALES and user is not None:
        _remember(locale=locale, time_zone=user.time_zone)
    answer = redirect(auth.local_target(request.form.get("next"), "/"), 303)
    preferences.remember(
        answer,
        context.config(),
        locale=locale if locale in localization.LOCALES else None,
        theme=theme if theme in preferences.THEMES else None,
    )
    return answer


def _password_page(**problems: str) -> str:
    shortest = passwords.SHORTEST
    return render_template("profile/password.html", problems=problems, shortest=shortest)


def _remember(*, locale: str, time_zone: str) -> None:
    user = context.current_user()
    context.engine().save_preferences(locale=locale, time_zone=time_zone, by=user)
    context.become(replace(user, locale=locale, time_zone=time_zone))
    refresh()
