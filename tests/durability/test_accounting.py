"""The check that runs after every test of the engine (tests/process/conftest.py) finds what changed without a trace."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.durability.accounting import ALL, unaccounted
from tests.durability.guards import control, guards
from tests.process.models import boundary, end, model, start, timer, user

pytestmark = pytest.mark.durability

WORK = model(
    "work",
    start(),
    user("do", candidateGroups="sales"),
    boundary("late", "do", timer("Duration", "P1D"), interrupting=False),
    user("nag", candidateGroups="sales"),
    end(),
    end("nagged"),
    flow="start > do > end; late > nag > nagged",
)


@pytest.fixture
def busy(company, engine, people, clock):
    """One process that was completed, one that was cancelled, one that goes on."""
    company.deploy(WORK)
    first, second, _ = (company.start("work") for _ in range(3))
    [task] = [row.key for row in company.inbox(people.anna).rows if row.instance_key == first]
    company.complete(task)
    engine.cancel_instance(second, reason="a mistake", by=people.ada)
    clock.advance(timedelta(days=1))
    engine.run_due()
    return engine.database


@guards("G15")
def test_everything_that_changed_says_who_what_and_when(busy):
    with busy.reading() as connection:
        assert unaccounted(connection) == []


@control("G15")
@pytest.mark.parametrize(
    ("deed", "undone"),
    [
        ("DELETE FROM audit WHERE verb = 'complete_task'", "no audit row says so"),
        ("DELETE FROM audit WHERE verb = 'cancel_instance'", "was cancelled"),
        ("DELETE FROM audit WHERE verb = 'start_instance'", "was started"),
        ("DELETE FROM history WHERE number = 0", "rows of history"),
    ],
)
def test_what_changed_without_a_trace_is_found(busy, deed, undone):
    with for_a_moment(busy) as connection:
        connection.execute(text(deed))
        assert undone in " ".join(unaccounted(connection))


def test_the_check_of_a_long_run_reads_the_audit_log_by_its_index(sqlite_database):
    with sqlite_database.reading() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {ALL}")).all()
    scanned = [line for *_, line in plan if line.startswith("SCAN a ") or line == "SCAN a"]
    assert scanned == []


class ForgetIt(Exception):
    """The deed is rolled back: the check after this test has nothing to find."""


@contextmanager
def for_a_moment(database):
    with suppress(ForgetIt), database.transaction() as connection:
        yield connection
        raise ForgetIt
