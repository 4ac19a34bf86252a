"""What waited when an older release was stopped is taken over by this one, and ends as it would have ended there."""

from __future__ import annotations

import copy
import json
from datetime import datetime

import pytest

from engine import schema
from engine.clock import SimulatedClock, SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from engine.process import queries
from engine.process.errors import StepFailed
from tests.durability import kept, resuming
from tests.durability.guards import control, guards

pytestmark = pytest.mark.durability

STATES = sorted(kept.RELEASES.glob("*.json.gz"))


def of_release(path, kind):
    """On PostgreSQL a short run takes over the newest only."""
    marks = [pytest.mark.long] if kind == "postgresql" and path != STATES[-1] else []
    return pytest.param(kind, path, marks=marks, id=f"{kind}-{path.name.partition('.')[0]}")


@pytest.fixture
def empty_url(kind, tmp_path, request):
    """A database of each kind without a single table."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'old.sqlite'}"
    return request.getfixturevalue("bare_postgres")()


def resumed(url, state, folder):
    """Take an older release's database over, and let everything in it come to its end."""
    database = Database(url)
    try:
        kept.restore(database, state)
        schema.migrate(database)
        schema.check(database)
        clock, system_clock = SimulatedClock(datetime.fromisoformat(state["clock"])), SystemClock()
        engine = Engine(
            database,
            business_clock=clock,
            system_clock=system_clock,
            files=Files(folder / "files"),
            keys=Keys(1, system_clock),
        )
        with database.reading() as connection:
            assert queries.instances_without_reason(connection) == []
        resuming.finish(engine, clock)
        return resuming.endings(engine)
    finally:
        database.dispose()


@guards("G20")
@pytest.mark.parametrize(
    ("kind", "path"), [of_release(path, kind) for path in STATES for kind in ("sqlite", "postgresql")]
)
def test_what_waited_in_an_older_release_ends_as_it_would_have_there(empty_url, kind, path, tmp_path):
    state = kept.read(path)

    assert resumed(empty_url, state, tmp_path) == state["endings"]


@control("G20")
def test_a_release_that_lost_a_token_of_an_older_one_would_be_noticed(tmp_path):
    state = copy.deepcopy(kept.read(STATES[0]))
    instances = state["tables"]["process_instance"]
    place, name = (instances["columns"].index(one) for one in ("state", "business_id"))
    row = next(row for row in instances["rows"] if row[name] == "wait_join")
    stored = json.loads(row[place])
    stored[3] = [token for token in stored[3] if "join" not in token[1]]
    row[place] = json.dumps(stored)

    with pytest.raises(StepFailed, match="can never go on"):
        resumed(f"sqlite:///{tmp_path / 'old.sqlite'}", state, tmp_path)
