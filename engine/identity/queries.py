"""People as screens list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.identity.models import Region, Team, UserAccount, UserGroup
from engine.identity.users import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of a list of people."""

    key: int
    login: str
    name: str
    email: str | None
    team_key: int | None
    team: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """One line of a list of teams."""

    key: int
    name: str
    region: str | None
    manager_key: int | None
    manager: str | None
    calendar: str | None
    """The name of its working calendar; None: the company's."""


def people(connection: Connection, *, active_only: bool = True) -> list[Person]:
    """Everybody, by name."""
    statement = (
        select(UserAccount, Team.name.label("team_name"))
        .join(Team, Team.key == UserAccount.team, isouter=True)
        .order_by(UserAccount.name, UserAccount.key)
    )
    if active_only:
        statement = statement.where(UserAccount.active.is_(True))
    return [
        Person(
            key=row.key,
            login=row.login,
            name=row.name,
            email=row.email,
            team_key=row.team,
            team=row.team_name,
            active=row.active,
        )
        for row in connection.execute(statement)
    ]


def teams(connection: Connection) -> list[TeamLine]:
    """All teams, by name, with region and manager."""
    rows = connection.execute(
        select(
            Team.key,
            Team.name,
            Team.manager,
            Team.calendar,
            Region.name.label("region"),
            UserAccount.name.label("manager_name"),
        )
        .join(Region, Region.key == Team.region, isouter=True)
        .join(UserAccount, UserAccount.key == Team.manager, isouter=True)
        .order_by(Team.name)
    )
    return [
        TeamLine(
            key=row.key,
            name=row.name,
            region=row.region,
            manager_key=row.manager,
            manager=row.manager_name,
            calendar=row.calendar,
        )
        for row in rows
    ]


def names(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """The names of people by key, in one statement; the system's own name included."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = connection.execute(select(UserAccount.key, UserAccount.name).where(UserAccount.key.in_(wanted)))
    found = {row.key: row.name for row in rows}
    return found | ({SYSTEM.key: SYSTEM.name} if SYSTEM.key in wanted else {})


def members(connection: Connection, group: str) -> list[int]:
    """The keys of the active people in a group."""
    statement = (
        select(UserAccount.key)
        .join(UserGroup, UserGroup.user == UserAccount.key)
        .where(UserGroup.name == group, UserAccount.active.is_(True))
        .order_by(UserAccount.name, UserAccount.key)
    )
    return list(connection.scalars(statement))


def address_of(connection: Connection, key: int) -> str:
    """A person's mail address; empty when nobody knows it."""
    return connection.scalar(select(UserAccount.email).where(UserAccount.key == key)) or ""
