"""Statements of the hot path, compiled once and given straight to the driver."""

from __future__ import annotations

import re
from collections import namedtuple
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.exc import DBAPIError

from engine.pipeline import PipelinedConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Dialect
    from sqlalchemy.sql.expression import Executable

    from engine.pipeline import Answer, Pipeline

_NAMED = re.compile(r"%\((\w+)\)s|%%")


class Prepared:
    """A Core statement compiled once per dialect, run with positional values in the order of *names*.

    It goes straight to the driver's connection, inside the caller's transaction: SQLAlchemy's own execution costs
    several times what SQLite takes for a small statement, and would be half of a completed task. Values are given and
    come back as the database keeps them (keys as int, instants as milliseconds): no type's processors run.

    On PostgreSQL it waits until an answer is asked for, so an error may come later than `run`; see `settle`.
    """

    def __init__(self, statement: Executable, *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, *values: Any) -> Fetched:
        """Execute once; raises what SQLAlchemy would raise."""
        compiled = self._for(connection)
        arguments = compiled.arguments(values)
        _tell(connection, compiled.sql, arguments, many=False)
        pipeline = pipeline_of(connection)
        if pipeline is not None:
            return Fetched(connection, compiled, _added(connection, pipeline, compiled, arguments))
        return Fetched(connection, compiled, _execute(connection, compiled.sql, arguments, many=False))

    def run_many(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Execute once for each row; nothing happens without rows."""
        rows = list(rows)
        if len(rows) == 1:
            self.run(connection, *rows[0])
        elif rows:
            compiled = self._for(connection)
            arguments = [compiled.arguments(row) for row in rows]
            _tell(connection, compiled.sql, arguments, many=True)
            pipeline = pipeline_of(connection)
            if pipeline is None:
                _execute(connection, compiled.sql, arguments, many=True)
                return
            for one in arguments:
                _added(connection, pipeline, compiled, one)

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = _compile(self._statement, self._names, connection.dialect)
        return found


class _Cursor(Protocol):
    """What SQLite's cursor and the pipeline's answer have in common."""

    @property
    def rowcount(self) -> int: ...
    @property
    def description(self) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Fetched:
    """What a `Prepared` statement found: rows as named tuples of what the database keeps."""

    __slots__ = ("_compiled", "_connection", "_found")

    def __init__(self, connection: Connection, compiled: _Compiled, found: _Cursor) -> None:
        self._connection = connection
        self._compiled = compiled
        self._found = found

    @property
    def rowcount(self) -> int:
        return int(self._answered(lambda: self._found.rowcount))

    def first(self) -> Any:
        """The first row, or None."""
        found = self._answered(self._found.fetchone)
        return None if found is None else self._compiled.row(self._found)(found)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        found = self._answered(self._found.fetchone)
        return None if found is None else found[0]

    def all(self) -> list[Any]:
        found = self._answered(self._found.fetchall)
        return list(map(self._compiled.row(self._found), found)) if found else []

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def _answered(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except self._connection.dialect.loaded_dbapi.Error as error:
            raise translated(self._connection, self._compiled.sql, (), error) from error


@dataclass(slots=True)
class _Compiled:
    sql: str
    wire: bytes
    """The text for PostgreSQL, with numbered parameters."""
    names: tuple[str, ...]
    constants: dict[str, Any]
    order: tuple[int, ...]
    """Positions in (values, constants), in the order of the text's parameters."""
    make_row: Callable[[Iterable[Any]], Any] | None = None

    def arguments(self, values: Sequence[Any]) -> Any:
        given = (*values, *self.constants.values()) if self.constants else values
        return tuple([given[position] for position in self.order])

    def row(self, cursor: Any) -> Callable[[Iterable[Any]], Any]:
        """Makes a named tuple of what the driver fetched; the columns' names are learnt from the first answer."""
        if self.make_row is None:
            columns = [column[0] for column in cursor.description]
            named: Any = namedtuple  # noqa: PYI024  its fields are known at run time only
            self.make_row = named("Row", columns, rename=True)._make
        return self.make_row


def pipeline_of(connection: Connection) -> Pipeline | None:
    """What waits on a PostgreSQL connection; None on SQLite."""
    driver = connection.connection.dbapi_connection
    return driver.statements if isinstance(driver, PipelinedConnection) else None


def settle(connection: Connection) -> None:
    """Send what waits, where a caller wants to hear of an error here and now."""
    pipeline = pipeline_of(connection)
    if pipeline is not None:
        sent(connection, pipeline.settle)


def sent(connection: Connection, do: Callable[[], None]) -> None:
    """Do what sends the waiting statements; the error of one of them is translated."""
    try:
        do()
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, "(statements sent together)", (), error) from error


def translated(connection: Connection, sql: str, arguments: Any, error: BaseException) -> BaseException:
    """The driver's error as SQLAlchemy's own class for it, so that callers catch one kind."""
    dialect = connection.dialect
    base: Any = dialect.loaded_dbapi.Error
    lost = isinstance(error, base) and dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(sql, arguments, error, base, connection_invalidated=lost, dialect=dialect)


def _tell(connection: Connection, sql: str, arguments: Any, *, many: bool) -> None:
    """Let those who count or trace statements hear of it."""
    if not connection.in_transaction():
        raise RuntimeError("A Prepared statement runs inside Database.transaction or Database.reading.")
    # Of the engine: a connection joins its own to them anew for each question.
    listeners = connection.engine.dispatch.before_cursor_execute
    if listeners:
        for listener in listeners:
            listener(connection, None, sql, arguments, None, many)


def _added(connection: Connection, pipeline: Pipeline, compiled: _Compiled, arguments: Any) -> Answer:
    """The answer to come; a value that PostgreSQL cannot take is refused at once, as SQLAlchemy would."""
    try:
        return pipeline.add(compiled.wire, arguments)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, compiled.sql, arguments, error) from error


def _execute(connection: Connection, sql: str, arguments: Any, *, many: bool) -> Any:
    """SQLite's cursor after the statement; inside the transaction that the caller has begun."""
    cursor: Any = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    try:
        (cursor.executemany if many else cursor.execute)(sql, arguments)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, sql, arguments, error) from error
    return cursor


def _compile(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(names) or None)  # type: ignore[attr-defined]
    constants = {name: value for name, value in compiled.params.items() if name not in names}
    all_names, sql = [*names, *constants], str(compiled)
    used = list(getattr(compiled, "positiontup", None) or ())
    wire = sql
    if dialect.name == "postgresql":
        used = list(dict.fromkeys(name for name in _NAMED.findall(sql) if name))
        wire = _NAMED.sub(lambda found: f"${used.index(found[1]) + 1}" if found[1] else "%", sql)
    order = tuple(all_names.index(name) for name in used)
    return _Compiled(sql, wire.encode(), names, constants, order)
