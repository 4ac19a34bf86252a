"""One database, SQLite or PostgreSQL. `Database.transaction` is the only place in Baton that commits.

SQLite runs in WAL mode with full synchronisation; writers take the write lock at BEGIN IMMEDIATE, one at a time
within a process, so that nobody starves and nobody sees "database is locked". PostgreSQL runs READ COMMITTED;
callers lock the instance row first (`FOR UPDATE`), then look.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from engine.connections import Connections, HeldConnection
from engine.failures import DatabaseAway, meaning
from engine.opening import open_postgresql, open_sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect

Key = BigInteger().with_variant(Integer, "sqlite")
"""The column type of every key: rowid in SQLite, bigint in PostgreSQL."""

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


_REMEDIES = {
    "sqlite": "Correct BATON_DATABASE_URL or BATON_VAR, or who may write in that folder.",
    "postgresql": "Start it, or correct BATON_DATABASE_URL.",
}
"""What to do about a database that does not open."""

_WRITING = {"sqlite": "BEGIN IMMEDIATE", "postgresql": b"BEGIN"}
_READING = {"sqlite": "BEGIN", "postgresql": b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""All statements of a page see one moment."""


class Base(DeclarativeBase):
    """The declarative base of every table; classes describe tables, statements are SQLAlchemy Core."""

    metadata = MetaData(naming_convention=_CONVENTION)


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept as milliseconds since 1970 in UTC: eight bytes, exact, ordered on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_milliseconds(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment as the database's own timestamp, for records that people read with other tools."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A stored moment needs a time zone, got {value!r}.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return (
            None
            if value is None
            else (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))
        )


def to_milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970; raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"A stored moment needs a time zone, got {moment!r}.")
    return round(moment.timestamp() * 1000)


def from_milliseconds(value: int) -> datetime:
    seconds, milliseconds = divmod(value, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=milliseconds * 1000)


class Database:
    """Connections to one database, and the rule that a verb is a transaction."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self._write_lock = threading.Lock() if self.dialect == "sqlite" else None
        self._pool_size = pool_size
        self.sql_engine = (open_sqlite if self.dialect == "sqlite" else open_postgresql)(url)
        self._open()

    def transaction(self) -> AbstractContextManager[Connection]:
        """One unit of work: commits when the block ends, rolls back when it raises."""
        return _Transaction(self, _WRITING[self.dialect], lock=self._write_lock)

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view; SQLite readers never wait for a writer."""
        return _Transaction(self, _READING[self.dialect], reads=True)

    def for_repeatable_work(self) -> Database:
        """The same database, for work that can be done again (a replay, the demo): no commit waits for the disk.

        After a power loss the last commits may be missing, never half of one. Dispose of it afterwards.
        """
        relaxed = Database(self.url.render_as_string(hide_password=False), pool_size=2)
        relaxed._write_lock = self._write_lock
        statement = (
            "PRAGMA synchronous=NORMAL" if self.dialect == "sqlite" else "SET synchronous_commit = off"
        )

        @event.listens_for(relaxed.sql_engine, "connect")
        def _relax(connection: Any, _record: Any) -> None:
            connection.cursor().execute(statement)
            connection.commit()

        return relaxed

    def dispose(self) -> None:
        """Close every connection; what is in use now is closed when its transaction ends."""
        self.readers.close()
        self.writers.close()
        self._open()
        self.sql_engine.dispose()

    def _taken(self, connections: Connections) -> HeldConnection:
        """A connection for one transaction; raises `DatabaseAway`."""
        try:
            return connections.take()
        except (DBAPIError, sqlite3.Error, OSError) as error:
            raise DatabaseAway(
                what=f"The database {self.url.render_as_string(hide_password=True)}",
                reason=f"{_first_line(error).rstrip('.')}.",
                remedy=_REMEDIES[self.dialect],
            ) from error

    def _open(self) -> None:
        """Begin with no connections."""
        if self.dialect == "sqlite":
            # One writer at a time, always on the same connection: only its own commits keep the pages that it has
            # read. A request thread waits for the write lock, never for a connection.
            self.writers = Connections(self.sql_engine, kept=1, most=math.inf)
            self.readers = Connections(self.sql_engine, kept=self._pool_size, most=math.inf)
        else:
            self.writers = Connections(self.sql_engine, kept=self._pool_size, most=2 * self._pool_size)
            self.readers = self.writers


class _Transaction(AbstractContextManager[HeldConnection]):
    """From BEGIN to COMMIT or ROLLBACK on one connection."""

    def __init__(
        self, database: Database, begin: Any, *, lock: threading.Lock | None = None, reads: bool = False
    ) -> None:
        self._database = database
        self._begin = begin
        self._lock = lock
        """One writer at a time, so that nobody starves; who waits holds no connection yet."""
        self._reads = reads

    def __enter__(self) -> HeldConnection:
        if self._lock is not None:
            self._lock.acquire()
        try:
            self._connections = self._database.readers if self._reads else self._database.writers
            self._held = held = self._database._taken(self._connections)  # noqa: SLF001
        except BaseException:
            self._unlock()
            raise
        held.notes.clear()
        held.is_open = True
        if held.pipeline is not None:
            held.pipeline.begin(self._begin)
        else:
            self._begin_on_sqlite(held)
        return held

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        held = self._held
        try:
            if kind is None and not self._reads:
                _commit(held)
            else:
                _roll_back(held)
        except BaseException as failed:
            _roll_back(held)
            _explain(failed)
            raise
        finally:
            self._give_back(held)
        _explain(error)

    def _give_back(self, held: HeldConnection) -> None:
        held.is_open = False
        try:
            self._connections.give_back(held)
        finally:
            self._unlock()

    def _begin_on_sqlite(self, held: HeldConnection) -> None:
        # Straight to the driver: SQLAlchemy's statement machinery would cost as much as a small statement.
        try:
            held.driver.execute(self._begin)
        except held.driver_error as error:
            failed = held.translated(self._begin, (), error)
            self.__exit__(type(failed), failed, None)
            raise failed from error

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _commit(held: HeldConnection) -> None:
    held.commit()  # what SQLAlchemy's own statements have begun, if there were any
    try:
        held.driver.commit()
    except held.driver_error as error:
        raise held.translated("COMMIT", (), error) from error


def _roll_back(held: HeldConnection) -> None:
    """Give up what was done; a connection that cannot even do that is not used again."""
    try:
        held.driver.rollback()
        held.rollback()
    except (DBAPIError, held.driver_error) as error:
        if not held.closed:
            held.invalidate(error)


def _explain(error: BaseException | None) -> None:
    """Raise what the database's failure means; what means nothing more stays SQLAlchemy's error."""
    meant = meaning(error) if isinstance(error, DBAPIError) else None
    if meant is not None:
        raise meant from error


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]
