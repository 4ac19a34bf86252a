"""An engine on each database in the first week of March 2026, with a few people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from tests.process.company import Company


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def engine(database, clock, tmp_path):
    system_clock = SystemClock()
    return Engine(
        database,
        business_clock=clock,
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(0, system_clock),
        time_zone="Europe/Berlin",
    )


@pytest.fixture
def company(engine):
    return Company(engine)


@pytest.fixture
def people(company):
    return company.people
