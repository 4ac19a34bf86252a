"""The tables that only grow: history, effect journal, decision log and audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key


class History(Base):
    """A token left an element. Duration and next element are written at once, so that analytics never self-join.

    Without foreign keys: the row is written under the instance's lock, and PostgreSQL would check each of ten rows.
    """

    __tablename__ = "history"
    __table_args__ = (
        Index(
            "ix_history_task",
            "task",
            sqlite_where=text("task IS NOT NULL"),
            postgresql_where=text("task IS NOT NULL"),
        ),
        # With everything that "how much has she done this week" reads: years of one person are one short walk.
        Index(
            "ix_history_by",
            "by",
            "entered",
            "duration",
            sqlite_where=text('"by" IS NOT NULL'),
            postgresql_where=text('"by" IS NOT NULL'),
        ),
        {"sqlite_with_rowid": False},
    )

    instance: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Counts the instance's rows."""
    element: Mapped[int] = mapped_column(SmallInteger)
    next: Mapped[int | None] = mapped_column(SmallInteger)
    entered: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    duration: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds."""
    terminated: Mapped[bool] = mapped_column()
    task: Mapped[int | None] = mapped_column(Key)
    """The user task's key, while it was open."""
    by: Mapped[int | None] = mapped_column(Key)
    """The user who completed the task."""
    detail: Mapped[str | None] = mapped_column(Text)
    """FEEL JSON of the values a person or a worker gave, and of the reason of a cancellation."""
    definition: Mapped[int | None] = mapped_column(Key)
    """The version whose numbers the elements bear; NULL while that is the instance's own, hence until it migrates."""


class StepEffects(Base):
    """The effect journal: what one step (one verb on one instance) wrote, read, sent and armed; see `effects`."""

    __tablename__ = "step_effects"
    __table_args__ = ({"sqlite_with_rowid": False},)

    instance: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The version that the step gave the instance."""
    history: Mapped[int] = mapped_column()
    """The number of the step's first row of history; the next step's says where they end."""
    effects: Mapped[str] = mapped_column(Text)


class DecisionLog(Base):
    """One evaluation of a decision, with everything that explains its result."""

    __tablename__ = "decision_log"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    instance: Mapped[int] = mapped_column(Key, index=True)
    element_id: Mapped[str] = mapped_column(Text)
    decision: Mapped[int] = mapped_column(Key, index=True)
    """The decision definition's key, hence its version."""
    at: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    inputs: Mapped[str] = mapped_column(Text)
    matched: Mapped[str] = mapped_column(Text)
    """JSON list of the numbers of the rules that matched, from 1."""
    output: Mapped[str] = mapped_column(Text)
    reads: Mapped[str] = mapped_column(Text)
    """JSON: record type and key to the fields that were read, with their values."""


class Audit(Base):
    """Who did what to what, with old and new values; one row per verb, written in its transaction."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject_type", "subject_key"),
        Index("ix_audit_actor", "actor", "key"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    actor: Mapped[int] = mapped_column(Key)
    verb: Mapped[str] = mapped_column(Text)
    subject_type: Mapped[str] = mapped_column(Text)
    subject_key: Mapped[int] = mapped_column(Key)
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    """System time."""
    business_at: Mapped[datetime] = mapped_column(Instant)
