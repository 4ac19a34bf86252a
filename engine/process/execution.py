"""The one door to a running instance: lock and load it, drive its steps and those of its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.instance import Instance
from engine.errors import NotFound
from engine.process import buffer, calls, driving, statements
from engine.process.errors import InstanceNotActive
from engine.process.models import ACTIVE, SUSPENDED
from engine.process.running import Running, save
from engine.process.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

    from engine.bpmn.events import Steps
    from engine.feel.values import Value
    from engine.process.definitions import Deployed
    from engine.process.work import Work


def start(
    work: Work,
    deployed: Deployed,
    variables: Mapping[str, Value],
    *,
    business_id: str | None = None,
    start_event: str | None = None,
    at: str | None = None,
) -> Running:
    """Start a process, at its start event or at any element, and run it to its first wait states."""
    instance = Instance.new(
        deployed.definition, work.environment(), dict(variables), start_event=start_event, at=at
    )
    running = Running(
        work=work,
        key=work.parts.keys.new(),
        deployed=deployed,
        instance=instance,
        started=work.at_milliseconds,
        business_id=business_id,
    )
    run(running, instance.start(), begins_at=at or start_event or deployed.process_id)
    save(running)
    return running


def locked(work: Work, key: int) -> Running:
    """Lock the instance, then load it; raises `NotFound`, `InstanceNotActive`."""
    return loaded(work, lock(work, key))


def lock(work: Work, key: int) -> Row[*tuple[Any, ...]]:
    """Lock the instance: from here on nobody else changes what it owns; raises `NotFound`."""
    row: Row[*tuple[Any, ...]] | None = statements.LOCK_INSTANCE.run(work.connection, key).first()
    return _lock_called(work, key) if row is None else row


def _lock_called(work: Work, key: int) -> Row[*tuple[Any, ...]]:
    """The one lock of a tree is its root's row, so that two steps in it cannot wait for each other."""
    root = statements.LOCK_ROOT.run(work.connection, key).scalar()
    row: Row[*tuple[Any, ...]] | None = None
    if root is not None:
        row = statements.READ_INSTANCE.run(work.connection, key).first()
    if row is None:
        raise NotFound(what="process instance", key=key)
    return row


def loaded(work: Work, row: Row[*tuple[Any, ...]], *, suspended_too: bool = False) -> Running:
    """The instance of a locked row; raises `InstanceNotActive`."""
    if not suspended_too:
        require_active(row)
    return driving.load(work, row, Tree())


def require_active(row: Row[*tuple[Any, ...]]) -> None:
    if row.status == SUSPENDED:
        raise InstanceNotActive(key=row.key, status=row.status, remedy="Resume it first.", reason="")
    if row.status != ACTIVE:
        raise InstanceNotActive(key=row.key, status=row.status, remedy="Nothing can happen in it.", reason="")


def run(running: Running, steps: Steps, *, begins_at: str) -> None:
    """Drive the instance to its next wait states, and whoever called it or is called by it; its verb saves it.

    Messages that were there before they waited are handed to them.
    """
    driving.drive(running, steps, begins_at)
    calls.settle(running.tree)
    while (found := _buffered(running.tree)) is not None:
        receiver, number, element_id, payload = found
        driving.drive(receiver, receiver.instance.fire(number, dict(payload)), element_id)
        calls.settle(running.tree)
    calls.save_others(running.tree)


def cancel(running: Running) -> None:
    """End the instance where it stands, with all that it has called; its variables stay readable."""
    driving.cancel(running)
    calls.settle(running.tree)
    calls.save_others(running.tree)


def _buffered(tree: Tree) -> tuple[Running, int, str, Mapping[str, Value]] | None:
    """A message that came before this step subscribed to it."""
    for running in tree.members.values():
        for number, row in running.rows.subscriptions.items():
            _, kind, name, correlation_key, *_, element = row
            if kind == "message":
                found = buffer.take(running.work, name, correlation_key, receiver=running.key)
                if found is not None:
                    return running, number, running.deployed.element(element).id, found
    return None
