"""Lists for those who watch: deployed processes, instances, incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from engine.process import definitions
from engine.process.models import (
    LIVE,
    Deployment,
    InstanceRecord,
    ProcessDefinition,
    ProcessInstance,
)
from engine.process.queries.inbox import records_of
from engine.process.queries.instances import OpenIncident, incidents_where
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
class ProcessLine:
    """The newest version of a process."""

    definition_key: int
    process: Named
    version: int
    version_tag: str | None
    deployed_at: datetime
    live: int
    """Live instances of all versions."""
    incidents: int


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


def processes(connection: Connection) -> list[ProcessLine]:
    """The newest version of every process, by id, with how many instances live and how many stand still."""
    newest = (
        select(ProcessDefinition.process_id, func.max(ProcessDefinition.version).label("version"))
        .group_by(ProcessDefinition.process_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            ProcessDefinition.key,
            ProcessDefinition.process_id,
            ProcessDefinition.version,
            ProcessDefinition.version_tag,
            Deployment.deployed_at,
        )
        .join(
            newest,
            (newest.c.process_id == ProcessDefinition.process_id)
            & (newest.c.version == ProcessDefinition.version),
        )
        .join(Deployment, Deployment.key == ProcessDefinition.deployment)
        .order_by(ProcessDefinition.process_id)
    ).all()
    live, standing = _live(connection), _standing(connection)
    return [
        ProcessLine(
            definition_key=row.key,
            process=named(definitions.get(connection, row.key).model),
            version=row.version,
            version_tag=row.version_tag,
            deployed_at=row.deployed_at,
            live=live.get(row.process_id, 0),
            incidents=standing.get(row.process_id, 0),
        )
        for row in rows
    ]


def instances(
    connection: Connection,
    user: User,
    *,
    process_id: str | None = None,
    live_only: bool = True,
    after: int | None = None,
    limit: int = 50,
) -> list[InstanceLine]:
    """Instances, the newest first, for those who see everything; others come by their records and tasks."""
    if user.visibility != "all" and "administrator" not in user.roles:
        return []
    statement = select(*LINE).order_by(ProcessInstance.key.desc()).limit(limit)
    if process_id is not None:
        statement = statement.where(ProcessInstance.process_id == process_id)
    if live_only:
        # `ended IS NULL` is what the partial index says.
        statement = statement.where(ProcessInstance.ended.is_(None))
    if after is not None:
        statement = statement.where(ProcessInstance.key < after)
    return lines_of(connection, connection.execute(statement).all())


def instances_of_record(connection: Connection, ref: RecordRef, user: User) -> list[InstanceLine]:
    """The instances that a record takes part in and *user* may see, live ones first."""
    if not sees_record(connection, user, ref):
        return []
    of_record = exists().where(
        InstanceRecord.instance == ProcessInstance.key,
        InstanceRecord.record_type == ref.type,
        InstanceRecord.record_key == ref.key,
    )
    rows = connection.execute(
        select(*LINE)
        .where(of_record, visible_instances(user))
        .order_by(ProcessInstance.ended.is_not(None), ProcessInstance.key.desc())
    )
    return lines_of(connection, rows.all())


def open_incidents(connection: Connection, user: User, *, limit: int = 100) -> tuple[OpenIncident, ...]:
    """What stands still, the newest first, for those who see everything."""
    if user.visibility != "all" and "administrator" not in user.roles:
        return ()
    return incidents_where(connection, limit=limit)


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


def _live(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(ProcessInstance.process_id, func.count().label("count"))
        .where(ProcessInstance.status.in_(LIVE), ProcessInstance.ended.is_(None))
        .group_by(ProcessInstance.process_id)
    )
    return {row.process_id: row[1] for row in rows}


def _standing(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        select(ProcessInstance.process_id, func.count(Incident.instance.distinct()).label("count"))
        .join(Incident, Incident.instance == ProcessInstance.key)
        .group_by(ProcessInstance.process_id)
    )
    return {row.process_id: row[1] for row in rows}
