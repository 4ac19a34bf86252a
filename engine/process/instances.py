"""Instances as a whole: start, change variables, suspend, resume, cancel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from engine.errors import Forbidden, NotFound
from engine.process import audit, calls, conditions, definitions, execution, resting
from engine.process.errors import (
    CalledByAnother,
    CallerSuspended,
    InstanceChanged,
    InstanceNotActive,
    NoSuchElement,
    NotAVariable,
)
from engine.process.models import ACTIVE, LIVE, SUSPENDED, ProcessInstance
from engine.process.queries.rights import repairs_instance, sees_instance
from engine.process.running import save
from engine.process.waits import CONDITION, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Row

    from engine.feel.values import Value
    from engine.process.running import Running
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


def set_variables(
    work: Work, key: int, values: Mapping[str, Value], *, seen: int | None = None, of: int | None = None
) -> None:
    """Write variables of the instance, for example to mend what an incident complains about.

    *seen* is the version of the instance by which the person decided; *of* is the token whose own variables are meant.
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
    old = _write(running, values, of)
    if running.instance.watches and row.status == ACTIVE:
        execution.run(running, running.instance.look_again(), begins_at=running.deployed.process_id)
    elif running.instance.watches:
        conditions.queue_looks(work, [key])  # which rests until the instance is resumed
    save(running)
    audit.record(work, "set_variables", ("process_instance", key), old=old, new=values)


def _write(running: Running, values: Mapping[str, Value], of: int | None) -> Mapping[str, Value]:
    """Write variables, and return what they held."""
    instance = running.instance
    if of is None:
        before: Mapping[str, Value] = instance.variables
        instance.set_variables(dict(values))
    else:
        before = next((held for number, _, held in instance.inner_variables() if number == of), {})
        instance.set_inner_variables(of, values)
    return {name: before.get(name) for name in values}


def cancel(work: Work, key: int, reason: str) -> None:
    """End an instance where it stands, suspended or not; its history says why."""
    require_operator(work, key, "cancel a process")
    row = execution.lock(work, key)
    if row.status not in LIVE:
        raise InstanceNotActive(key=key, status=row.status, remedy="Nothing is left to cancel.", reason="")
    _require_root(work, row)
    running = execution.loaded(work, row, suspended_too=True)
    execution.cancel(running)
    save(running)
    calls.forget_waits(work, key)
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
    if after == ACTIVE:
        _require_caller_moves(work, row)
    changed = update(ProcessInstance).where(_with_called(work, row), ProcessInstance.status == before)
    values = {ProcessInstance.status: after, ProcessInstance.version: ProcessInstance.version + 1}
    keys = list(work.connection.scalars(changed.values(values).returning(ProcessInstance.key)))
    work.instances.update(keys)
    if after == ACTIVE:
        # What was written meanwhile may have made a condition true.
        waits = (Subscription.kind == CONDITION, Subscription.instance.in_(keys))
        conditions.queue_looks(
            work, work.connection.scalars(select(Subscription.instance).where(*waits).distinct())
        )
        resting.wake(work, keys)
    work.work_waits = True
    audit.record(work, verb, ("process_instance", key), old={"status": before}, new={"status": after})


def _with_called(work: Work, row: Row[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """The instance, and what it has called."""
    if row.root is None:
        return or_(ProcessInstance.key == row.key, ProcessInstance.root == row.key)
    return ProcessInstance.key.in_([row.key, *calls.live_below(work.connection, row.key, row.root)])


def _require_root(work: Work, row: Row[*tuple[Any, ...]]) -> None:
    if row.parent is not None:
        raise CalledByAnother(caller=_caller_name(work, row.parent), reason="", remedy="")


def _require_caller_moves(work: Work, row: Row[*tuple[Any, ...]]) -> None:
    """Raise `CallerSuspended` when the caller could not go on at the end of what it called."""
    status = select(ProcessInstance.status).where(ProcessInstance.key == row.parent)
    if row.parent is not None and work.connection.scalar(status) == SUSPENDED:
        raise CallerSuspended(caller=_caller_name(work, row.parent), reason="", remedy="")


def _caller_name(work: Work, key: int) -> str:
    definition = select(ProcessInstance.definition).where(ProcessInstance.key == key)
    deployed = definitions.get(work.connection, work.connection.scalar(definition) or 0)
    return deployed.model.name_in(work.by.locale)
