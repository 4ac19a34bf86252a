"""The tables of batches: how far each is, and for whom its process could not be started."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key


class StartBatch(Base):
    """One process for everybody in one segment."""

    __tablename__ = "start_batch"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    definition: Mapped[int] = mapped_column(Key, ForeignKey("process_definition.key"))
    """The version that all of them get."""
    segment: Mapped[int] = mapped_column(Key, index=True)
    variables: Mapped[str] = mapped_column(Text)
    """FEEL JSON that every instance gets beside its person."""
    started_by: Mapped[int] = mapped_column(Key)
    """Whose view of the segment counts, and in whose name the instances start."""
    status: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column()
    """People in the segment at the beginning."""
    started: Mapped[int] = mapped_column()
    failed: Mapped[int] = mapped_column()
    last: Mapped[int] = mapped_column(Key)
    """The key of the last person who was looked at."""
    begun: Mapped[datetime] = mapped_column(Instant)
    """System time."""
    ended: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was cancelled or stopped."""


class StartBatchFailure(Base):
    """Somebody for whom the process could not be started."""

    __tablename__ = "start_batch_failure"

    batch: Mapped[int] = mapped_column(
        Key, ForeignKey("start_batch.key", ondelete="CASCADE"), primary_key=True
    )
    record_key: Mapped[int] = mapped_column(Key, primary_key=True)
    record_type: Mapped[str] = mapped_column(Text)
    element_id: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
