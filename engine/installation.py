"""One installation: its database, its files and its clocks, opened as an `Engine` for one running program."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine import schema
from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.jobs import leases
from engine.keys import Keys
from engine.process import business_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.config import Config


@contextmanager
def opened(config: Config) -> Iterator[Engine]:
    """The engine of *config*; raises `Unavailable` in one line when the database is not there or not ours."""
    database = Database(config.database_url)
    try:
        schema.check(database)
        system_clock = SystemClock()
        with leases.worker_number(database, system_clock, holder=f"{socket.gethostname()}:{os.getpid()}") as number:
            yield Engine(
                database,
                business_clock=business_time.clock(database, system_clock),
                system_clock=system_clock,
                files=Files(config.var / "files"),
                keys=Keys(number, system_clock),
            )
    finally:
        database.dispose()
