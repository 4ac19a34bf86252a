"""The acting person, as every verb, screen and visibility predicate sees one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["employee", "designer", "manager", "administrator"]
ROLES: tuple[Role, ...] = ("employee", "designer", "manager", "administrator")

Visibility = Literal["own", "team", "all"]
VISIBILITIES: tuple[Visibility, ...] = ("own", "team", "all")


LOCALES = ("en", "ru")
"""The languages that Baton speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who acts: rights and reach, read once per request or verb."""

    key: int
    login: str
    name: str
    roles: frozenset[str] = frozenset()
    may_deploy: bool = False
    team_key: int | None = None
    managed_teams: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    visibility: Visibility = "own"
    locale: str = "en"
    time_zone: str = "UTC"
    must_change_password: bool = False
    """An administrator has set it: nothing else can be done before."""


SYSTEM = User(
    key=0,
    login="system",
    name="System",
    roles=frozenset({"administrator"}),
    may_deploy=True,
    visibility="all",
)
"""Timers, jobs and imports. It has no row, cannot sign in, and its key 0 is never handed out."""
