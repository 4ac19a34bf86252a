"""One database, SQLite or PostgreSQL. `Database.transaction` is the only place in Baton that commits.

SQLite runs in WAL mode with full synchronisation; writers take the write lock at BEGIN IMMEDIATE, one at a time
within a process, so that nobody starves and nobody sees "database is locked". PostgreSQL runs READ COMMITTED;
callers lock the instance row first (`FOR UPDATE`), then look.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from engine.failures import DatabaseAway, told
from engine.pipeline import PipelinedConnection
from engine.prepared import sent, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Dialect
    from sqlalchemy.engine import Engine as SqlEngine

    from engine.pipeline import Pipeline

Key = BigInteger().with_variant(Integer, "sqlite")
"""The column type of every key: rowid in SQLite, bigint in PostgreSQL."""

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)

_REMEDIES = {
    "sqlite": "Correct BATON_DATABASE_URL or BATON_VAR, or who may write in that folder.",
    "postgresql": "Start it, or correct BATON_DATABASE_URL.",
}
"""What to do about a database that does not open."""

_READING = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""All statements of a page see one moment, as they do on SQLite."""
_FRESH = 1.0
"""Seconds for which a PostgreSQL connection that was just used is taken to be alive."""


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
        self.sql_engine = (_sqlite if self.dialect == "sqlite" else _postgresql)(url, pool_size)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One unit of work: commits when the block ends, rolls back when it raises."""
        with told(), self._fair(), self._connect(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; SQLite readers never wait for a writer."""
        with told(), self._connect(writes=False) as connection, connection.begin() as view:
            yield connection
            view.rollback()

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
        self.sql_engine.dispose()

    @contextmanager
    def _fair(self) -> Iterator[None]:
        if self._write_lock is None:
            yield
        else:
            with self._write_lock:
                yield

    @contextmanager
    def _connect(self, *, writes: bool) -> Iterator[Connection]:
        try:
            connection = self.sql_engine.connect()
        except (DBAPIError, sqlite3.Error, OSError) as error:
            raise DatabaseAway(
                what=f"The database {self.url.render_as_string(hide_password=True)}",
                reason=f"{_first_line(error).rstrip('.')}.",
                remedy=_REMEDIES[self.dialect],
            ) from error
        with connection.execution_options(writes=writes) as configured:
            yield configured


def _sqlite(url: str, pool_size: int) -> SqlEngine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    sql_engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=-1,  # a request thread waits for the write lock, never for a connection
        connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(sql_engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own folds ASCII only; PostgreSQL's knows every alphabet.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(sql_engine, "begin")
    def _begin(connection: Connection) -> None:
        # Straight to the driver: SQLAlchemy's statement machinery would cost as much as a small statement.
        writes = connection.get_execution_options().get("writes", True)
        connection.connection.dbapi_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[union-attr]

    return sql_engine


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _postgresql(url: str, pool_size: int) -> SqlEngine:
    sql_engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
    )

    @event.listens_for(sql_engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> PipelinedConnection:
        return PipelinedConnection.connect(*arguments, **named, autocommit=True)

    _listen(sql_engine)
    _replace_what_was_cut(sql_engine)
    return sql_engine


def _replace_what_was_cut(sql_engine: SqlEngine) -> None:
    """Take no connection from the pool that a restarted server has cut."""

    @event.listens_for(sql_engine, "checkin")
    def _note(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(sql_engine, "checkout")
    def _ping(connection: Any, record: Any, _proxy: Any) -> None:
        """Ask whether the server is still there; a connection that was just used needs no question."""
        if time.monotonic() - record.info.get("used", math.inf) > _FRESH:
            try:
                connection.statements.settle()
                sql_engine.dialect.do_ping(connection)
            except sql_engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error


def _listen(sql_engine: SqlEngine) -> None:
    """Let SQLAlchemy's transactions and its own statements go through the pipeline, in their turn."""

    @event.listens_for(sql_engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", True)
        _statements(connection).begin(b"BEGIN" if writes else _READING)

    @event.listens_for(sql_engine, "commit")
    def _commit(connection: Connection) -> None:
        sent(connection, _statements(connection).finish)

    @event.listens_for(sql_engine, "rollback")
    def _rollback(connection: Connection) -> None:
        if not connection.invalidated:
            sent(connection, _statements(connection).rollback)

    for name in ("do_execute", "do_executemany", "do_execute_no_params"):

        @event.listens_for(sql_engine, name)
        def _before(*arguments: Any) -> None:
            settle(arguments[-1].root_connection)


def _statements(connection: Connection) -> Pipeline:
    driver: Any = connection.connection.dbapi_connection
    return driver.statements  # type: ignore[no-any-return]  # the engine opens no others


def _first_line(error: BaseException) -> str:
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]
