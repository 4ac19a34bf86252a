"""Tells the other programs on this database what this one has changed: servers and workers run side by side."""

from __future__ import annotations

import logging
import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from engine.errors import Unavailable
from engine.jobs import leases
from engine.process import changes
from engine.process.work import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.engine import Engine

_LOG = logging.getLogger(__name__)
_GATHER = 0.3
"""Seconds in which further commits join the same write."""
_MOST = 200
"""Changes of one write; a bulk import says only that much has changed."""


@contextmanager
def broadcasting(engine: Engine) -> Iterator[None]:
    """While the block runs, commits of *engine* are told to the others; nothing is written while there are none."""
    broadcaster = _Broadcaster(engine)
    engine.on_commit(broadcaster.hear)
    thread = threading.Thread(target=broadcaster.run, daemon=True, name="broadcasting")
    thread.start()
    try:
        yield
    finally:
        broadcaster.stop()
        thread.join()


class _Broadcaster:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # One more than is told one by one says that there were more.
        self._heard: deque[Change] = deque(maxlen=_MOST + 1)
        self._waits = threading.Event()
        self._stopped = threading.Event()

    def hear(self, change: Change) -> None:
        if change.shows:
            self._heard.append(change)
            self._waits.set()

    def stop(self) -> None:
        self._stopped.set()
        self._waits.set()

    def run(self) -> None:
        while not self._stopped.is_set():
            self._waits.wait()
            self._stopped.wait(_GATHER)
            self._waits.clear()
            try:
                self._tell()
            except (DBAPIError, Unavailable) as error:
                _LOG.warning("Other programs could not be told of a change: %s", error)

    def _tell(self) -> None:
        heard = [self._heard.popleft() for _ in range(len(self._heard))]
        engine, now = self._engine, self._engine.system_clock.now()
        if not heard:
            return
        with engine.database.reading() as connection:
            if not leases.others(connection, number=engine.keys.worker, now=now):
                return
        told = heard if len(heard) <= _MOST else [Change(everything=True)]
        with engine.database.transaction() as connection:
            changes.tell(connection, told, keys=engine.keys, now=now)
