"""One installation: its database, its files and its clocks, opened as an `Engine` for one running program."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from engine import schema, settings
from engine.broadcasting import broadcasting
from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.errors import Unavailable
from engine.files import Files
from engine.jobs import leases
from engine.jobs.leases import LeaseEnded
from engine.keys import Keys
from engine.process import business_time
from engine.timekeeping import following

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.config import Config

_LOG = logging.getLogger(__name__)


@contextmanager
def opened(config: Config) -> Iterator[Engine]:
    """The engine of *config*; raises `Unavailable` in one line when the database is not there or not ours."""
    overrides = settings.overrides(config.smtp_url, config.mail_from)
    database = Database(config.database_url)
    try:
        schema.check(database)
        system_clock = SystemClock()
        with database.reading() as connection:
            business_clock = business_time.clock(connection, system_clock)
        with _worker_number(database, system_clock) as number:
            engine = Engine(
                database,
                business_clock=business_clock,
                system_clock=system_clock,
                files=Files(config.var / "files"),
                keys=Keys(number, system_clock),
                time_zone=config.time_zone,
                outbox=config.var / "outbox",
                overrides=overrides,
            )
            with broadcasting(engine), following(engine):
                yield engine
    finally:
        database.dispose()


@contextmanager
def _worker_number(database: Database, clock: SystemClock) -> Iterator[int]:
    """A number for this program's keys, renewed while it runs and given back at its end."""
    # Random: a process number comes back after a restart of the machine, while the dead program's lease still runs.
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    number = leases.lend(database, holder=holder, now=clock.now())
    stop = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(database, clock, number, holder, stop), daemon=True, name="worker-number"
    )
    keeper.start()
    try:
        yield number
    finally:
        stop.set()
        keeper.join()
        leases.give_back(database, number=number, holder=holder)


def _keep(database: Database, clock: SystemClock, number: int, holder: str, stop: threading.Event) -> None:
    while not stop.wait(leases.RENEW_EVERY.total_seconds()):
        try:
            leases.renew(database, number=number, holder=holder, now=clock.now())
        except LeaseEnded as error:
            # Going on could give out a key twice; a supervisor starts the program again with a number of its own.
            _LOG.critical("%s", error)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        except (DBAPIError, Unavailable) as error:
            _LOG.warning("The worker number could not be renewed, trying again: %s", error)
