"""One instance at work: loaded from its row, driven by its steps, and what failed told as one error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from engine.bpmn.errors import NotWaiting
from engine.bpmn.instance import Instance
from engine.errors import BatonError
from engine.process import definitions, statements
from engine.process.appliers import APPLIERS
from engine.process.errors import StepFailed
from engine.process.models import CANCELLED
from engine.process.running import Running, record_roles
from engine.process.tree import Call, Tree

if TYPE_CHECKING:
    from sqlalchemy import Row

    from engine.bpmn.events import Reply, Steps
    from engine.process.definitions import Deployed
    from engine.process.work import Work


def load(work: Work, row: Row[*tuple[Any, ...]], tree: Tree) -> Running:
    """The instance of a row whose tree is locked."""
    deployed = definitions.get(work.connection, row.definition)
    call = _call(row)
    asked = None if call is None else outside(work, tree, call)
    instance = _read(work, row, deployed, asked)
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
        call=call,
        tree=tree,
    )


def _read(work: Work, row: Row[*tuple[Any, ...]], deployed: Deployed, asked: Any) -> Instance:
    try:
        return Instance.load(row.state, deployed.definition, work.environment(), outside=asked)
    except BatonError:
        raise
    except Exception as error:  # a state that cannot be read harms its own instance only
        raise _unreadable(row.key, deployed, error) from error


def _call(row: Row[*tuple[Any, ...]]) -> Call | None:
    """By which call the instance began; None when nobody called it."""
    if row.root is None:
        return None
    return Call(
        root=row.root,
        parent=row.parent,
        number=row.parent_number,
        depth=row.depth,
        element=row.parent_element,
    )


def _unreadable(key: int, deployed: Deployed, error: Exception) -> StepFailed:
    reason = f"Its stored state cannot be read ({type(error).__name__}: {error})."
    named = deployed.process_id
    return StepFailed(instance=key, element_id=named, element=named, reason=reason)


def outside(work: Work, tree: Tree, call: Call) -> Any:
    """What the caller does with an error or escalation that leaves the process that it called."""

    def asked(kind: str, code: str | None) -> bool | None:
        return caller(work, tree, call).instance.interrupts(call.number, kind, code)

    return asked


def caller(work: Work, tree: Tree, call: Call) -> Running:
    """The calling instance, loaded when it is needed."""
    found = tree.members.get(call.parent)
    if found is None:
        found = load(work, statements.READ_INSTANCE.run(work.connection, call.parent).first(), tree)
    return found


def drive(running: Running, steps: Steps, element_id: str) -> None:
    """Run steps to the next wait states and collect what they do."""
    tree = running.tree
    reply: Reply = None
    tree.touched[running.key] = running
    if running.is_saved:
        running.go_on()
    is_origin = tree.origin is running
    while True:
        try:
            if is_origin:
                tree.at = element_id
            event = steps.send(reply)
            element_id = getattr(event, "element_id", element_id)
            reply = APPLIERS[type(event)](event, running)
        except StopIteration:
            return
        except (NotWaiting, OperationalError):
            raise  # somebody was quicker, or the database went away: nothing is wrong with the process
        except Exception as error:  # whatever a model provokes is an incident, never a lost step
            raise failed(running, error, element_id) from error


def cancel(running: Running) -> None:
    """End the instance where it stands; its variables stay readable."""
    variables = dict(running.instance.variables)
    drive(running, running.instance.cancel(), running.deployed.process_id)
    running.status, running.result = CANCELLED, variables


def failed(running: Running, error: Exception, element_id: str) -> StepFailed:
    """What failed, told of the instance that the step began with: it is the one that can be repaired."""
    named = getattr(error, "element_id", None) or element_id
    reason = str(error) if isinstance(error, BatonError) else f"{type(error).__name__}: {error}"
    origin = running.tree.origin
    if running is not origin:
        where = f"In the process “{running.deployed.model.name_in('en')}”, at “{_name(running, named)}”"
        reason, named = f"{where}: {reason}", running.tree.at
    done = next((task for task in origin.known_tasks.values() if task.done_by is not None), None)
    return StepFailed(
        task=None if done is None else done.key,
        input=(done and done.detail) or "{}",
        instance=None if origin.new else origin.key,
        element_id=named,
        element=_name(origin, named),
        reason=reason if reason.endswith(".") else f"{reason}.",
    )


def _name(running: Running, element_id: str) -> str:
    element = running.deployed.elements.get(element_id)
    return element_id if element is None else element.name_in(running.work.by.locale)
