"""Verbs on consents: given and withdrawn by employees, withdrawn by recipients themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from engine.process import audit
from engine.records import consents, queries
from engine.records.history import Step
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.work import Work
    from engine.records.consents import Facts
    from engine.records.record import Record


class ConsentVerbs(Ground):
    @verb
    def give_consent(
        self, work: Work, subject: RecordRef, purpose: str, channel: str, facts: Facts, *, by: User
    ) -> RecordRef:
        """A contact or a lead whom the person sees allows a use of a channel; raises `NotFound`, `InvalidRecord`."""
        queries.get(work.connection, subject, by)
        ref = consents.give(work.connection, subject, purpose, channel, facts, self._step(work, by))
        audit.record(work, "give_consent", (subject.type, subject.key), new=_said(purpose, channel, facts))
        return ref

    @verb
    def withdraw_consent(
        self, work: Work, subject: RecordRef, purpose: str, channel: str, facts: Facts, *, by: User
    ) -> RecordRef:
        """A contact or a lead forbids a use, told to the person who acts; raises like `give_consent`."""
        queries.get(work.connection, subject, by)
        ref = consents.withdraw(work.connection, subject, purpose, channel, facts, self._step(work, by))
        audit.record(
            work, "withdraw_consent", (subject.type, subject.key), new=_said(purpose, channel, facts)
        )
        return ref

    @verb
    def unsubscribe(self, work: Work, token: str) -> Record:
        """The holder of a mail's link withdraws what it was sent by; the touch. Raises `NotFound`."""
        touch = consents.unsubscribe(work.connection, token, self._step(work, SYSTEM))
        audit.record(work, "unsubscribe", ("touch", touch.ref.key))
        return touch

    def _step(self, work: Work, by: User) -> Step:
        return Step(by=by, at=work.at, keys=self.keys)


def _said(purpose: str, channel: str, facts: Facts) -> dict[str, Value]:
    return {"purpose": purpose, "channel": channel, "evidence": facts.evidence, "source": facts.source}
