"""What belongs to a case beside its record: when its clock stood, the links its customer got, its first reply."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ForeignKey, Index, String, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key
from engine.identity import SYSTEM
from engine.records import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.records.history import Step

LINES: Final = (("L1", "Line 1", "Линия 1"), ("L2", "Line 2", "Линия 2"), ("L3", "Line 3", "Линия 3"))
PRIORITIES: Final = tuple((name, name, name) for name in ("P1", "P2", "P3", "P4"))
OPEN_STATUSES: Final = ("new", "open", "waiting_customer")
REPLIES: Final = frozenset({"email", "call", "meeting"})
"""Kinds of activity that reach a customer."""


class CaseStop(Base):
    """A stretch in which a case's clock stood: it waited for its customer, or was solved."""

    __tablename__ = "case_stop"
    __table_args__ = (Index(None, "case", "stopped_at"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    case: Mapped[int] = mapped_column(Key, ForeignKey("case.key"))
    reason: Mapped[str] = mapped_column(String(16))
    """The status in which the clock stands."""
    stopped_at: Mapped[datetime] = mapped_column(Instant)
    resumed_at: Mapped[datetime | None] = mapped_column(Instant)


class CaseLink(Base):
    """A link that lets a customer answer once, without signing in. Only its digest is kept."""

    __tablename__ = "case_link"
    __table_args__ = (Index(None, "case"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    case: Mapped[int] = mapped_column(Key, ForeignKey("case.key"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    used_at: Mapped[datetime | None] = mapped_column(Instant)


def stops(connection: Connection, case: int) -> tuple[tuple[datetime, datetime | None], ...]:
    """When a case's clock stood, in order of time."""
    rows = connection.execute(
        select(CaseStop.stopped_at, CaseStop.resumed_at).where(CaseStop.case == case).order_by(CaseStop.key)
    )
    return tuple((row.stopped_at, row.resumed_at) for row in rows)


def stop_clock(connection: Connection, case: int, reason: str, step: Step) -> None:
    """The clock stands from now on; one that stands already goes on standing."""
    open_stop = select(CaseStop.key).where(CaseStop.case == case, CaseStop.resumed_at.is_(None))
    if connection.scalar(open_stop) is None:
        row: dict[str, Any] = {"key": step.keys.new(), "case": case, "reason": reason, "stopped_at": step.at}
        connection.execute(insert(CaseStop), row)


def resume_clock(connection: Connection, case: int, at: datetime) -> None:
    """The clock goes on; nothing happens to one that runs."""
    standing = (CaseStop.case == case, CaseStop.resumed_at.is_(None))
    connection.execute(update(CaseStop).where(*standing).values(resumed_at=at))


def noted(connection: Connection, ref: RecordRef, activity: Mapping[str, Value], step: Step) -> None:
    """An activity was logged on a case: the first outgoing one of a person is the first response."""
    if activity.get("direction") == "outgoing" and activity.get("kind") in REPLIES:
        replied(connection, ref, step)


def replied(connection: Connection, ref: RecordRef, step: Step) -> None:
    """A person has answered the customer: the first response is given, and the next update is not owed any more."""
    current = store.read(connection, ref)
    if current is None or step.by is SYSTEM:
        return
    values: dict[str, Value] = {"update_due_at": None}
    if current["first_responded_at"] is None:
        due = current["first_response_due_at"]
        values |= {"first_responded_at": step.at, "first_response_met": due is None or step.at <= due}
    store.update(
        connection, ref, values, by=step.by, at=step.at, keys=step.keys, cause=step.cause, process=True
    )
