"""Scenario files: read strictly, played honestly. A story that is not true must fail, and say where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from engine.scenarios import ScenarioFailed, ScenarioInvalid, load, play
from engine.scenarios.reference import page
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BEGINNING = """scenario: A try
begins: 2026-01-05T09:00:00Z
teams: {north: {manager: mark}}
people:
  anna: {team: north, groups: [Account executive]}
  mark: {team: north, roles: [employee, manager], groups: [Sales manager]}
records:
  deal: {type: opportunity, by: anna, values: {name: Line, close_date: 2026-06-30}}
steps:
"""


@pytest.fixture
def written(tmp_path):
    """Puts a scenario beside a copy of the shipped process."""
    folder = tmp_path / "opportunity"
    (folder / "scenarios").mkdir(parents=True)
    for source in (ROOT / "processes/sales/opportunity").iterdir():
        if source.is_file():
            (folder / source.name).write_bytes(source.read_bytes())

    def write(text: str) -> Path:
        path = folder / "scenarios" / "try.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def played(written, sqlite_database, tmp_path):
    """Plays steps after the usual beginning."""

    def run(steps: str) -> None:
        scenario = load(written(BEGINNING + steps))
        clock, system_clock = SimulatedClock(scenario.begins), SystemClock()
        engine = Engine(
            sqlite_database,
            business_clock=clock,
            system_clock=system_clock,
            files=Files(tmp_path / "files"),
            keys=Keys(1, system_clock),
        )
        play(scenario, engine, clock)

    return run


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("scenario: [", 1, "no YAML"),
        ("- a list", 1, "no mapping"),
        (BEGINNING + "- complete: qualify\n", 10, "needs “by”"),
        (BEGINNING + "- wait: P1D\n- dance: now\n", 11, "exactly one verb"),
        (BEGINNING + "- wait: P1D\n  until: tomorrow\n", 10, "takes no 'until'"),
        (BEGINNING + "- 5\n", 10, "no mapping"),
        (BEGINNING.replace("begins: 2026-01-05T09:00:00Z", "begins: soon") + "- wait: P1D\n", 1, "begins"),
        (
            BEGINNING.replace("team: north, roles", "tem: north, roles") + "- wait: P1D\n",
            1,
            "'tem' is not known",
        ),
        (BEGINNING, 1, "“steps” is missing"),
    ],
)
def test_a_file_that_cannot_be_played_is_refused_with_line_and_reason(written, text, line, message) -> None:
    with pytest.raises(ScenarioInvalid) as refused:
        load(written(text))
    assert any(one == line and message in what for one, what in refused.value.problems)


def test_all_problems_of_a_file_are_listed_at_once(written) -> None:
    with pytest.raises(ScenarioInvalid) as refused:
        load(written(BEGINNING + "- complete: qualify\n- dance: now\n- wait: P1D\n  until: tomorrow\n"))
    assert [line for line, _ in refused.value.problems] == [10, 11, 12]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("- expect_tasks: {discover: anna}", "Expected {'discover': 'anna'}"),
        ("- complete: discover\n  by: anna", "No tasks 'discover' are open"),
        ("- complete: qualify\n  by: nobody", "Nobody is called 'nobody'"),
        ("- complete: qualify\n  by: anna\n  values: {colour: red}", "colour"),
        (
            "- refuse_completion: qualify\n  by: anna\n  values: {outcome: advance}\n  because: x",
            "It was completed",
        ),
        ("- refuse_completion: qualify\n  by: anna\n  because: the moon", "for another reason"),
        ("- wait: two weeks", "no duration"),
        ("- wait_until: 2025-01-01T00:00:00Z", "no later moment"),
        ("- message: stage_jump\n  key: '1'", "stage_jump"),
        ("- expect_missing: [need]\n  task: qualify", "The gate lists []"),
        ("- expect_record: $deal\n  values: {stage: won}", "It holds {'stage': 'qualify'}"),
        ("- expect_record: $other\n  values: {}", "no record 'other'"),
        ("- expect_stages: $deal\n  stages: [won]", "Its way was ['qualify']"),
        ("- expect_overrides: $deal\n  overrides: [{stage: qualify}]", "On record are []"),
        ("- expect_activities: $deal\n  subjects: [Called]", "Its activities are []"),
        ("- expect_running: 0", "1 instances are alive"),
    ],
)
def test_a_story_that_is_not_true_fails_with_its_place_and_what_was_open(played, steps, reason) -> None:
    with pytest.raises(ScenarioFailed) as failed:
        played(steps + "\n")
    told = str(failed.value)
    assert "try.yaml, line 10, step 1" in told
    assert reason in told
    assert "2026-01-05 09:00" in told


def test_timers_on_the_way_fire_at_their_own_time(played) -> None:
    played(
        "- wait: P60D\n- complete: qualify_revive\n  by: anna\n  values: {opportunity.next_step: Call}\n"
        "- wait: P13D\n- expect_tasks: {qualify: anna, qualify_review: mark}\n"
        "- wait: P1D\n- expect_tasks: {qualify: anna, qualify_review: mark, qualify_revive: anna}\n"
    )


def test_an_incident_ends_the_story(played) -> None:
    with pytest.raises(ScenarioFailed, match="jump to the stage 'won'"):
        played("- message: stage_jump\n  record: $deal\n  values: {target_stage: won, reason: Hurry}\n")


def test_the_reference_page_is_up_to_date() -> None:
    assert (ROOT / "docs/reference/scenarios.md").read_text(encoding="utf-8") == page()
