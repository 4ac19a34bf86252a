"""The ground: databases, keys, clocks, configuration."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import config
from engine.clock import SimulatedClock, SystemClock
from engine.db import Database, from_milliseconds, to_milliseconds
from engine.errors import ConfigurationError, Unavailable
from engine.keys import Keys, created_at


def test_a_transaction_that_raises_leaves_nothing(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))

    with pytest.raises(ZeroDivisionError), database.transaction() as connection:  # noqa: PT012  raising is the point
        connection.execute(text("INSERT INTO t VALUES (1)"))
        raise ZeroDivisionError

    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0


def test_a_reader_does_not_wait_for_a_writer_and_sees_what_is_committed(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))

    with database.transaction() as writer:
        writer.execute(text("INSERT INTO t VALUES (2)"))
        with database.reading() as reader:
            assert reader.execute(text("SELECT count(*) FROM t")).scalar_one() == 1


def test_a_reader_sees_one_moment_from_its_first_look_to_its_last(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))

    with database.reading() as reader:
        first = reader.execute(text("SELECT count(*) FROM t")).scalar_one()
        with database.transaction() as writer:
            writer.execute(text("INSERT INTO t VALUES (2)"))
        assert (first, reader.execute(text("SELECT count(*) FROM t")).scalar_one()) == (1, 1)

    with database.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar_one() == 2


def test_eight_writers_lose_no_update(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (0)"))
    read = text("SELECT a FROM t" if database.dialect == "sqlite" else "SELECT a FROM t FOR UPDATE")

    def add_fifty():
        for _ in range(50):
            with database.transaction() as connection:
                value = connection.execute(read).scalar_one()
                connection.execute(text("UPDATE t SET a = :a"), {"a": value + 1})

    writers = [threading.Thread(target=add_fifty) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with database.reading() as connection:
        assert connection.execute(text("SELECT a FROM t")).scalar_one() == 400


def test_a_database_that_cannot_be_reached_is_named_without_its_password():
    database = Database("postgresql+psycopg://baton:hidden@127.0.0.1:1/none")
    with pytest.raises(Unavailable) as caught, database.reading():
        pass
    assert "127.0.0.1:1" in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_keys_grow_are_unique_and_know_when_they_were_made():
    keys = Keys(7, SystemClock())
    made = [*keys.block(10_000), *(keys.new() for _ in range(10_000))]
    assert made == sorted(set(made))
    assert all((key >> 12) & 1023 == 7 for key in made)
    assert abs(created_at(made[0]) - SystemClock().now()) < timedelta(minutes=1)


def test_instants_survive_milliseconds():
    moment = datetime(2026, 3, 29, 1, 59, 59, 999000, tzinfo=UTC)
    assert from_milliseconds(to_milliseconds(moment)) == moment


def test_a_simulated_clock_moves_only_when_told():
    clock = SimulatedClock(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(days=14))
    assert clock.now() == datetime(2026, 1, 15, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        clock.move_to(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "http", "whole number from 1 to 65535"),
        ("PORT", "70000", "whole number from 1 to 65535"),
        ("BATON_DATABASE_URL", "mysql://root:hidden@h/d", "sqlite:///PATH or postgresql+psycopg"),
        ("BATON_DATABASE_URL", "postgresql+psycopg://root:hidden@h:port/d", "postgresql+psycopg"),
        ("BATON_LOCALE", "de", "'en' or 'ru'"),
        ("BATON_TIME_ZONE", "Mars/Olympus", "IANA name"),
        ("BATON_SECURE_COOKIES", "yes", "'true' or 'false'"),
    ],
)
def test_a_wrong_setting_names_the_variable_and_what_it_may_be(name, value, remedy):
    with pytest.raises(ConfigurationError) as caught:
        config.read({name: value})
    assert name in str(caught.value)
    assert remedy in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_the_reference_lists_every_setting_with_its_default():
    page = (Path(__file__).resolve().parents[1] / "docs/reference/configuration.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)`", page, flags=re.MULTILINE))
    named = re.findall(r'"""([A-Z_]+):', Path(config.__file__).read_text())
    assert sorted(rows) == sorted(named)
    assert config.read({}) == config.read(rows)
