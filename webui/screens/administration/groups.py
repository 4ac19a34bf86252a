"""Groups: the names that lanes give tasks to, and who gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.errors import Conflict, Invalid
from engine.identity import directory
from engine.identity import queries as identity
from engine.identity import teams as team_facts
from engine.process.queries import groups as group_queries
from webui import context
from webui.screens.administration.section import chosen_keys, refused, screen, typed

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug import Response


@screen.get("/groups")
def groups() -> str:
    with context.reading() as connection:
        sizes, used = directory.groups(connection), group_queries.groups_in_use(connection)
    names = sorted({*sizes, *used})
    lines = [(name, sizes.get(name, 0), used.get(name, [])) for name in names]
    return render_template("administration/groups.html", lines=lines)


@screen.get("/groups/new")
def new_group() -> str:
    return render_template("administration/group.html", problems={}, **_form(None, "", ()))


@screen.post("/groups")
def create_group() -> Response:
    return _save(None, typed("name"))


@screen.get("/groups/of/<path:name>")
def group(name: str) -> str:
    with context.reading() as connection:
        members = team_facts.members(connection, name)
    return render_template("administration/group.html", problems={}, **_form(name, name, members))


@screen.post("/groups/of/<path:name>")
def change_group(name: str) -> Response:
    return _save(name, name)


def _save(known: str | None, name: str) -> Response:
    members = chosen_keys("members")
    try:
        context.engine().set_group_members(name, members, by=context.current_user())
    except (Invalid, Conflict) as error:
        return refused(error, "administration/group.html", **_form(known, name, members))
    flash(gettext("Saved."), "done")
    return redirect(url_for("administration.groups"), 303)


def _form(known: str | None, name: str, members: Collection[int]) -> dict[str, Any]:
    """*known* is the group that is changed, None for a new one."""
    with context.reading() as connection:
        people = directory.everybody(connection)
        return {
            "known": known,
            "name": name or request.args.get("name", ""),
            "members": frozenset(members),
            "people": people | identity.names(connection, frozenset(members) - people.keys()),
            "processes": group_queries.groups_in_use(connection).get(known or "", []),
        }
