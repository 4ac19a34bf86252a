"""Visits to accounts: a small process whose first task writes a record twice, arms a timer and opens the next task.

``violations`` says, of what a database holds, where a step is there more than once or only in part.
"""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM, store
from engine.jobs import leases
from engine.jobs.models import Job
from engine.keys import Keys
from engine.process.journal import Audit, History
from engine.process.models import ProcessInstance, UserTask
from engine.process.waits import Incident, Timer
from engine.records.models import FieldChange
from engine.records.types.account import Account
from tests.process.models import boundary, end, form, mapping, model, service, start, timer, user
from tests.records.company import an_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.values import RecordRef

LOGIN, PASSWORD = "anna", "correct horse battery"
TOWN = "Novgorod"

_FORM = {
    "id": "visit",
    "type": "default",
    "schemaVersion": 19,
    "components": [{"type": "textfield", "id": "town", "key": "account.city", "label": "Town"}],
}
_COUNT = mapping(inputs={"record": "=account", "values": "={employees: account.employees + 1}"})
_MODEL = model(
    "visit",
    start(),
    user("ask", form("visit"), candidateGroups="sales"),
    service("count", "record.update", _COUNT),
    user("confirm", candidateGroups="sales"),
    boundary("late", "confirm", timer("Duration", "P1D"), interrupting=False),
    service("ring", "durability.ring"),
    end("rung"),
    end(),
    flow="start > ask > count > confirm > end; late > ring > rung",
)


@contextmanager
def opened(
    url: str, *, clock=None, kind: type[Engine] = Engine, number: int | None = None
) -> Iterator[Engine]:
    """An engine on the database, with a worker number of its own: *number*, or one that is lent to it."""
    database, system_clock = Database(url), SystemClock()
    if number is None:
        number = leases.lend(database, holder=f"durability-{secrets.token_hex(4)}", now=system_clock.now())
    try:
        yield kind(
            database,
            business_clock=clock or system_clock,
            system_clock=system_clock,
            files=Files(Path("unused")),
            keys=Keys(number, system_clock),
        )
    finally:
        database.dispose()


def furnish(url: str, accounts: int) -> list[RecordRef]:
    """The process, a person who does its tasks, and *accounts* to visit."""
    with opened(url) as engine:
        engine.deploy(
            {"visit.bpmn": _MODEL, "visit.form": json.dumps(_FORM).encode()}, by=SYSTEM, name="visits"
        )
        with engine.database.transaction() as connection:
            facts = {"login": LOGIN, "name": "Anna", "password": PASSWORD, "groups": ["sales"]}
            store.create_user(connection, keys=engine.keys, **facts)
            return [an_account(connection, f"Account {number}", employees=0) for number in range(accounts)]


def prepare(url: str, visits: int) -> list[int]:
    """A company that has begun *visits*; the keys of their first tasks."""
    accounts = furnish(url, visits)
    with opened(url) as engine:
        for account in accounts:
            engine.start_instance("visit", variables={"account": account}, by=SYSTEM)
        with engine.database.reading() as connection:
            tasks = list(connection.scalars(select(UserTask.key).order_by(UserTask.key)))
    assert len(tasks) == visits
    return tasks


@dataclass(frozen=True)
class Traces:
    """What the completion of one visit's first task has left in each table."""

    task: int
    open: int
    """Rows of the inbox."""
    history: int
    audit: int
    town_changes: int
    count_changes: int
    town: str | None
    count: int
    next_tasks: int
    timers: int


_NOT_AT_ALL = (1, 0, 0, 0, 0, None, 0, 0, 0)
_ONCE = (0, 1, 1, 1, 1, TOWN, 1, 1, 1)
_NAMES = (
    "open",
    "history",
    "audit",
    "town_changes",
    "count_changes",
    "town",
    "count",
    "next_tasks",
    "timers",
)


def violations(traces: list[Traces], acknowledged: set[int] = frozenset()) -> list[str]:
    """Where a step is there neither once nor not at all, or was acknowledged and is not there. Pure."""
    found = []
    for one in traces:
        values = tuple(getattr(one, name) for name in _NAMES)
        if values not in (_NOT_AT_ALL, _ONCE):
            found.append(
                f"task {one.task} is done by half or twice: {dict(zip(_NAMES, values, strict=True))}"
            )
        if one.task in acknowledged and values == _NOT_AT_ALL:
            found.append(f"task {one.task} was acknowledged and is not done")
    return found


def completed(traces: list[Traces]) -> set[int]:
    return {one.task for one in traces if one.history}


def read(url: str, tasks: list[int]) -> list[Traces]:
    """The traces of each first task, from the tables themselves."""
    database = Database(url)
    with database.reading() as connection:
        # A visit's first task was opened by its start, so both are in the same order.
        instances = connection.scalars(select(ProcessInstance.key).order_by(ProcessInstance.key))
        traces = [
            _traces(connection, task, instance, account)
            for task, instance, account in zip(tasks, instances, _accounts(connection), strict=True)
        ]
    database.dispose()
    return traces


def _accounts(connection):
    return connection.execute(
        select(Account.key, Account.city, Account.employees).order_by(Account.key)
    ).all()


def _traces(connection, task, instance, account) -> Traces:
    def count(table, *where):
        return connection.scalar(select(func.count()).select_from(table).where(*where))

    changed = (FieldChange.record_key == account.key, FieldChange.instance == instance)
    return Traces(
        task=task,
        open=count(UserTask, UserTask.key == task),
        history=count(History, History.task == task),
        audit=count(Audit, Audit.verb == "complete_task", Audit.subject_key == task),
        town_changes=count(FieldChange, FieldChange.field == "city", *changed),
        count_changes=count(FieldChange, FieldChange.field == "employees", *changed),
        town=account.city,
        count=account.employees,
        next_tasks=count(UserTask, UserTask.instance == instance, UserTask.key != task),
        timers=count(Timer, Timer.instance == instance),
    )


def ending(url: str) -> dict[str, list[tuple]]:
    """Everything that one played visit has left, without keys and moments: the same however often it was killed."""
    database = Database(url)
    with database.reading() as connection:
        tables = {
            "instance": select(ProcessInstance.status),
            "account": select(Account.city, Account.employees),
            "history": select(History.element, History.terminated, History.by.is_not(None)),
            "changes": select(FieldChange.field, FieldChange.old_value, FieldChange.new_value),
            "audit": select(Audit.verb).where(Audit.verb.not_in(_SETTING_UP)),
            "tasks": select(UserTask.element),
            "timers": select(Timer.element),
            "jobs": select(Job.type),
            "incidents": select(Incident.message),
        }
        found = {
            name: sorted(map(tuple, connection.execute(rows)), key=repr) for name, rows in tables.items()
        }
    database.dispose()
    return found


_SETTING_UP = ("deploy",)
