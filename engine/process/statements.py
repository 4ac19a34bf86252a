"""The statements of the hot path, compiled once. Values are as the database keeps them: milliseconds, not datetimes."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, exists, insert, literal_column, select, update
from sqlalchemy.orm import aliased

from engine.prepared import Prepared
from engine.process.journal import History, StepEffects
from engine.process.models import InstanceRecord, ProcessInstance, TaskCandidate, UserTask
from engine.process.waits import Subscription, Timer

_INSTANCE = (
    ProcessInstance.key,
    ProcessInstance.definition,
    ProcessInstance.process_id,
    ProcessInstance.business_id,
    ProcessInstance.status,
    ProcessInstance.version,
    ProcessInstance.history_length,
    ProcessInstance.started.label("started_milliseconds"),
    ProcessInstance.state,
    ProcessInstance.root,
    ProcessInstance.parent,
    ProcessInstance.parent_number,
    ProcessInstance.depth,
    ProcessInstance.parent_element,
)
# The row of a root is the lock of its whole tree; a called instance is not found here, and costs one more question.
# NO KEY UPDATE: rows that refer to the instance (a queued job, a timer) may be written beside a running step.
LOCK_INSTANCE = Prepared(
    select(*_INSTANCE)
    .where(ProcessInstance.key == bindparam("k"), ProcessInstance.root.is_(None))
    .with_for_update(key_share=True),
    "k",
)
_CALLED = aliased(ProcessInstance)
LOCK_ROOT = Prepared(
    select(ProcessInstance.key)
    .where(ProcessInstance.key == select(_CALLED.root).where(_CALLED.key == bindparam("k")).scalar_subquery())
    .with_for_update(key_share=True),
    "k",
)
READ_INSTANCE = Prepared(select(*_INSTANCE).where(ProcessInstance.key == bindparam("k")), "k")
READ_CALLED = Prepared(
    select(*_INSTANCE).where(
        ProcessInstance.root == bindparam("r"),
        ProcessInstance.parent == bindparam("p"),
        ProcessInstance.parent_number == bindparam("n"),
        ProcessInstance.ended.is_(None),
    ),
    *("r", "p", "n"),
)
LOCK_INSTANCE_OF_TASK = Prepared(
    select(*_INSTANCE)
    .where(
        ProcessInstance.key
        == select(UserTask.instance).where(UserTask.key == bindparam("t")).scalar_subquery(),
        ProcessInstance.root.is_(None),
    )
    .with_for_update(key_share=True),
    "t",
)
ADD_INSTANCE = Prepared(
    insert(ProcessInstance),
    *("key", "definition", "process_id", "business_id", "status", "version", "history_length"),
    *("started", "ended", "state"),
)
ADD_CALLED = Prepared(
    insert(ProcessInstance),
    *("key", "definition", "process_id", "business_id", "status", "version", "history_length"),
    *("started", "ended", "state", "root", "parent", "parent_number", "depth", "parent_element"),
)
SAVE_INSTANCE = Prepared(
    update(ProcessInstance)
    .where(ProcessInstance.key == bindparam("k"))
    .values(
        status=bindparam("s"),
        version=bindparam("v"),
        history_length=bindparam("h"),
        ended=bindparam("e"),
        state=bindparam("t"),
    ),
    *("k", "s", "v", "h", "e", "t"),
)
ADD_RECORD = Prepared(insert(InstanceRecord), "instance", "role", "record_type", "record_key")
REMOVE_RECORD = Prepared(
    delete(InstanceRecord).where(
        InstanceRecord.instance == bindparam("i"),
        InstanceRecord.role == bindparam("r"),
        InstanceRecord.record_type == bindparam("t"),
        InstanceRecord.record_key == bindparam("k"),
    ),
    *("i", "r", "t", "k"),
)

_OTHER = aliased(UserTask)
# Whether the person holds more in the same instance is told at once: asked later, it would be a message of its own.
# By the index of the instance, which has few open tasks, not by that of the person, who may hold many: hence the + 0.
READ_TASK = Prepared(
    select(
        UserTask.key,
        UserTask.instance,
        UserTask.number,
        UserTask.element,
        UserTask.assignee,
        UserTask.form_id,
        TaskCandidate.group_name,
        TaskCandidate.user_key,
        exists()
        .where(
            _OTHER.instance == UserTask.instance,
            _OTHER.assignee + literal_column("0") == bindparam("a"),
            _OTHER.key != UserTask.key,
        )
        .label("holds_more"),
    )
    .join(TaskCandidate, TaskCandidate.task == UserTask.key, isouter=True)
    .where(UserTask.key == bindparam("k")),
    *("k", "a"),
)
HELD_TASKS = Prepared(
    select(UserTask.key, UserTask.number)
    .where(UserTask.instance == bindparam("i"), UserTask.assignee == bindparam("a"))
    .order_by(UserTask.rank, UserTask.due, UserTask.key),
    *("i", "a"),
)
ADD_TASK = Prepared(
    insert(UserTask),
    *("key", "instance", "number", "element", "assignee", "rank", "due", "follow_up"),
    *("created", "claimed", "form_id"),
)
ADD_CANDIDATE = Prepared(insert(TaskCandidate), *("task", "group_name", "user_key", "rank", "due", "claimed"))
REMOVE_TASK = Prepared(delete(UserTask).where(UserTask.key == bindparam("k")), "k")

ADD_TIMER = Prepared(insert(Timer), *("key", "due", "instance", "number", "definition", "element", "queued"))
REMOVE_TIMER = Prepared(
    delete(Timer).where(Timer.instance == bindparam("i"), Timer.number == bindparam("n")), "i", "n"
)
ADD_SUBSCRIPTION = Prepared(
    insert(Subscription),
    *("key", "kind", "name", "correlation_key", "instance", "number", "definition", "element"),
)
REMOVE_SUBSCRIPTION = Prepared(
    delete(Subscription).where(
        Subscription.instance == bindparam("i"), Subscription.number == bindparam("n")
    ),
    *("i", "n"),
)
ADD_HISTORY = Prepared(
    insert(History),
    *("instance", "number", "element", "next", "entered", "duration", "terminated", "task", "by"),
    "detail",
)
ADD_EFFECTS = Prepared(insert(StepEffects), "instance", "step", "history", "effects")
