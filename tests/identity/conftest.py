"""An engine on each database, and the people of the tests of processes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from tests.process.company import Company


@pytest.fixture
def engine(database, tmp_path):
    system_clock = SystemClock()
    return Engine(
        database,
        business_clock=SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)),
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(0, system_clock),
    )


@pytest.fixture
def company(engine):
    return Company(engine)


@pytest.fixture
def people(company):
    return company.people
