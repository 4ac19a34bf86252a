"""The tables of people: users with roles and groups, teams, regions, sessions, sign-in attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key
from engine.identity.users import ROLES, VISIBILITIES


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class Region(Base):
    __tablename__ = "region"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255), unique=True)


class Team(Base):
    __tablename__ = "team"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    region: Mapped[int | None] = mapped_column(Key, ForeignKey("region.key"))
    # No foreign key: a team and its manager refer to each other; SQLite cannot add a constraint afterwards.
    manager: Mapped[int | None] = mapped_column(Key, index=True)
    calendar: Mapped[str | None] = mapped_column(String(64))
    """The name of its working calendar; None: the company's. Renaming a calendar renames it here."""


class UserAccount(Base):
    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint(_one_of("visibility", VISIBILITIES), name="visibility"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    login: Mapped[str] = mapped_column(String(64))
    login_folded: Mapped[str] = mapped_column(String(64), unique=True)
    """The login casefolded: "Anna" and "anna" are one person, in every alphabet and on both databases."""
    name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(255))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    """argon2id; None for a person who cannot sign in (yet)."""
    password_given_at: Mapped[datetime | None] = mapped_column(Instant)
    """When an administrator set the password, which its owner must then replace; None: it is the owner's own."""
    locale: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    visibility: Mapped[str] = mapped_column(String(8))
    may_deploy: Mapped[bool] = mapped_column(Boolean)
    team: Mapped[int | None] = mapped_column(Key, ForeignKey("team.key"), index=True)
    active: Mapped[bool] = mapped_column(Boolean)
    version: Mapped[int] = mapped_column(Integer)


class UserRole(Base):
    __tablename__ = "user_role"
    __table_args__ = (CheckConstraint(_one_of("role", ROLES), name="role"),)

    user: Mapped[int] = mapped_column(
        Key, ForeignKey("user_account.key"), primary_key=True, autoincrement=False
    )
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class UserGroup(Base):
    """Membership of a group that the lanes of process models name."""

    __tablename__ = "user_group"

    user: Mapped[int] = mapped_column(
        Key, ForeignKey("user_account.key"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(128), primary_key=True, index=True)


class Session(Base):
    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the token: who reads the database cannot take over a session."""
    user: Mapped[int] = mapped_column(Key, ForeignKey("user_account.key"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    address: Mapped[str | None] = mapped_column(String(64))
    """Where it was begun from."""
    agent: Mapped[str | None] = mapped_column(String(255))
    """What the browser called itself then."""


class SignInAttempt(Base):
    """A sign-in that has not succeeded: the sliding window of the throttle."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "login_folded", "at"), Index(None, "address", "at"), Index(None, "at"))

    key: Mapped[int] = mapped_column(Key, primary_key=True)
    login_folded: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
