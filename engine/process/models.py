"""The tables of definitions and of running instances. Tables that only grow are in `journal`, waits in `waits`.

Hot tables hold open things only; what is finished leaves them. Elements are kept as their number in the definition
(`definitions.Deployed.number`), moments as milliseconds, so that a finished instance stays below a kilobyte.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key

NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)
"""A task without a due date sorts last; a NULL would not compare in keyset pages."""

ACTIVE, SUSPENDED, COMPLETED, CANCELLED = "active", "suspended", "completed", "cancelled"
LIVE = (ACTIVE, SUSPENDED)


class Deployment(Base):
    """One act of deploying: who brought which files, and why."""

    __tablename__ = "deployment"

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    deployed_by: Mapped[int] = mapped_column(Key)
    deployed_at: Mapped[datetime] = mapped_column(Instant)


class ProcessDefinition(Base):
    """One version of a process; immutable, since instances live by it for months."""

    __tablename__ = "process_definition"
    __table_args__ = (UniqueConstraint("process_id", "version"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    process_id: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    version_tag: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    """Of the process id, the XML and every called definition: the key of the shared, parsed definition."""
    xml: Mapped[bytes] = mapped_column(LargeBinary)
    svg: Mapped[str] = mapped_column(Text)
    called: Mapped[str] = mapped_column(Text)
    """JSON of a version deployed before called processes were instances: process id to the key of what it embeds."""
    bound: Mapped[str | None] = mapped_column(Text)
    """JSON: the keys of everything deployed together with it, by kind and id; of a version that binds to them."""
    deployment: Mapped[int] = mapped_column(Key, ForeignKey("deployment.key"), index=True)


class DecisionDefinition(Base):
    """One version of a decision, with the whole DMN document that its requirements live in."""

    __tablename__ = "decision_definition"
    __table_args__ = (UniqueConstraint("decision_id", "version"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    decision_id: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    version_tag: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    xml: Mapped[bytes] = mapped_column(LargeBinary)
    deployment: Mapped[int] = mapped_column(Key, ForeignKey("deployment.key"), index=True)


class DecisionImport(Base):
    """A DMN document that a decision imports, kept with its version: what is deployed later cannot change it."""

    __tablename__ = "decision_import"

    definition: Mapped[int] = mapped_column(Key, ForeignKey("decision_definition.key"), primary_key=True)
    namespace: Mapped[str] = mapped_column(Text, primary_key=True)
    xml: Mapped[bytes] = mapped_column(LargeBinary)


class FormDefinition(Base):
    """One version of a form-js document."""

    __tablename__ = "form_definition"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    form_id: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    version_tag: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    deployment: Mapped[int] = mapped_column(Key, ForeignKey("deployment.key"), index=True)


class ProcessInstance(Base):
    """One run of a definition. Its row is the lock of everything the instance owns, and of the processes it calls."""

    __tablename__ = "process_instance"
    __table_args__ = (
        # Partial: most instances have no business id, and called ones bear that of their root.
        Index(
            "uq_process_instance_business_id",
            "business_id",
            "process_id",
            unique=True,
            sqlite_where=text("business_id IS NOT NULL AND root IS NULL"),
            postgresql_where=text("business_id IS NOT NULL AND root IS NULL"),
        ),
        Index(
            "ix_process_instance_live",
            "process_id",
            "key",
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
        # What came and went lately, for those who watch.
        Index("ix_process_instance_started", "process_id", "started"),
        Index(
            "ix_process_instance_ended",
            "process_id",
            "ended",
            sqlite_where=text("ended IS NOT NULL"),
            postgresql_where=text("ended IS NOT NULL"),
        ),
        Index(
            "ix_process_instance_reopened_from",
            "reopened_from",
            sqlite_where=text("reopened_from IS NOT NULL"),
            postgresql_where=text("reopened_from IS NOT NULL"),
        ),
        # A whole tree, what one instance calls, and the one of a call.
        Index(
            "ix_process_instance_root",
            "root",
            "parent",
            "parent_number",
            sqlite_where=text("root IS NOT NULL"),
            postgresql_where=text("root IS NOT NULL"),
        ),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    # No foreign key: PostgreSQL would take a share lock on this one row in every start and pay for it in multixacts.
    definition: Mapped[int] = mapped_column(Key)
    process_id: Mapped[str] = mapped_column(Text)
    business_id: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    """Counts steps; a step that was prepared on another version is refused."""
    history_length: Mapped[int] = mapped_column()
    started: Mapped[datetime] = mapped_column(Instant)
    ended: Mapped[datetime | None] = mapped_column(Instant)
    # Text, never JSONB: the codec relies on the order of keys. Of an ended instance only the variables stay.
    state: Mapped[str] = mapped_column(Text)
    reopened_from: Mapped[int | None] = mapped_column(Key)
    """The finished instance that this one goes on with."""
    root: Mapped[int | None] = mapped_column(Key)
    """Of a called process: the outermost caller, whose row is the lock of them all. NULL where nobody calls."""
    parent: Mapped[int | None] = mapped_column(Key)
    """The caller."""
    parent_number: Mapped[int | None] = mapped_column()
    """The token that waits for it at the caller's call activity."""
    parent_element: Mapped[int | None] = mapped_column(SmallInteger)
    """That call activity, by its number in the caller's definition."""
    depth: Mapped[int | None] = mapped_column(SmallInteger)
    """How many callers it has."""


