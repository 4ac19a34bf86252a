"""People, teams and regions: made, changed and loaded, on the caller's connection."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import cast as typed

from sqlalchemy import (
    BigInteger,
    String,
    bindparam,
    cast,
    delete,
    insert,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from engine.errors import Conflict, Invalid, NotFound
from engine.identity import passwords
from engine.identity.models import Region, Session, Team, UserAccount, UserGroup, UserRole
from engine.identity.users import ROLES, SYSTEM, VISIBILITIES, User, Visibility
from engine.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.keys import Keys


class LoginTaken(Conflict):
    """Another person signs in with this name."""

    text = "The login {login!r} is taken. Choose another one."


class UnknownChoice(Invalid):
    """A role or a visibility that does not exist."""

    text = "{what} {value!r} does not exist. Use one of {allowed}."


def create_user(
    connection: Connection,
    *,
    keys: Keys,
    login: str,
    name: str,
    password: str | None = None,
    email: str | None = None,
    roles: Iterable[str] = ("employee",),
    groups: Iterable[str] = (),
    team: int | None = None,
    locale: str = "en",
    time_zone: str = "UTC",
    visibility: str = "own",
    may_deploy: bool = False,
) -> int:
    """The key of a new person; without a *password* nobody can sign in as them. Raises `LoginTaken`."""
    roles = _checked_roles(roles)
    _check("visibility", visibility, VISIBILITIES)
    row = {
        "key": keys.new(),
        "login": login.strip(),
        "login_folded": folded(login),
        "name": name,
        "email": email,
        "password_hash": None if password is None else passwords.hashed(password),
        "locale": locale,
        "time_zone": time_zone,
        "visibility": visibility,
        "may_deploy": may_deploy,
        "team": team,
        "active": True,
        "version": 1,
    }
    try:
        connection.execute(insert(UserAccount), row)
    except IntegrityError as error:
        if "login_folded" not in str(error.orig):
            raise
        raise LoginTaken(login=login) from error
    key = typed("int", row["key"])
    set_roles(connection, key, roles)
    set_groups(connection, key, groups)
    return key


def set_roles(connection: Connection, user_key: int, roles: Iterable[str]) -> None:
    """Give a person exactly these roles."""
    chosen = _checked_roles(roles)
    connection.execute(delete(UserRole).where(UserRole.user == user_key))
    if chosen:
        connection.execute(insert(UserRole), [{"user": user_key, "role": role} for role in chosen])


def set_groups(connection: Connection, user_key: int, groups: Iterable[str]) -> None:
    """Make a person a member of exactly these groups."""
    chosen = sorted(set(groups))
    connection.execute(delete(UserGroup).where(UserGroup.user == user_key))
    if chosen:
        connection.execute(insert(UserGroup), [{"user": user_key, "name": name} for name in chosen])


def set_password(
    connection: Connection, user_key: int, password: str, *, given_at: datetime | None = None
) -> None:
    """Give a person a new password and end all their sessions; *given_at* makes it one to be replaced."""
    set_password_hash(connection, user_key, passwords.hashed(password), given_at=given_at)


def set_password_hash(
    connection: Connection, user_key: int, password_hash: str, *, given_at: datetime | None = None
) -> None:
    """The same for a password that is hashed already, outside the transaction: that takes its time."""
    values = {"password_hash": password_hash, "password_given_at": given_at}
    changed = connection.execute(
        update(UserAccount)
        .where(UserAccount.key == user_key)
        .values(version=UserAccount.version + 1, **values)
    )
    if changed.rowcount != 1:
        raise NotFound(what="user", key=user_key)
    connection.execute(delete(Session).where(Session.user == user_key))


def deactivate_user(connection: Connection, user_key: int) -> None:
    """A person leaves: no sign-in, no session; what they did keeps their name."""
    changed = connection.execute(
        update(UserAccount)
        .where(UserAccount.key == user_key)
        .values(active=False, version=UserAccount.version + 1)
    )
    if changed.rowcount != 1:
        raise NotFound(what="user", key=user_key)
    connection.execute(delete(Session).where(Session.user == user_key))


def set_preferences(connection: Connection, user_key: int, *, locale: str, time_zone: str) -> None:
    """The language and the time zone in which a person sees Baton."""
    connection.execute(
        update(UserAccount).where(UserAccount.key == user_key).values(locale=locale, time_zone=time_zone)
    )


def create_region(connection: Connection, *, keys: Keys, name: str) -> int:
    key = keys.new()
    connection.execute(insert(Region), {"key": key, "name": name})
    return key


def create_team(
    connection: Connection, *, keys: Keys, name: str, region: int | None = None, manager: int | None = None
) -> int:
    key = keys.new()
    connection.execute(insert(Team), {"key": key, "name": name, "region": region, "manager": manager})
    return key


def set_manager(connection: Connection, team_key: int, manager: int | None) -> None:
    """Who manages a team: decides its overrides and sees its deals."""
    connection.execute(update(Team).where(Team.key == team_key).values(manager=manager))


def set_team(connection: Connection, user_key: int, team_key: int | None) -> None:
    """Move a person to a team."""
    connection.execute(
        update(UserAccount)
        .where(UserAccount.key == user_key)
        .values(team=team_key, version=UserAccount.version + 1)
    )


def load_user(connection: Connection, key: int) -> User:
    """The active person with this key; two statements, since every request begins here. Raises `NotFound`."""
    if key == SYSTEM.key:
        return SYSTEM
    row = _USER.run(connection, key, True).first()  # noqa: FBT003  the value of the column `active`
    if row is None:
        raise NotFound(what="user", key=key)
    memberships = [tuple(row) for row in _MEMBERSHIPS.run(connection, key)]
    return User(
        key=key,
        login=row.login,
        name=row.name,
        roles=frozenset(name for kind, name, _ in memberships if kind == "role"),
        may_deploy=bool(row.may_deploy),
        team_key=row.team,
        managed_teams=frozenset(team for kind, _, team in memberships if kind == "team"),
        groups=frozenset(name for kind, name, _ in memberships if kind == "group"),
        visibility=typed("Visibility", row.visibility),
        locale=row.locale,
        time_zone=row.time_zone,
        must_change_password=row.password_given_at is not None,
    )


def find_user(connection: Connection, login: str) -> User:
    """The active person who signs in as *login*, in any case; raises `NotFound`."""
    where = (UserAccount.login_folded == folded(login), UserAccount.active.is_(True))
    key = connection.scalar(select(UserAccount.key).where(*where))
    if key is None:
        raise NotFound(what="user", key=login)
    return load_user(connection, key)


def logins(connection: Connection, keys: Iterable[int]) -> list[str]:
    """The logins of these people, in order."""
    where = UserAccount.key.in_(sorted(keys))
    return list(connection.scalars(select(UserAccount.login).where(where).order_by(UserAccount.login)))


def folded(login: str) -> str:
    """The form in which logins are compared, without what PostgreSQL cannot take."""
    return login.strip().casefold().encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _checked_roles(roles: Iterable[str]) -> list[str]:
    chosen = sorted(set(roles))
    for role in chosen:
        _check("role", role, ROLES)
    return chosen


def _check(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UnknownChoice(what=what, value=value, allowed=", ".join(allowed))


_USER = Prepared(
    select(
        UserAccount.login,
        UserAccount.name,
        UserAccount.locale,
        UserAccount.time_zone,
        UserAccount.visibility,
        UserAccount.may_deploy,
        UserAccount.team,
        UserAccount.password_given_at,
    ).where(UserAccount.key == bindparam("key"), UserAccount.active == bindparam("active")),
    "key",
    "active",
)
_NO_TEXT, _NO_NUMBER = cast(null(), String), cast(null(), BigInteger)
_MEMBERSHIPS = Prepared(
    union_all(
        select(literal_column("'role'"), UserRole.role, _NO_NUMBER).where(UserRole.user == bindparam("key")),
        select(literal_column("'group'"), UserGroup.name, _NO_NUMBER).where(
            UserGroup.user == bindparam("key")
        ),
        select(literal_column("'team'"), _NO_TEXT, Team.key).where(Team.manager == bindparam("key")),
    ),
    "key",
)
