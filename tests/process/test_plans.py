"""The hot reads walk an index at any size; a plan that sorts or scans is a bug that small tests do not show."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text

from engine.clock import SystemClock
from engine.keys import Keys
from engine.process.models import NO_DUE, ProcessInstance, TaskCandidate, UserTask
from engine.process.queries.inbox import branches

TASKS = 20_000
MADE_UP_ROWS = True
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def crowded(engine, database):
    """Twenty thousand open tasks in ten groups, a tenth of them held by a hundred people."""
    keys = Keys(1, SystemClock()).block(TASKS)
    with database.transaction() as connection:
        for table, row in ((ProcessInstance, _instance), (UserTask, _task), (TaskCandidate, _candidate)):
            connection.execute(insert(table), [row(number, key) for number, key in enumerate(keys)])
        connection.execute(text("ANALYZE"))
    return database


def _instance(_number, key):
    row = {"key": key, "definition": 1, "process_id": "p", "status": "active", "started": NOW, "state": ""}
    return row | {"version": 1, "history_length": 0}


def _task(number, key):
    row = {
        "key": key,
        "instance": key,
        "number": 1,
        "element": 0,
        "created": NOW,
        "due": NO_DUE,
        "rank": number % 97,
    }
    return row | {"assignee": number % 100 if number % 10 == 0 else None}


def _candidate(number, key):
    row = {"task": key, "group_name": f"g{number % 10}", "user_key": 0, "rank": number % 97, "due": NO_DUE}
    return row | {"claimed": number % 10 == 0}


def plan(database, statement):
    """The database's plan, one step per line."""
    compiled = statement.compile(database.sql_engine, compile_kwargs={"literal_binds": True})
    prefix = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    with database.reading() as connection:
        return "\n".join(
            str(row[-1]) for row in connection.exec_driver_sql(prefix + str(compiled).replace("%", "%%"))
        )


@pytest.mark.parametrize("cursor", [None, (50, NO_DUE, 5)])
def test_each_list_of_the_inbox_walks_its_index(crowded, people, cursor):
    for scope, index in (("mine", "ix_user_task_mine"), ("groups", "ix_task_candidate_group")):
        branch = branches(people.anna, scope, cursor, 26)[0]
        found = plan(crowded, branch)
        assert index in found, found
        assert not re.search(r"TEMP B-TREE|Sort|Seq Scan", found), found
