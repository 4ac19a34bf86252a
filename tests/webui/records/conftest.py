"""Anna's customers, and the opportunity process that comes with Baton."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.identity import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import RecordRef

PROCESS = Path(__file__).parents[3] / "processes" / "sales" / "opportunity"


@pytest.fixture
def make(engine, company) -> Callable[..., RecordRef]:
    """Create a record as Anna, or as somebody else."""

    def create(type_, by=company.anna, **values):
        return engine.create_record(type_, values, by=by)

    return create


@pytest.fixture
def acme(make) -> RecordRef:
    return make("account", name="Acme", industry="retail", country="France")


@pytest.fixture
def deal(make, acme) -> RecordRef:
    """Anna's deal, with no process behind it."""
    return make(
        "opportunity", name="Ten tills", account=acme, amount=Decimal("1234.50"), close_date=date(2030, 1, 31)
    )


@pytest.fixture
def process(engine) -> None:
    """The opportunity process is deployed."""
    files = {
        path.name: path.read_bytes()
        for path in PROCESS.iterdir()
        if path.suffix in {".bpmn", ".dmn", ".form"}
    }
    engine.deploy(files, by=SYSTEM, name="opportunity", why="tests")


@pytest.fixture
def pursued(process, deal) -> RecordRef:
    """Anna's deal with its process running."""
    return deal
