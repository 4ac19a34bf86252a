"""One instance inside one verb: what it was, what it is becoming, and the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine import feel, mails
from engine.bpmn.spiff.marking import Mark
from engine.feel.values import RecordRef
from engine.jobs import queue
from engine.prepared import settle
from engine.process import collecting, effects, message_starts, statements
from engine.process.errors import BusinessIdTaken
from engine.process.models import ACTIVE, TaskCandidate, UserTask
from engine.process.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.events import MessageThrown, SignalThrown
    from engine.bpmn.instance import Instance
    from engine.feel.values import Value
    from engine.jobs.queue import NewJob
    from engine.process.definitions import Deployed
    from engine.process.tree import Call
    from engine.process.work import Work

Row = tuple[Any, ...]
RecordRole = tuple[str, str, int]
"""Variable, record type, record key."""
_PEOPLE = frozenset({"user", "team", "region"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A user task that this step opened."""

    key: int
    assignee: int | None
    row: Row
    candidates: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTask:
    """A task that was open before, whose key is needed when its token leaves."""

    key: int
    done_by: int | None = None
    """The user who completes it in this step."""
    detail: str | None = None


@dataclass(slots=True)
class Rows:
    """What a step adds and removes, by token number; each table is written with one statement."""

    tasks: dict[int, NewTask] = field(default_factory=dict)
    removed_tasks: list[int] = field(default_factory=list)
    timers: dict[int, Row] = field(default_factory=dict)
    removed_timers: list[int] = field(default_factory=list)
    subscriptions: dict[int, Row] = field(default_factory=dict)
    removed_subscriptions: list[int] = field(default_factory=list)
    conditions: dict[int, list[Row]] = field(default_factory=dict)
    """Subscriptions too: one for each record that the condition reads."""
    jobs: dict[int, NewJob] = field(default_factory=dict)
    removed_jobs: list[int] = field(default_factory=list)
    messages: list[NewJob] = field(default_factory=list)
    """Thrown messages and signals: delivered by a worker, in a transaction of their receiver."""
    thrown: list[MessageThrown | SignalThrown] = field(default_factory=list)
    """The events of those jobs."""
    queued: list[int] = field(default_factory=list)
    """The keys of the jobs, then of the messages, once they are enqueued."""
    history: list[tuple[int, Row]] = field(default_factory=list)
    """Token number, and the row without instance, number, task, by and detail."""


@dataclass(slots=True, kw_only=True)
class Running:
    """An instance under its lock."""

    work: Work
    key: int
    deployed: Deployed
    instance: Instance
    started: int
    """Milliseconds."""
    business_id: str | None
    status: str = ACTIVE
    version: int = 0
    history_length: int = 0
    result: Mapping[str, Value] | None = None
    """The variables of an instance that has ended."""
    records: set[RecordRole] = field(default_factory=set)
    known_tasks: dict[int, KnownTask] = field(default_factory=dict)
    rows: Rows = field(default_factory=Rows)
    mark: Mark = field(default_factory=Mark)
    """How the instance stood before this step."""
    reads: dict[str, Value] = field(default_factory=dict)
    """What the step has read of records; see `Resolver.take_reads`."""
    call: Call | None = None
    """Who called it; None if nobody did."""
    tree: Tree = field(default_factory=Tree)

    def __post_init__(self) -> None:
        self.tree.join(self)

    @property
    def new(self) -> bool:
        return self.version == 0

    @property
    def ended(self) -> bool:
        return self.result is not None

    @property
    def cause(self) -> tuple[int, int | None]:
        """Instance and task, as records note them."""
        done = (task.key for task in self.known_tasks.values() if task.done_by is not None)
        return self.key, next(done, None)


def save(running: Running) -> None:
    """Write the instance and everything that its step added and removed."""
    _learn_removed(running)
    _save_instance(running)
    if running.ended and running.deployed.starts_by_message:
        message_starts.ended(running)
    _save_records(running)
    _save_tasks(running)
    _save_waits(running)
    _save_jobs(running)
    _save_effects(running)
    _save_history(running)
    running.work.instances.add(running.key)
    running.rows = Rows()
    running.mark, running.reads = running.instance.mark(), {}


def record_roles(variables: Mapping[str, Value]) -> set[RecordRole]:
    """The records that top-level variables name, lists of references included."""
    return {
        (name, one.type, one.key)
        for name, value in variables.items()
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, RecordRef)
    }


def _save_instance(running: Running) -> None:
    work, ended = running.work, running.work.at_milliseconds if running.ended else None
    state = feel.dumps(running.result) if running.result is not None else running.instance.dump()
    length = running.history_length + len(running.rows.history)
    if not running.new:
        saved = (running.key, running.status, running.version + 1, length, ended, state)
        statements.SAVE_INSTANCE.run(work.connection, *saved)
        running.version += 1
        return
    running.version = 1
    _add_instance(running, running.status, 1, length, running.started, ended, state)


