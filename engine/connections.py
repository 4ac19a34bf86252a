"""Connections that Baton keeps open and hands from one transaction to the next.

SQLAlchemy's pool makes several objects anew for each transaction: that was a sixth of a completed task. Here a
connection is taken from a list and put back, and the driver's own connection lies at hand for `engine.prepared`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from engine.failures import ConnectionsBusy

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine as SqlEngine
    from sqlalchemy import RootTransaction

    from engine.pipeline import Pipeline

_FRESH = 1.0
"""Seconds for which a PostgreSQL connection that was just used is taken to be alive."""
_PATIENCE = 30.0
"""Seconds that somebody waits for a connection when all are in use."""


class HeldConnection(Connection):
    """A connection with its driver's own at hand; `Database` says when its transactions begin and end."""

    def __init__(self, sql_engine: SqlEngine) -> None:
        super().__init__(sql_engine)
        self.driver: Any = self.connection.dbapi_connection
        self.pipeline: Pipeline | None = getattr(self.driver, "statements", None)
        """What waits to be sent to PostgreSQL; SQLite has none."""
        self.backend = self.dialect.name
        self.driver_error: type[Exception] = self.dialect.loaded_dbapi.Error
        self.is_open = False
        """Inside `Database.transaction` or `Database.reading`."""
        self.heard: Any = sql_engine.dispatch
        """Its `before_cursor_execute` are those who count or trace statements."""
        self.notes = super().info
        """What modules note of one transaction, in SQLAlchemy's own place for it."""
        self.used = time.monotonic()

    @property
    def info(self) -> dict[Any, Any]:
        """The `notes`, without SQLAlchemy's way to them, which looks at the pool each time."""
        return self.notes

    def begin(self) -> RootTransaction:
        """What SQLAlchemy says by itself before a statement: outside a transaction the connection may be another's."""
        if not self.is_open:
            raise RuntimeError("A statement runs inside Database.transaction or Database.reading.")
        return super().begin()

    @property
    def is_sound(self) -> bool:
        """It may be used again: nothing has cut it, and no conversation broke off in the middle."""
        return not (self.closed or self.invalidated or (self.pipeline is not None and self.driver.closed))

    def answers(self) -> bool:
        """Ask the server whether it is still there."""
        try:
            self.settle()
            self.dialect.do_ping(self.driver)
        except (DBAPIError, self.driver_error):
            return False
        return True

    def settle(self) -> None:
        """Send what waits, where a caller wants to hear of an error here and now."""
        if self.pipeline is not None:
            self.sent(self.pipeline.settle)

    def sent(self, do: Callable[[], None]) -> None:
        """Do what sends the waiting statements; the error of one of them is translated."""
        try:
            do()
        except self.driver_error as error:
            raise self.translated("(statements sent together)", (), error) from error

    def translated(self, sql: str, arguments: Any, error: BaseException) -> BaseException:
        """The driver's error as SQLAlchemy's own class for it, so that callers catch one kind."""
        lost = self.dialect.is_disconnect(error, self.driver, None)  # type: ignore[arg-type]
        if lost and not self.closed:
            self.invalidate(error)
            self.close()  # or SQLAlchemy would connect anew in the middle of a transaction
        return DBAPIError.instance(
            sql, arguments, error, self.driver_error, connection_invalidated=lost, dialect=self.dialect
        )


class Connections:
    """The open connections of one database that nobody uses now; the one used last is taken first."""

    def __init__(self, sql_engine: SqlEngine, *, kept: int, most: float) -> None:
        self._sql_engine = sql_engine
        self._kept = kept
        """So many stay open when nobody needs them."""
        self._most = most
        """So many are open at once; who comes then waits."""
        self._idle: deque[HeldConnection] = deque()
        self._open = 0
        self._queue: deque[SimpleQueue[HeldConnection | None]] = deque()
        """Those who wait for a connection, first come, first served; None is leave to open another one."""
        self._lock = threading.Lock()
        self._lost = 0.0
        """When a connection was last found cut: those that rested then are asked before they are used."""
        self._is_closed = False

    def take(self) -> HeldConnection:
        """A connection for one transaction; raises SQLAlchemy's or the driver's error if the database is away."""
        while True:
            held = self._next()
            if held is None:
                return self._open_one()
            if held.pipeline is None or self._is_alive(held):
                return held
            self._lost = time.monotonic()
            self._discard(held)

    def give_back(self, held: HeldConnection) -> None:
        """Take back what `take` gave, in no transaction any more."""
        if not held.is_sound:
            self._lost = time.monotonic()
            self._discard(held)
        elif len(self._idle) >= self._kept and not self._queue:
            self._discard(held)
        else:
            held.used = time.monotonic()
            self._idle.append(held)
            if self._queue:
                self._serve()
            if self._is_closed:
                self.close()

    def close(self) -> None:
        """Close what rests here; what is in use is closed when it comes back."""
        self._is_closed = True
        while (held := self._resting()) is not None:
            self._discard(held)

    def _is_alive(self, held: HeldConnection) -> bool:
        rested = time.monotonic() - held.used
        return (rested < _FRESH and held.used > self._lost) or held.answers()

    def _next(self) -> HeldConnection | None:
        """One that rests, or None where another one may be opened; nobody passes those who wait."""
        if not self._queue:
            held = self._resting()
            if held is not None or self._has_room():
                return held
        return self._waited_for()

    def _resting(self) -> HeldConnection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _has_room(self) -> bool:
        with self._lock:
            if self._open >= self._most:
                return False
            self._open += 1
            return True

    def _open_one(self) -> HeldConnection:
        try:
            return HeldConnection(self._sql_engine)
        except BaseException:
            self._one_less()
            raise

    def _waited_for(self) -> HeldConnection | None:
        place: SimpleQueue[HeldConnection | None] = SimpleQueue()
        with self._lock:
            self._queue.append(place)
        self._serve()  # what came back before there was somebody to give it to
        try:
            return place.get(timeout=_PATIENCE)
        except Empty:
            return self._given_up(place)

    def _given_up(self, place: SimpleQueue[HeldConnection | None]) -> HeldConnection | None:
        with self._lock:
            if place not in self._queue:
                return place.get()  # it came at the last moment
            self._queue.remove(place)
        raise ConnectionsBusy(what=f"{self._open}", reason="", remedy="")

    def _serve(self) -> None:
        """Hand what rests, or leave to open another one, to those who wait."""
        with self._lock:
            while self._queue:
                held = self._resting()
                if held is None:
                    if self._open >= self._most:
                        return
                    self._open += 1
                self._queue.popleft().put(held)

    def _discard(self, held: HeldConnection) -> None:
        try:
            held.close()
        finally:
            self._one_less()

    def _one_less(self) -> None:
        with self._lock:
            self._open -= 1
        if self._queue:
            self._serve()
