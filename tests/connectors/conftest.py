"""An engine with people, and servers of the world on this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.connectors import ConnectorCall
from engine.files import Files
from engine.settings import Snapshot
from tests.connectors.mailserver import MailServer
from tests.process.conftest import clock, company, engine, people

__all__ = ["clock", "company", "engine", "people"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def call(tmp_path):
    """Make the call of a connector, with other settings than the default ones if they are given."""

    def make(settings=None, key="7-4", **inputs):
        return ConnectorCall(
            inputs=inputs,
            headers={},
            idempotency_key=key,
            settings=settings or Snapshot(),
            at=NOON,
            now=NOON,
            outbox=tmp_path / "outbox",
            files=Files(tmp_path / "files"),
        )

    return make


@pytest.fixture
def mail_server():
    """Start a mail server on this machine; see `MailServer`."""
    running = []

    def start(**options):
        running.append(MailServer(**options))
        running[-1].start()
        return running[-1]

    yield start
    for one in running:
        one.stop()
