"""Baton as it ships, behind the same few calls as the naive loop: FEEL, records, rights, audit and history included."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from bench import loop, w1
from engine import schema
from engine.clock import SystemClock
from engine.db import Database
from engine.declarations import Declaration
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM, store
from engine.jobs import leases
from engine.keys import Keys
from engine.labels import Labels
from engine.operations import OperationCall, operation
from engine.prepared import Prepared
from engine.process import queries
from engine.process.models import ProcessInstance, UserTask

if TYPE_CHECKING:
    from engine.feel.values import Value

_OPERATION = "bench.note"
_NAMED = Labels("Note", "Заметка")
_LOGIN = "bench"

_OPEN_TASKS = Prepared(
    select(UserTask.key).where(UserTask.instance == bindparam("i")).order_by(UserTask.element), "i"
)
_STATUS = Prepared(select(ProcessInstance.status).where(ProcessInstance.key == bindparam("i")), "i")


@operation(Declaration(type=_OPERATION, title=_NAMED, purpose=_NAMED))
def note(call: OperationCall) -> dict[str, Value]:  # noqa: ARG001  the signature of every operation
    """What W1's service task does in the step's transaction."""
    return {"noted": True}


def prepare(url: str) -> None:
    """An empty database becomes one with the tables, the benchmark's processes, and a salesperson."""
    database = Database(url)
    schema.migrate(database)
    baton = Baton(url, person=False)
    baton.engine.deploy(
        {"w1.bpmn": w1.for_baton(_OPERATION), "loop.bpmn": loop.MODEL}, by=SYSTEM, name="bench"
    )
    with database.transaction() as connection:
        store.create_user(connection, keys=baton.engine.keys, login=_LOGIN, name="Bench", groups=[w1.LANE])
    baton.close()
    database.dispose()


class Baton:
    """The verbs of W1: start, inbox, complete; each one durable transaction."""

    def __init__(self, url: str, *, person: bool = True) -> None:
        self.database = Database(url)
        clock = SystemClock()
        number = leases.lend(self.database, holder=f"bench-{os.getpid()}-{id(self)}", now=clock.now())
        self.engine = Engine(
            self.database,
            business_clock=clock,
            system_clock=clock,
            files=Files(Path(os.devnull)),
            keys=Keys(number, clock),
        )
        if person:
            with self.database.reading() as connection:
                self._user = store.find_user(connection, _LOGIN)

    def start(self, variables: dict[str, Any], process_id: str = w1.PROCESS_ID) -> int:
        return self.engine.start_instance(process_id, variables=variables, by=self._user)

    def complete(self, task: int, values: dict[str, Any]) -> None:
        self.engine.complete_task(task, values, by=self._user)

    def open_tasks(self, instance: int) -> list[int]:
        with self.database.reading() as connection:
            return [row.key for row in _OPEN_TASKS.run(connection, instance)]

    def inbox(self) -> None:
        """Read the first page of what the person's groups may claim."""
        with self.database.reading() as connection:
            page = queries.inbox(connection, self._user, scope="groups")
        assert page.rows, "the inbox is empty"

    def finished(self, instance: int) -> bool:
        with self.database.reading() as connection:
            return bool(_STATUS.run(connection, instance).scalar() == "completed")

    def close(self) -> None:
        self.database.dispose()
