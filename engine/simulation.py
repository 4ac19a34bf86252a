"""An engine whose business time is moved by hand: the past of imported deals and the demo company are told with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from engine.clock import SimulatedClock
from engine.engine import Engine
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.prepared import Prepared
from engine.process import definitions, timers
from engine.process.models import ProcessInstance, UserTask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.feel.values import Value
    from engine.identity import User

Answers = Callable[[str], "tuple[User, Mapping[str, Value]] | None"]
"""Who completes the task of an element, with which values; None for a task that is left alone."""


@contextmanager
def simulated(engine: Engine, begins: datetime) -> Iterator[Simulation]:
    """A simulation on the database of *engine*, for work that can be done again after a power loss."""
    database = engine.database.for_repeatable_work()
    clock = SimulatedClock(begins)
    try:
        yield Simulation(
            Engine(
                database,
                business_clock=clock,
                system_clock=engine.system_clock,
                files=engine.files,
                keys=engine.keys,
                time_zone=engine.parts.time_zone,
            ),
            clock,
        )
    finally:
        database.dispose()


class Simulation:
    """People at work in a time that is not now."""

    def __init__(self, engine: Engine, clock: SimulatedClock) -> None:
        self.engine = engine
        self.clock = clock
        self._people: dict[int, User] = {}

    def person(self, key: int | None) -> User:
        """Who acts; the system where nobody is named."""
        if key is None:
            return SYSTEM
        if key not in self._people:
            with self.engine.database.reading() as connection:
                self._people[key] = people.load_user(connection, key)
        return self._people[key]

    def work(self, instance: int, answers: Answers) -> None:
        """Complete the instance's tasks, one after another, until none is left that *answers* knows."""
        while (found := self._next_task(instance, answers)) is not None:
            key, (person, values) = found
            self.engine.complete_task(key, values, by=person)

    def wait_until(self, moment: datetime) -> None:
        """Let business time pass; each timer on the way fires at its own time."""
        if moment == self.clock.now():
            return
        while (due := self._next_due()) is not None and due <= moment:
            self.clock.move_to(max(due, self.clock.now()))
            self.settle()
        self.clock.move_to(moment)

    def settle(self) -> None:
        """Do all work that is due now."""
        while self.engine.run_due():
            pass

    def _next_task(
        self, instance: int, answers: Answers
    ) -> tuple[int, tuple[User, Mapping[str, Value]]] | None:
        """The oldest open task of the instance that has an answer."""
        with self.engine.database.reading() as connection:
            rows = _OPEN_TASKS.run(connection, instance).all()
            elements = [definitions.get(connection, row.definition).element(row.element).id for row in rows]
        answered = ((row.key, answers(element)) for row, element in zip(rows, elements, strict=True))
        return next(((key, answer) for key, answer in answered if answer is not None), None)

    def _next_due(self) -> datetime | None:
        with self.engine.database.reading() as connection:
            return timers.next_due(connection)


_CALLED = aliased(ProcessInstance)
_TREE = select(_CALLED.key).where(
    or_(_CALLED.key == bindparam("instance"), _CALLED.root == bindparam("instance"))
)
"""It and what it has called."""
_OPEN_TASKS = Prepared(
    select(UserTask.key, UserTask.element, ProcessInstance.definition)
    .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
    .where(UserTask.instance.in_(_TREE))
    .order_by(UserTask.key),
    "instance",
)
