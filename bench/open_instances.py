"""The same work beside a hundred open instances and beside a hundred thousand, as a firm grows.

A hundred instances of W1 are started by their verb; the others are copies of their rows, as those verbs wrote them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select

from bench import w1
from bench.baton import Baton, prepare
from bench.playing import median_of
from engine.process.models import ProcessInstance, TaskCandidate, UserTask

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Table


_FEW = 100
_KEYS = {ProcessInstance: ("key",), UserTask: ("key", "instance"), TaskCandidate: ("task",)}
"""The columns that hold keys, table by table in the order in which they refer to each other."""


def measure(few: str, many: str, *, times: int, rounds: int) -> dict[str, float]:
    """Milliseconds of an inbox page and of a completion, in two databases (*few*, *many*) in turns, and the ratios.

    *many* gets *times* as many open instances as *few*, which has a hundred.
    """
    sides = [_Side(few, 1), _Side(many, times)]
    for _ in range(rounds):
        for side in sides:
            side.turn()
    small, large = sides
    figures = {
        "open": float(_FEW * times),
        "inbox": large.inbox / small.inbox,
        "complete": large.complete / small.complete,
        "inbox_ms": large.inbox,
        "inbox_ms_of_100": small.inbox,
        "complete_ms": large.complete,
        "complete_ms_of_100": small.complete,
    }
    for side in sides:
        side.baton.close()
    return figures


class _Side:
    """One database with its open instances, and how long its verbs took."""

    def __init__(self, url: str, times: int) -> None:
        prepare(url)
        self.baton = Baton(url)
        self._started = [self.baton.start(dict(w1.VARIABLES)) for _ in range(_FEW)]
        with self.baton.database.transaction() as connection:
            _copy(connection, times)
        self._inboxes: list[float] = []
        self._completions: list[float] = []

    def turn(self) -> None:
        """Look into the inbox, complete a task, and start another instance for it."""
        self._inboxes.append(_seconds(self.baton.inbox))
        instance = self._started.pop(0)
        (task,) = self.baton.open_tasks(instance)
        self._completions.append(_seconds(lambda: self.baton.complete(task, {"remark": "done"})))
        for rest in self.baton.open_tasks(instance):
            self.baton.complete(rest, {"remark": "done"})
        self._started.append(self.baton.start(dict(w1.VARIABLES)))

    @property
    def inbox(self) -> float:
        return median_of(self._inboxes) * 1000

    @property
    def complete(self) -> float:
        return median_of(self._completions) * 1000


def _copy(connection: Connection, times: int) -> None:
    """Multiply the open instances with their tasks; the copies' keys lie before those that verbs will give out."""
    lowest = connection.scalar(select(func.min(ProcessInstance.key))) or 0
    highest = connection.scalar(select(func.max(UserTask.key))) or 0
    rows = [{"ago": (highest - lowest + 1) * number} for number in range(1, times)]
    for model, keys in _KEYS.items():
        if rows:
            connection.execute(_copying(model.__table__, keys, lowest), rows)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


def _copying(table: Table | Any, keys: tuple[str, ...], lowest: int) -> Any:
    columns = [
        (column - bindparam("ago")).label(column.name) if column.name in keys else column
        for column in table.columns
    ]
    originals = select(*columns).where(table.c[keys[0]] >= lowest)
    return insert(table).from_select([column.name for column in table.columns], originals)


def _seconds(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun
