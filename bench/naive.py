"""What a good programmer writes in a day on SpiffWorkflow and SQLAlchemy's ORM: the baseline of the ratios.

It is not made slow on purpose: specification parsed once, one transaction per verb, the same pragmas as Baton, indexes
where it reads, task and history rows kept as any inbox needs them.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default.task_spec import BpmnTaskSpecConverter
from SpiffWorkflow.bpmn.specs.defaults import ServiceTask
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import DateTime, ForeignKey, Index, Text, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench import w1


class Base(DeclarativeBase):
    pass


class Instance(Base):
    __tablename__ = "instance"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    state: Mapped[str] = mapped_column(Text)
    started: Mapped[datetime] = mapped_column(DateTime)
    ended: Mapped[datetime | None] = mapped_column(DateTime)


class Task(Base):
    __tablename__ = "task"
    id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), index=True)
    element: Mapped[str]
    lane: Mapped[str | None]
    status: Mapped[str]
    created: Mapped[datetime] = mapped_column(DateTime)
    completed: Mapped[datetime | None] = mapped_column(DateTime)
    __table_args__ = (Index("task_inbox", "status", "lane", "created"),)


class History(Base):
    __tablename__ = "history"
    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), index=True)
    task_id: Mapped[str]
    element: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime)


class Naive:
    """The verbs of W1: start, inbox, complete."""

    def __init__(self, url: str) -> None:
        self.sql_engine = create_engine(url)
        if url.startswith("sqlite"):
            _use_the_same_pragmas(self.sql_engine)
        Base.metadata.create_all(self.sql_engine)
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(w1.for_spiffworkflow()))
        self._spec = parser.get_spec(w1.PROCESS_ID)
        self._serializer = BpmnWorkflowSerializer(
            BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, ServiceTask: BpmnTaskSpecConverter})
        )

    def start(self, variables: dict[str, Any]) -> int:
        with Session(self.sql_engine) as session, session.begin():
            workflow = BpmnWorkflow(self._spec)
            workflow.data.update(variables)
            workflow.task_tree.data.update(variables)
            self._run(workflow)
            row = Instance(status="open", state=self._serializer.serialize_json(workflow), started=_now())
            session.add(row)
            session.flush()
            self._sync(session, row, workflow)
            return row.id

    def complete(self, task_id: str, values: dict[str, Any]) -> None:
        with Session(self.sql_engine) as session, session.begin():
            row = session.get_one(Task, task_id)
            instance = session.get_one(Instance, row.instance_id)
            workflow = self._serializer.deserialize_json(instance.state)
            task = next(one for one in workflow.get_tasks(state=TaskState.READY) if str(one.id) == task_id)
            task.data.update(values)
            task.run()
            self._run(workflow)
            row.status, row.completed = "done", _now()
            instance.state = self._serializer.serialize_json(workflow)
            if workflow.completed:
                instance.status, instance.ended = "done", _now()
            self._sync(session, instance, workflow)

    def open_tasks(self, instance_id: int) -> list[str]:
        with Session(self.sql_engine) as session:
            wanted = (
                select(Task.id)
                .where(Task.instance_id == instance_id, Task.status == "open")
                .order_by(Task.element)
            )
            return list(session.scalars(wanted))

    def finished(self, instance_id: int) -> bool:
        with Session(self.sql_engine) as session:
            return session.get_one(Instance, instance_id).status == "done"

    def close(self) -> None:
        self.sql_engine.dispose()

    def _run(self, workflow: Any) -> None:
        workflow.do_engine_steps()
        while started := workflow.get_tasks(state=TaskState.STARTED, spec_name="notify"):
            for task in started:
                task.complete()
            workflow.do_engine_steps()

    def _sync(self, session: Session, instance: Instance, workflow: Any) -> None:
        known = set(session.scalars(select(Task.id).where(Task.instance_id == instance.id)))
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            if str(task.id) not in known:
                spec = task.task_spec
                session.add(
                    Task(
                        id=str(task.id),
                        instance_id=instance.id,
                        element=spec.name,
                        lane=spec.lane,
                        status="open",
                        created=_now(),
                    )
                )
        logged = set(session.scalars(select(History.task_id).where(History.instance_id == instance.id)))
        for task in workflow.get_tasks(state=TaskState.COMPLETED):
            if str(task.id) not in logged:
                session.add(
                    History(
                        instance_id=instance.id, task_id=str(task.id), element=task.task_spec.name, at=_now()
                    )
                )


def _use_the_same_pragmas(sql_engine: Any) -> None:
    @event.listens_for(sql_engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "wal_autocheckpoint=4000",
        ):
            connection.execute(f"PRAGMA {pragma}")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
