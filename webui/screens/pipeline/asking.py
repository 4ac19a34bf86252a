"""Which deals a board shows, as its address says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext

from engine import keys
from engine.analytics.pipeline import Filters
from engine.identity import queries as people
from engine.records import queries as records

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.datastructures import MultiDict

    from engine.identity import User

_MINE = "me"
_PRODUCTS = 200


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One filter above the board."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class Question:
    filters: Filters
    choices: list[Choice]
    chosen: dict[str, str]

    @property
    def mine(self) -> bool:
        return self.chosen.get("owner") == _MINE

    def address(self, **more: str) -> str:
        values: dict[str, Any] = {**self.chosen, **more}
        return url_for("pipeline.show", **values)


def question(connection: Connection, user: User, arguments: MultiDict[str, str]) -> Question:
    """The filters of an address; what nobody offered is left out."""
    choices = [
        _choice(
            arguments, "owner", gettext("Owner"), [(_MINE, gettext("My deals")), *_owners(connection, user)]
        ),
        _choice(arguments, "team", gettext("Team"), _teams(connection, user)),
        _choice(arguments, "product", gettext("Product"), _products(connection, user)),
    ]
    chosen = {one.name: one.chosen for one in choices if one.chosen}
    values = {name: user.key if text == _MINE else keys.parse(text) for name, text in chosen.items()}
    return Question(filters=Filters(**values), choices=choices, chosen=chosen)


def _choice(arguments: MultiDict[str, str], name: str, label: str, options: list[tuple[str, str]]) -> Choice:
    text = arguments.get(name, "")
    return Choice(name=name, label=label, options=options, chosen=text if text in dict(options) else "")


def _owners(connection: Connection, user: User) -> list[tuple[str, str]]:
    """Those whose deals the person can see at all."""
    teams = {*user.managed_teams, *([user.team_key] if user.visibility == "team" and user.team_key else [])}
    return [
        (str(one.key), one.name)
        for one in people.people(connection)
        if user.visibility == "all" or (one.team_key in teams and one.team_key is not None)
    ]


def _teams(connection: Connection, user: User) -> list[tuple[str, str]]:
    return [
        (str(one.key), one.name)
        for one in people.teams(connection)
        if user.visibility == "all" or one.key in user.managed_teams or one.key == user.team_key
    ]


def _products(connection: Connection, user: User) -> list[tuple[str, str]]:
    page = records.page(connection, "product", user, sort="name", limit=_PRODUCTS)
    return [(str(row.ref.key), str(row["name"])) for row in page.rows]
