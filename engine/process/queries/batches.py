"""How far batches are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.process.batch_models import StartBatch, StartBatchFailure
from engine.process.batches import RUNNING
from engine.records import queries as records

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Somebody for whom the process could not be started, and why."""

    ref: RecordRef
    element_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """How far a batch is."""

    key: int
    definition: int
    segment: RecordRef
    started_by: int
    status: str
    total: int
    started: int
    failed: int
    begun: datetime
    ended: datetime | None
    reason: str | None

    @property
    def running(self) -> bool:
        return self.status == RUNNING

    @property
    def share(self) -> float:
        """The part of the people that is done, from 0 to 1; people who joined meanwhile do not make it more."""
        return min((self.started + self.failed) / max(self.total, 1), 1.0)

    def seconds_left(self, now: datetime) -> float | None:
        """About how long it still takes; None before anybody was started."""
        done = self.started + self.failed
        spent = (now - self.begun).total_seconds()
        return spent / done * max(self.total - done, 0) if done and self.running else None


def get(connection: Connection, key: int, user: User) -> Batch:
    """How far a batch is; whoever sees its segment sees it. Raises `NotFound`."""
    row = connection.execute(select(StartBatch).where(StartBatch.key == key)).first()
    if row is None:
        raise NotFound(what="batch", key=key)
    records.get(connection, RecordRef("segment", row.segment), user)
    return _read(row)


def of_segment(connection: Connection, segment: int, *, limit: int) -> list[Batch]:
    """The latest batches of a segment, which the reader sees already."""
    statement = select(StartBatch).where(StartBatch.segment == segment).order_by(StartBatch.key.desc())
    return [_read(row) for row in connection.execute(statement.limit(limit))]


def failures(connection: Connection, key: int, *, limit: int) -> list[Failure]:
    """For whom it could not be started."""
    statement = select(StartBatchFailure).where(StartBatchFailure.batch == key)
    rows = connection.execute(statement.order_by(StartBatchFailure.record_key).limit(limit))
    return [
        Failure(ref=RecordRef(row.record_type, row.record_key), element_id=row.element_id, reason=row.reason)
        for row in rows
    ]


def _read(row: Row[Any]) -> Batch:
    return Batch(
        key=row.key, definition=row.definition, segment=RecordRef("segment", row.segment),
        started_by=row.started_by, status=row.status, total=row.total, started=row.started, failed=row.failed,
        begun=row.begun, ended=row.ended, reason=row.reason,
    )  # fmt: skip
