"""An engine on each database, under a simulated business clock, with a few people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from engine.operations import BpmnError, operation
from engine.process import queries
from tests.durability.accounting import unaccounted
from tests.operations.declared import declared
from tests.process.company import Company

if TYPE_CHECKING:
    from types import SimpleNamespace


@pytest.fixture
def clock():
    return SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def engine(database, clock, tmp_path, request):
    system_clock = SystemClock()
    made = Engine(
        database,
        business_clock=clock,
        system_clock=system_clock,
        files=Files(tmp_path / "files"),
        keys=Keys(0, system_clock),
    )
    yield made
    with database.reading() as connection:
        assert queries.instances_without_reason(connection) == []
        # A module that fills tables by hand, for their size, says so.
        assert getattr(request.module, "MADE_UP_ROWS", False) or unaccounted(connection) == []


@pytest.fixture
def company(engine):
    return Company(engine)


@pytest.fixture
def people(company) -> SimpleNamespace:
    return company.people


@operation(declared("test.note"))
def note(call):
    """An operation that notes what it was given."""
    return {"noted": dict(call.inputs).get("amount")}


@operation(declared("test.refuse", headers=("code",)))
def refuse(call):
    """An operation that throws the BPMN error named in its header ``code``."""
    raise BpmnError(call.headers.get("code", "REFUSED"), "as the test wanted")
