"""The tables of the job queue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key


class Job(Base):
    """Work that a worker does outside the verb that asked for it.

    *due* is the next moment at which it may be claimed: a leased job is due again when its lease ends, a failed one
    after its back-off, a parked one (its tries used up) never, until a person retries it.
    No foreign key to the instance: queueing a due timer must not wait for a running step.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "ix_job_due",
            "type",
            "due",
            sqlite_where=text("due IS NOT NULL"),
            postgresql_where=text("due IS NOT NULL"),
        ),
        Index("ix_job_instance", "instance", "number"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(Text)
    instance: Mapped[int | None] = mapped_column(Key)
    number: Mapped[int | None] = mapped_column()
    """The token's number within the instance, for a service task's job."""
    element_id: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
    """FEEL JSON: what the handler is given."""
    headers: Mapped[str] = mapped_column(Text)
    """JSON object."""
    due: Mapped[datetime | None] = mapped_column(Instant)
    """System time; NULL when parked."""
    token: Mapped[str | None] = mapped_column(Text)
    """The fence: only the holder of the last claim may finish the job."""
    worker: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    """Counted at the claim, so that a job that kills its worker cannot loop for ever."""
    max_attempts: Mapped[int] = mapped_column(SmallInteger)
    error: Mapped[str | None] = mapped_column(Text)
    """What the last attempt ended with."""


class WorkerLease(Base):
    """A worker number for `Keys`, lent to one running program."""

    __tablename__ = "worker_lease"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(Instant)
    """System time."""
