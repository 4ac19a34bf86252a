"""The reference page shows what the functions really answer, and the demo company works by the calendars it names."""

from __future__ import annotations

import re
from pathlib import Path

from engine import feel
from engine.calendars import queries, working_time
from engine.demo.calendars import CALENDARS, open_calendars
from engine.demo.people import hire
from engine.identity import queries as identity
from tests.calendars.drafts import a_calendar

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/working-time.md"
SHOWN = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", PAGE.read_text(), re.MULTILINE)
NAMED = re.findall(r"^\| `([a-z ]+)\(", PAGE.read_text(), re.MULTILINE)


def test_every_example_of_the_reference_page_is_true(engine, people):
    engine.save_calendar(a_calendar(), by=people.ada)

    def wrong(work):
        environment = work.environment()
        return [
            text
            for text, value in SHOWN
            if feel.evaluate(text, {}, environment) != feel.evaluate(value, {}, environment)
        ]

    assert len(SHOWN) >= 6
    assert engine.attempt(wrong, by=people.ada) == []


def test_every_function_is_on_the_reference_page(database):
    with database.reading() as connection:
        answering = set(working_time.functions(connection, time_zone="UTC"))

    assert answering == set(NAMED)


def test_the_demo_company_s_teams_work_by_calendars_that_exist(engine):
    with engine.database.transaction() as connection:
        hire(connection, engine.keys)

    for _ in range(2):
        open_calendars(engine)

    with engine.database.reading() as connection:
        assert sorted(queries.names(connection)) == sorted(draft.name for draft in CALENDARS)
        teams = {team.name: team.calendar for team in identity.teams(connection)}
    assert (teams["Support"], teams["Волга"], teams["North"]) == ("Support", "Волга", "Sales")
    assert [draft.name for draft in CALENDARS if draft.is_default] == ["Company"]
