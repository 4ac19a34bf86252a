"""A disk without space: each verb is refused in words and leaves nothing, what is there can be read, and it goes on."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, make_url, text

from engine import config as configuration
from engine import schema
from engine.db import Database
from engine.failures import DatabaseFull
from engine.identity import sessions
from engine.process import audit
from tests.durability import split_server, visits
from tests.durability.guards import control, guards
from tests.webui.browsing import Browser
from tests.webui.browsing import text as text_of
from webui import create_app

pytestmark = pytest.mark.durability

VISITS = 20


@guards("G12")
def test_what_does_not_fit_is_refused_in_words_and_leaves_nothing(database_url):
    tasks = visits.prepare(database_url, VISITS)
    with opened(database_url) as (engine, person), full(engine.database):
        done, refused = complete(engine, person, tasks)
        assert refused
        assert "The disk of the database is full: nothing was changed." in str(refused[0])
        with engine.database.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM user_task")) >= VISITS

    assert visits.violations(visits.read(database_url, tasks), done) == []


@guards("G12")
def test_when_there_is_space_again_everything_goes_on_by_itself(database_url):
    tasks = visits.prepare(database_url, VISITS)
    with opened(database_url) as (engine, person):
        with full(engine.database):
            done, _ = complete(engine, person, tasks)
        again, refused = complete(engine, person, sorted(set(tasks) - done))

    assert refused == []
    assert done | again == set(tasks)
    assert visits.violations(visits.read(database_url, tasks), set(tasks)) == []


@control("G12")
def test_a_step_of_two_transactions_would_be_left_half_on_a_full_disk(new_sqlite, tmp_path, monkeypatch):
    url = new_sqlite(tmp_path / "baton.sqlite")
    tasks = visits.prepare(url, VISITS)
    monkeypatch.setattr(split_server.tasks, "audit", split_server._NoAudit())
    with opened(url, TalkativeSplitEngine) as (engine, person), full(engine.database) as pages:
        for task in tasks:
            pages[0] += 1
            complete(engine, person, [task])

    assert visits.violations(visits.read(url, tasks)) != []


@guards("G12")
@pytest.mark.parametrize(
    ("locale", "words"), [("en", "The disk of the database is full"), ("ru", "нет места")]
)
def test_a_page_says_that_the_disk_is_full_and_what_is_there_can_still_be_read(
    new_sqlite, tmp_path, locale, words
):
    url = new_sqlite(tmp_path / "baton.sqlite")
    tasks = visits.prepare(url, VISITS)
    with opened(url) as (engine, person):
        app = create_app(engine, configuration.read({"BATON_VAR": str(tmp_path / "var")}))
        browser = Browser(app)
        with engine.database.transaction() as connection:
            token = sessions.start(connection, person.key, now=engine.system_clock.now())
            connection.execute(text("UPDATE user_account SET locale = :locale"), {"locale": locale})
        browser.client.set_cookie("baton", token)
        browser.get("/profile")
        with full(engine.database):
            refused = None
            while refused is None:
                task = tasks.pop()
                answer = browser.post(f"/tasks/{task}/completion", {"account.city": visits.TOWN})
                refused = task if answer.status_code != 303 else None
            assert answer.status_code == 503
            assert words in text_of(answer)
            assert browser.get("/inbox").status_code == 200
            assert browser.get(f"/tasks/{refused}").status_code == 200


class TalkativeSplitEngine(visits.Engine):
    """Its audit, in a transaction of its own, needs more space than its step."""

    def complete_task(self, key, values, *, by, **more):
        done = super().complete_task(key, values, by=by, **more)
        new = {"said": "x" * 400_000}
        self.attempt(lambda work: audit.record(work, "complete_task", ("task", key), new=new), by=by)
        return done


@contextmanager
def opened(url, kind=visits.Engine):
    with visits.opened(url, kind=kind) as engine:
        with engine.database.reading() as connection:
            person = visits.store.find_user(connection, visits.LOGIN)
        yield engine, person


def complete(engine, person, tasks):
    """Those that could be completed, and what the others were refused with."""
    done, refused = set(), []
    for task in tasks:
        try:
            engine.complete_task(task, {"account.city": visits.TOWN}, by=person)
        except DatabaseFull as error:
            refused.append(error)
        else:
            done.add(task)
    return done, refused


def full(database):
    """A database that cannot grow any more, nearly."""
    return _full_sqlite(database) if database.dialect == "sqlite" else _full_postgresql(database)


def fill_up(database):
    """Take what is left of the last pages of an SQLite file."""
    for size in (2000, 10):
        try:
            while True:
                with database.transaction() as connection:
                    connection.execute(text("INSERT INTO ballast VALUES (:value)"), {"value": "x" * size})
        except DatabaseFull:
            continue


@contextmanager
def _full_sqlite(database):
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE ballast (value TEXT)"))
    with database.reading() as connection:
        limit = [connection.scalar(text("PRAGMA page_count"))]

    def restrict(connection, *_):
        connection.driver.execute(f"PRAGMA max_page_count = {limit[0]}")

    event.listen(database.sql_engine, "before_cursor_execute", restrict)
    fill_up(database)
    try:
        yield limit
    finally:
        limit[0] = 1 << 30


@contextmanager
def _full_postgresql(database):
    """What the server answers when a file cannot be extended, at every second of the rows that a step writes."""
    with database.transaction() as connection:
        connection.execute(text("CREATE SEQUENCE rows_written"))
        connection.execute(text(
            "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF nextval('rows_written') > 3 THEN "
            "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF; "
            "RETURN NEW; END $$"
        ))  # fmt: skip
        connection.execute(text(
            "CREATE TRIGGER no_space BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION no_space()"
        ))  # fmt: skip
    try:
        yield
    finally:
        with database.transaction() as connection:
            connection.execute(text("DROP FUNCTION no_space CASCADE"))
            connection.execute(text("DROP SEQUENCE rows_written"))


@pytest.mark.long
@guards("G12")
def test_a_postgresql_on_a_disk_without_space_refuses_in_words_and_goes_on(small_disk):
    """A real small disk, full: only the tables stand on it, or PostgreSQL itself would stop for lack of its log."""
    url, ballast = small_disk
    tasks = visits.prepare(url, 150)
    with opened(url) as (engine, person):
        ballast.fill()
        done, refused = complete(engine, person, tasks)
        assert refused
        assert visits.violations(visits.read(url, tasks), done) == []
        ballast.remove()
        again, refused = complete(engine, person, sorted(set(tasks) - done))
    assert refused == []
    assert visits.violations(visits.read(url, tasks), done | again) == []


class Ballast:
    """Takes all the space that is left on a disk."""

    def __init__(self, folder):
        self._path = folder / "ballast"

    def fill(self):
        with self._path.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))

    def remove(self):
        self._path.unlink()


@pytest.fixture
def small_disk(postgres_url):
    """A database on a disk of 24 MB, and what fills it."""
    folder = Path(tempfile.mkdtemp(prefix="baton-small-"))
    mounted = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        tables = folder / "tables"
        tables.mkdir()
        owner = pwd.getpwnam("embedded_postgres")
        for one in (folder, tables):
            os.chown(one, owner.pw_uid, owner.pw_gid)
        _ddl(
            postgres_url,
            f"CREATE TABLESPACE small LOCATION '{tables}'",
            "CREATE DATABASE small TABLESPACE small",
        )
        url = make_url(postgres_url).set(database="small").render_as_string(hide_password=False)
        database = Database(url)
        schema.migrate(database)
        database.dispose()
        yield url, Ballast(folder)
        _ddl(postgres_url, "DROP DATABASE small WITH (FORCE)", "DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def _ddl(url, *statements):
    sql_engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with sql_engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    sql_engine.dispose()
