"""A heartbeat: APScheduler as an in-memory ticker only; every due moment is a row of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta


class Ticker:
    """Calls functions at intervals, each in its own rhythm, never twice at once."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(2)},
            # Its own default forgets a call that comes a second late.
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )

    def every(self, interval: timedelta, call: Callable[[], object]) -> None:
        self._scheduler.add_job(call, "interval", seconds=interval.total_seconds())

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)
