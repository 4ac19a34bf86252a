"""A worker in a process of its own: leases jobs for some seconds, and says on its output what became of them.

With the argument ``slow`` it waits for a line on its input before it hands a result in: to be killed, or stopped.
With ``held`` it waits for one before it looks for jobs.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.jobs.queue import LeaseLost
from tests.durability import visits

if TYPE_CHECKING:
    from engine.engine import ActivatedJob, Engine


def main(url: str, name: str, lease: str, *how: str) -> None:
    held = timedelta(seconds=int(lease))
    with visits.opened(url) as engine:
        _say("ready")
        if "held" in how:
            sys.stdin.readline()
        while True:
            for job in engine.activate_jobs("durability.work", worker=name, limit=1, lease=held):
                _do(engine, job, name, slow="slow" in how)
            time.sleep(0.05)


def _do(engine: Engine, job: ActivatedJob, name: str, *, slow: bool) -> None:
    _say(f"begun {job.attempt} {job.idempotency_key}")
    if slow:
        sys.stdin.readline()
    try:
        engine.complete_job(job.key, token=job.token, variables={"done_by": name})
    except LeaseLost:
        _say("refused")
    else:
        _say("done")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
