"""The tables beside the records: numbers, field history, stage history, overrides of gates, documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key


class NumberSequence(Base):
    """The next human number of each record type."""

    __tablename__ = "number_sequence"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    next: Mapped[int] = mapped_column(Integer)


class FieldChange(Base):
    """One field of one record got another value. Append-only; the key tells the system time."""

    __tablename__ = "field_change"
    __table_args__ = (Index(None, "record_key", "at"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    record_type: Mapped[str] = mapped_column(String(32))
    record_key: Mapped[int] = mapped_column(Key)
    field: Mapped[str] = mapped_column(String(64))
    old_value: Mapped[str | None] = mapped_column(Text)
    new_value: Mapped[str | None] = mapped_column(Text)
    """Both as text that the field accepts again: 1234.56, 2026-03-31, true, a key."""
    changed_by: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    version: Mapped[int] = mapped_column(Integer)
    """The version that the change made."""
    instance: Mapped[int | None] = mapped_column(Key)
    task: Mapped[int | None] = mapped_column(Key)


class StageHistory(Base):
    """An opportunity's stay in a stage. `left_at` is empty while it lasts; won and lost last for ever."""

    __tablename__ = "stage_history"
    __table_args__ = (Index(None, "opportunity", "entered_at"), Index(None, "stage", "entered_at"))

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    opportunity: Mapped[int] = mapped_column(Key, ForeignKey("opportunity.key"))
    stage: Mapped[str] = mapped_column(String(16))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_by: Mapped[int] = mapped_column(Key)
    instance: Mapped[int | None] = mapped_column(Key)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why the deal jumped here; empty when it came the ordinary way."""


class GateOverride(Base):
    """A manager's decision about a deal that wanted to leave its stage with items missing."""

    __tablename__ = "gate_override"
    __table_args__ = (Index(None, "opportunity", "at"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    opportunity: Mapped[int] = mapped_column(Key, ForeignKey("opportunity.key"))
    stage: Mapped[str] = mapped_column(String(16))
    missing: Mapped[str] = mapped_column(Text)
    """The items of the gate that were missing, one a line."""
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[int | None] = mapped_column(Key)
    decided_by: Mapped[int] = mapped_column(Key)
    at: Mapped[datetime] = mapped_column(Instant)
    instance: Mapped[int | None] = mapped_column(Key)


class Document(Base):
    """A file that belongs to a record. Its content stands in the file store under the digest."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("record_key", "record_type", "digest", "name"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    record_type: Mapped[str] = mapped_column(String(32))
    record_key: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(255))
    """As the person's file was called: its last part, without characters that do not show."""
    media_type: Mapped[str] = mapped_column(String(127))
    """What the sender's browser said; nobody has looked into the content."""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes."""
    digest: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[int] = mapped_column(Key)
    added_at: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    instance: Mapped[int | None] = mapped_column(Key)
    task: Mapped[int | None] = mapped_column(Key)
