"""Who is there: people, groups and sessions as administrators list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, tuple_

from engine.identity.models import Region, Session, Team, UserAccount, UserGroup, UserRole
from engine.identity.sessions import IDLE, NAME_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person in the list of administrators."""

    key: int
    login: str
    name: str
    email: str | None
    team: str | None
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    may_deploy: bool
    active: bool
    can_sign_in: bool
    """There is a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which people a list shows."""

    search: str = ""
    role: str | None = None
    group: str | None = None
    team: int | None = None
    active: bool | None = True
    """None: those who have left too."""
    may_deploy: bool = False


@dataclass(frozen=True, slots=True)
class People:
    rows: tuple[PersonLine, ...]
    total: int
    next: int | None
    """The key after which the next page begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A browser that is signed in."""

    name: str
    user_key: int
    user: str
    login: str
    begun: datetime
    last_seen: datetime
    expires: datetime
    address: str | None
    agent: str | None


def people(
    connection: Connection, question: Question, *, after: int | None = None, limit: int = 50
) -> People:
    """A page of people by name."""
    found = _matching(connection, question)
    total = connection.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = (UserAccount.name, UserAccount.key)
    if after is not None:
        last = select(UserAccount.name).where(UserAccount.key == after).scalar_subquery()
        found = found.where(tuple_(*order) > tuple_(last, after))
    rows = connection.execute(found.order_by(*order).limit(limit + 1)).all()
    shown = rows[:limit]
    roles = _memberships(connection, UserRole.user, UserRole.role, [row.key for row in shown])
    groups = _memberships(connection, UserGroup.user, UserGroup.name, [row.key for row in shown])
    lines = tuple(_line(row, roles.get(row.key, ()), groups.get(row.key, ())) for row in shown)
    return People(lines, total, shown[-1].key if len(rows) > limit else None)


def everybody(connection: Connection, *, active_only: bool = True) -> dict[int, str]:
    """Names by key, in order, to choose from."""
    statement = select(UserAccount.key, UserAccount.name).order_by(UserAccount.name, UserAccount.key)
    if active_only:
        statement = statement.where(UserAccount.active.is_(True))
    return {row.key: row.name for row in connection.execute(statement)}


def holders(connection: Connection) -> dict[str, int]:
    """How many active people hold each role."""
    rows = connection.execute(
        select(UserRole.role, func.count())
        .join(UserAccount, UserAccount.key == UserRole.user)
        .where(UserAccount.active.is_(True))
        .group_by(UserRole.role)
    )
    return {name: count for name, count in rows}  # noqa: C416  rows are no pairs to mypy


def deployers(connection: Connection) -> int:
    """How many active people may deploy."""
    where = (UserAccount.may_deploy.is_(True), UserAccount.active.is_(True))
    return connection.scalar(select(func.count()).select_from(UserAccount).where(*where)) or 0


def groups(connection: Connection) -> dict[str, int]:
    """How many active people each group has, by name; groups that only people who have left were in count none."""
    rows = connection.execute(
        select(UserGroup.name, func.count(UserAccount.key))
        .join(
            UserAccount,
            (UserAccount.key == UserGroup.user) & UserAccount.active.is_(True),
            isouter=True,
        )
        .group_by(UserGroup.name)
        .order_by(UserGroup.name)
    )
    return {name: count for name, count in rows}  # noqa: C416  rows are no pairs to mypy


def members_by_team(connection: Connection) -> dict[int, int]:
    """How many active people each team has."""
    rows = connection.execute(
        select(UserAccount.team, func.count())
        .where(UserAccount.team.is_not(None), UserAccount.active.is_(True))
        .group_by(UserAccount.team)
    )
    return {team: count for team, count in rows if team is not None}


def regions(connection: Connection) -> list[str]:
    """The names of all regions."""
    return list(connection.scalars(select(Region.name).order_by(Region.name)))


def sessions(connection: Connection, *, now: datetime, user: int | None = None) -> list[SessionLine]:
    """Who is signed in, the last seen first; of one *user* only, if one is given."""
    statement = (
        select(Session, UserAccount.name, UserAccount.login)
        .join(UserAccount, UserAccount.key == Session.user)
        .where(Session.expires_at > now, Session.last_seen_at > now - IDLE)
        .order_by(Session.last_seen_at.desc(), Session.token_hash)
    )
    if user is not None:
        statement = statement.where(Session.user == user)
    return [
        SessionLine(
            name=row.token_hash[:NAME_LENGTH],
            user_key=row.user,
            user=row.name,
            login=row.login,
            begun=row.created_at,
            last_seen=row.last_seen_at,
            expires=row.expires_at,
            address=row.address,
            agent=row.agent,
        )
        for row in connection.execute(statement)
    ]


def _line(row: Any, roles: tuple[str, ...], groups: tuple[str, ...]) -> PersonLine:
    return PersonLine(
        key=row.key,
        login=row.login,
        name=row.name,
        email=row.email,
        team=row.team_name,
        roles=roles,
        groups=groups,
        may_deploy=row.may_deploy,
        active=row.active,
        can_sign_in=row.password_hash is not None,
    )


def _matching(connection: Connection, question: Question) -> Select[UserAccount, str]:
    statement = select(UserAccount, Team.name.label("team_name")).join(
        Team, Team.key == UserAccount.team, isouter=True
    )
    if question.search.strip():
        statement = statement.where(UserAccount.key.in_(_found(connection, question.search)))
    if question.role is not None:
        holds = select(UserRole.user).where(UserRole.role == question.role)
        statement = statement.where(UserAccount.key.in_(holds))
    if question.group is not None:
        belongs = select(UserGroup.user).where(UserGroup.name == question.group)
        statement = statement.where(UserAccount.key.in_(belongs))
    if question.team is not None:
        statement = statement.where(UserAccount.team == question.team)
    if question.active is not None:
        statement = statement.where(UserAccount.active.is_(question.active))
    if question.may_deploy:
        statement = statement.where(UserAccount.may_deploy.is_(True))
    return statement


def _found(connection: Connection, text: str) -> list[int]:
    """People in whose name, login or e-mail every word occurs.

    Compared here: SQLite folds the case of Latin letters only, and a company's people are few.
    """
    words = text.casefold().split()
    columns = (UserAccount.key, UserAccount.name, UserAccount.login, UserAccount.email)
    return [
        row.key
        for row in connection.execute(select(*columns))
        if all(word in f"{row.name} {row.login} {row.email or ''}".casefold() for word in words)
    ]


def _memberships(
    connection: Connection,
    user: InstrumentedAttribute[int],
    name: InstrumentedAttribute[str],
    keys: Iterable[int],
) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for key, one in connection.execute(select(user, name).where(user.in_(list(keys))).order_by(name)):
        found[key] = (*found.get(key, ()), one)
    return found
