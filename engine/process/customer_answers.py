"""What a customer says of a case without signing in: by a link that works once, or through somebody who notes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select, update

from engine.errors import Conflict, Invalid, NotFound
from engine.feel.values import RecordRef
from engine.operations.case_invite_answer import digest
from engine.process import audit, messages
from engine.process.errors import NobodyWaits
from engine.process.execution import lock
from engine.process.waits import Subscription
from engine.records import store
from engine.records.cases import CaseLink

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.process.work import Work

ANSWERED, REPLIED = "case_answer", "case_reply"
"""The messages that a case waits for."""
State = Literal["open", "used", "expired", "over"]
_SATISFACTION = range(1, 6)


class LinkUnknown(NotFound):
    """Nobody was sent this link."""

    text = "This link does not lead to a case. Open it from the mail once more."


class LinkSpent(Conflict):
    """The link worked already, is too old, or the case has moved on without it."""

    text = "This link does not work any more. Write to us if there is something to say."


class AnswerRefused(Invalid):
    """The answer is not one of those that were asked for."""

    text = "Say whether it is solved, and choose a satisfaction from 1 to 5 or none."


class NotWaiting(Conflict):
    """The case does not wait for its customer."""

    text = "{number} does not wait for its customer now. Log a call or a note instead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the customer sees behind a link."""

    number: str
    subject: str
    solution: str
    language: str
    state: State


def invitation(connection: Connection, token: str, at: datetime) -> Invitation:
    """The case behind a link; raises `LinkUnknown`."""
    link = connection.execute(select(CaseLink).where(CaseLink.digest == digest(token))).first()
    case = None if link is None else store.read(connection, RecordRef("case", link.case))
    if link is None or case is None:
        raise LinkUnknown(what="link", key="")
    return Invitation(
        number=str(case["number"]),
        subject=str(case["subject"]),
        solution=str(case["solution"] or ""),
        language=str(case["language"] or "en"),
        state=_state(connection, link.case, link.used_at, link.expires_at, at),
    )


def answer(work: Work, token: str, *, solved: str, csat: int | None, comment: str | None) -> None:
    """Hand the customer's answer to the case and spend the link.

    Raises `LinkUnknown`, `LinkSpent`, `AnswerRefused`.
    """
    if solved not in {"yes", "no"} or not (csat is None or csat in _SATISFACTION):
        raise AnswerRefused
    of_link = CaseLink.digest == digest(token)
    case = work.connection.scalar(select(CaseLink.case).where(of_link))
    if case is None:
        raise LinkUnknown(what="link", key="")
    _lock(work, case)
    spent = update(CaseLink).where(of_link, CaseLink.used_at.is_(None), CaseLink.expires_at >= work.at)
    if work.connection.execute(spent.values(used_at=work.at)).rowcount == 0:
        raise LinkSpent
    given: dict[str, Value] = {"solved": solved, "csat": csat, "comment": comment}
    try:
        _tell(work, ANSWERED, case, given)
    except NobodyWaits as late:
        raise LinkSpent from late
    audit.record(work, "answer_case", ("case", case), new=given)


def reply(work: Work, ref: RecordRef, text: str) -> None:
    """Somebody notes what the customer of a waiting or solved case has said; raises `NotWaiting`."""
    try:
        _tell(work, REPLIED, ref.key, {"customer_text": text})
    except NobodyWaits as nobody:
        record = store.read(work.connection, ref)
        raise NotWaiting(number="" if record is None else record["number"]) from nobody
    audit.record(work, "note_customer_reply", ("case", ref.key), new={"text": text})


def awaits_reply(connection: Connection, case: int) -> bool:
    """The case waits for its customer, or is solved and can be reopened."""
    return _subscription(connection, REPLIED, case) is not None


def _tell(work: Work, name: str, case: int, values: dict[str, Value]) -> None:
    messages.correlate(
        work,
        name,
        correlation_key=str(case),
        variables=values,
        message_id=None,
        time_to_live=timedelta(),
    )


def _state(
    connection: Connection, case: int, used: datetime | None, expires: datetime, at: datetime
) -> State:
    if used is not None:
        return "used"
    if expires < at:
        return "expired"
    return "open" if _subscription(connection, ANSWERED, case) is not None else "over"


def _subscription(connection: Connection, name: str, case: int) -> int | None:
    """The instance that waits for a message about a case."""
    return connection.scalar(
        select(Subscription.instance).where(
            Subscription.kind == "message",
            Subscription.name == name,
            Subscription.correlation_key == str(case),
        )
    )


def _lock(work: Work, case: int) -> None:
    """The instance first, as every verb does: two answers at once then come one after the other."""
    instance = _subscription(work.connection, ANSWERED, case)
    if instance is not None:
        lock(work, instance)
