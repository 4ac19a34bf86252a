"""The public form of a small process, and what became of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.process import queries as processes
from engine.process.queries.search import Question, search
from engine.records import queries
from tests.webui.public.visitor import Visitor, files

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.records import Record


@pytest.fixture
def intake(engine, company):
    """The process is deployed."""
    engine.deploy(files(), by=company.dina, name="test")


@pytest.fixture
def visitor(app, stranger, engine, intake) -> Visitor:
    return Visitor(app, stranger, engine)


@pytest.fixture
def records(engine, company) -> Callable[[str], list[Record]]:
    """All records of a type, oldest first."""

    def read(kind="lead"):
        with engine.database.reading() as connection:
            return queries.page(connection, kind, company.dina).rows[::-1]

    return read


@pytest.fixture
def instances(engine, company):
    """All running instances with their variables."""

    def read():
        with engine.database.reading() as connection:
            found = search(connection, company.dina, Question(), now=engine.business_clock.now())
            return [processes.instance(connection, one.line.key, company.dina) for one in found.rows]

    return read
