"""Two people, two workers, eight writers at the same moment: one wins, the others wait or hear who was quicker."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import db
from engine.db import Database
from tests.durability import killing, racing, visits
from tests.durability.guards import control, guards
from tests.durability.programs import running
from tests.durability.racing import QUICKER, WON

pytestmark = pytest.mark.durability


@guards("G3")
def test_of_two_people_who_complete_one_task_at_once_one_wins(database_url, soak):
    tasks = visits.prepare(database_url, 250 if soak else 4)
    with visits.opened(database_url) as engine:
        person = racing.who(engine)
        for task in tasks:
            heard = racing.in_threads(
                lambda _, task=task: engine.complete_task(task, {"account.city": visits.TOWN}, by=person)
            )
            assert heard == [QUICKER, WON]

    assert visits.violations(visits.read(database_url, tasks), set(tasks)) == []


@guards("G3")
def test_of_two_programs_that_complete_one_task_at_once_one_wins(database_url, soak):
    tasks = visits.prepare(database_url, 250 if soak else 4)

    assert racing.in_programs(database_url, tasks) == [[QUICKER, WON]] * len(tasks)
    assert visits.violations(visits.read(database_url, tasks), set(tasks)) == []


@control("G3")
def test_who_looks_before_the_lock_lets_both_win(database_url):
    [task] = visits.prepare(database_url, 1)
    with visits.opened(database_url, kind=racing.CarelessEngine) as engine:
        person = racing.who(engine)
        heard = racing.in_threads(lambda _: engine.complete_task(task, {}, by=person))

    assert heard == [WON, WON]
    assert visits.violations(visits.read(database_url, [task])) != []


@guards("G3")
def test_two_workers_never_hold_one_job(database_url, soak):
    killing.prepare(database_url, "work", 100 if soak else 6)
    held = []

    def take(number):
        while jobs := engine.activate_jobs(
            "durability.work", worker=str(number), limit=1, lease=timedelta(minutes=1)
        ):
            held.extend(job.key for job in jobs)

    with visits.opened(database_url) as engine:
        racing.in_threads(take, 4)

    assert len(held) == len(set(held)) == (100 if soak else 6)


@guards("G10")
def test_eight_writers_on_sqlite_each_get_their_turn(new_sqlite, tmp_path, soak):
    url, turns = new_sqlite(tmp_path / "baton.sqlite"), 200 if soak else 10
    crew = [running(write_in_turn, url, turns) for _ in range(4)]
    programs = [one.__enter__() for one in crew]
    said = [one.hear() for one in programs]
    for one in crew:
        one.__exit__(None, None, None)

    assert said == [[]] * 4
    database = Database(url)
    with database.reading() as connection:
        assert connection.scalar(text("SELECT sum(version) FROM setting")) == 8 * turns
    database.dispose()


@control("G10")
def test_writers_that_read_before_they_take_the_lock_are_told_that_it_is_locked(
    new_sqlite, tmp_path, monkeypatch
):
    database = Database(new_sqlite(tmp_path / "baton.sqlite"))
    database._write_lock = None
    monkeypatch.setitem(db._WRITING, "sqlite", "BEGIN")
    meeting, told = threading.Barrier(2), []

    def write():
        try:
            with database.transaction() as connection:
                count_up(connection, meeting.wait)
        except OperationalError as error:
            told.append(str(error.orig))

    crew = [threading.Thread(target=write) for _ in range(2)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    database.dispose()

    assert told == ["database is locked"]


def write_in_turn(line, url, turns):
    """Two threads of one of four programs: each reads, then writes, again and again; what went wrong."""
    database, failed = Database(url), []

    def write():
        try:
            for _ in range(turns):
                with database.transaction() as connection:
                    count_up(connection)
        except Exception as error:  # noqa: BLE001  the test wants every one of them
            failed.append(str(error))

    crew = [threading.Thread(target=write) for _ in range(2)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    line.send(failed)


def count_up(connection, between=lambda: None):
    """Read, then write: what would lose an update if two did it at once."""
    found = connection.scalar(text("SELECT max(version) FROM setting")) or 0
    between()
    connection.execute(
        text(
            "INSERT INTO setting (key, value, version, changed) VALUES ('turns', '{}', 1, 0) "
            "ON CONFLICT (key) DO UPDATE SET version = :next"
        ),
        {"next": found + 1},
    )
