"""What an instance did, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.identity import queries as identity
from engine.process import definitions
from engine.process.journal import History
from engine.process.queries.naming import Named, named_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from engine.feel.values import Value
    from engine.process.definitions import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A token left an element."""

    element: Named
    type: str
    beside: Named | None
    """The activity that a boundary event stands at."""
    next: Named | None
    entered: datetime
    left: datetime
    terminated: bool
    task: int | None
    by: int | None
    by_name: str | None
    values: Mapping[str, Value]
    """What the person gave."""


def history(connection: Connection, deployed: Deployed, key: int) -> tuple[HistoryEntry, ...]:
    """What an instance did, in its order."""
    rows = connection.execute(select(History).where(History.instance == key).order_by(History.number)).all()
    names = identity.names(connection, {row.by for row in rows if row.by is not None})
    # What was before a migration reads by the version of that time.
    versions = {one: definitions.get(connection, one) for one in {row.definition for row in rows} - {None}}
    return tuple(_entry(row, versions.get(row.definition, deployed), names) for row in rows)


def _entry(row: Row[*tuple[Any, ...]], deployed: Deployed, names: Mapping[int, str]) -> HistoryEntry:
    element = deployed.element(row.element)
    return HistoryEntry(
        element=named_in(deployed, element),
        type=element.type,
        beside=beside(deployed, row.element),
        next=None if row.next is None else named_in(deployed, deployed.element(row.next)),
        entered=row.entered,
        left=row.entered + timedelta(milliseconds=row.duration),
        terminated=row.terminated,
        task=row.task,
        by=row.by,
        by_name=names.get(row.by),
        values={} if row.detail is None else feel.loads(row.detail),
    )


def beside(deployed: Deployed, number: int) -> Named | None:
    """The activity that a boundary event stands at."""
    attached = deployed.element(number).attached_to
    return None if attached is None else named_in(deployed, deployed.elements[attached])
