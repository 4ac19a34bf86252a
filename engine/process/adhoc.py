"""Ad-hoc sub-processes of a running instance: a person begins an activity, or says that it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import CannotBegin, NotWaiting
from engine.errors import NotFound
from engine.process import audit, execution, tasks
from engine.process.errors import NotYoursToBegin, StepFailed
from engine.process.queries.offers import may_begin
from engine.process.queries.rights import sees_instance
from engine.process.running import save
from engine.process.tasks import Completion, may_claim

if TYPE_CHECKING:
    from engine.bpmn.events import Steps
    from engine.process.running import Running
    from engine.process.work import Work


def start_activity(work: Work, key: int, number: int, element_id: str) -> Completion:
    """Begin an activity; a task that is nobody's yet becomes the person's own if they may claim it."""
    running = _loaded(work, key)
    element = running.deployed.model.elements.get(element_id)
    if element is None:
        raise NotFound(what="element", key=element_id)
    _require(work, running, element_id)
    _carry_out(running, running.instance.begin(number, element_id))
    begun = next((one for one in running.rows.tasks.values() if _is_of(running, one.row, element_id)), None)
    save(running)
    audit.record(work, "start_activity", ("process_instance", key), old={"element": element_id}, new={})
    if begun is not None and begun.assignee is None:
        task, _ = tasks.locked(work, begun.key)
        if may_claim(work.by, task.claimants):
            tasks.claim(work, begun.key)
            return Completion(instance_key=key, next_task_key=begun.key)
    mine = begun is not None and begun.assignee == work.by.key
    return Completion(instance_key=key, next_task_key=begun.key if begun is not None and mine else None)


def finish(work: Work, key: int, number: int) -> None:
    """End an open ad-hoc sub-process, with what is open in it or after that, as its model says."""
    running = _loaded(work, key)
    element_id = running.instance.elements().get(number)
    if element_id is None:
        raise NotWaiting(number)
    _require(work, running, element_id)
    _carry_out(running, running.instance.finish(number))
    save(running)
    audit.record(work, "finish_ad_hoc", ("process_instance", key), old={"element": element_id}, new={})


def _loaded(work: Work, key: int) -> Running:
    row = execution.lock(work, key)
    if not sees_instance(work.connection, work.by, key):
        raise NotFound(what="process instance", key=key)
    return execution.loaded(work, row)


def _require(work: Work, running: Running, element_id: str) -> None:
    element = running.deployed.model.elements[element_id]
    if not may_begin(work.by, element):
        raise NotYoursToBegin(
            who=work.by.name, step=element.name_in(work.by.locale), action="begin an activity", remedy=""
        )


def _is_of(running: Running, row: tuple[object, ...], element_id: str) -> bool:
    return row[3] == running.deployed.number(element_id)


def _carry_out(running: Running, steps: Steps) -> None:
    """What cannot be done is said as it is; it is no fault of the process."""
    try:
        execution.run(running, steps, begins_at=running.deployed.process_id)
    except StepFailed as failed:
        if isinstance(failed.__cause__, CannotBegin | NotWaiting):
            raise failed.__cause__ from None
        raise
