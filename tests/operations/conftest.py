"""An engine with people, for operations that are best seen at work in a process."""

from __future__ import annotations

from tests.process.conftest import clock, company, engine, people

__all__ = ["clock", "company", "engine", "people"]
