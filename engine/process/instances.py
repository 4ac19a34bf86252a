"""Instances as a whole: start, change variables, suspend, resume, cancel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from engine import mails
from engine.errors import Forbidden, NotFound
from engine.jobs import queue
from engine.process import audit, definitions, execution
from engine.process.errors import InstanceChanged, InstanceNotActive, NoSuchElement, NotAVariable
from engine.process.models import ACTIVE, LIVE, SUSPENDED, ProcessInstance, UserTask
from engine.process.queries.rights import repairs_instance, sees_instance
from engine.process.running import save
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value
    from engine.process.work import Work

_OPERATORS = frozenset({"administrator", "manager"})
_NAME = re.compile(r"[^\W\d]\w*")


def start(
    work: Work,
    process_id: str,
    variables: Mapping[str, Value],
    *,
    business_id: str | None,
    at: str | None,
) -> int:
    """Start the newest version of a process, at its start event or at the element *at*; the instance's key."""
    deployed = definitions.latest(work.connection, process_id)
    if at is not None and at not in deployed.model.elements:
        raise NoSuchElement(what="element", key=at, process_id=process_id)
    running = execution.start(work, deployed, variables, business_id=business_id, at=at)
    audit.record(work, "start_instance", ("process_instance", running.key), new=variables)
    return running.key


def set_variables(work: Work, key: int, values: Mapping[str, Value], *, seen: int | None = None) -> None:
    """Write variables of the instance, for example to mend what an incident complains about.

    *seen* is the version of the instance by which the person decided.
    """
    require_operator(work, key, "change variables")
    for name in values:
        if not _NAME.fullmatch(name):
            raise NotAVariable(name=name, what="", reason="", remedy="")
    row = execution.lock(work, key)
    if seen is not None and row.version != seen:
        raise InstanceChanged(reason="", remedy="")
    if row.status not in LIVE:
        raise InstanceNotActive(key=key, status=row.status, remedy="Its variables are history.", reason="")
    running = execution.loaded(work, row, suspended_too=True)
    before = running.instance.variables
    old = {name: before.get(name) for name in values}
    running.instance.set_variables(dict(values))
    save(running)
    audit.record(work, "set_variables", ("process_instance", key), old=old, new=values)


def cancel(work: Work, key: int, reason: str) -> None:
    """End an instance where it stands, suspended or not; its history says why."""
    require_operator(work, key, "cancel a process")
    row = execution.lock(work, key)
    if row.status not in LIVE:
        raise InstanceNotActive(key=key, status=row.status, remedy="Nothing is left to cancel.", reason="")
    running = execution.loaded(work, row, suspended_too=True)
    execution.cancel(running)
    save(running)
    _forget_waits(work, key)
    audit.record(work, "cancel_instance", ("process_instance", key), new={"reason": reason})


def suspend(work: Work, key: int) -> None:
    """Stop an instance from moving: its tasks stay visible, and nothing in it can be done until it is resumed."""
    _set_status(work, key, "suspend_instance", ACTIVE, SUSPENDED)


def resume(work: Work, key: int) -> None:
    _set_status(work, key, "resume_instance", SUSPENDED, ACTIVE)


def require_operator(work: Work, key: int | None, action: str) -> None:
    """Raise `NotFound` unless this process is the person's to see, `Forbidden` unless it is theirs to repair.

    Without a key nothing was started yet that could be somebody's.
    """
    if work.by.roles.isdisjoint(_OPERATORS):
        raise Forbidden(who=work.by.name, action=action, remedy="a manager or an administrator")
    if key is None:
        return
    if not sees_instance(work.connection, work.by, key):
        raise NotFound(what="process instance", key=key)
    if not repairs_instance(work.connection, work.by, key):
        raise Forbidden(who=work.by.name, action=action, remedy="the manager of its team")


def _set_status(work: Work, key: int, verb: str, before: str, after: str) -> None:
    require_operator(work, key, verb.replace("_", " "))
    row = execution.lock(work, key)
    if row.status != before:
        raise InstanceNotActive(key=key, status=row.status, remedy=f"It has to be {before}.", reason="")
    statement = update(ProcessInstance).where(ProcessInstance.key == key)
    work.connection.execute(statement.values(status=after, version=ProcessInstance.version + 1))
    work.instances.add(key)
    # Jobs and timers that came due in the meantime rest until now.
    work.work_waits = True
    audit.record(work, verb, ("process_instance", key), old={"status": before}, new={"status": after})


def _forget_waits(work: Work, key: int) -> None:
    """What a cancelled instance waited for, whatever the model's own clearing has left."""
    for table in (UserTask, Timer, Subscription, Incident):
        work.connection.execute(delete(table).where(table.instance == key))
    queue.cancel_all(work.connection, key)
    mails.withdraw(work.connection, key)
