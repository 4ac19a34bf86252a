"""A deal moves along its stages when somebody asks for it at a board: a move is always an event of its process."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.errors import Conflict
from engine.process import definitions, messages, tasks
from engine.process.errors import FieldsRefused, NobodyWaits
from engine.process.models import LIVE, InstanceRecord, ProcessInstance, UserTask
from engine.process.queries.tasks import task as task_of
from engine.process.submitted import form_of
from engine.records import queries, store
from engine.records.stages import BY_VALUE, STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef, Value
    from engine.forms import Message
    from engine.process.work import Work

JUMP = "stage_jump"
"""The message that a deal's process waits for at any time."""
_OUTCOME, _ADVANCE = "outcome", "advance"
"""The field and the answer by which a stage's task asks its gate."""


class DealMoved(Conflict):
    text = "The deal has moved in the meantime: it is at “{stage}”. Look at the board again."


class GateClosed(Conflict):
    """The stage's gate lets nothing through; `.missing` are the requirements, `.task` is where to meet them."""

    text = "The deal stays at “{stage}”: {missing_text}. Complete “{task_name}” or ask there for an override."


class StageBusy(Conflict):
    """Another task of the stage comes before its gate; `.task` is its key."""

    text = "The deal stays at “{stage}”: “{task_name}” comes first. Open the task."


class NotPursued(Conflict):
    text = "No process works on this deal, so it cannot move. Start one on the page of the deal."


class ReasonMissing(Conflict):
    text = "A move to “{stage}” passes no gate. Say why."


def move(work: Work, deal: RecordRef, *, seen: str, to: str, reason: str) -> None:
    """Ask the process of *deal* to go on at the stage *to*; *seen* is where the person saw it.

    To the next stage it goes through the gate; anywhere else, or with a *reason*, it jumps. Raises `NotFound`,
    `DealMoved`, `GateClosed`, `StageBusy`, `ReasonMissing`, `NotPursued`, and what completing a task raises.
    """
    stage = str(queries.get(work.connection, deal, work.by)["stage"])
    if stage != seen:
        raise DealMoved(stage=_named(work, stage), reason="", remedy="")
    if stage == to:
        return
    if reason:
        _jump(work, deal, to, reason)
    elif _follows(stage, to):
        _advance(work, deal, stage)
    else:
        raise ReasonMissing(stage=_named(work, to), reason="", remedy="")
    work.records.add(deal)


def _follows(stage: str, to: str) -> bool:
    names = [one.value for one in STAGES if not one.closed]
    return (stage, to) in itertools.pairwise(names)


def _jump(work: Work, deal: RecordRef, to: str, reason: str) -> None:
    variables: dict[str, Value] = {"target_stage": to, "reason": reason}
    try:
        messages.correlate(
            work,
            JUMP,
            correlation_key=str(deal.key),
            variables=variables,
            message_id=None,
            time_to_live=timedelta(0),
            wait=False,
        )
    except NobodyWaits as nobody:
        raise NotPursued(reason="", remedy="") from nobody


def _advance(work: Work, deal: RecordRef, stage: str) -> None:
    """Complete the stage's task; if the gate sends it back, nothing of it has happened."""
    key = _stage_task(work, deal, stage)
    detail = task_of(work.connection, key, work.by)
    about: dict[str, Value] = {
        "stage": _named(work, stage),
        "task": key,
        "task_name": detail.element.name_in(work.by.locale),
    }
    try:
        tasks.complete(work, key, {_OUTCOME: _ADVANCE})
    except FieldsRefused as refused:
        raise _closed(work, about, [_field(path, said) for path, said in refused.fields.items()]) from refused
    now = store.read(work.connection, deal)
    if now is None or now["stage"] != stage:
        return
    again = _stage_task(work, deal, stage)
    missing = task_of(work.connection, again, work.by).variables.get("missing")
    raise _closed(work, about, list(missing) if isinstance(missing, list) else [])


def _stage_task(work: Work, deal: RecordRef, stage: str) -> int:
    """The open task that asks the gate; raises `NotPursued`, `StageBusy`."""
    found = _open_tasks(work.connection, deal)
    asking = [key for key, element in found if _asks_gate(work.connection, *element)]
    if asking:
        return asking[0]
    if not found:
        raise NotPursued(reason="", remedy="")
    detail = task_of(work.connection, found[0][0], work.by)
    name = detail.element.name_in(work.by.locale)
    raise StageBusy(stage=_named(work, stage), task=found[0][0], task_name=name, reason="", remedy="")


def _open_tasks(connection: Connection, deal: RecordRef) -> list[tuple[int, tuple[int, int]]]:
    """The open tasks of the deal's processes with definition and element, the most urgent first."""
    rows = connection.execute(
        select(UserTask.key, UserTask.element, ProcessInstance.definition)
        .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
        .join(InstanceRecord, InstanceRecord.instance == ProcessInstance.key)
        .where(
            InstanceRecord.record_type == deal.type,
            InstanceRecord.record_key == deal.key,
            ProcessInstance.status.in_(LIVE),
        )
        .order_by(UserTask.rank, UserTask.due, UserTask.key)
    )
    return [(row.key, (row.definition, row.element)) for row in rows]


def _asks_gate(connection: Connection, definition: int, number: int) -> bool:
    deployed = definitions.get(connection, definition)
    element = deployed.element(number)
    if element.form_id is None:
        return False
    form, document = form_of(connection, deployed, element)
    return any(one.key == _OUTCOME for one in form.inputs()) and f'"{_ADVANCE}"'.encode() in document


def _field(path: str, said: Message) -> Value:
    return {"item": path, "label": f"{path}: {said}"}


def _closed(work: Work, about: Mapping[str, Value], missing: list[Value]) -> GateClosed:
    texts = [_label(one, work.by.locale) for one in missing]
    told = "; ".join(text for text in texts if text)
    return GateClosed(**about, missing=texts, missing_text=told or "–", reason="", remedy="")


def _label(requirement: Value, locale: str) -> str:
    """A line of the gate's answer: its label, in the person's language where the table has one."""
    if not isinstance(requirement, dict):
        return str(requirement)
    return str(
        requirement.get(f"label_{locale}") or requirement.get("label") or requirement.get("item") or ""
    )


def _named(work: Work, stage: str) -> str:
    known = BY_VALUE.get(stage)
    return stage if known is None else known.labels.in_locale(work.by.locale)