class InstanceRecord(Base):
    """A variable of the instance names a record: *role* is the variable."""

    __tablename__ = "instance_record"
    __table_args__ = (
        Index("ix_instance_record_record", "record_type", "record_key", "instance"),
        {"sqlite_with_rowid": False},
    )

    instance: Mapped[int] = mapped_column(
        Key, ForeignKey("process_instance.key", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(Text, primary_key=True)
    record_type: Mapped[str] = mapped_column(Text, primary_key=True)
    record_key: Mapped[int] = mapped_column(Key, primary_key=True)


class UserTask(Base):
    """An open user task; a finished one is a row of history."""

    __tablename__ = "user_task"
    __table_args__ = (
        Index("ix_user_task_instance", "instance", "number"),
        Index(
            "ix_user_task_mine",
            "assignee",
            "rank",
            "due",
            "key",
            sqlite_where=text("assignee IS NOT NULL"),
            postgresql_where=text("assignee IS NOT NULL"),
        ),
        Index("ix_user_task_all", "rank", "due", "key"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    instance: Mapped[int] = mapped_column(Key, ForeignKey("process_instance.key", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    """The token's number within the instance."""
    element: Mapped[int] = mapped_column(SmallInteger)
    assignee: Mapped[int | None] = mapped_column(Key)
    rank: Mapped[int] = mapped_column(SmallInteger)
    """100 - priority: every column of the inbox sorts ascending."""
    due: Mapped[datetime] = mapped_column(Instant)
    follow_up: Mapped[datetime | None] = mapped_column(Instant)
    created: Mapped[datetime] = mapped_column(Instant)
    claimed: Mapped[datetime | None] = mapped_column(Instant)
    form_id: Mapped[str | None] = mapped_column(Text)


class TaskCandidate(Base):
    """A group or a person that may claim a task; repeats what the inbox sorts by, so that a page is one index walk."""

    __tablename__ = "task_candidate"
    __table_args__ = (
        Index(
            "ix_task_candidate_group",
            "group_name",
            "rank",
            "due",
            "task",
            sqlite_where=text("NOT claimed AND group_name <> ''"),
            postgresql_where=text("NOT claimed AND group_name <> ''"),
        ),
        Index(
            "ix_task_candidate_user",
            "user_key",
            "rank",
            "due",
            "task",
            sqlite_where=text("NOT claimed AND user_key <> 0"),
            postgresql_where=text("NOT claimed AND user_key <> 0"),
        ),
        {"sqlite_with_rowid": False},
    )

    task: Mapped[int] = mapped_column(Key, ForeignKey("user_task.key", ondelete="CASCADE"), primary_key=True)
    group_name: Mapped[str] = mapped_column(Text, primary_key=True)
    """Empty for a person."""
    user_key: Mapped[int] = mapped_column(Key, primary_key=True)
    """0 for a group."""
    rank: Mapped[int] = mapped_column(SmallInteger)
    due: Mapped[datetime] = mapped_column(Instant)
    claimed: Mapped[bool] = mapped_column()


UNCLAIMED_OF_GROUP = text("NOT task_candidate.claimed AND task_candidate.group_name <> ''")
UNCLAIMED_OF_USER = text("NOT task_candidate.claimed AND task_candidate.user_key <> 0")
"""Spelt as the partial indexes spell it: SQLite uses them for no other wording, and for no bound value."""


class TaskDraft(Base):
    """What a person has typed into a task's form and not sent."""

    __tablename__ = "task_draft"

    task: Mapped[int] = mapped_column(Key, ForeignKey("user_task.key", ondelete="CASCADE"), primary_key=True)
    user_key: Mapped[int] = mapped_column(Key, primary_key=True)
    content: Mapped[str] = mapped_column("values", Text)
    saved: Mapped[datetime] = mapped_column(Instant)
