"""People, teams and regions from a file. They have no external ids: a login or a name says who is who."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.feel.values import RecordRef
from engine.identity import store
from engine.identity.models import Region, Team, UserAccount
from engine.records.kinds import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.keys import Keys

FIELDS: Mapping[str, frozenset[str]] = {
    "region": frozenset({"name"}),
    "team": frozenset({"name", "region", "manager"}),
    "user": frozenset(
        {"name", "login", "email", "team", "roles", "groups", "visibility", "locale", "time_zone"}
    ),
}


def identity(type_name: str, values: Mapping[str, Any]) -> str:
    """By what a person (login), a team or a region (name) is known; raises `Refused` when it is empty."""
    if not values.get("name"):
        raise Refused("This field is required.")
    return store.folded(login(values)) if type_name == "user" else str(values["name"])


def login(values: Mapping[str, Any]) -> str:
    """The login given, or one made of the name: Mei-Mei Johns is mei-mei.johns."""
    given = values.get("login") or re.sub(r"[^\w-]+", ".", str(values["name"]).casefold()).strip(".")
    return str(given)


def existing(connection: Connection, type_name: str) -> dict[str, int]:
    """The keys of those who are known already."""
    table, known_by = {
        "region": (Region.key, Region.name),
        "team": (Team.key, Team.name),
        "user": (UserAccount.key, UserAccount.login_folded),
    }[type_name]
    return {row[1]: row[0] for row in connection.execute(select(table, known_by))}


def create(connection: Connection, type_name: str, values: Mapping[str, Any], keys: Keys) -> int:
    """The key of a new person, team or region."""
    given: dict[str, Any] = {
        name: value.key if isinstance(value, RecordRef) else value
        for name, value in values.items()
        if value is not None
    }
    if type_name == "region":
        return store.create_region(connection, keys=keys, **given)
    if type_name == "team":
        return store.create_team(connection, keys=keys, **given)
    return store.create_user(connection, keys=keys, **(given | {"login": login(values)}))


def update(connection: Connection, type_name: str, key: int, values: Mapping[str, Any]) -> bool:
    """Whether something changed: the manager of a team, the team of a person. Rights stay as they are now."""
    if type_name == "team" and isinstance(values.get("manager"), RecordRef):
        current = connection.scalar(select(Team.manager).where(Team.key == key))
        if current != values["manager"].key:
            store.set_manager(connection, key, values["manager"].key)
            return True
    if type_name == "user" and isinstance(values.get("team"), RecordRef):
        current = connection.scalar(select(UserAccount.team).where(UserAccount.key == key))
        if current != values["team"].key:
            store.set_team(connection, key, values["team"].key)
            return True
    return False
