"""A finished instance goes on: a new one begins at a step, with what the old one knew, and names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from engine import feel
from engine.process import audit, definitions, execution, instances, migration
from engine.process.errors import InstanceNotActive, NoSuchElement, ReasonMissing, ReopenedAlready
from engine.process.models import LIVE, ProcessInstance

if TYPE_CHECKING:
    from engine.process.definitions import Deployed
    from engine.process.work import Work


def reopen(work: Work, key: int, at: str, reason: str, *, version: int | None = None) -> int:
    """Begin a new instance at the element *at* with the variables of a finished one; its key.

    It runs by the newest version of the process, or by *version*. The business id goes over to it.
    """
    if not reason.strip():
        raise ReasonMissing(what="", reason="", remedy="")
    instances.require_operator(work, key, "reopen a process")
    row = execution.lock(work, key)
    if row.status in LIVE:
        raise InstanceNotActive(key=key, status=row.status, remedy="Move its tokens instead.", reason="")
    _require_no_other(work, key)
    deployed = _version(work, row.process_id, version)
    if at not in deployed.model.elements:
        raise NoSuchElement(what="element", key=at, process_id=row.process_id)
    # A called process bears the business id of its root, which keeps it.
    business_id = row.business_id if row.root is None else None
    if business_id is not None:
        mine = update(ProcessInstance).where(ProcessInstance.key == key)
        work.connection.execute(mine.values(business_id=None))
    running = execution.start(work, deployed, feel.loads(row.state), business_id=business_id, at=at)
    new = update(ProcessInstance).where(ProcessInstance.key == running.key)
    work.connection.execute(new.values(reopened_from=key))
    work.instances.add(key)
    told = {"reason": reason, "to": at, "instance": str(running.key), "version": deployed.version}
    old = {"business_id": row.business_id}
    audit.record(work, "reopen_instance", ("process_instance", key), old=old, new=told)
    return running.key


def _version(work: Work, process_id: str, version: int | None) -> Deployed:
    if version is None:
        return definitions.latest(work.connection, process_id)
    return migration.version(work.connection, process_id, version)


def _require_no_other(work: Work, key: int) -> None:
    """Two that go on with the same would do everything twice."""
    other = select(ProcessInstance.key).where(
        ProcessInstance.reopened_from == key, ProcessInstance.status.in_(LIVE)
    )
    found = work.connection.scalar(other)
    if found is not None:
        raise ReopenedAlready(key=key, by=found, reason="", remedy="")
