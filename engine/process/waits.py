"""The tables of what an instance, or a start event, waits for: timers, subscriptions, messages and incidents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key


class Timer(Base):
    """An armed timer, of an instance's element or of a start event. It stays until it has fired or is withdrawn."""

    __tablename__ = "timer"
    __table_args__ = (
        Index(
            "ix_timer_due",
            "due",
            sqlite_where=text("NOT queued"),
            postgresql_where=text("NOT queued"),
        ),
        Index("ix_timer_instance", "instance", "number"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    due: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    instance: Mapped[int | None] = mapped_column(Key, ForeignKey("process_instance.key", ondelete="CASCADE"))
    number: Mapped[int | None] = mapped_column()
    definition: Mapped[int | None] = mapped_column(Key, index=True)
    """The definition that a start timer starts."""
    element: Mapped[int] = mapped_column(SmallInteger)
    queued: Mapped[bool] = mapped_column()
    """A job to fire it exists."""
    schedule: Mapped[str | None] = mapped_column(Text)
    """Of a start timer that repeats, JSON: anchor in milliseconds, index of this time, times that remain."""


UNQUEUED = text("NOT timer.queued")
"""Spelt as the partial index spells it, or SQLite does not use it."""


CONDITION = "condition"


AD_HOC = "ad-hoc"
"""Of a subscription: its name is the group that may begin something; empty for everybody who sees the instance."""


class Subscription(Base):
    """An instance or a start event waits for a message or a signal; a start event also for a record or a form."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("ix_subscription_name", "kind", "name", "correlation_key"),
        Index("ix_subscription_instance", "instance", "number"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    """message, signal, record, form (its name is the process), public (its name is the address), or condition.

    A condition has a row for each record that it reads, with the record's type as name and its key as correlation key.
    """
    name: Mapped[str] = mapped_column(Text)
    correlation_key: Mapped[str | None] = mapped_column(Text)
    instance: Mapped[int | None] = mapped_column(Key, ForeignKey("process_instance.key", ondelete="CASCADE"))
    number: Mapped[int | None] = mapped_column()
    definition: Mapped[int | None] = mapped_column(Key, index=True)
    element: Mapped[int] = mapped_column(SmallInteger)


class MessageBuffer(Base):
    """A message that came before anybody waited for it, or one that was received, kept to refuse its repetition."""

    __tablename__ = "message_buffer"
    __table_args__ = (
        Index("ix_message_buffer_name", "name", "correlation_key"),
        Index(
            "uq_message_buffer_message_id",
            "name",
            "message_id",
            unique=True,
            sqlite_where=text("message_id IS NOT NULL"),
            postgresql_where=text("message_id IS NOT NULL"),
        ),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    correlation_key: Mapped[str | None] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(Text)
    variables: Mapped[str] = mapped_column(Text)
    expires: Mapped[datetime] = mapped_column(Instant, index=True)
    """Business time."""
    received_by: Mapped[int | None] = mapped_column(Key)
    """The instance that received it; NULL while it waits."""


class MessageStart(Base):
    """An instance that a message with a correlation key started: while it lives, none with this key starts another."""

    __tablename__ = "message_start"
    __table_args__ = (Index("ix_message_start_key", "process_id", "correlation_key"),)

    instance: Mapped[int] = mapped_column(
        Key, ForeignKey("process_instance.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    process_id: Mapped[str] = mapped_column(Text)
    correlation_key: Mapped[str] = mapped_column(Text)


class Incident(Base):
    """A step that failed and was rolled back; a person mends its cause and retries."""

    __tablename__ = "incident"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    instance: Mapped[int | None] = mapped_column(
        Key, ForeignKey("process_instance.key", ondelete="CASCADE"), index=True
    )
    """NULL when a start by timer, message or record failed: there is no instance yet."""
    # The cascades close an incident when its task is completed or its job is done after all.
    job: Mapped[int | None] = mapped_column(Key, ForeignKey("job.key", ondelete="CASCADE"), index=True)
    """The job that has no tries left; NULL when a person's step failed."""
    task: Mapped[int | None] = mapped_column(Key, ForeignKey("user_task.key", ondelete="CASCADE"), index=True)
    """The open task whose completion failed."""
    element_id: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    input: Mapped[str] = mapped_column(Text)
    """FEEL JSON of what the step was given; a retry gives it again."""
    raised: Mapped[datetime] = mapped_column(Instant)
    """Business time."""


class BusinessClock(Base):
    """One row: how this database's business time runs."""

    __tablename__ = "business_clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)
    """Where it stands still; NULL when it runs."""
    ahead: Mapped[int | None] = mapped_column(BigInteger)
    """Milliseconds by which it runs before the machine's clock."""
    movable: Mapped[bool | None] = mapped_column()
    """People may move it on: a demo company."""
