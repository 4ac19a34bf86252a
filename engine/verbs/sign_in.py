"""Verbs on oneself: signing in and out, one's password, one's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.identity import SYSTEM, passwords, sessions, store
from engine.identity.sessions import Proven, SignInRefused
from engine.process import audit
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.work import Work


class SignInVerbs(Ground):
    def sign_in(
        self,
        login: str,
        password: str,
        *,
        address: str,
        agent: str | None = None,
        replaces: str | None = None,
    ) -> str:
        """The token of a new session; that of the token *replaces* ends.

        Raises `TooManyAttempts`, `SignInRefused`. The slow password hash holds no transaction.
        """
        proven = self._proven(login, password, address=address)
        return self._begin_session(
            proven, address=address, agent=agent, replaces=replaces, by=self._person(proven.user_key)
        )

    @verb
    def sign_out(self, work: Work, token: str, *, by: User) -> None:  # noqa: ARG002  the decorator hands it in
        """End the session of *token*; nothing happens when it has ended already."""
        user_key = sessions.sign_out(work.connection, token)
        if user_key is not None:
            audit.record(work, "sign_out", ("user", user_key), old={"session": sessions.name_of(token)})

    def change_password(
        self, current: str, new: str, *, address: str, by: User, agent: str | None = None
    ) -> str:
        """Replace one's own password; every session of the person ends, and the token of a new one is the answer.

        Raises `UnsuitablePassword`, `SamePassword`, `TooManyAttempts`, and `SignInRefused` for a wrong current one.
        """
        if current == new:
            raise passwords.SamePassword
        new_hash = passwords.hashed(new)
        proven = self._proven(by.login, current, address=address)
        return self._change_password(proven, new_hash, address=address, agent=agent, by=by)

    @verb
    def save_preferences(self, work: Work, *, locale: str, time_zone: str, by: User) -> None:
        """The language and the time zone in which a person sees Baton."""
        old = {"locale": by.locale, "time_zone": by.time_zone}
        new = {"locale": locale, "time_zone": time_zone}
        if old != new:
            store.set_preferences(work.connection, by.key, locale=locale, time_zone=time_zone)
            audit.record(work, "save_preferences", ("user", by.key), old=old, new=new)

    def _proven(self, login: str, password: str, *, address: str) -> Proven:
        try:
            return sessions.prove(
                self.database, login, password, address=address, now=self.system_clock.now()
            )
        except SignInRefused as refused:
            # What was typed as a login can be a password: only people that exist are written down.
            if refused.user_key is not None:
                self._note_refusal(refused.user_key, address, by=SYSTEM)
            raise

    def _person(self, key: int) -> User:
        with self.database.reading() as connection:
            return store.load_user(connection, key)

    @verb
    def _note_refusal(self, work: Work, user_key: int, address: str, *, by: User) -> None:  # noqa: ARG002
        audit.record(work, "sign_in_refused", ("user", user_key), new={"address": address})

    @verb
    def _begin_session(
        self,
        work: Work,
        proven: Proven,
        *,
        address: str,
        agent: str | None,
        replaces: str | None,
        by: User,
    ) -> str:
        token = sessions.begin(
            work.connection, proven, address=address, now=work.now, agent=agent, replaces=replaces
        )
        new = {"session": sessions.name_of(token), "address": address, "agent": agent}
        audit.record(work, "sign_in", ("user", by.key), new=new)
        return token

    @verb
    def _change_password(
        self, work: Work, proven: Proven, new_hash: str, *, address: str, agent: str | None, by: User
    ) -> str:
        store.set_password_hash(work.connection, by.key, new_hash)
        audit.record(work, "change_password", ("user", by.key))
        return sessions.begin(work.connection, proven, address=address, now=work.now, agent=agent)
