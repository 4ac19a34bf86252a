"""Few round trips to PostgreSQL: statements gather until somebody needs an answer, and BEGIN and COMMIT ride along.

A completed task is two messages instead of seven: with eight clients on two cores the waiting between them was half of
the work. Built on libpq's pipeline mode as psycopg offers it (`psycopg.pq`); psycopg's own pipeline sends statement by
statement and waits for BEGIN.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from psycopg import Connection, errors, pq, waiting
from psycopg.adapt import PyFormat, Transformer

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    _Found = TypeVar("_Found")
    _Talk = Generator[waiting.Wait, waiting.Ready | int, _Found]

_FAILED = pq.ExecStatus.FATAL_ERROR
_ABORTED = pq.ExecStatus.PIPELINE_ABORTED
_BROKEN = frozenset({_FAILED, _ABORTED})
_SYNC = pq.ExecStatus.PIPELINE_SYNC
_ALIVE = pq.ConnStatus.OK
_IN_ERROR = pq.TransactionStatus.INERROR
_INTERVAL = 0.1
"""Seconds after which a wait looks for an interrupt."""
_CHANGED_PLAN = "0A000"
"""A prepared statement's columns have changed under it: a migration has run meanwhile."""


@dataclass(slots=True)
class Answer:
    """What a statement gave; asking for it sends everything that waits."""

    _pipeline: Pipeline
    _result: pq.abc.PGresult | None = None

    @property
    def rowcount(self) -> int:
        """Rows that were written."""
        return self.result.command_tuples or 0

    @property
    def description(self) -> list[tuple[str]]:
        """The columns' names, as a cursor of DB-API gives them."""
        found = self.result
        return [((found.fname(index) or b"").decode(),) for index in range(found.nfields)]

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(iter(self.fetchall()), None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._pipeline.load(self.result)

    @property
    def result(self) -> pq.abc.PGresult:
        if self._result is None:
            self._pipeline.settle()
        if self._result is None:
            raise RuntimeError("The transaction that would have answered was rolled back.")
        return self._result

    def fill(self, result: pq.abc.PGresult) -> None:
        self._result = result


@dataclass(slots=True)
class _Waiting:
    """A statement that was not sent yet; without an answer it is BEGIN or COMMIT, which nobody asks."""

    sql: bytes
    arguments: Sequence[Any] = ()
    answer: Answer | None = None


class PipelinedConnection(Connection[Any]):
    """A connection in autocommit whose `statements` say BEGIN and COMMIT."""

    statements: Pipeline

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.statements = Pipeline(self)

    def rollback(self) -> None:
        """What SQLAlchemy's pool says of every connection that it takes back."""
        self.statements.rollback()

    def commit(self) -> None:
        self.statements.finish()


class Pipeline:
    """What waits to be sent on one connection."""

    def __init__(self, driver: Connection[Any]) -> None:
        self._driver = driver
        self._transformer = Transformer.from_context(driver)
        self._waiting: list[_Waiting] = []
        self._prepared: dict[bytes, bytes] = {}
        self._numbers = itertools.count()
        self._open = False
        """The server has begun a transaction."""
        self._unheard = False
        """The answer to a ROLLBACK was not read yet."""

    def begin(self, sql: bytes) -> None:
        """Begin a transaction with the first statement that is sent."""
        self._waiting = [_Waiting(sql)]

    def add(self, sql: bytes, values: Sequence[Any]) -> Answer:
        """Let a statement wait; it is sent in its turn."""
        arguments = self._transformer.dump_sequence(values, [PyFormat.TEXT] * len(values)) if values else ()
        answer = Answer(self)
        self._waiting.append(_Waiting(sql, arguments, answer))
        return answer

    def settle(self) -> None:
        """Send what waits and take the answers; raises psycopg's error of the first statement that failed."""
        if self._waiting or self._unheard:
            self._exchange()

    def finish(self) -> None:
        """Say COMMIT with all that waits; raises psycopg's error if a statement has failed and nobody minded."""
        if self._open and self._driver.pgconn.transaction_status == _IN_ERROR:
            # The server would roll back, and call that a success.
            raise errors.InFailedSqlTransaction("A statement of this transaction has failed.")
        if self._open or len(self._waiting) > 1:  # BEGIN alone: nothing was done
            self._waiting.append(_Waiting(b"COMMIT"))
            self._exchange()
            self._open = False
        self._waiting = []

    def rollback(self) -> None:
        """Give the transaction up; the server's answer is read when the connection is used again."""
        self._waiting = []
        if self._open and not self._driver.closed:
            self._open = False
            self._forget()

    def _forget(self) -> None:
        connection = self._driver.pgconn
        try:
            connection.enter_pipeline_mode()
            connection.send_query_params(b"ROLLBACK", None)
            connection.pipeline_sync()
            self._unheard = True
            is_full = connection.flush()
        except BaseException:
            self._driver.close()  # nobody knows what the server will answer
            raise
        if is_full:  # the line is full: wait for it after all
            self._exchange()

    def load(self, result: pq.abc.PGresult) -> list[tuple[Any, ...]]:
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _exchange(self) -> None:
        sent, self._waiting = self._waiting, []
        connection = self._driver.pgconn
        try:
            connection.enter_pipeline_mode()
            self._open = self._open or bool(sent)
            news = [self._send(one) for one in sent]
            connection.pipeline_sync()
            results = waiting.wait(_talk(connection, unheard=self._unheard), connection.socket, _INTERVAL)
            connection.exit_pipeline_mode()
        except BaseException:
            self._driver.close()  # half a conversation: nobody may take it up again
            raise
        self._unheard = False
        self._hand_out(sent, news, results)

    def _send(self, one: _Waiting) -> bytes | None:
        """Send a statement, prepared for the next time; the SQL that is new to the server, if it is."""
        connection = self._driver.pgconn
        if one.answer is None:
            connection.send_query_params(one.sql, None)
            return None
        name, new = self._prepared.get(one.sql), None
        if name is None:
            name, new = b"b%d" % next(self._numbers), one.sql
            self._prepared[one.sql] = name
            connection.send_prepare(name, one.sql)
        connection.send_query_prepared(name, one.arguments)
        return new

    def _hand_out(
        self, sent: list[_Waiting], news: list[bytes | None], results: list[pq.abc.PGresult]
    ) -> None:
        if not sent:
            return
        if len(results) == len(sent) and results[-1].status not in _BROKEN:
            for one, result in zip(sent, results, strict=True):
                if one.answer is not None:
                    one.answer.fill(result)
        else:
            self._hand_out_one_by_one(sent, news, results)

    def _hand_out_one_by_one(
        self, sent: list[_Waiting], news: list[bytes | None], results: list[pq.abc.PGresult]
    ) -> None:
        """Where a statement has failed, after which none was done, or was prepared, which is a result more."""
        given = iter(results)
        failed = None
        for one, new in zip(sent, news, strict=True):
            for result in itertools.islice(given, 1 if new is None else 2):
                if result.status == _FAILED:
                    failed = result
            if failed is None and one.answer is not None:
                one.answer.fill(result)
            if new is not None and result.status in _BROKEN:
                del self._prepared[new]
        if failed is not None:
            self._fail(failed)

    def _fail(self, result: pq.abc.PGresult) -> None:
        error = errors.error_from_result(result, encoding="utf-8")
        if error.sqlstate == _CHANGED_PLAN:
            self._prepared.clear()
        raise error


def _talk(connection: pq.abc.PGconn, *, unheard: bool) -> _Talk[list[pq.abc.PGresult]]:
    """Send all, and read until the server has answered all; an *unheard* answer of before is passed over."""
    while connection.flush():
        if (yield waiting.Wait.RW) & waiting.Ready.R:
            connection.consume_input()
    found: list[pq.abc.PGresult] = []
    while True:
        while connection.is_busy():
            yield waiting.Wait.R
            connection.consume_input()
        result = connection.get_result()
        if result is None:  # the end of one statement's answer, or of the line
            if connection.status != _ALIVE:
                raise errors.OperationalError(connection.get_error_message())
        elif result.status != _SYNC:
            found.append(result)
        elif unheard:
            unheard, found = False, []
        else:
            return found
