"""A worker in a process of its own: leases jobs for some seconds, and says what became of them.

With ``slow`` it waits to be told before it hands a result in: to be killed, or stopped.
With ``held`` it waits to be told before it looks for jobs.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.jobs import queue
from engine.jobs.models import Job
from engine.jobs.queue import LeaseLost
from tests.durability import visits

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from engine.engine import ActivatedJob, Engine


def main(line: Connection, url: str, name: str, lease: float, *how: str) -> None:
    held = timedelta(seconds=lease)
    with visits.opened(url) as engine:
        line.send("ready")
        if "held" in how:
            line.recv()
        while True:
            for job in engine.activate_jobs("durability.work", worker=name, limit=1, lease=held):
                _do(line, engine, job, name, slow="slow" in how)
            time.sleep(0.02)


def main_without_fence(line: Connection, url: str, name: str, lease: float, *how: str) -> None:
    """The negative control: whoever has a job's key may finish it."""
    queue.held = _held_by_anybody
    main(line, url, name, lease, *how)


def _held_by_anybody(connection, key, _token):
    row = connection.execute(select(Job).where(Job.key == key)).first()
    if row is None:
        raise LeaseLost(key=key)
    return queue._claimed(row, row.token, claims=0)


def _do(line: Connection, engine: Engine, job: ActivatedJob, name: str, *, slow: bool) -> None:
    line.send(("begun", job.attempt, job.idempotency_key))
    if slow:
        line.recv()
    try:
        engine.complete_job(job.key, token=job.token, variables={"done_by": name})
    except LeaseLost:
        line.send("refused")
    else:
        line.send("done")
