"""The loop that does jobs and fires timers, in threads beside the web server or in a program of its own."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from engine.errors import Unavailable
from engine.jobs.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.engine import Engine
    from engine.jobs.queue import ClaimedJob

_LOG = logging.getLogger(__name__)
_TICK = timedelta(seconds=1)
_HOUSEKEEPING = timedelta(minutes=5)
_BATCH = 10
_PATIENCE = 2.0
"""Seconds that stopping waits for jobs in hand; then they are given back."""


def run_worker(engine: Engine, threads: int, stop: threading.Event) -> None:
    """Do jobs and fire timers until *stop* is set; returns within three seconds of it, ten if the database is away."""
    ticker = Ticker()
    # Other programs' commits and business time reach this one by the tick; own commits by the event at once.
    ticker.every(_TICK, engine.work_waits.set)
    ticker.every(_HOUSEKEEPING, lambda: _undisturbed(engine.expire_messages))
    ticker.start()
    hands: list[list[ClaimedJob]] = [[] for _ in range(threads)]
    crew = [_started(engine, number, stop, held) for number, held in enumerate(hands)]
    stop.wait()
    engine.work_waits.set()
    ticker.stop()
    for thread in crew:
        thread.join(_PATIENCE / threads)
    in_hand = [(held, thread.is_alive()) for held, thread in zip(hands, crew, strict=True)]
    _give_back(engine, [(job, alive and job is held[0]) for held, alive in in_hand for job in list(held)])


def _started(engine: Engine, number: int, stop: threading.Event, held: list[ClaimedJob]) -> threading.Thread:
    name = f"{socket.gethostname()}-{os.getpid()}-{number}"
    thread = threading.Thread(
        target=_work, args=(engine, name, stop, held), daemon=True, name=f"worker-{number}"
    )
    thread.start()
    return thread


def _give_back(engine: Engine, left: list[tuple[ClaimedJob, bool]]) -> None:
    """Let others have what is left at once, what is begun too: this program ends, and its fence is gone."""
    for job, begun in left:
        if not _undisturbed(partial(engine.release_job, job, begun=begun)):
            return  # the database is away, and stopping must not wait for it: the leases end by themselves


def _work(engine: Engine, name: str, stop: threading.Event, held: list[ClaimedJob]) -> None:
    while not stop.is_set():
        # Cleared before looking: a commit after the look sets it again, so that nothing waits unseen.
        engine.work_waits.clear()
        if not _undisturbed(lambda: _drain(engine, name, stop, held)):
            stop.wait(_TICK.total_seconds())
        if not stop.is_set():
            engine.work_waits.wait()


def _drain(engine: Engine, name: str, stop: threading.Event, held: list[ClaimedJob]) -> None:
    """Do jobs until none is due; *held* are those that this thread has claimed, the one in hand first."""
    while not stop.is_set():
        engine.queue_due_timers()
        held[:] = engine.claim_jobs(engine.own_types, worker=name, limit=_BATCH)
        if not held:
            return
        while held and not stop.is_set():
            engine.run_job(held[0])
            del held[0]


def _undisturbed(do: Callable[[], None]) -> bool:
    """Do something; False when the database was away, which a worker outlives."""
    try:
        do()
    except (DBAPIError, Unavailable) as error:
        _LOG.warning("The database does not answer, trying again: %s", error)
        return False
    return True
