"""A program that dies just before or just after any one of its commits loses nothing and does nothing twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability import crashing, visits

pytestmark = pytest.mark.durability

ROOT = Path(__file__).resolve().parents[2]
SAMPLED = 2


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """Makes a database in which one visit waits to be played."""
    make = request.getfixturevalue("new_sqlite" if request.param == "sqlite" else "new_postgres")

    def new(name):
        url = make(tmp_path / f"{name}.sqlite") if request.param == "sqlite" else make()
        visits.furnish(url, accounts=1)
        return url

    return new


def test_a_visit_ends_the_same_wherever_its_program_was_killed(new_database, dice, soak):
    url = new_database("whole")
    commits = int(run(url, "never", 0).stdout)
    wanted = visits.ending(url)
    assert wanted["instance"] == [("completed",)]
    assert wanted["account"] == [(visits.TOWN, 1)]

    points = [(when, number) for number in range(1, commits + 1) for when in ("before", "after")]
    for when, number in points if soak else dice.sample(points, SAMPLED):
        url = new_database(f"{when}-{number}")
        assert run(url, when, number).returncode == -signal.SIGKILL
        crashing.play(url)
        assert visits.ending(url) == wanted, f"killed {when} commit {number} of {commits}"


def run(url, when, number):
    command = [sys.executable, "-m", "tests.durability.crashing", url, when, str(number)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
