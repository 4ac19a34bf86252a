"""Instances as lines of lists, and those of one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from engine.process import definitions
from engine.process.models import (
    InstanceRecord,
    ProcessInstance,
)
from engine.process.queries.inbox import records_of
from engine.process.queries.naming import Named, named
from engine.process.queries.rights import sees_record, visible_instances
from engine.process.waits import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row
    from sqlalchemy.sql.elements import KeyedColumnElement

    from engine.feel.values import RecordRef
    from engine.identity import User

LINE: tuple[KeyedColumnElement[Any], ...] = tuple(
    column for column in ProcessInstance.__table__.columns if column.name != "state"
)
"""The columns of ``process_instance`` that a list needs: the state is long, and only the engine reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceLine:
    """One instance in a list."""

    key: int
    process: Named
    version: int
    definition_key: int
    business_id: str | None
    status: str
    started: datetime
    ended: datetime | None
    incidents: int
    records: tuple[tuple[str, RecordRef], ...]


def instances_of_record(connection: Connection, ref: RecordRef, user: User) -> list[InstanceLine]:
    """The instances that a record takes part in and *user* may see, live ones first; called ones are their caller's."""
    if not sees_record(connection, user, ref):
        return []
    of_record, of_root = (
        exists().where(
            InstanceRecord.instance == instance,
            InstanceRecord.record_type == ref.type,
            InstanceRecord.record_key == ref.key,
        )
        for instance in (ProcessInstance.key, ProcessInstance.root)
    )
    rows = connection.execute(
        select(*LINE)
        .where(of_record, ~of_root, visible_instances(user))
        .order_by(ProcessInstance.ended.is_not(None), ProcessInstance.key.desc())
    )
    return lines_of(connection, rows.all())


def lines_of(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[InstanceLine]:
    """Rows of ``process_instance`` with their records and how many incidents each has."""
    keys = [row.key for row in rows]
    records = records_of(connection, keys)
    standing = connection.execute(
        select(Incident.instance, func.count().label("count"))
        .where(Incident.instance.in_(keys))
        .group_by(Incident.instance)
    )
    incidents = {row.instance: row[1] for row in standing}
    return [
        InstanceLine(
            key=row.key,
            process=named(definitions.get(connection, row.definition).model),
            version=definitions.get(connection, row.definition).version,
            definition_key=row.definition,
            business_id=row.business_id,
            status=row.status,
            started=row.started,
            ended=row.ended,
            incidents=incidents.get(row.key, 0),
            records=records.get(row.key, ()),
        )
        for row in rows
    ]
