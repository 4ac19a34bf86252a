"""A company at work for as long as one likes: people complete tasks, workers deliver, and some of them are injured."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.db import Database
from engine.errors import Conflict, NotFound
from engine.failures import DatabaseAway
from engine.feel.values import RecordRef
from engine.identity import SYSTEM, store
from engine.jobs.models import Job
from engine.jobs.queue import LeaseLost
from engine.process import queries
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.waits import Incident, Timer
from engine.records.types.account import Account
from tests.durability import visits
from tests.durability.accounting import unaccounted
from tests.durability.killing import LEASE
from tests.durability.programs import Program
from tests.durability.waiting_models import let_jobs_come_due
from tests.process.models import boundary, end, mapping, model, service, start, timer, user

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_COUNT = mapping(inputs={"record": "=account", "values": "={employees: account.employees + 1}"})
_ROUND = model(
    "round",
    start(),
    user("ask", candidateGroups="sales"),
    boundary("late", "ask", timer("Duration", "PT1S"), interrupting=False),
    user("nag", candidateGroups="sales"),
    service("deliver", "durability.work", retries="9999"),
    service("count", "record.update", _COUNT),
    end(),
    end("nagged"),
    flow="start > ask > deliver > count > end; late > nag > nagged",
)
_OPEN, _ACCOUNTS = 30, 5
_REST = 0.02


def prepare(url: str) -> None:
    visits.furnish(url, _ACCOUNTS)
    with visits.opened(url) as engine:
        engine.deploy({"round.bpmn": _ROUND}, by=SYSTEM, name="round")


def begin_rounds(_line: Connection, url: str, number: int, seed: float) -> None:
    """Somebody who starts instances, as long as not too many are open."""

    def once(engine: visits.Engine, dice: random.Random) -> None:
        with engine.database.reading() as connection:
            live = connection.scalar(select(func.count()).where(ProcessInstance.status.in_(LIVE)))
            accounts = list(connection.scalars(select(Account.key)))
        if live < _OPEN:
            account = RecordRef("account", dice.choice(accounts))
            engine.start_instance("round", variables={"account": account}, by=SYSTEM)

    _again_and_again(url, number, seed, once)


def complete_tasks(_line: Connection, url: str, number: int, seed: float) -> None:
    """A person who takes any open task."""

    def once(engine: visits.Engine, dice: random.Random) -> None:
        with engine.database.reading() as connection:
            person = store.find_user(connection, visits.LOGIN)
            tasks = list(connection.scalars(select(UserTask.key).limit(20)))
        if tasks:
            engine.complete_task(dice.choice(tasks), {}, by=person)

    _again_and_again(url, number, seed, once)


def deliver(_line: Connection, url: str, number: int, seed: float) -> None:
    def once(engine: visits.Engine, _dice: random.Random) -> None:
        for job in engine.activate_jobs("durability.work", worker=str(seed), limit=3, lease=LEASE):
            engine.complete_job(job.key, token=job.token, variables={})

    _again_and_again(url, number, seed, once)


def work(_line: Connection, url: str, number: int, seed: float) -> None:
    """A worker of the product: it fires the timers."""

    def once(engine: visits.Engine, _dice: random.Random) -> None:
        engine.run_due(worker=str(seed), limit=10)

    _again_and_again(url, number, seed, once)


PROGRAMS = (begin_rounds, complete_tasks, complete_tasks, deliver, deliver, work, work)


def _again_and_again(
    url: str, number: int, seed: float, once: Callable[[visits.Engine, random.Random], None]
) -> None:
    """Until it is killed. What it is refused, and a database that is away for a moment, is everyday life."""
    dice = random.Random(seed)
    with visits.opened(url, number=number) as engine:
        while True:
            with suppress(Conflict, NotFound, LeaseLost, DatabaseAway):
                once(engine, dice)
            time.sleep(_REST)


@dataclass
class Company:
    """Its programs; the first of each kind is never injured, so that its memory can be watched."""

    url: str
    dice: random.Random
    crew: list[Program] = field(default_factory=list)
    steady: list[Program] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        self.steady = [
            Program(run, self.url, number, 0.5) for number, run in enumerate(dict.fromkeys(PROGRAMS))
        ]
        self.crew = [self._program(place) for place in range(len(PROGRAMS))]

    def kill_one(self) -> None:
        place = self.dice.randrange(len(self.crew))
        self.crew[place].kill()
        self.crew[place].close()
        self.crew[place] = self._program(place)

    def _program(self, place: int) -> Program:
        """It takes over the worker number of the one that was killed: lent, a number is kept for an hour."""
        number = len(self.steady) + place
        return Program(PROGRAMS[place], self.url, number, self.dice.random())

    def stop_one_for_a_while(self) -> None:
        one = self.dice.choice(self.crew)
        one.signal(signal.SIGSTOP)
        time.sleep(2 * LEASE.total_seconds())
        one.signal(signal.SIGCONT)

    def injure(
        self, seconds: float, more: dict[str, Callable[[], None]], tell: Callable[[str], None]
    ) -> None:
        """A fault about every second, of every kind there is."""
        faults = {"kill -9": self.kill_one, "SIGSTOP": self.stop_one_for_a_while, **more}
        begun, told = time.monotonic(), 0
        while (passed := time.monotonic() - begun) < seconds:
            if passed >= 60 * told:
                tell(f"minute {told} of {seconds / 60:g}, {self.faults}, {sum(self.sizes[-1:]) / 1e6:.0f} MB")
                told += 1
            name = self.dice.choice(list(faults))
            faults[name]()
            self.faults[name] = self.faults.get(name, 0) + 1
            self.sizes.append(sum(resident(one.process.pid) for one in self.steady))
            time.sleep(self.dice.random())
            assert [one.process.exitcode for one in self.steady] == [None] * len(self.steady)

    def close(self) -> None:
        for one in [*self.crew, *self.steady]:
            one.close()


def finish(url: str) -> int:
    """Undisturbed, everything comes to its end; how many rounds there were."""
    with visits.opened(url) as engine:
        with engine.database.reading() as connection:
            person = store.find_user(connection, visits.LOGIN)
        while _busy(engine):
            # Who was killed at the end still holds jobs, that of a withdrawn timer among them.
            let_jobs_come_due(engine)
            engine.run_due()
            for job in engine.activate_jobs("durability.work", worker="last", limit=50, lease=LEASE):
                engine.complete_job(job.key, token=job.token, variables={})
            with engine.database.reading() as connection:
                tasks = list(connection.scalars(select(UserTask.key)))
            for task in tasks:
                engine.complete_task(task, {}, by=person)
        return len(_all(engine, select(ProcessInstance.key)))


def breaches(url: str) -> list[str]:
    """What should never be, after a finish."""
    database = Database(url)
    with database.reading() as connection:
        rounds = connection.scalar(select(func.count()).where(ProcessInstance.status == "completed"))
        counted = connection.scalar(select(func.sum(Account.employees)))
        found = [f"{counted} were counted of {rounds}"] if counted != rounds else []
        for table in (Job, Timer, UserTask, Incident):
            left = connection.scalar(select(func.count()).select_from(table))
            found += [f"{left} rows of {table.__tablename__} left"] if left else []
        found += unaccounted(connection)
        found += [f"{one} waits for nothing" for one in queries.instances_without_reason(connection)]
    database.dispose()
    return found


def growth(sizes: list[int]) -> float:
    """How much larger the programs are at the end than after their first third."""
    third = len(sizes) // 3
    return sum(sizes[-third:]) / sum(sizes[third : 2 * third])


def resident(pid: int) -> int:
    """Bytes of memory that a program has."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _busy(engine) -> bool:
    live = select(ProcessInstance.key).where(ProcessInstance.status.in_(LIVE))
    return _any(engine, live) or _any(engine, select(Job.key))


def _any(engine, statement) -> bool:
    return bool(_all(engine, statement.limit(1)))


def _all(engine, statement) -> list:
    with engine.database.reading() as connection:
        return connection.execute(statement).all()
