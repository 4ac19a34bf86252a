"""Vera designs, Dora may deploy, Emil is an employee; a folder that was deployed once."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM, store
from engine.keys import Keys
from engine.studio import drafts, queries, starting

FOLDER = "returns"


@pytest.fixture
def engine(database, tmp_path):
    clock = SystemClock()
    return Engine(
        database,
        business_clock=SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)),
        system_clock=clock,
        files=Files(tmp_path / "files"),
        keys=Keys(0, clock),
    )


@pytest.fixture
def people(engine):
    def person(login, name, **facts):
        store.create_user(connection, keys=engine.keys, login=login, name=name, **facts)
        return store.find_user(connection, login)

    with engine.database.transaction() as connection:
        return SimpleNamespace(
            vera=person("vera", "Vera Lang", roles=("designer",)),
            olga=person("olga", "Ольга Белова", roles=("designer",), locale="ru"),
            dora=person("dora", "Dora Noor", roles=("manager",), may_deploy=True),
            emil=person("emil", "Emil Berg", roles=("employee",)),
        )


@pytest.fixture
def files():
    """The files of a small folder that can be deployed."""
    return starting.folder(FOLDER, "Returns", "en")


@pytest.fixture
def studio(engine, people, files):
    """The folder, deployed by the system, with what tests ask about it."""
    engine.deploy(files, by=SYSTEM, name=FOLDER, why="The beginning")
    return Studio(engine, people)


class Studio:
    def __init__(self, engine, people):
        self.engine, self.people = engine, people

    def folder(self, name=FOLDER, *, by=None):
        with self.engine.database.reading() as connection:
            return queries.folder(connection, name, by or self.people.vera)

    def draft(self, name=FOLDER, *, by=None):
        """The files of a person's draft."""
        with self.engine.database.reading() as connection:
            return drafts.files(connection, drafts.found(connection, name, by or self.people.vera).key)

    def versions_of(self, name=FOLDER, *, by=None):
        with self.engine.database.reading() as connection:
            draft = drafts.found(connection, name, by or self.people.vera)
            return {line.name: line.version for line in queries.draft_files(connection, draft.key)}

    def change(self, old, new, *, by=None, file=f"{FOLDER}.bpmn", name=FOLDER):
        """Replace a text in one file of a person's draft."""
        by = by or self.people.vera
        self.engine.open_draft(name, by=by)
        content = self.draft(name, by=by)[file]
        assert old in content
        expected = self.versions_of(name, by=by)[file]
        return self.engine.save_draft_file(name, file, content.replace(old, new), expected=expected, by=by)

    def propose(self, *, by=None, why="Better words"):
        return self.engine.propose(FOLDER, why=why, by=by or self.people.vera)

    def proposal(self, key):
        with self.engine.database.reading() as connection:
            return queries.proposal(connection, key)
