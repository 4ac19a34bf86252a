"""What an administrator decides about a person: checked, written, and read back for the audit."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import BatonError, NotFound
from engine.identity import store
from engine.identity.errors import (
    LastAdministrator,
    Missing,
    NoAddress,
    NoChoice,
    NoLogin,
    OwnAdministration,
    Refused,
    UserChanged,
)
from engine.identity.models import Session, Team, UserAccount, UserGroup, UserRole
from engine.identity.users import LOCALES, ROLES, VISIBILITIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.identity.users import User
    from engine.keys import Keys

ADMINISTRATOR = "administrator"
LONGEST_LOGIN, LONGEST_NAME, LONGEST_GROUP = 64, 255, 128
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person as an administrator sees one."""

    login: str
    name: str
    email: str | None = None
    locale: str = "en"
    time_zone: str = "UTC"
    team: int | None = None
    visibility: str = "own"
    roles: frozenset[str] = frozenset({"employee"})
    groups: frozenset[str] = frozenset()
    may_deploy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An account with what no form changes."""

    key: int
    account: Account
    active: bool
    version: int
    has_password: bool
    password_given_at: datetime | None
    """When an administrator set it; None: it is the owner's own."""


def load(connection: Connection, key: int) -> Stored:
    """The person with this key, active or not; raises `NotFound`."""
    row = connection.execute(select(UserAccount).where(UserAccount.key == key)).first()
    if row is None:
        raise NotFound(what="user", key=key)
    account = Account(
        login=row.login,
        name=row.name,
        email=row.email,
        locale=row.locale,
        time_zone=row.time_zone,
        team=row.team,
        visibility=row.visibility,
        roles=frozenset(connection.scalars(select(UserRole.role).where(UserRole.user == key))),
        groups=frozenset(connection.scalars(select(UserGroup.name).where(UserGroup.user == key))),
        may_deploy=row.may_deploy,
    )
    return Stored(
        key=key,
        account=account,
        active=row.active,
        version=row.version,
        has_password=row.password_hash is not None,
        password_given_at=row.password_given_at,
    )


def create(connection: Connection, account: Account, *, keys: Keys) -> int:
    """The key of a new person, who cannot sign in before a password is set; raises `Refused`, `LoginTaken`."""
    check(connection, account)
    facts = {one.name: getattr(account, one.name) for one in fields(account)}
    return store.create_user(connection, keys=keys, **facts)


def change(connection: Connection, before: Stored, account: Account, *, version: int, by: User) -> None:
    """Replace what *before* says.

    Raises `Refused`, `LoginTaken`, `UserChanged`, and what `require_administrators` does.
    """
    check(connection, account)
    _write(connection, before, account, version)
    store.set_roles(connection, before.key, account.roles)
    store.set_groups(connection, before.key, account.groups)
    if before.active:
        require_administrators(connection, before, still=ADMINISTRATOR in account.roles, by=by)


def set_active(connection: Connection, before: Stored, *, active: bool, by: User) -> None:
    """Let a person in again, or out: whoever is out has no session. Raises what `require_administrators` does."""
    connection.execute(
        update(UserAccount)
        .where(UserAccount.key == before.key)
        .values(active=active, version=UserAccount.version + 1)
    )
    if not active:
        connection.execute(delete(Session).where(Session.user == before.key))
        require_administrators(connection, before, still=False, by=by)


def require_administrators(connection: Connection, changed: Stored, *, still: bool, by: User) -> None:
    """Somebody must stay who administers, and nobody locks themselves out by mistake.

    Raises `OwnAdministration`, `LastAdministrator`: the verb's transaction then keeps nothing.
    """
    if still or ADMINISTRATOR not in changed.account.roles:
        return
    if changed.key == by.key:
        raise OwnAdministration
    left = connection.scalar(
        select(func.count())
        .select_from(UserRole)
        .join(UserAccount, UserAccount.key == UserRole.user)
        .where(UserRole.role == ADMINISTRATOR, UserAccount.active.is_(True))
    )
    if not left:
        raise LastAdministrator(name=changed.account.name)


def told(connection: Connection, stored: Stored) -> dict[str, Any]:
    """A person as the audit keeps one: never a password, teams by name."""
    account = stored.account
    return {
        "login": account.login,
        "name": account.name,
        "email": account.email,
        "locale": account.locale,
        "time_zone": account.time_zone,
        "team": connection.scalar(select(Team.name).where(Team.key == account.team)),
        "visibility": account.visibility,
        "roles": sorted(account.roles),
        "groups": sorted(account.groups),
        "may_deploy": account.may_deploy,
        "active": stored.active,
    }


def check(connection: Connection, account: Account) -> None:
    """Raise `Refused` with everything that is wrong with an account."""
    problems = dict(_problems(connection, account))
    if problems:
        raise Refused(problems)


def check_groups(groups: frozenset[str]) -> BatonError | None:
    """Why these cannot be the names of groups."""
    for name in sorted(groups):
        if not 1 <= len(name) <= LONGEST_GROUP or not name.isprintable() or name != name.strip():
            return Missing(length=len(name.strip()), longest=LONGEST_GROUP)
    return None


def _problems(connection: Connection, account: Account) -> Iterator[tuple[str, BatonError]]:
    login = account.login
    if not 1 <= len(login) <= LONGEST_LOGIN or not login.isprintable() or any(map(str.isspace, login)):
        yield "login", NoLogin(login=login[:LONGEST_LOGIN])
    if not 1 <= len(account.name.strip()) <= LONGEST_NAME or not account.name.isprintable():
        yield "name", Missing(length=len(account.name.strip()), longest=LONGEST_NAME)
    if account.email is not None and (
        len(account.email) > LONGEST_NAME or not _EMAIL.fullmatch(account.email)
    ):
        yield "email", NoAddress(address=account.email[:LONGEST_NAME])
    for field, value, allowed in (
        ("locale", account.locale, LOCALES),
        ("visibility", account.visibility, VISIBILITIES),
        ("time_zone", account.time_zone, available_timezones()),
    ):
        if value not in allowed:
            yield field, NoChoice(value=value)
    for role in account.roles - set(ROLES):
        yield "roles", NoChoice(value=role)
    if (problem := check_groups(account.groups)) is not None:
        yield "groups", problem
    team = select(Team.key).where(Team.key == account.team)
    if account.team is not None and connection.scalar(team) is None:
        yield "team", NoChoice(value=account.team)


def _write(connection: Connection, before: Stored, account: Account, version: int) -> None:
    row = {
        "login": account.login,
        "login_folded": store.folded(account.login),
        "name": account.name.strip(),
        "email": account.email,
        "locale": account.locale,
        "time_zone": account.time_zone,
        "team": account.team,
        "visibility": account.visibility,
        "may_deploy": account.may_deploy,
        "version": version + 1,
    }
    where = (UserAccount.key == before.key, UserAccount.version == version)
    try:
        changed = connection.execute(update(UserAccount).where(*where).values(**row))
    except IntegrityError as error:
        if "login_folded" not in str(error.orig):
            raise
        raise store.LoginTaken(login=account.login) from error
    if changed.rowcount != 1:
        raise UserChanged(name=before.account.name)
