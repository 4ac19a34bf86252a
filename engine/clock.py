"""The two clocks. Nothing else in Baton asks what time it is.

*Business time* drives timers, due dates, SLAs and FEEL's ``now()``; it belongs to an engine and can be
simulated. *System time* drives leases, keys, sessions and the audit log; it cannot.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands still until it is moved; for tests, replays and the demo company."""

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        self._now = _utc(moment)

    def advance(self, duration: timedelta) -> None:
        self._now += duration


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"A clock needs an aware moment, got {moment!r}; add a time zone.")
    return moment.astimezone(UTC)