def _add_instance(running: Running, *rest: object) -> None:
    work = running.work
    row = (running.key, running.deployed.key, running.deployed.process_id, running.business_id)
    if running.call is not None:
        call = running.call
        line = (call.root, call.parent, call.number, call.depth, call.element)
        statements.ADD_CALLED.run(work.connection, *row, *rest, *line)
        return
    try:
        statements.ADD_INSTANCE.run(work.connection, *row, *rest)
        if running.business_id is not None:
            settle(work.connection)  # somebody else may have it
    except IntegrityError as error:
        raise BusinessIdTaken(
            process_id=running.deployed.process_id, business_id=running.business_id, reason="", remedy=""
        ) from error


def _save_records(running: Running) -> None:
    variables = running.result if running.result is not None else running.instance.variables
    named = record_roles(variables)
    connection = running.work.connection
    statements.REMOVE_RECORD.run_many(connection, [(running.key, *one) for one in running.records - named])
    statements.ADD_RECORD.run_many(connection, [(running.key, *one) for one in named - running.records])
    running.records = named


def _save_tasks(running: Running) -> None:
    connection, rows, work = running.work.connection, running.rows, running.work
    gone = [running.known_tasks[number].key for number in rows.removed_tasks if number in running.known_tasks]
    statements.REMOVE_TASK.run_many(connection, [(key,) for key in gone])
    statements.ADD_TASK.run_many(connection, [task.row for task in rows.tasks.values()])
    candidates = [row for task in rows.tasks.values() for row in task.candidates]
    statements.ADD_CANDIDATE.run_many(connection, candidates)
    for task in rows.tasks.values():
        users, groups = (
            {row[2] for row in task.candidates} - {0},
            {row[1] for row in task.candidates} - {""},
        )
        work.touch_task(task.key, assignee=task.assignee, users=users, groups=groups)


def _learn_removed(running: Running) -> None:
    """Find the keys of tasks that the process withdrew; the completed one is known."""
    unknown = [number for number in running.rows.removed_tasks if number not in running.known_tasks]
    if not unknown:
        return
    found = running.work.connection.execute(
        select(
            UserTask.key, UserTask.number, UserTask.assignee, TaskCandidate.group_name, TaskCandidate.user_key
        )
        .join(TaskCandidate, TaskCandidate.task == UserTask.key, isouter=True)
        .where(UserTask.instance == running.key, UserTask.number.in_(unknown))
    )
    for row in found:
        running.known_tasks[row.number] = KnownTask(key=row.key)
        users, groups = ([row.user_key] if row.user_key else [], [row.group_name] if row.group_name else [])
        running.work.touch_task(row.key, assignee=row.assignee, users=users, groups=groups)


def _save_waits(running: Running) -> None:
    connection, rows, key = running.work.connection, running.rows, running.key
    statements.REMOVE_TIMER.run_many(connection, [(key, number) for number in rows.removed_timers])
    statements.ADD_TIMER.run_many(connection, rows.timers.values())
    gone = [(key, number) for number in rows.removed_subscriptions]
    statements.REMOVE_SUBSCRIPTION.run_many(connection, gone)
    armed = [row for one in rows.conditions.values() for row in one]
    statements.ADD_SUBSCRIPTION.run_many(connection, [*rows.subscriptions.values(), *armed])


def _save_jobs(running: Running) -> None:
    work, rows = running.work, running.rows
    queue.cancel(work.connection, running.key, rows.removed_jobs)
    new = [*rows.jobs.values(), *rows.messages]
    keys = rows.queued = queue.enqueue(work.connection, new, keys=work.parts.keys, now=work.now)
    if any(job.type == mails.JOB_TYPE for job in new):
        queued = zip(keys, new, strict=True)
        mails.note_jobs(
            work.connection, queued, keys=work.parts.keys, at=work.at, about=_main_record(running)
        )
    if rows.removed_jobs:
        mails.withdraw(work.connection, running.key)
    work.work_waits = work.work_waits or bool(rows.jobs or rows.messages or rows.timers)


def _main_record(running: Running) -> RecordRef | None:
    """What the instance is about: the first record among its variables that is no person and no team."""
    values = running.result if running.result is not None else running.instance.variables
    refs = (value for value in values.values() if isinstance(value, RecordRef))
    return next((ref for ref in refs if ref.type not in _PEOPLE), None)


def _save_effects(running: Running) -> None:
    """One row of the effect journal."""
    text = effects.to_text(collecting.effects_of(running))
    if text is not None or running.rows.history:
        row = (running.key, running.version, running.history_length, text or "[]")
        statements.ADD_EFFECTS.run(running.work.connection, *row)


def _save_history(running: Running) -> None:
    rows = []
    for position, (number, row) in enumerate(running.rows.history, running.history_length):
        task = running.known_tasks.get(number)
        who = (None, None, None) if task is None else (task.key, task.done_by, task.detail)
        rows.append((running.key, position, *row, *who))
    statements.ADD_HISTORY.run_many(running.work.connection, rows)
    running.history_length += len(rows)
