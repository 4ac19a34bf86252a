"""The processes of a record: running ones with their diagram and who holds what, ended ones as a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.process import queries
from webui import context, diagrams, localization

if TYPE_CHECKING:
    from markupsafe import Markup
    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.process.queries import InstanceDetail, InstanceLine

JUMP = "stage_jump"
"""The message that the opportunity's process waits for at any time."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A live instance as the page of its record shows it."""

    detail: InstanceDetail
    name: str
    diagram: Markup


@dataclass(frozen=True, kw_only=True)
class Processes:
    running: list[Running]
    ended: list[InstanceLine]

    @property
    def may_jump(self) -> bool:
        """One of them waits for the message that moves a deal to another stage."""
        return any(one.name == JUMP for running in self.running for one in running.detail.subscriptions)


def of_record(connection: Connection, ref: RecordRef) -> Processes:
    """What runs and ran for a record, as far as the person may see it."""
    user = context.current_user()
    lines = queries.instances_of_record(connection, ref, user)
    running = [_running(connection, line) for line in lines if line.ended is None]
    return Processes(running=running, ended=[line for line in lines if line.ended is not None])


def drawn(detail: InstanceDetail) -> Markup:
    """The instance's diagram: where it has been, where it stands, where it failed."""
    done = {entry.element.id: "is-done" for entry in detail.history if not entry.terminated}
    current = {element_id: "is-current" for element_id, _ in detail.tokens}
    failed = {incident.element_id: "is-incident" for incident in detail.incidents}
    locale = localization.locale()
    waits = ", ".join(task.element.name_in(locale) for task in detail.tasks)
    label = gettext(
        "%(process)s, now at: %(steps)s", process=detail.process.name_in(locale), steps=waits or "—"
    )
    return diagrams.mark(detail.svg, done | current | failed, label=label)


def next_task(connection: Connection, ref: RecordRef) -> int | None:
    """The first open task about a record that its person can open, of their own if there is one."""
    user = context.current_user()
    tasks = [
        task
        for line in queries.instances_of_record(connection, ref, user)
        if line.ended is None
        for task in queries.instance(connection, line.key, user).tasks
        if task.visible
    ]
    tasks.sort(key=lambda task: (task.assignee != user.key, task.key))
    return tasks[0].key if tasks else None


def _running(connection: Connection, line: InstanceLine) -> Running:
    detail = queries.instance(connection, line.key, context.current_user())
    return Running(detail=detail, name=line.process.name_in(localization.locale()), diagram=drawn(detail))
