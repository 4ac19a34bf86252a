"""One's own profile: who one is to Baton, and how one likes to see it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, refresh

from engine.identity import queries, store
from webui import auth, context, localization, preferences

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


def _remember(*, locale: str, time_zone: str) -> None:
    user = context.current_user()
    with context.database().transaction() as connection:
        store.set_preferences(connection, user.key, locale=locale, time_zone=time_zone)
    context.become(replace(user, locale=locale, time_zone=time_zone))
    refresh()
