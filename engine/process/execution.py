"""The one door to a running instance: lock and load it, drive its steps, write what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from engine.bpmn.errors import NotWaiting
from engine.bpmn.instance import Instance
from engine.errors import BatonError, NotFound
from engine.process import buffer, definitions, statements
from engine.process.appliers import apply
from engine.process.errors import InstanceNotActive, StepFailed
from engine.process.models import ACTIVE, CANCELLED, SUSPENDED
from engine.process.running import Running, record_roles, save

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

    from engine.bpmn.events import Reply, Steps
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
    if row is None:
        raise NotFound(what="process instance", key=key)
    return row


def loaded(work: Work, row: Row[*tuple[Any, ...]], *, suspended_too: bool = False) -> Running:
    """The instance of a locked row; raises `InstanceNotActive`."""
    if not suspended_too:
        require_active(row)
    deployed = definitions.get(work.connection, row.definition)
    instance = Instance.load(row.state, deployed.definition, work.environment())
    return Running(
        work=work,
        key=row.key,
        deployed=deployed,
        instance=instance,
        started=row.started_milliseconds,
        business_id=row.business_id,
        status=row.status,
        version=row.version,
        history_length=row.history_length,
        records=record_roles(instance.variables),
        mark=instance.mark(),
    )


def require_active(row: Row[*tuple[Any, ...]]) -> None:
    if row.status == SUSPENDED:
        raise InstanceNotActive(key=row.key, status=row.status, remedy="Resume it first.", reason="")
    if row.status != ACTIVE:
        raise InstanceNotActive(key=row.key, status=row.status, remedy="Nothing can happen in it.", reason="")


def run(running: Running, steps: Steps, *, begins_at: str) -> None:
    """Drive the instance to its next wait states; then hand it the messages that were there before it waited."""
    _drive(running, steps, begins_at)
    while (found := _buffered(running)) is not None:
        number, element_id, payload = found
        _drive(running, running.instance.fire(number, dict(payload)), element_id)


def cancel(running: Running) -> None:
    """End the instance where it stands; its variables stay readable."""
    variables = dict(running.instance.variables)
    _drive(running, running.instance.cancel(), running.deployed.process_id)
    running.status, running.result = CANCELLED, variables


def _drive(running: Running, steps: Steps, element_id: str) -> None:
    reply: Reply = None
    while True:
        try:
            event = steps.send(reply)
            element_id = getattr(event, "element_id", element_id)
            reply = apply(event, running)
        except StopIteration:
            return
        except (NotWaiting, OperationalError):
            raise  # somebody was quicker, or the database went away: nothing is wrong with the process
        except Exception as error:  # whatever a model provokes is an incident, never a lost step
            raise _failed(running, error, element_id) from error


def _failed(running: Running, error: Exception, element_id: str) -> StepFailed:
    named = getattr(error, "element_id", None) or element_id
    element = running.deployed.elements.get(named)
    reason = str(error) if isinstance(error, BatonError) else f"{type(error).__name__}: {error}"
    done = next((task for task in running.known_tasks.values() if task.done_by is not None), None)
    return StepFailed(
        task=None if done is None else done.key,
        input=(done and done.detail) or "{}",
        instance=None if running.new else running.key,
        element_id=named,
        element=named if element is None else element.name_in(running.work.by.locale),
        reason=reason if reason.endswith(".") else f"{reason}.",
    )


def _buffered(running: Running) -> tuple[int, str, Mapping[str, Value]] | None:
    """A message that came before this step subscribed to it."""
    for number, row in running.rows.subscriptions.items():
        _, kind, name, correlation_key, *_, element = row
        if kind == "message":
            found = buffer.take(running.work, name, correlation_key, receiver=running.key)
            if found is not None:
                return number, running.deployed.element(element).id, found
    return None
