"""One instance inside one verb: what it was, what it is becoming, and the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine import feel, mails
from engine.bpmn.spiff.marking import Mark
from engine.facts import fact
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


@fact
class NewTask:
    """A user task that this step opened."""

    key: int
    assignee: int | None
    groups: tuple[str, ...]
    users: tuple[int, ...]
    row: Row
    candidates: tuple[Row, ...]


@fact
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
    is_saved: bool = False
    """This step is written down, and no further one has begun."""

    def __post_init__(self) -> None:
        self.tree.join(self)

    def go_on(self) -> None:
        """Begin another step after one that was saved."""
        self.mark, self.reads, self.is_saved = self.instance.mark(), {}, False

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
    if running.rows.removed_tasks:
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
    running.rows, running.is_saved = Rows(), True


def record_roles(variables: Mapping[str, Value]) -> set[RecordRole]:
    """The records that top-level variables name, lists of references included."""
    found: set[RecordRole] = set()
    for name, value in variables.items():
        if isinstance(value, RecordRef):
            found.add((name, value.type, value.key))
        elif isinstance(value, list):
            found.update((name, one.type, one.key) for one in value if isinstance(one, RecordRef))
    return found


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
    named, known = record_roles(variables), running.records
    if named != known:
        connection, key = running.work.connection, running.key
        statements.REMOVE_RECORD.run_many(connection, [(key, *one) for one in known - named])
        statements.ADD_RECORD.run_many(connection, [(key, *one) for one in named - known])
        running.records = named


def _save_tasks(running: Running) -> None:
    work, rows, known = running.work, running.rows, running.known_tasks
    if rows.removed_tasks:
        gone = [(known[number].key,) for number in rows.removed_tasks if number in known]
        statements.REMOVE_TASK.run_many(work.connection, gone)
    if rows.tasks:
        opened = rows.tasks.values()
        statements.ADD_TASK.run_many(work.connection, [task.row for task in opened])
        candidates = [row for task in opened for row in task.candidates]
        statements.ADD_CANDIDATE.run_many(work.connection, candidates)
        for task in opened:
            work.touch_task(task.key, assignee=task.assignee, users=task.users, groups=task.groups)


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
    if rows.removed_timers:
        statements.REMOVE_TIMER.run_many(connection, [(key, number) for number in rows.removed_timers])
    if rows.timers:
        statements.ADD_TIMER.run_many(connection, rows.timers.values())
        running.work.work_waits = True
    if rows.removed_subscriptions:
        gone = [(key, number) for number in rows.removed_subscriptions]
        statements.REMOVE_SUBSCRIPTION.run_many(connection, gone)
    if rows.subscriptions or rows.conditions:
        armed = [row for one in rows.conditions.values() for row in one]
        statements.ADD_SUBSCRIPTION.run_many(connection, [*rows.subscriptions.values(), *armed])


def _save_jobs(running: Running) -> None:
    rows = running.rows
    if rows.removed_jobs:
        queue.cancel(running.work.connection, running.key, rows.removed_jobs)
    if rows.jobs or rows.messages:
        _enqueue(running, [*rows.jobs.values(), *rows.messages])
    if rows.removed_jobs:
        mails.withdraw(running.work.connection, running.key)


def _enqueue(running: Running, new: list[NewJob]) -> None:
    work = running.work
    keys = running.rows.queued = queue.enqueue(work.connection, new, keys=work.parts.keys, now=work.now)
    work.work_waits = True
    if any(job.type == mails.JOB_TYPE for job in new):
        queued = zip(keys, new, strict=True)
        mails.note_jobs(
            work.connection, queued, keys=work.parts.keys, at=work.at, about=_main_record(running)
        )


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
    rows, key, known = [], running.key, running.known_tasks
    for position, (number, row) in enumerate(running.rows.history, running.history_length):
        task = known.get(number)
        if task is None:
            rows.append((key, position, *row, None, None, None))
        else:
            rows.append((key, position, *row, task.key, task.done_by, task.detail))
    statements.ADD_HISTORY.run_many(running.work.connection, rows)
    running.history_length += len(rows)
