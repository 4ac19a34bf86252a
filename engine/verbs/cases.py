"""Verbs on cases: what their customers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import customer_answers
from engine.records import queries
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.work import Work


class CaseVerbs(Ground):
    @verb
    def answer_case(
        self, work: Work, token: str, *, solved: str, csat: int | None = None, comment: str | None = None
    ) -> None:
        """A customer answers by the link of a mail, once.

        Raises `LinkUnknown`, `LinkSpent` when it was used or is too old or the case has moved on, `AnswerRefused`.
        """
        customer_answers.answer(work, token, solved=solved, csat=csat, comment=comment)

    @verb
    def note_customer_reply(self, work: Work, ref: RecordRef, text: str, *, by: User) -> None:
        """Somebody who sees the case notes that its customer has answered; raises `NotFound`, `NotWaiting`."""
        queries.get(work.connection, ref, by)
        customer_answers.reply(work, ref, text)
