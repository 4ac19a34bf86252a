"""Statements of the hot path, compiled once and given straight to the driver."""

from __future__ import annotations

import re
from collections import namedtuple
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from engine.connections import HeldConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Dialect
    from sqlalchemy.sql.expression import Executable

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
        held = _held(connection)
        compiled = self._compiled.get(held.backend) or self._compiled_for(held)
        arguments = compiled.arguments(values)
        if held.heard.before_cursor_execute:
            _tell(held, compiled.sql, arguments, many=False)
        try:
            if held.pipeline is not None:
                return Fetched(held, compiled, held.pipeline.add(compiled.wire, arguments))
            return Fetched(held, compiled, held.driver.execute(compiled.sql, arguments))
        except held.driver_error as error:
            raise held.translated(compiled.sql, arguments, error) from error

    def run_many(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Execute once for each row; nothing happens without rows."""
        rows = list(rows)
        if len(rows) == 1:
            self.run(connection, *rows[0])
        elif rows:
            self._run_all(_held(connection), rows)

    def _run_all(self, held: HeldConnection, rows: list[Sequence[Any]]) -> None:
        compiled = self._compiled.get(held.backend) or self._compiled_for(held)
        arguments = [compiled.arguments(row) for row in rows]
        if held.heard.before_cursor_execute:
            _tell(held, compiled.sql, arguments, many=True)
        try:
            if held.pipeline is None:
                held.driver.executemany(compiled.sql, arguments)
                return
            for one in arguments:
                held.pipeline.add(compiled.wire, one)
        except held.driver_error as error:
            raise held.translated(compiled.sql, arguments, error) from error

    def _compiled_for(self, held: HeldConnection) -> _Compiled:
        compiled = self._compiled[held.backend] = _compile(self._statement, self._names, held.dialect)
        return compiled


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

    __slots__ = ("_compiled", "_found", "_held")

    def __init__(self, held: HeldConnection, compiled: _Compiled, found: _Cursor) -> None:
        self._held = held
        self._compiled = compiled
        self._found = found

    @property
    def rowcount(self) -> int:
        try:
            return self._found.rowcount
        except self._held.driver_error as error:
            raise self._translated(error) from error

    def first(self) -> Any:
        """The first row, or None."""
        found = self._one()
        return None if found is None else self._compiled.row(self._found)(found)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        found = self._one()
        return None if found is None else found[0]

    def all(self) -> list[Any]:
        try:
            found = self._found.fetchall()
        except self._held.driver_error as error:
            raise self._translated(error) from error
        return list(map(self._compiled.row(self._found), found)) if found else []

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def _one(self) -> Any:
        try:
            return self._found.fetchone()
        except self._held.driver_error as error:
            raise self._translated(error) from error

    def _translated(self, error: BaseException) -> BaseException:
        return self._held.translated(self._compiled.sql, (), error)


@dataclass(slots=True)
class _Compiled:
    sql: str
    wire: bytes
    """The text for PostgreSQL, with numbered parameters."""
    arguments: Callable[[Sequence[Any]], Any]
    """Given values in the order of the names, those of the text's parameters in theirs."""
    make_row: Callable[[Iterable[Any]], Any] | None = None

    def row(self, cursor: Any) -> Callable[[Iterable[Any]], Any]:
        """Makes a named tuple of what the driver fetched; the columns' names are learnt from the first answer."""
        if self.make_row is None:
            columns = [column[0] for column in cursor.description]
            named: Any = namedtuple  # noqa: PYI024  its fields are known at run time only
            self.make_row = named("Row", columns, rename=True)._make
        return self.make_row


def settle(connection: Connection) -> None:
    """Send what waits, where a caller wants to hear of an error here and now."""
    _held(connection).settle()


def _held(connection: Connection) -> HeldConnection:
    if connection.__class__ is not HeldConnection or not connection.is_open:
        raise RuntimeError("A Prepared statement runs inside Database.transaction or Database.reading.")
    return connection


def _tell(held: HeldConnection, sql: str, arguments: Any, *, many: bool) -> None:
    """Let those who count or trace statements hear of it."""
    for listener in held.heard.before_cursor_execute:
        listener(held, None, sql, arguments, None, many)


def _compile(statement: Executable, names: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=list(names) or None)  # type: ignore[attr-defined]
    constants = {name: value for name, value in compiled.params.items() if name not in names}
    all_names, sql = [*names, *constants], str(compiled)
    used = list(getattr(compiled, "positiontup", None) or ())
    wire = sql
    if dialect.name == "postgresql":
        used = list(dict.fromkeys(name for name in _NAMED.findall(sql) if name))
        wire = _NAMED.sub(lambda found: f"${used.index(found[1]) + 1}" if found[1] else "%", sql)
    order = [all_names.index(name) for name in used]
    return _Compiled(sql, wire.encode(), _arranged(order, len(names), tuple(constants.values())))


def _arranged(order: list[int], given: int, constants: tuple[Any, ...]) -> Callable[[Sequence[Any]], Any]:
    """Puts values, and constants after them, in an *order* of positions."""
    if order == list(range(given)):
        return tuple
    if len(order) == 1:
        return lambda values: ((*values, *constants)[order[0]],)
    pick = itemgetter(*order)
    return (lambda values: pick((*values, *constants))) if constants else pick
