"""Verbs of administrators on people, teams, groups and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.calendars import queries as calendars
from engine.identity import accounts, passwords, sessions, store, teams
from engine.identity.rights import require_administrator
from engine.process import audit
from engine.process.locks import one_at_a_time
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.identity import User
    from engine.identity.accounts import Account
    from engine.identity.teams import TeamFacts
    from engine.process.work import Work

_LOCK = "administration"
"""Rules such as the last administrator's look at several rows: one change at a time."""


class IdentityVerbs(Ground):
    def create_user(
        self, account: Account, *, by: User, password: str | None = None, own: bool = False
    ) -> int:
        """The key of a new person; a *password* must be replaced at the first sign-in, unless it is their *own*.

        Raises `Forbidden`, `Refused`, `LoginTaken`, `UnsuitablePassword`.
        """
        password_hash = None if password is None else passwords.hashed(password)
        return self._create_user(account, password_hash, own=own, by=by)

    @verb
    def change_user(self, work: Work, key: int, account: Account, *, version: int, by: User) -> None:
        """Replace what is known about a person, as it was in *version*, and what they may.

        Raises `Forbidden`, `NotFound`, `Refused`, `LoginTaken`, `UserChanged`, `OwnAdministration`,
        `LastAdministrator`.
        """
        require_administrator(by, "change people")
        one_at_a_time(work.connection, _LOCK)
        before = accounts.load(work.connection, key)
        accounts.change(work.connection, before, account, version=version, by=by)
        old = accounts.told(work.connection, before)
        new = accounts.told(work.connection, accounts.load(work.connection, key))
        audit.record(work, "change_user", ("user", key), old=old, new=new)

    def give_password(self, key: int, password: str, *, by: User, own: bool = False) -> None:
        """A new password that its owner replaces at the next sign-in (unless it is their *own*); their sessions end.

        Raises `Forbidden`, `NotFound`, `UnsuitablePassword`.
        """
        require_administrator(by, "give passwords")
        self._give_password(key, passwords.hashed(password), own=own, by=by)

    @verb
    def deactivate_user(self, work: Work, key: int, *, by: User) -> None:
        """A person leaves: no sign-in, no session; what they did keeps their name.

        Raises `Forbidden`, `NotFound`, `OwnAdministration`, `LastAdministrator`.
        """
        self._set_active(work, key, active=False, by=by)

    @verb
    def activate_user(self, work: Work, key: int, *, by: User) -> None:
        """A person comes back. Raises `Forbidden`, `NotFound`."""
        self._set_active(work, key, active=True, by=by)

    @verb
    def create_team(self, work: Work, facts: TeamFacts, *, by: User) -> int:
        """The key of a new team; raises `Forbidden`, `Refused`, `TeamNameTaken`."""
        require_administrator(by, "create teams")
        one_at_a_time(work.connection, _LOCK)
        names = calendars.names(work.connection)
        key = teams.create(work.connection, facts, keys=self.keys, calendars=names)
        audit.record(work, "create_team", ("team", key), new=teams.told(work.connection, facts))
        return key

    @verb
    def change_team(self, work: Work, key: int, facts: TeamFacts, *, by: User) -> None:
        """Replace what a team is; raises `Forbidden`, `NotFound`, `Refused`, `TeamNameTaken`."""
        require_administrator(by, "change teams")
        one_at_a_time(work.connection, _LOCK)
        before = teams.load(work.connection, key)
        names = calendars.names(work.connection)
        teams.change(work.connection, key, facts, keys=self.keys, calendars=names)
        old, new = (teams.told(work.connection, one) for one in (before, facts))
        audit.record(work, "change_team", ("team", key), old=old, new=new)

    @verb
    def set_group_members(self, work: Work, group: str, members: Collection[int], *, by: User) -> None:
        """Make a group of exactly these people; raises `Forbidden`, `Refused`."""
        require_administrator(by, "change groups")
        one_at_a_time(work.connection, _LOCK)
        before = teams.members(work.connection, group)
        teams.set_members(work.connection, group, members)
        old, new = (store.logins(work.connection, keys) for keys in (before, members))
        audit.record(
            work,
            "set_group_members",
            ("group", 0),
            old={"group": group, "members": old},
            new={"group": group, "members": new},
        )

    @verb
    def end_session(self, work: Work, name: str, *, by: User) -> None:
        """End one session by the name that lists give it; raises `Forbidden`, `NotFound`."""
        require_administrator(by, "end the sessions of others")
        user_key = sessions.end(work.connection, name)
        audit.record(work, "end_session", ("user", user_key), old={"session": name})

    @verb
    def end_sessions(self, work: Work, user_key: int, *, by: User) -> int:
        """End every session of a person; how many they were. Raises `Forbidden`, `NotFound`."""
        require_administrator(by, "end the sessions of others")
        accounts.load(work.connection, user_key)
        ended = sessions.end_all(work.connection, user_key)
        audit.record(work, "end_sessions", ("user", user_key), old={"sessions": ended}, new={"sessions": 0})
        return ended

    @verb
    def _create_user(
        self, work: Work, account: Account, password_hash: str | None, *, own: bool, by: User
    ) -> int:
        require_administrator(by, "create people")
        key = accounts.create(work.connection, account, keys=self.keys)
        if password_hash is not None:
            given_at = None if own else work.now
            store.set_password_hash(work.connection, key, password_hash, given_at=given_at)
        new = accounts.told(work.connection, accounts.load(work.connection, key))
        audit.record(work, "create_user", ("user", key), new=new)
        return key

    @verb
    def _give_password(self, work: Work, key: int, password_hash: str, *, own: bool, by: User) -> None:  # noqa: ARG002
        given_at = None if own else work.now
        store.set_password_hash(work.connection, key, password_hash, given_at=given_at)
        audit.record(work, "give_password", ("user", key))

    def _set_active(self, work: Work, key: int, *, active: bool, by: User) -> None:
        require_administrator(by, "let people in and out")
        one_at_a_time(work.connection, _LOCK)
        before = accounts.load(work.connection, key)
        if before.active == active:
            return
        accounts.set_active(work.connection, before, active=active, by=by)
        name = "activate_user" if active else "deactivate_user"
        audit.record(work, name, ("user", key), old={"active": before.active}, new={"active": active})
