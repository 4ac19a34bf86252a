"""Running instances go over to another version of their process: never by deploying, only when a person says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import case, select, update

from engine.errors import NotFound
from engine.jobs.models import Job
from engine.process import audit, definitions, execution, instances
from engine.process.errors import InstanceChanged, InstanceNotActive, OnThatVersionAlready, ReasonMissing
from engine.process.journal import History
from engine.process.models import LIVE, ProcessDefinition, ProcessInstance, UserTask
from engine.process.running import save
from engine.process.waits import Incident, Subscription, Timer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.bpmn.migration import Migration, Timers
    from engine.errors import BatonError
    from engine.process.definitions import Deployed
    from engine.process.running import Running
    from engine.process.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person decided: to which version, which element becomes which, what becomes of the timers, and why."""

    to: int
    """The version."""
    mapping: Mapping[str, str]
    timers: Timers = "keep"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What became of one of many instances, or would."""

    key: int
    outcome: Literal["done", "possible", "refused", "failed"]
    told: Migration | None = None
    error: BatonError | None = None


def migrate(
    work: Work, key: int, order: Order, *, seen: int | None = None, dry_run: bool = False
) -> Migration:
    """Put an instance on another version of its process; a dry run tries it on a copy and changes nothing.

    Tasks keep their keys, holders and drafts, jobs their tries, called processes run on; see `Instance.migrate`.
    """
    instances.require_operator(work, key, "migrate a process")
    if not dry_run and not order.reason.strip():
        raise ReasonMissing(what="", reason="", remedy="")
    row = execution.lock(work, key)
    if seen is not None and row.version != seen:
        raise InstanceChanged(reason="", remedy="")
    if row.status not in LIVE:
        raise InstanceNotActive(key=key, status=row.status, remedy="It stays on its version.", reason="")
    running = execution.loaded(work, row, suspended_too=True)
    old, new = running.deployed, version(work.connection, running.deployed.process_id, order.to)
    if old.key == new.key:
        raise OnThatVersionAlready(key=key, version=new.version, reason="", remedy="")
    stood = set(running.instance.elements().values())
    told = running.instance.migrate(new.definition, order.mapping, timers=order.timers)
    if not dry_run:
        _carry_out(running, new, stood, order.mapping)
        _record(work, key, old, order)
    return told


def version(connection: Connection, process_id: str, number: int) -> Deployed:
    """A version of a process; raises `NotFound`."""
    mine = (ProcessDefinition.process_id == process_id, ProcessDefinition.version == number)
    key = connection.scalar(select(ProcessDefinition.key).where(*mine))
    if key is None:
        raise NotFound(what=f"version of {process_id}", key=number)
    return definitions.get(connection, key)


def _carry_out(running: Running, new: Deployed, stood: set[str], mapping: Mapping[str, str]) -> None:
    work, key, old = running.work, running.key, running.deployed
    mine = (History.instance == key, History.definition.is_(None))
    work.connection.execute(update(History).where(*mine).values(definition=old.key))
    statement = update(ProcessInstance).where(ProcessInstance.key == key)
    work.connection.execute(statement.values(definition=new.key))
    # What the new version has no element for is withdrawn in this step.
    pairs = {one: target for one in stood if (target := mapping.get(one, one)) in new.elements}
    _rename_waits(work.connection, key, old, new, pairs)
    _rename_calls(running, new, mapping)
    running.deployed, running.mark = new, running.instance.mark()
    execution.run(running, running.instance.advance(), begins_at=new.process_id)
    save(running)


def _rename_waits(
    connection: Connection, key: int, old: Deployed, new: Deployed, pairs: Mapping[str, str]
) -> None:
    """Let everything that stays open name its element, and its form, as the new version does."""
    numbers = {old.number(one): new.number(target) for one, target in pairs.items()}
    forms = {old.number(one): new.elements[target].form_id for one, target in pairs.items()}
    form = case(forms, value=UserTask.element, else_=UserTask.form_id)
    connection.execute(update(UserTask).where(UserTask.instance == key).values(form_id=form))
    for waits in (UserTask, Timer, Subscription):
        element = case(numbers, value=waits.element, else_=waits.element)
        connection.execute(update(waits).where(waits.instance == key).values(element=element))
    for named in (Job, Incident):
        element_id = case(dict(pairs), value=named.element_id, else_=named.element_id)
        connection.execute(update(named).where(named.instance == key).values(element_id=element_id))


def _rename_calls(running: Running, new: Deployed, mapping: Mapping[str, str]) -> None:
    """Let the called processes name their call activity as the new version does; one that is gone calls no more."""
    old = running.deployed
    calls = [one.id for one in old.elements.values() if one.type == "callActivity"]
    targets = {one: mapping.get(one, one) for one in calls}
    numbers = {old.number(one): new.number(to) for one, to in targets.items() if to in new.elements}
    element = case(numbers, value=ProcessInstance.parent_element, else_=None) if numbers else None
    if calls:
        root = running.key if running.call is None else running.call.root
        called = (ProcessInstance.root == root, ProcessInstance.parent == running.key)
        running.work.connection.execute(update(ProcessInstance).where(*called).values(parent_element=element))


def _record(work: Work, key: int, old: Deployed, order: Order) -> None:
    new = {
        "reason": order.reason,
        "version": order.to,
        "mapping": dict(order.mapping),
        "timers": order.timers,
    }
    audit.record(work, "migrate_instance", ("process_instance", key), old={"version": old.version}, new=new)
