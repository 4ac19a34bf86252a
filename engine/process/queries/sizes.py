"""How much an instance, and all of them together, take in the database: state, history and effect journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, cast, func, select

from engine.errors import NotFound
from engine.process.journal import History, StepEffects
from engine.process.models import ProcessInstance
from engine.process.queries.rights import sees_instance

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Bytes are those of the texts; what a database adds to each row and index is not in them."""

    instances: int
    state_bytes: int
    """Tokens and variables; of an ended instance the variables."""
    largest_state: int
    history_rows: int
    history_bytes: int
    """What people and workers gave; the rest of a row has a fixed size."""
    journal_rows: int
    journal_bytes: int


def sizes_of(connection: Connection, key: int, user: User) -> Sizes:
    """One instance; raises `NotFound`."""
    if not sees_instance(connection, user, key):
        raise NotFound(what="process instance", key=key)
    return _sizes(
        connection, ProcessInstance.key == key, History.instance == key, StepEffects.instance == key
    )


def sizes_of_all(connection: Connection) -> Sizes:
    """Every instance there is; it reads every row."""
    return _sizes(connection)


def _sizes(connection: Connection, *where: ColumnElement[bool]) -> Sizes:
    of_instance, of_history, of_journal = where or (None, None, None)
    state = _bytes(connection, ProcessInstance.state)
    detail, told = _bytes(connection, History.detail), _bytes(connection, StepEffects.effects)
    instances, held, largest = _asked(connection, of_instance, func.sum(state), func.max(state))
    rows, given, _ = _asked(connection, of_history, func.sum(detail), func.max(History.number))
    steps, journal, _ = _asked(connection, of_journal, func.sum(told), func.max(StepEffects.step))
    return Sizes(
        instances=instances,
        state_bytes=held,
        largest_state=largest,
        history_rows=rows,
        history_bytes=given,
        journal_rows=steps,
        journal_bytes=journal,
    )


def _asked(connection: Connection, where: ColumnElement[bool] | None, *sums: Any) -> tuple[int, int, int]:
    """How many rows, and two figures about them."""
    statement = select(func.count(), *sums)
    row = connection.execute(statement if where is None else statement.where(where)).one()
    counted, first, second = (int(value or 0) for value in row)
    return counted, first, second


def _bytes(connection: Connection, column: Any) -> Any:
    """SQLite counts the characters of a text, and the bytes of a blob."""
    if connection.dialect.name == "sqlite":
        return func.length(cast(column, LargeBinary))
    return func.octet_length(column)
