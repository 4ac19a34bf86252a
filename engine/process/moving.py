"""What a manager does to the tokens of an instance by hand; each with a reason, which stands in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.places import CannotEnter, CannotLeave
from engine.process import audit, execution, instances
from engine.process.errors import InstanceChanged, ReasonMissing, StepFailed
from engine.process.running import save

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bpmn.events import Steps
    from engine.feel.values import Value
    from engine.process.running import Running
    from engine.process.work import Work


def move(
    work: Work, key: int, number: int, to: str, *, reason: str, seen: int | None, beside: int | None
) -> None:
    """Take a token from where it stands and put one on the element *to* instead."""
    running = by_hand(work, key, "move a token", reason, seen)
    source = running.instance.elements().get(number, "")
    _carry_out(running, running.instance.move(number, to, beside=beside))
    _record(work, key, "move_token", {"reason": reason, "to": to}, {"element": source})


def add(work: Work, key: int, to: str, *, reason: str, seen: int | None, beside: int | None) -> None:
    """Put one more token on the element *to*."""
    running = by_hand(work, key, "add a token", reason, seen)
    _carry_out(running, running.instance.add(to, beside=beside))
    _record(work, key, "add_token", {"reason": reason, "to": to}, {})


def remove(work: Work, key: int, number: int, *, reason: str, seen: int | None) -> None:
    """Take a token away; the last one cannot go."""
    running = by_hand(work, key, "remove a token", reason, seen)
    source = running.instance.elements().get(number, "")
    _carry_out(running, running.instance.remove(number))
    _record(work, key, "remove_token", {"reason": reason}, {"element": source})


def change_items(
    work: Work,
    key: int,
    number: int,
    *,
    add: Sequence[Value],
    remove: Sequence[int],
    reason: str,
    seen: int | None,
) -> None:
    """Give an element that is done several times more items, or take some off by their index, from 0."""
    running = by_hand(work, key, "change how often a step is done", reason, seen)
    source = running.instance.elements().get(number, "")
    _carry_out(running, running.instance.change_items(number, add=add, remove=remove))
    new: dict[str, Value] = {"reason": reason, "add": list(add), "remove": [one + 1 for one in remove]}
    _record(work, key, "change_items", new, {"element": source})


def pass_over(work: Work, key: int, number: int, *, reason: str, seen: int | None) -> None:
    """Go on now from a timer, a message, a job or a called process, as if it had come with nothing."""
    running = by_hand(work, key, "skip a step", reason, seen)
    source = running.instance.elements().get(number, "")
    _carry_out(running, running.instance.pass_over(number))
    _record(work, key, "pass_over", {"reason": reason}, {"element": source})


def by_hand(work: Work, key: int, action: str, reason: str, seen: int | None) -> Running:
    """Lock and load an instance that a manager changes, if it still is at the version *seen*.

    Raises `ReasonMissing`, `NotFound`, `Forbidden`, `InstanceChanged`, `InstanceNotActive`.
    """
    if not reason.strip():
        raise ReasonMissing(what="", reason="", remedy="")
    instances.require_operator(work, key, action)
    row = execution.lock(work, key)
    if seen is not None and row.version != seen:
        raise InstanceChanged(reason="", remedy="")
    return execution.loaded(work, row)


def _carry_out(running: Running, steps: Steps) -> None:
    """What cannot be done is said as it is; it is no fault of the process."""
    try:
        execution.run(running, steps, begins_at=running.deployed.process_id)
    except StepFailed as failed:
        if isinstance(failed.__cause__, CannotEnter | CannotLeave):
            raise failed.__cause__ from None
        raise
    save(running)


def _record(work: Work, key: int, verb: str, new: Mapping[str, Value], old: Mapping[str, Value]) -> None:
    audit.record(work, verb, ("process_instance", key), old=old, new=new)
