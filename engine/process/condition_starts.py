"""Start events with a condition: asked with variables, as in Camunda 8, and when a record is written that they read.

A start event that names a type of record as a variable (``=opportunity.amount > 100000``) waits for every record of
that type: whoever writes one queues a job with what the write changed, and the job starts the process if the condition
was not true before the write and is true after it.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.jobs import queue
from engine.jobs.queue import NewJob
from engine.process import audit, definitions, messages
from engine.process.models import ProcessDefinition
from engine.process.waits import CONDITION, Subscription
from engine.records import types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Row

    from engine.bpmn.model import Element
    from engine.feel.values import RecordRef, Value
    from engine.process.work import Work
    from engine.records.written import Changes

CONDITION_START_JOB = "baton.condition.start"
ANY_RECORD = "*"
"""In the place of a record's key."""


def waits_for(element: Element) -> Iterator[tuple[str, str]]:
    """What the start event subscribes to: a row for who asks with variables, and one for each type of record."""
    names = feel.parse(_text(element)).names
    yield "", ANY_RECORD
    yield from ((name, ANY_RECORD) for name in sorted(names & types().keys()))


def evaluate(work: Work, values: Mapping[str, Value], process_id: str | None) -> list[int]:
    """Start every process whose start event has a condition that is true for these variables; the instances' keys."""
    statement = select(Subscription.definition, Subscription.element).where(
        Subscription.kind == CONDITION, Subscription.name == "", Subscription.definition.is_not(None)
    )
    if process_id is not None:
        of_process = select(ProcessDefinition.key).where(ProcessDefinition.process_id == process_id)
        statement = statement.where(Subscription.definition.in_(of_process))
    started = []
    for row in work.connection.execute(statement.order_by(Subscription.key)).all():
        element = definitions.get(work.connection, row.definition).element(row.element)
        if _holds(element, values, work.environment()):
            started.append(messages.start(work, row.definition, row.element, values))
    new = {"variables": dict(values), "process": process_id, "started": [str(key) for key in started]}
    audit.record(work, "evaluate_conditions", ("process_instance", 0), new=new)
    return started


def queue_starts(
    work: Work, waiting: Iterable[Row[*tuple[Any, ...]]], changed: Mapping[RecordRef, Changes | None]
) -> None:
    """Let workers look whether what was written makes the conditions of start events true."""
    jobs = []
    for row in waiting:
        for ref, changes in changed.items():
            if ref.type == row.name:
                payload = {
                    "definition": str(row.definition),
                    "element": str(row.element),
                    "record": ref,
                    "before": None if changes is None else {name: old for name, (old, _) in changes.items()},
                    "after": {name: new for name, (_, new) in (changes or {}).items()},
                }
                jobs.append(NewJob(type=CONDITION_START_JOB, payload=feel.dumps(payload)))
    queue.enqueue(work.connection, jobs, keys=work.parts.keys, now=work.now)
    work.work_waits = work.work_waits or bool(jobs)


def start(work: Work, payload: Mapping[str, Value]) -> None:
    """Start a process if a write made its condition true."""
    definition, number, ref = int(payload["definition"]), int(payload["element"]), payload["record"]
    gone = select(Subscription.key).where(
        Subscription.definition == definition, Subscription.element == number, Subscription.kind == CONDITION
    )
    if work.connection.scalar(gone.limit(1)) is None:
        return  # another version waits now, and was asked for itself
    element = definitions.get(work.connection, definition).element(number)
    variables = {ref.type: ref}

    def held(values: Mapping[str, Value]) -> bool:
        return _holds(element, variables, replace(work.environment(), resolve=_as_it_was(work, ref, values)))

    before = payload["before"]
    if held(payload["after"]) and not (before is not None and held(before)):
        messages.start(work, definition, number, variables)


def _as_it_was(work: Work, record: RecordRef, values: Mapping[str, Value]) -> Any:
    """Records as they are, except for what a write changed in one of them."""

    def resolve(ref: RecordRef) -> Mapping[str, Value] | None:
        found = work.resolve(ref)
        return found if ref != record or found is None else ChainMap(dict(values), found)  # type: ignore[arg-type]

    return resolve


def _holds(element: Element, variables: Mapping[str, Value], environment: feel.Environment) -> bool:
    return feel.evaluate(_text(element), variables, environment) is True


def _text(element: Element) -> str:
    return ((element.event and element.event.expression) or "null").removeprefix("=")
