"""Two who press at the same moment, as threads of one program or as two programs, and what each of them is told."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from engine.errors import Conflict
from engine.identity import store
from engine.process import audit
from engine.process.journal import Audit, History
from engine.process.models import UserTask
from tests.durability import visits
from tests.durability.programs import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

WON, QUICKER = "won", "somebody was quicker"


def in_threads(do: Callable[[int], object], count: int = 2) -> list[str]:
    """What *count* threads hear that do the same at the same moment."""
    barrier, heard = threading.Barrier(count), []

    def press(number: int) -> None:
        barrier.wait()
        heard.append(outcome(lambda: do(number)))

    crew = [threading.Thread(target=press, args=(number,)) for number in range(count)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return sorted(heard)


def in_programs(url: str, tasks: list[int]) -> list[list[str]]:
    """The same for each task by two programs that are told of it at the same moment."""
    with ExitStack() as stack:
        crew = [stack.enter_context(running(complete_when_told, url)) for _ in range(2)]
        for one in crew:
            one.hear()
        found = []
        for task in tasks:
            for one in crew:
                one.tell(task)
            found.append(sorted(one.hear() for one in crew))
        return found


def complete_when_told(line: Connection, url: str) -> None:
    with visits.opened(url) as engine:
        person = who(engine)
        line.send("ready")
        while True:
            task = line.recv()
            values = {"account.city": visits.TOWN}
            line.send(outcome(partial(engine.complete_task, task, values, by=person)))


def outcome(do: Callable[[], object]) -> str:
    try:
        do()
    except Conflict as refused:
        return QUICKER if "already" in str(refused) else f"told: {refused}"
    except Exception as error:  # noqa: BLE001  whatever it is, nobody should be told it
        return f"failed: {type(error).__name__}: {error}"
    return WON


def who(engine: visits.Engine):
    with engine.database.reading() as connection:
        return store.find_user(connection, visits.LOGIN)


class CarelessEngine(visits.Engine):
    """The negative control: it looks whether the task is open, and writes in a second transaction."""

    meeting = threading.Barrier(2)

    def complete_task(self, key, values, *, by, **more):  # noqa: ARG002  the verb's own arguments
        with self.database.reading() as connection:
            task = connection.execute(select(UserTask).where(UserTask.key == key)).one()
        self.meeting.wait()

        def write(work):
            number = threading.get_ident() % 1_000_000 + 100  # nobody else's
            row = {"instance": task.instance, "number": number, "element": task.element, "task": key}
            row |= {"entered": work.at, "duration": 0, "terminated": False}
            work.connection.execute(History.__table__.insert(), row)
            work.connection.execute(delete(UserTask).where(UserTask.key == key))
            audit.record(work, "complete_task", ("task", key))

        self.attempt(write, by=by)


def completions(url: str, task: int) -> int:
    """How often its completion was written down."""
    with visits.opened(url) as engine, engine.database.reading() as connection:
        mine = (Audit.verb == "complete_task", Audit.subject_key == task)
        return connection.scalar(select(func.count()).select_from(Audit).where(*mine))
