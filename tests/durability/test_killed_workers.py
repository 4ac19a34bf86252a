"""Four workers, killed again and again at random: each step is applied once."""

from __future__ import annotations

import pytest

from tests.durability import killing
from tests.durability.guards import control, guards

pytestmark = pytest.mark.durability


@guards("G2")
def test_each_delivery_counts_once_however_often_its_workers_are_killed(database_url, dice, soak):
    killing.prepare(database_url, "work", 1000 if soak else 5)
    killed = killing.let_work(killing.deliver, database_url, 4, dice, 0.02 if soak else 0.05)

    assert killing.violations(database_url, "work") == [], f"{killed} workers were killed"


@control("G2")
def test_a_job_that_is_marked_done_in_a_second_transaction_is_done_twice(new_sqlite, tmp_path, dice):
    url = new_sqlite(tmp_path / "baton.sqlite")
    killing.prepare(url, "careless", 3)
    killed = killing.let_work(killing.deliver_carelessly, url, 2, dice)

    assert killed
    assert "counted 2 times" in killing.violations(url, "careless")
