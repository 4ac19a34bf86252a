"""Teams: region, manager, working calendar and members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.calendars import queries as calendar_queries
from engine.errors import Conflict, Invalid
from engine.identity import directory
from engine.identity import queries as identity
from engine.identity import teams as team_facts
from engine.identity.teams import TeamFacts
from webui import context
from webui.screens.administration.section import chosen_key, chosen_keys, refused, screen, typed

if TYPE_CHECKING:
    from werkzeug import Response


@screen.get("/teams")
def teams() -> str:
    with context.reading() as connection:
        lines, sizes = identity.teams(connection), directory.members_by_team(connection)
    return render_template("administration/teams.html", lines=lines, sizes=sizes)


@screen.get("/teams/new")
def new_team() -> str:
    return render_template("administration/team.html", problems={}, **_form(TeamFacts(name=""), None))


@screen.post("/teams")
def create_team() -> Response:
    facts = _typed()
    try:
        context.engine().create_team(facts, by=context.current_user())
    except (Invalid, Conflict) as error:
        return refused(error, "administration/team.html", **_form(facts, None))
    flash(gettext("The team “%(name)s” is there.", name=facts.name), "done")
    return redirect(url_for("administration.teams"), 303)


@screen.get("/teams/<int:key>")
def team(key: int) -> str:
    with context.reading() as connection:
        facts = team_facts.load(connection, key)
    return render_template("administration/team.html", problems={}, **_form(facts, key))


@screen.post("/teams/<int:key>")
def change_team(key: int) -> Response:
    facts = _typed()
    try:
        context.engine().change_team(key, facts, by=context.current_user())
    except (Invalid, Conflict) as error:
        return refused(error, "administration/team.html", **_form(facts, key))
    flash(gettext("Saved."), "done")
    return redirect(url_for("administration.teams"), 303)


def _typed() -> TeamFacts:
    return TeamFacts(
        name=typed("name"),
        region=typed("region") or None,
        manager=chosen_key("manager"),
        calendar=request.form.get("calendar") or None,
        members=chosen_keys("members"),
    )


def _form(facts: TeamFacts, key: int | None) -> dict[str, Any]:
    with context.reading() as connection:
        people = directory.everybody(connection)
        gone = {one for one in (*facts.members, facts.manager) if one is not None} - people.keys()
        return {
            "key": key,
            "facts": facts,
            "people": people | identity.names(connection, gone),
            "regions": directory.regions(connection),
            "calendars": calendar_queries.names(connection),
        }
