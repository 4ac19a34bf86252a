"""Keeps a program's business clock with the database's: another program may have moved it."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from engine.errors import Unavailable
from engine.process import business_time
from engine.process.business_time import BusinessTime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.engine import Engine

_LOG = logging.getLogger(__name__)
_MOVABLE = 1.0
"""Seconds between two looks in a demo company."""
_FIXED = 15.0
"""Seconds between two looks elsewhere: a company becomes a demo company, or is replayed, once."""


@contextmanager
def following(engine: Engine) -> Iterator[None]:
    """While the block runs, the business clock of *engine* follows its database."""
    clock = engine.business_clock
    if not isinstance(clock, BusinessTime):
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(engine, clock, stop), daemon=True, name="business-time")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _follow(engine: Engine, clock: BusinessTime, stop: threading.Event) -> None:
    while not stop.wait(_MOVABLE if clock.setting.movable else _FIXED):
        try:
            with engine.database.reading() as connection:
                setting = business_time.read(connection)
        except (DBAPIError, Unavailable) as error:
            _LOG.warning("Business time could not be read, trying again: %s", error)
            continue
        if setting != clock.setting:
            clock.follow(setting)
            engine.work_waits.set()
