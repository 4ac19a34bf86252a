"""Connections are kept open, lent to one transaction at a time, and never used half-way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, InternalError, InvalidRequestError, ProgrammingError

from engine import connections
from engine.connections import Connections, HeldConnection
from engine.db import Database
from engine.failures import ConnectionLost, ConnectionsBusy


@pytest.fixture
def opened(database):
    """How many connections have been opened to the database since."""
    count = []
    event.listen(database.sql_engine, "connect", lambda *_: count.append(1))
    return count


@pytest.fixture
def few(database):
    """Two connections at most, of which one stays open."""
    lent = Connections(database.sql_engine, kept=1, most=2)
    yield lent
    lent.close()


def test_one_transaction_after_the_other_uses_the_same_connection(database, opened):
    with database.transaction() as first:
        first.execute(text("SELECT 1"))
    with database.transaction() as second:
        second.execute(text("SELECT 1"))

    assert second is first
    assert len(opened) <= 1


def test_a_connection_that_has_rested_is_asked_and_used_again(database, monkeypatch):
    monkeypatch.setattr(connections, "_FRESH", -1.0)  # as if some time had passed
    with database.reading() as first:
        first.execute(text("SELECT 1"))
    with database.reading() as second:
        assert second.scalar(text("SELECT 1")) == 1
    assert second is first


def test_sqlite_is_always_written_by_the_same_connection(new_sqlite, tmp_path):
    database = Database(new_sqlite(tmp_path / "baton.sqlite"))
    writers = set()

    def write(_):
        with database.transaction() as connection, database.reading():
            writers.add(connection)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))
    database.dispose()
    assert len(writers) == 1


def test_a_reader_inside_a_transaction_has_a_connection_of_its_own(database):
    with database.transaction() as writer, database.reading() as reader:
        assert reader is not writer


def test_what_failed_leaves_nothing_behind_on_its_connection(database):
    with pytest.raises(ZeroDivisionError), database.transaction() as first:  # noqa: PT012  raising is the point
        first.execute(text("CREATE TABLE left_over (name TEXT)"))
        raise ZeroDivisionError

    with database.transaction() as second:
        second.execute(text("CREATE TABLE left_over (name TEXT)"))
    assert second is first


def test_a_commit_that_fails_can_be_followed_by_the_next_transaction(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(
            text("CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
        )

    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(text("INSERT INTO child VALUES (1)"))

    with database.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM child")) == 0


def test_who_needs_a_connection_when_all_are_lent_gets_the_next_that_comes_back(few):
    first, second = few.take(), few.take()
    got = []
    waiting = threading.Thread(target=lambda: got.append(few.take()))
    waiting.start()
    while not few._queue:
        pass
    few.give_back(first)
    waiting.join(timeout=20)

    assert got == [first]
    few.give_back(first)
    few.give_back(second)
    assert second.closed, "one stays open, no more"
    assert not first.closed


def test_nobody_passes_who_waits_for_a_connection(few, monkeypatch):
    first, second = few.take(), few.take()
    got = []
    waiting = threading.Thread(target=lambda: got.append(few.take()))
    waiting.start()
    while not few._queue:
        pass
    few.give_back(first)
    monkeypatch.setattr(connections, "_PATIENCE", 0.0)
    with pytest.raises(ConnectionsBusy):
        few.take()
    waiting.join(timeout=20)

    assert got == [first]
    few.give_back(first)
    few.give_back(second)


def test_who_waits_may_open_a_connection_in_place_of_one_that_broke(few):
    first, second = few.take(), few.take()
    got = []
    waiting = threading.Thread(target=lambda: got.append(few.take()))
    waiting.start()
    while not few._queue:
        pass
    first.invalidate()
    few.give_back(first)
    waiting.join(timeout=20)

    assert got[0] not in (first, second)
    few.give_back(got[0])
    few.give_back(second)


def test_who_waits_too_long_for_a_connection_is_told_so(few, monkeypatch):
    monkeypatch.setattr(connections, "_PATIENCE", 0.0)
    lent = [few.take(), few.take()]
    with pytest.raises(ConnectionsBusy, match="Try again in a minute"):
        few.take()
    for one in lent:
        few.give_back(one)


def test_a_connection_that_cannot_be_opened_takes_nobody_elses_place(few, monkeypatch):
    monkeypatch.setattr(HeldConnection, "__init__", _refused)
    for _ in range(5):
        with pytest.raises(OSError, match="refused"):
            few.take()
    monkeypatch.undo()
    few.give_back(few.take())


def test_what_is_in_use_when_the_database_is_disposed_of_is_closed_afterwards(database):
    with database.transaction() as connection:
        database.dispose()
        connection.execute(text("SELECT 1"))
    assert connection.closed


def test_a_connection_that_is_lost_in_the_middle_is_not_opened_anew_in_the_middle(database):
    with pytest.raises(InvalidRequestError), database.transaction() as connection:  # noqa: PT012
        lost = connection.translated("SELECT 1", (), _cut(connection))
        assert lost.connection_invalidated
        connection.execute(text("CREATE TABLE half (name TEXT)"))

    with database.reading() as another:
        assert another is not connection


def test_after_a_loss_what_rested_meanwhile_is_asked_before_it_is_used(database):
    if database.dialect == "sqlite":
        pytest.skip("nobody cuts a file")
    with database.reading() as first, database.reading() as second:
        numbers = [one.driver.info.backend_pid for one in (first, second)]
    _terminate(database.url, numbers)

    with pytest.raises(ConnectionLost), database.reading() as connection:
        connection.execute(text("SELECT 1"))
    with database.reading() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    assert first.closed
    assert second.closed


def test_what_comes_after_a_loss_is_part_of_the_loss(few):
    connection = few.take()
    gone = _cut(connection)
    told = [connection.translated("SELECT 1", (), gone) for _ in range(2)]
    assert all(one.connection_invalidated for one in told)
    few.give_back(connection)


def test_a_statement_after_the_end_of_its_transaction_is_refused(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE early (name TEXT)"))
    with pytest.raises(RuntimeError, match=r"runs inside Database\.transaction"):
        connection.execute(text("INSERT INTO early VALUES ('late')"))


def test_a_failure_that_nobody_minded_is_no_commit(database):
    if database.dialect == "sqlite":
        pytest.skip("a statement that fails leaves the others of its transaction in force")
    with pytest.raises(InternalError, match="has failed"), database.transaction() as connection:  # noqa: PT012
        connection.execute(text("CREATE TABLE swallowed (name TEXT)"))
        with pytest.raises(ProgrammingError):
            connection.execute(text("SELECT nothing"))

    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE swallowed (name TEXT)"))


def test_two_databases_do_not_share_connections(database):
    another = Database(database.url.render_as_string(hide_password=False))
    with database.reading() as one, another.reading() as other:
        assert one is not other
    another.dispose()


def _terminate(url, numbers):
    killer = Database(url.render_as_string(hide_password=False))
    with killer.transaction() as connection:
        for number in numbers:
            connection.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    killer.dispose()


def _refused(*_):
    raise OSError("refused")


def _cut(connection):
    """The error of a connection that is gone."""
    connection.driver.close()
    try:
        connection.driver.execute("SELECT 1")
    except connection.driver_error as error:
        return error
    raise AssertionError("a closed connection answers")
