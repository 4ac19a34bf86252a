"""Every shipped process: its scenarios come true on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from engine.scenarios import load, play
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from engine.db import Database

SCENARIOS = sorted(ROOT.glob("processes/*/*/scenarios/*.yaml"))
MODELS = sorted(ROOT.glob("processes/*/*/*.bpmn"))


def _name(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", SCENARIOS, ids=_name)
def test_the_scenario_comes_true(path: Path, database: Database, tmp_path: Path) -> None:
    scenario = load(path)
    clock, system_clock = SimulatedClock(scenario.begins), SystemClock()
    engine = Engine(
        database,
        business_clock=clock,
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(1, system_clock),
    )
    play(scenario, engine, clock)


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_every_process_has_scenarios_and_a_page_for_its_people(model: Path) -> None:
    assert list(model.parent.glob("scenarios/*.yaml"))
    page = (model.parent / "README.md").read_text()
    assert len(page.split()) > 200
