"""The control room's list: every process and each of its versions, with what runs, is late and stands still.

Everything counts only the instances that the reader may see.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.errors import NotFound
from engine.process import definitions
from engine.process.models import Deployment, ProcessDefinition, ProcessInstance, UserTask
from engine.process.queries.naming import Named, named
from engine.process.queries.rights import visible_instances
from engine.process.waits import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from engine.identity import User

RECENT = timedelta(days=7)
"""What counts as started or finished lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many instances and tasks there are of each kind."""

    running: int = 0
    overdue: int = 0
    """Open tasks that are late."""
    incidents: int = 0
    started: int = 0
    finished: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = [one.name for one in fields(Tally)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One deployed version of a process."""

    definition_key: int
    version: int
    version_tag: str | None
    deployed_at: datetime
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessReport:
    """A process with its versions, the newest first."""

    process: Named
    versions: tuple[VersionLine, ...]

    @property
    def newest(self) -> VersionLine:
        return self.versions[0]

    @property
    def tally(self) -> Tally:
        return sum((one.tally for one in self.versions), Tally())


def reports(
    connection: Connection, user: User, now: datetime, *, process_id: str | None = None
) -> list[ProcessReport]:
    """Every process, or the one with an id, by id; seven statements however many there are."""
    found: dict[str, list[VersionLine]] = {}
    rows = _versions(connection, process_id)
    tallies = _tallies(connection, user, now, {row.process_id for row in rows})
    for row in rows:
        line = VersionLine(
            definition_key=row.key,
            version=row.version,
            version_tag=row.version_tag,
            deployed_at=row.deployed_at,
            tally=tallies.get(row.key, Tally()),
        )
        found.setdefault(row.process_id, []).append(line)
    return [
        ProcessReport(
            process=named(definitions.get(connection, lines[0].definition_key).model), versions=tuple(lines)
        )
        for lines in found.values()
    ]


def report(connection: Connection, user: User, now: datetime, process_id: str) -> ProcessReport:
    """One process; raises `NotFound`."""
    for one in reports(connection, user, now, process_id=process_id):
        return one
    raise NotFound(what="process", key=process_id)


def names(connection: Connection) -> list[Named]:
    """Every deployed process by its newest version, for choices."""
    newest: dict[str, int] = {}
    for row in _versions(connection, None):
        newest.setdefault(row.process_id, row.key)
    return [named(definitions.get(connection, key).model) for key in newest.values()]


def _versions(connection: Connection, process_id: str | None) -> list[Any]:
    statement = (
        select(
            ProcessDefinition.key,
            ProcessDefinition.process_id,
            ProcessDefinition.version,
            ProcessDefinition.version_tag,
            Deployment.deployed_at,
        )
        .join(Deployment, Deployment.key == ProcessDefinition.deployment)
        .order_by(ProcessDefinition.process_id, ProcessDefinition.version.desc())
    )
    if process_id is not None:
        statement = statement.where(ProcessDefinition.process_id == process_id)
    return list(connection.execute(statement))


def _tallies(connection: Connection, user: User, now: datetime, process_ids: set[str]) -> dict[int, Tally]:
    """By the key of the definition. The process ids lead each statement into an index."""
    of = ProcessInstance.process_id.in_(sorted(process_ids))
    seen, since = visible_instances(user), now - RECENT
    live = ProcessInstance.ended.is_(None)
    counted = {
        "running": _count(connection, of, live, seen),
        "overdue": _count(connection, of, UserTask.due < now, seen, through=UserTask),
        "incidents": _count(connection, of, seen, through=Incident),
        "started": _count(connection, of, ProcessInstance.started >= since, seen),
        "finished": _count(connection, of, ProcessInstance.ended >= since, seen),
    }
    return {
        key: Tally(**{name: found.get(key, 0) for name, found in counted.items()})
        for key in set[int]().union(*counted.values())
    }


def _count(
    connection: Connection, *where: ColumnElement[bool], through: type[UserTask | Incident] | None = None
) -> dict[int, int]:
    """Instances by definition; with *through*, what they own of it."""
    statement = select(ProcessInstance.definition, func.count())
    if through is not None:
        statement = statement.join_from(through, ProcessInstance, through.instance == ProcessInstance.key)
    rows: Iterable[Any] = connection.execute(statement.where(*where).group_by(ProcessInstance.definition))
    return {row[0]: row[1] for row in rows}
