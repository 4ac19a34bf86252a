"""What stands still: open incidents, those with the same cause together, and messages that nobody has taken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from engine.process import definitions
from engine.process.models import ProcessInstance
from engine.process.queries.naming import Named, named, named_in
from engine.process.queries.rights import visible_instances
from engine.process.waits import Incident, MessageBuffer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from engine.identity import User
    from engine.process.definitions import Deployed

_MOST_GROUPS = 100
MOST_IN_GROUP = 200
"""Incidents that are retried at once; more are left for the next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentGroup:
    """Open incidents with one message at one element of one process."""

    id: str
    """Names the group in an address."""
    process_id: str | None
    """None when a start failed: there is no instance yet."""
    process: Named | None
    element: Named | None
    element_id: str
    message: str
    count: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One incident of a group."""

    key: int
    instance_key: int | None
    business_id: str | None
    raised: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMessage:
    """A message that came before anybody waited for it."""

    key: int
    name: str
    correlation_key: str | None
    expires: datetime


def incident_groups(connection: Connection, user: User) -> list[IncidentGroup]:
    """The largest first; of instances that *user* may see."""
    newest = func.max(ProcessInstance.definition)
    rows: Iterable[Any] = connection.execute(
        select(
            ProcessInstance.process_id,
            newest.label("definition"),
            Incident.element_id,
            Incident.message,
            func.count().label("incidents"),
            func.min(Incident.raised).label("oldest"),
            func.max(Incident.raised).label("newest"),
        )
        .join_from(Incident, ProcessInstance, ProcessInstance.key == Incident.instance, isouter=True)
        .where(_visible(user))
        .group_by(ProcessInstance.process_id, Incident.element_id, Incident.message)
        .order_by(func.count().desc(), func.max(Incident.raised).desc())
        .limit(_MOST_GROUPS)
    )
    return [_group(connection, row) for row in rows]


def incident_count(connection: Connection, user: User) -> int:
    """How many open incidents *user* may see."""
    found = select(func.count()).join_from(
        Incident, ProcessInstance, ProcessInstance.key == Incident.instance, isouter=True
    )
    return connection.scalar(found.where(_visible(user))) or 0


def incidents_of(connection: Connection, user: User, group: IncidentGroup) -> list[IncidentLine]:
    """The incidents of a group, the oldest first; at most `MOST_IN_GROUP`."""
    rows = connection.execute(
        select(Incident.key, Incident.instance, Incident.raised, ProcessInstance.business_id)
        .join_from(Incident, ProcessInstance, ProcessInstance.key == Incident.instance, isouter=True)
        .where(
            ProcessInstance.process_id.is_not_distinct_from(group.process_id),
            Incident.element_id == group.element_id,
            Incident.message == group.message,
            _visible(user),
        )
        .order_by(Incident.key)
        .limit(MOST_IN_GROUP)
    )
    return [
        IncidentLine(key=row.key, instance_key=row.instance, business_id=row.business_id, raised=row.raised)
        for row in rows
    ]


def waiting_messages(
    connection: Connection, user: User, now: datetime, *, limit: int = 100
) -> list[WaitingMessage]:
    """Messages that are kept for somebody who may come to wait for them; for those who see everything."""
    if user.visibility != "all" and "administrator" not in user.roles:
        return []
    rows = connection.execute(
        select(MessageBuffer.key, MessageBuffer.name, MessageBuffer.correlation_key, MessageBuffer.expires)
        .where(MessageBuffer.received_by.is_(None), MessageBuffer.expires > now)
        .order_by(MessageBuffer.expires)
        .limit(limit)
    )
    return [
        WaitingMessage(key=row.key, name=row.name, correlation_key=row.correlation_key, expires=row.expires)
        for row in rows
    ]


def _visible(user: User) -> ColumnElement[bool]:
    """An incident without an instance is nobody's: those who see everything see it."""
    of_instance = and_(Incident.instance.is_not(None), visible_instances(user))
    everything = user.visibility == "all" or "administrator" in user.roles
    return or_(of_instance, Incident.instance.is_(None)) if everything else of_instance


def _group(connection: Connection, row: Any) -> IncidentGroup:
    deployed = None if row.definition is None else definitions.get(connection, row.definition)
    named_by = "\0".join((row.process_id or "", row.element_id, row.message))
    return IncidentGroup(
        id=hashlib.sha256(named_by.encode()).hexdigest()[:16],
        process_id=row.process_id,
        process=None if deployed is None else named(deployed.model),
        element=_element(deployed, row.element_id),
        element_id=row.element_id,
        message=row.message,
        count=row.incidents,
        oldest=row.oldest,
        newest=row.newest,
    )


def _element(deployed: Deployed | None, element_id: str) -> Named | None:
    if deployed is None or element_id not in deployed.elements:
        return None
    return named_in(deployed, deployed.elements[element_id])
