"""How many SQL statements the hot verbs cost, and how many bytes a finished instance leaves; both must not creep up."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event, text

from tests.process.models import W1

COUNTED = (
    "process_instance",
    "ix_process_instance_live",
    "ix_process_instance_started",
    "ix_process_instance_ended",
    "uq_process_instance_business_id",
    "history",
    "ix_history_task",
    "ix_history_by",
    "user_task",
    "task_candidate",
)
VARIABLES = {"price": Decimal(25), "qty": Decimal(10)}


@contextmanager
def counted(database):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(database.sql_engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.sql_engine, "before_cursor_execute", note)


@pytest.fixture
def warm(company, people):
    """Everything was used once: definitions are in memory."""
    company.deploy(W1)
    company.start("w1", **VARIABLES)
    for element in ("qualify", "offer", "call"):
        company.complete(company.tasks(people.anna)[element])


def test_a_start_takes_seven_statements(company, engine, database, people, warm):
    with counted(database) as statements:
        engine.start_instance("w1", variables=VARIABLES, by=people.anna)

    # newest version, instance, task, candidate, effects, history, audit
    assert len(statements) <= 7, "\n".join(statements)


def test_a_completion_takes_nine_statements_at_most(company, engine, database, people, warm):
    company.start("w1", **VARIABLES)
    counts = []
    for element in ("qualify", "offer", "call"):
        key = company.tasks(people.anna)[element]
        with counted(database) as statements:
            engine.complete_task(key, {"note": "x"}, by=people.anna)
        counts.append(len(statements))

    # lock, task, instance, task out, tasks in, candidates in, effects, history, audit
    # Where nothing opens: without tasks and candidates in.
    assert max(counts) <= 9, counts
    assert sorted(counts)[1] <= 7, counts


def test_a_finished_instance_leaves_less_than_a_kilobyte(company, engine, people):
    if engine.database.dialect != "sqlite":
        pytest.skip("measured on SQLite, where pages can be counted exactly")
    company.deploy(W1)
    many, database = 300, engine.database

    def size():
        """Bytes of the instances with their history, and of their effect journal."""
        with database.reading() as connection:
            pages = dict(connection.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")).all())
        return sum(pages.get(name, 0) for name in COUNTED), pages["step_effects"]

    before, journal_before = size()
    for _ in range(many):
        company.start("w1", **VARIABLES)
    for row in company.inbox(people.anna, limit=many).rows:
        company.complete(row.key, interest="high")
    for row in company.inbox(people.anna, limit=2 * many).rows:
        company.complete(row.key, result="done")

    assert company.tasks(people.anna) == {}
    after, journal_after = size()
    assert 300 < (after - before) / many <= 1024
    assert 100 < (journal_after - journal_before) / many <= 256
