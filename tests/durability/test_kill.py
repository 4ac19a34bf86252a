"""``kill -9`` in the middle of many completions: each step is there once, or not at all."""

from __future__ import annotations

import pytest

from engine.db import Database
from engine.process import queries
from tests.durability import split_server, visits
from tests.durability.guards import control, guards
from tests.durability.serving import Crowd, Server, at_once

pytestmark = pytest.mark.durability

VISITS, CLIENTS = 60, 4


@guards("G1")
def test_after_kill_9_each_completion_is_there_once_or_not_at_all(database_url, tmp_path, dice, soak):
    count = 10 * VISITS if soak else VISITS
    tasks = visits.prepare(database_url, count)
    answers = dice.randint(10, count - 25)
    with Server(database_url, tmp_path / "var") as server:
        crowd = Crowd(server.port, CLIENTS)
        crowd.complete(tasks, then=answers, do=server.kill)

    traces = visits.read(database_url, tasks)
    assert visits.violations(traces, crowd.acknowledged) == []
    assert answers <= len(visits.completed(traces)) < count
    assert crowd.refused == []

    with Server(database_url, tmp_path / "var") as server:
        rest = sorted(set(tasks) - visits.completed(traces))
        again = Crowd(server.port, CLIENTS)
        again.complete(rest)
        assert (again.acknowledged, again.refused) == (set(rest), [])

    after = visits.read(database_url, tasks)
    assert visits.violations(after, set(tasks)) == []
    assert _instances_without_reason(database_url) == []


@control("G1")
def test_the_check_finds_a_server_that_splits_a_step_into_two_transactions(new_sqlite, tmp_path, dice):
    # A kill hits between the two transactions by luck: most often in the first company, surely in one of ten.
    found = (_left_by_a_split_server(new_sqlite, tmp_path / str(number), dice) for number in range(10))
    assert any(found)


@guards("G3")
def test_of_eight_clients_that_complete_one_task_at_once_one_succeeds(database_url, tmp_path):
    tasks = visits.prepare(database_url, 1)
    with Server(database_url, tmp_path / "var") as server:
        statuses = at_once(server.port, 8, tasks[0])

    assert sorted(statuses) == [303, *[409] * 7]
    assert visits.violations(visits.read(database_url, tasks), set(tasks)) == []


def _left_by_a_split_server(new_sqlite, folder, dice):
    """What is wrong in a company whose server was killed; it writes a step in two transactions."""
    folder.mkdir()
    url = new_sqlite(folder / "baton.sqlite")
    tasks = visits.prepare(url, 40)
    with Server(url, folder / "var", split_server.main) as server:
        crowd = Crowd(server.port, CLIENTS)
        crowd.complete(tasks, then=dice.randint(8, 24), do=server.kill)
    assert crowd.refused == []
    assert crowd.acknowledged
    return visits.violations(visits.read(url, tasks), crowd.acknowledged)


def _instances_without_reason(url):
    database = Database(url)
    with database.reading() as connection:
        found = queries.instances_without_reason(connection)
    database.dispose()
    return found
