"""Workers that are killed at random moments while they deliver, and the count of what each delivery has left."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.db import Database
from engine.identity import SYSTEM
from engine.jobs.models import Job
from engine.process import queries
from engine.process.journal import Audit
from engine.process.models import ProcessInstance
from engine.records.types.account import Account
from tests.durability import visits
from tests.durability.programs import Program
from tests.process.models import end, mapping, model, service, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from engine.engine import ActivatedJob, Engine

LEASE = timedelta(seconds=0.3)
_COUNT = mapping(inputs={"record": "=account", "values": "={employees: account.employees + 1}"})
_DELIVER = service("deliver", "durability.work", retries="999")
_MODELS = {
    "work": model(
        "work",
        start(),
        _DELIVER,
        service("count", "record.update", _COUNT),
        end(),
        flow="start > deliver > count > end",
    ),
    "careless": model("careless", start(), _DELIVER, end(), flow="start > deliver > end"),
}


def prepare(url: str, process_id: str, deliveries: int) -> None:
    """As many accounts, each with an instance that waits for its delivery; a delivery counts its account up by one."""
    accounts = visits.furnish(url, deliveries)
    with visits.opened(url) as engine:
        engine.deploy({"work.bpmn": _MODELS[process_id]}, by=SYSTEM, name="work")
        for account in accounts:
            engine.start_instance(process_id, variables={"account": account}, by=SYSTEM)


def violations(url: str, process_id: str) -> list[str]:
    """Deliveries that were counted more than once, or not; and what was not brought to its end."""
    database = Database(url)
    with database.reading() as connection:
        counts = connection.scalars(select(Account.employees)).all()
        mine = ProcessInstance.process_id == process_id
        completed = connection.scalar(select(func.count()).where(mine, ProcessInstance.status == "completed"))
        told = connection.scalar(select(func.count()).where(Audit.verb == "complete_job"))
        left = connection.scalar(select(func.count()).select_from(Job))
        found = [f"counted {one} times" for one in counts if one != 1]
        found += [f"{completed} of {len(counts)} completed"] if completed != len(counts) else []
        found += [f"{told} audit rows of {len(counts)}"] if told != len(counts) else []
        found += [f"{left} jobs left"] if left else []
        found += [f"{one} waits for nothing" for one in queries.instances_without_reason(connection)]
    database.dispose()
    return found


def let_work(run: Callable[..., None], url: str, workers: int, dice: random.Random, *more: object) -> int:
    """Let *workers* deliver, each replaced when it is killed, until nothing is left; how many were killed."""
    crew = [Program(run, url, dice.random(), *more) for _ in range(workers)]
    killed = 0
    while crew:
        for place, one in enumerate(crew):
            if one.process.exitcode is not None:
                code = one.ended()
                one.close()
                killed += code == -signal.SIGKILL
                crew[place] = Program(run, url, dice.random(), *more) if code else None
        crew = [one for one in crew if one is not None]
        time.sleep(0.005)
    return killed


def deliver(_line: Connection, url: str, seed: float, danger: float) -> None:
    """The product's own worker: the job's end and what follows are one transaction, behind a lease and a fence."""
    _kill_at_commits(random.Random(seed), danger)
    with visits.opened(url) as engine:
        for job in _jobs(engine, str(seed)):
            engine.complete_job(job.key, token=job.token, variables={})


def deliver_carelessly(_line: Connection, url: str, seed: float) -> None:
    """The negative control: it counts, and tells that the job is done in a second transaction. It dies in between."""
    with visits.opened(url) as engine:
        for job in _jobs(engine, str(seed)):
            account = job.variables["account"]
            with engine.database.reading() as connection:
                counted = connection.scalar(select(Account.employees).where(Account.key == account.key))
            engine.update_record(account, {"employees": counted + 1}, expected_version=None, by=SYSTEM)
            if job.attempt == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            engine.complete_job(job.key, token=job.token, variables={})


def _jobs(engine: Engine, worker: str) -> Iterator[ActivatedJob]:
    """One job after the other, as long as any is left."""
    while _waiting(engine):
        found = engine.activate_jobs("durability.work", worker=worker, limit=2, lease=LEASE)
        yield from found
        if not found:
            time.sleep(LEASE.total_seconds() / 10)


def _waiting(engine) -> bool:
    with engine.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Job)) > 0


def _kill_at_commits(dice: random.Random, danger: float) -> None:
    original = Database.transaction

    @contextmanager
    def transaction(self):
        with original(self) as connection:
            yield connection
            _perhaps_die(dice, danger)
        _perhaps_die(dice, danger)

    Database.transaction = transaction


def _perhaps_die(dice: random.Random, danger: float) -> None:
    if dice.random() < danger:
        os.kill(os.getpid(), signal.SIGKILL)
