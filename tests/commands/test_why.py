"""`baton why` and `baton sizes`, on a database with a running process."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from engine.clock import SystemClock
from engine.commands import sizes, why
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from tests.process import models as m
from tests.process.company import Company

XML = m.model(
    "p",
    m.start(),
    m.user("ask", assignee='="anna"', name="Ask"),
    m.boundary("late", "ask", m.timer("Date", "2199-01-31T10:00:00Z"), interrupting=False),
    m.end(),
    m.end("told"),
    flow="start > ask > end; late > told",
)


@pytest.fixture
def instance(tmp_path, new_sqlite):
    """The key of a running instance, and the environment of the commands."""
    url, clock = new_sqlite(tmp_path / "baton.sqlite"), SystemClock()
    database = Database(url)
    files, keys = Files(tmp_path / "files"), Keys(0, clock)
    engine = Engine(database, business_clock=clock, system_clock=clock, files=files, keys=keys)
    company = Company(engine)
    company.deploy(XML)
    key = company.start("p")
    yield key, {"BATON_DATABASE_URL": url, "BATON_VAR": str(tmp_path)}
    database.dispose()


def test_why_tells_each_token_and_indents_what_lies_in_wait(instance):
    key, environment = instance

    told = CliRunner().invoke(why.command, [str(key)], env=environment).output.splitlines()
    russian = CliRunner().invoke(why.command, [str(key), "--locale", "ru"], env=environment).output
    facts = json.loads(CliRunner().invoke(why.command, [str(key), "--json"], env=environment).output)

    assert told[0].startswith("Ask: Anna is to do it; it has been open since ")
    assert told[1].startswith("  Timer event at “Ask”: Waits until 2199-01-31 10:00 UTC, ")
    assert told[1].endswith("Then it starts beside “Ask”.")
    assert "Тогда начинается рядом, не прерывая: «Ask»." in russian
    assert [(one["kind"], one["role"]) for one in facts] == [("task", "flow"), ("timer", "beside")]
    assert facts[1]["facts"]["due"] == "2199-01-31T10:00:00+00:00"


def test_sizes_tells_rows_and_bytes(instance):
    key, environment = instance

    one = json.loads(CliRunner().invoke(sizes.command, [str(key), "--json"], env=environment).output)
    table = CliRunner().invoke(sizes.command, [], env=environment).output

    assert (one["instances"], one["history_rows"], one["journal_rows"]) == (1, 1, 1)
    assert "effect journal" in table
