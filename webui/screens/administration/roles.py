"""Roles: what each may do, and who holds it."""

from __future__ import annotations

from flask import render_template

from engine.identity import directory
from engine.identity.users import ROLES
from webui import context
from webui.screens.administration.section import screen
from webui.screens.administration.words import ROLE_MEANING


@screen.get("/roles")
def roles() -> str:
    with context.reading() as connection:
        holders, deployers = directory.holders(connection), directory.deployers(connection)
    lines = [(role, ROLE_MEANING[role], holders.get(role, 0)) for role in ROLES]
    return render_template("administration/roles.html", lines=lines, deployers=deployers)
