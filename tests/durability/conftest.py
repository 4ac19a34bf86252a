"""The option that makes the sampled crash points all of them."""

from __future__ import annotations

import random

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    # Read only when this folder is named: `pytest tests/durability --soak`, as `make soak` does.
    parser.addoption("--soak", action="store_true", help="Crash at every commit, not at a few.")


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--soak", default=False))


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Other throws in each run; the seed is told when a test fails."""
    seed = random.SystemRandom().randrange(1_000_000)
    request.node.user_properties.append(("seed", seed))
    request.node.add_report_section("setup", "dice", f"seed {seed}")
    return random.Random(seed)
