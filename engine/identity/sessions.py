"""Signing in and staying signed in, in system time: a simulated business day ends nobody's session."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from engine.errors import Forbidden, NotFound
from engine.identity import passwords, throttle
from engine.identity.models import Session, UserAccount
from engine.identity.store import folded, load_user

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.db import Database
    from engine.identity.users import User

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
GIVEN_PASSWORD = timedelta(days=7)
"""How long a password that an administrator gave lets its owner in to replace it."""
NAME_LENGTH = 16
TOUCH_EVERY = timedelta(minutes=5)
"""How exact *last seen* is kept: a write on each request would cost more than the request."""


class SignInRefused(Forbidden):
    """The login or the password is wrong, or the person has left; which of them is not said."""

    text = "The login or the password is wrong. Check both, or ask an administrator for a new password."


class NotSignedIn(Forbidden):
    """The session is unknown, ended or expired."""

    text = "Your session has ended. Sign in again."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A live session as one request sees it."""

    user: User
    stale: bool
    """*Last seen* is due to be written: call `touch` in a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A person who has shown the right password."""

    user_key: int
    login: str
    """As logins are compared."""
    renewed_hash: str | None
    """The password hashed with today's parameters, when the stored hash is older."""


def prove(database: Database, login: str, password: str, *, address: str, now: datetime) -> Proven:
    """Who signs in with *login* and *password*; raises `throttle.TooManyAttempts` or `SignInRefused`.

    It takes the database, not a connection: the attempt must stay counted when the sign-in fails, and the slow
    password hash must not hold a write transaction.
    """
    with database.transaction() as connection:
        throttle.count(connection, folded(login), address, now=now)
        found = connection.execute(
            select(
                UserAccount.key,
                UserAccount.password_hash,
                UserAccount.password_given_at,
                UserAccount.active,
            ).where(UserAccount.login_folded == folded(login))
        ).first()
    proven = passwords.matches(password, found.password_hash if found else None)
    if not proven or found is None or not found.active or _has_expired(found.password_given_at, now):
        raise SignInRefused(user_key=None if found is None else found.key)
    renewed = passwords.hashed(password) if passwords.outdated(found.password_hash) else None
    return Proven(user_key=found.key, login=folded(login), renewed_hash=renewed)


def begin(
    connection: Connection,
    proven: Proven,
    *,
    address: str,
    now: datetime,
    agent: str | None = None,
    replaces: str | None = None,
) -> str:
    """The token of a new session; that of the token *replaces* ends, so that none survives a sign-in."""
    if proven.renewed_hash is not None:
        _renew_hash(connection, proven.user_key, proven.renewed_hash)
    throttle.forgive(connection, proven.login)
    if replaces is not None:
        sign_out(connection, replaces)
    return start(connection, proven.user_key, now=now, address=address, agent=agent)


def start(
    connection: Connection,
    user_key: int,
    *,
    now: datetime,
    address: str | None = None,
    agent: str | None = None,
) -> str:
    """The token of a new session of a person whose identity is proven."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(Session).where(Session.expires_at <= now))
    connection.execute(
        insert(Session),
        {
            "token_hash": _digest(token),
            "user": user_key,
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + ABSOLUTE,
            "address": None if address is None else address[:64],
            "agent": None if agent is None else _plain(agent)[:255],
        },
    )
    return token


def load(connection: Connection, token: str, *, now: datetime) -> SignedIn:
    """Who holds *token*; raises `NotSignedIn` when it is unknown, idle for 12 hours or 7 days old."""
    row = connection.execute(
        select(Session.user, Session.last_seen_at, Session.expires_at).where(
            Session.token_hash == _digest(token)
        )
    ).first()
    if row is None or row.expires_at <= now or row.last_seen_at + IDLE <= now:
        raise NotSignedIn
    try:
        user = load_user(connection, row.user)
    except NotFound as error:
        raise NotSignedIn from error
    return SignedIn(user=user, stale=row.last_seen_at + TOUCH_EVERY <= now)


def touch(connection: Connection, token: str, *, now: datetime) -> None:
    """Note that the holder of *token* was here."""
    connection.execute(update(Session).where(Session.token_hash == _digest(token)).values(last_seen_at=now))


def sign_out(connection: Connection, token: str) -> int | None:
    """End the session of *token*, which is worthless from now on; whose it was, None if it had ended before."""
    where = Session.token_hash == _digest(token)
    user_key = connection.scalar(select(Session.user).where(where))
    connection.execute(delete(Session).where(where))
    return user_key


def name_of(token: str) -> str:
    """How lists name the session of *token*: enough to end it, too little to take it over."""
    return _digest(token)[:NAME_LENGTH]


def end(connection: Connection, name: str) -> int:
    """End the session of this name; whose it was. Raises `NotFound`."""
    where = func.substr(Session.token_hash, 1, NAME_LENGTH) == name
    user_key = connection.scalar(select(Session.user).where(where))
    if user_key is None:
        raise NotFound(what="session", key=name)
    connection.execute(delete(Session).where(where))
    return user_key


def end_all(connection: Connection, user_key: int) -> int:
    """End every session of a person; how many they were."""
    return connection.execute(delete(Session).where(Session.user == user_key)).rowcount


def _has_expired(given_at: datetime | None, now: datetime) -> bool:
    return given_at is not None and given_at + GIVEN_PASSWORD <= now


def _renew_hash(connection: Connection, user_key: int, password_hash: str) -> None:
    connection.execute(
        update(UserAccount).where(UserAccount.key == user_key).values(password_hash=password_hash)
    )


def _plain(text: str) -> str:
    """Without what no database takes."""
    return "".join(one for one in text if one.isprintable())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
