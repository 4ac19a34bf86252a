"""Dice whose throws can be told again."""

from __future__ import annotations

import random

import pytest

from tests.process.conftest import clock, company, engine, people

__all__ = ["clock", "company", "dice", "engine", "people"]


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Other throws in each run; the seed is told when a test fails."""
    seed = random.SystemRandom().randrange(1_000_000)
    request.node.user_properties.append(("seed", seed))
    request.node.add_report_section("setup", "dice", f"seed {seed}")
    return random.Random(seed)
