"""What only the process does to a deal: reach a stage, be won or lost, pass a gate by override."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, update

from engine.db import to_milliseconds
from engine.errors import Invalid
from engine.prepared import Prepared
from engine.records import store
from engine.records.models import GateOverride, StageHistory
from engine.records.stages import BY_VALUE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.keys import Keys
    from engine.records.history import Cause


class UnknownStage(Invalid):
    """A model names a stage that opportunities do not have."""

    text = "There is no stage {stage!r}. Use one of: {known}."


def enter_stage(
    connection: Connection,
    ref: RecordRef,
    stage: str,
    *,
    by: User,
    at: datetime,
    keys: Keys,
    cause: Cause | None = None,
    reason: str | None = None,
) -> None:
    """The deal is in *stage* from now on; its probability follows, its stay in the former stage ends."""
    _move(connection, ref, stage, {}, by=by, at=at, keys=keys, cause=cause, reason=reason)


def win(
    connection: Connection,
    ref: RecordRef,
    *,
    by: User,
    at: datetime,
    keys: Keys,
    amount: Decimal | None = None,
    cause: Cause | None = None,
) -> None:
    """The deal is won at *amount*, or at its own amount."""
    if amount is None:
        current = store.read(connection, ref)
        amount = None if current is None else current["amount"]
    outcome = {"outcome": "won", "closed_on": at.date(), "won_amount": amount}
    _move(connection, ref, "won", outcome, by=by, at=at, keys=keys, cause=cause)


def lose(
    connection: Connection,
    ref: RecordRef,
    *,
    reason: str,
    by: User,
    at: datetime,
    keys: Keys,
    competitor: str | None = None,
    lesson: str | None = None,
    reopen_on: Value = None,
    cause: Cause | None = None,
) -> None:
    """The deal is lost, for a reason that somebody can learn from."""
    outcome = {
        "outcome": "lost",
        "closed_on": at.date(),
        "lost_reason": reason,
        "lost_competitor": competitor,
        "lesson": lesson,
        "reopen_on": reopen_on,
    }
    _move(connection, ref, "lost", outcome, by=by, at=at, keys=keys, cause=cause)


def override_gate(
    connection: Connection,
    ref: RecordRef,
    *,
    stage: str,
    missing: Iterable[str],
    reason: str,
    decided_by: User,
    at: datetime,
    keys: Keys,
    requested_by: int | None = None,
    instance: int | None = None,
) -> int:
    """A manager lets the deal leave *stage* with items missing; the key of the recorded decision."""
    _known(stage)
    key = keys.new()
    row = {
        "key": key,
        "opportunity": ref.key,
        "stage": stage,
        "missing": "\n".join(missing),
        "reason": reason,
        "requested_by": requested_by,
        "decided_by": decided_by.key,
        "at": at,
        "instance": instance,
    }
    connection.execute(insert(GateOverride), row)
    return key


def _move(
    connection: Connection,
    ref: RecordRef,
    stage: str,
    values: dict[str, Value],
    *,
    by: User,
    at: datetime,
    keys: Keys,
    cause: Cause | None,
    reason: str | None = None,
) -> None:
    values |= {"stage": stage, "probability": _known(stage)}
    store.update(connection, ref, values, by=by, at=at, keys=keys, cause=cause, process=True)
    moment = to_milliseconds(at)
    _LEAVE.run(connection, moment, ref.key)
    _ENTER.run(connection, keys.new(), ref.key, stage, moment, by.key, cause[0] if cause else None, reason)


def _known(stage: str) -> int:
    """The probability of a stage; raises `UnknownStage`."""
    found = BY_VALUE.get(stage)
    if found is None:
        raise UnknownStage(stage=stage, known=", ".join(BY_VALUE))
    return found.probability


_LEAVE = Prepared(
    update(StageHistory)
    .where(StageHistory.opportunity == bindparam("of"), StageHistory.left_at.is_(None))
    .values(left_at=bindparam("left_at")),
    "left_at",
    "of",
)
_ENTER = Prepared(
    insert(StageHistory), "key", "opportunity", "stage", "entered_at", "changed_by", "instance", "reason"
)
