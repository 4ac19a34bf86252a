"""A program that dies just before or just after any one of its commits loses nothing and does nothing twice."""

from __future__ import annotations

import shutil
import signal

import pytest

from engine import schema
from engine.db import Database
from tests.durability import crashing, kept, resuming, visits
from tests.durability.guards import control, guards
from tests.durability.programs import running
from tests.durability.telling import told

pytestmark = pytest.mark.durability

SAMPLED = 2
STATE = kept.read(max(kept.RELEASES.glob("*.json.gz")))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """Makes a database in which one visit waits to be played."""
    make = request.getfixturevalue("new_sqlite" if request.param == "sqlite" else "new_postgres")

    def new(name):
        url = make(tmp_path / f"{name}.sqlite") if request.param == "sqlite" else make()
        visits.furnish(url, accounts=1)
        return url

    return new


@guards("G1")
def test_a_visit_ends_the_same_wherever_its_program_was_killed(new_database, dice, soak, tell):
    commits, wanted = whole(new_database("whole"), crashing.main)
    assert wanted["instance"] == [("completed",)]
    assert wanted["account"] == [(visits.TOWN, 1)]

    points = [(when, number) for number in range(1, commits + 1) for when in ("before", "after")]
    for when, number in told(points if soak else dice.sample(points, SAMPLED), tell, 20):
        found = ending_after_crash(new_database(f"{when}-{number}"), crashing.main, when, number)
        assert found == wanted, f"killed {when} commit {number} of {commits}"


@control("G1")
def test_a_completion_in_two_transactions_is_found_at_one_of_the_points(new_database):
    commits, wanted = whole(new_database("whole"), crashing.main_in_two_transactions)
    broken = crashing.main_in_two_transactions
    lost = (
        ending_after_crash(new_database(f"{number}"), broken, "after", number) for number in range(5, commits)
    )
    assert any(found["audit"] != wanted["audit"] for found in lost)


def whole(url, program):
    """How many commits a visit takes that nobody disturbs, and how it ends."""
    with running(program, url, "never", 0) as undisturbed:
        commits = undisturbed.hear()
    return commits, visits.ending(url)


def ending_after_crash(url, program, when, number):
    with running(program, url, when, number) as killed:
        assert killed.ended() == -signal.SIGKILL
    crashing.play(url)
    return visits.ending(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def waiting_company(request, tmp_path):
    """Makes a database in which an instance waits in every way that this release knows."""

    def filled(url):
        database = Database(url)
        kept.restore(database, STATE)
        schema.migrate(database)
        database.dispose()
        return url

    if request.param == "postgresql":
        return lambda _name: filled(request.getfixturevalue("bare_postgres")())
    filled(f"sqlite:///{tmp_path / 'template.sqlite'}")

    def copied(name):
        path = tmp_path / f"{name}.sqlite"
        shutil.copyfile(tmp_path / "template.sqlite", path)
        return f"sqlite:///{path}"

    return copied


@pytest.mark.long
@guards("G1")
def test_whatever_waits_ends_the_same_wherever_its_program_was_killed(waiting_company, dice, tell):
    moment, url = STATE["clock"], waiting_company("whole")
    with running(crashing.finish, url, moment, "never", 0) as undisturbed:
        commits = undisturbed.hear()
    assert ended(url) == STATE["endings"]

    points = [(when, number) for number in range(1, commits + 1) for when in ("before", "after")]
    for when, number in told(points if url.startswith("sqlite") else dice.sample(points, 40), tell, 20):
        url = waiting_company(f"{when}-{number}")
        with running(crashing.finish, url, moment, when, number) as killed:
            assert killed.ended() == -signal.SIGKILL
        crashing.finish_all(url, moment)
        assert ended(url) == STATE["endings"], f"killed {when} commit {number} of {commits}"


def ended(url):
    with visits.opened(url) as engine:
        return resuming.endings(engine)
