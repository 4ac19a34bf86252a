"""The shipped process of a deal, in the small company."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM
from engine.keys import Keys
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.feel.values import RecordRef
    from tests.webui.conftest import Company

_PROCESS = ROOT / "processes/sales/opportunity"
QUALIFIED = {
    "need": "The line jams.",
    "budget": "From the plant's budget",
    "decider": "Olga Stein",
    "decide_by": date(2031, 3, 1),
    "next_meeting": date(2031, 1, 14),
}
"""Everything that the first gate asks for."""


@pytest.fixture(scope="session")
def company_database(company_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with its process deployed; made once, since a model takes time to check."""
    folder = tmp_path_factory.mktemp("pipeline")
    path = folder / "company.sqlite"
    shutil.copyfile(company_database, path)
    database, clock = Database(f"sqlite:///{path}"), SystemClock()
    engine = Engine(
        database, business_clock=clock, system_clock=clock, files=Files(folder), keys=Keys(3, clock)
    )
    parts = [one for one in _PROCESS.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}]
    engine.deploy({one.name: one.read_bytes() for one in parts}, by=SYSTEM, name="opportunity", why="Tests")
    database.dispose()
    return path


@pytest.fixture
def deal(engine: Engine, company: Company) -> Callable[..., RecordRef]:
    """A deal of Anna's, worked by its process."""

    def create(name: str, **values: object) -> RecordRef:
        return engine.create_record("opportunity", {"name": name, "amount": 1000, **values}, by=company.anna)

    return create
