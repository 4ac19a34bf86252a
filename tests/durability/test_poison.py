"""What is bad in one process, one job or one stored state ends as an incident there, and nowhere else."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.identity import SYSTEM
from engine.process import workers
from engine.process.errors import StepFailed
from engine.process.models import ProcessInstance
from engine.process.waits import Incident
from tests.durability import visits
from tests.durability.guards import control, guards
from tests.durability.programs import running
from tests.process.models import boundary, end, model, script, service, start, timer, user

pytestmark = pytest.mark.durability

GOOD = model("good", start(), user("do", candidateGroups="sales"), end(), flow="start > do > end")
TRIES = 3


def poisoned(expression):
    nodes = (start(), user("do", candidateGroups="sales"), script("think", expression, "result"), end())
    return model("bad", *nodes, flow="start > do > think > end")


@guards("G8")
@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("count(for i in 1..100000000 return i * i)", "steps"),
        (
            '{a: string join(for i in 1..1000 return "0123456789"), b: string join(for i in 1..1000 return a)}.b',
            "characters in a string",
        ),
    ],
)
def test_an_endless_or_huge_expression_is_an_incident_of_its_task_and_nobody_elses(
    company, engine, people, expression, said
):
    company.deploy(poisoned(expression), GOOD)
    bad, good = company.start("bad"), company.start("good")
    tasks = {row.instance_key: row.key for row in company.inbox(people.anna).rows}

    with pytest.raises(StepFailed):
        company.complete(tasks[bad])
    company.complete(tasks[good])

    [incident] = company.incidents()
    assert incident.instance == bad
    assert said in incident.message
    assert company.instance(good).status == "completed"


@pytest.fixture
def overdue(company, engine, clock):
    """Two instances whose timers are due, one of them with a state that nobody can read."""
    task = user("do", candidateGroups="sales")
    late = boundary("late", "do", timer("Duration", "P1D"), interrupting=False)
    nodes = (start(), task, late, user("nag", candidateGroups="sales"), end(), end("nagged"))
    company.deploy(model("remind", *nodes, flow="start > do > end; late > nag > nagged"))
    bad, good = company.start("remind"), company.start("remind")
    with engine.database.transaction() as connection:
        broken = update(ProcessInstance).where(ProcessInstance.key == bad)
        connection.execute(broken.values(state='[1, "this is no state"]'))
    clock.advance(timedelta(days=1))
    return bad, good


def work_for_long(company, engine):
    for _ in range(TRIES + 2):
        company.let_jobs_come_due()
        engine.run_due()


@guards("G8")
def test_a_state_that_cannot_be_read_is_an_incident_after_its_tries_and_harms_no_other(
    company, engine, people, overdue
):
    bad, good = overdue
    work_for_long(company, engine)

    [incident] = company.incidents()
    assert (incident.instance, "cannot be read" in incident.message) == (bad, True)
    tasks = {(row.instance_key, row.element.id): row.key for row in company.inbox(people.anna).rows}
    assert (good, "nag") in tasks
    with pytest.raises(StepFailed, match="cannot be read"):
        company.complete(tasks[bad, "do"])


@control("G8")
def test_a_worker_that_stops_at_the_first_failure_would_leave_the_others_undone(
    company, engine, people, overdue, monkeypatch
):
    def run_until_it_fails(self, job):
        self.attempt(lambda work: workers.run_own(work, job.key, job.token), by=SYSTEM)

    monkeypatch.setattr(type(engine), "run_job", run_until_it_fails)
    company.let_jobs_come_due()
    with pytest.raises(StepFailed):
        engine.run_due()

    assert {row.element.id for row in company.inbox(people.anna).rows} == {"do"}


@guards("G8")
def test_a_job_that_kills_its_worker_is_an_incident_after_its_tries_and_the_others_are_done(database_url):
    with visits.opened(database_url) as engine:
        deadly = model(
            "deadly", start(), service("work", "durability.work"), end(), flow="start > work > end"
        )
        engine.deploy({"deadly.bpmn": deadly}, by=SYSTEM, name="deadly")
        first = engine.start_instance("deadly", variables={"deadly": True}, by=SYSTEM)
        others = [engine.start_instance("deadly", variables={"deadly": False}, by=SYSTEM) for _ in range(3)]
    killed = 0
    while True:
        with running(work_and_perhaps_die, database_url) as program:
            if program.ended() == 0:
                break
            killed += 1

    assert killed == TRIES
    with visits.opened(database_url) as engine, engine.database.reading() as connection:
        [incident] = connection.execute(select(Incident)).all()
        assert incident.instance == first
        assert "died" in incident.message
        done = select(ProcessInstance.key).where(ProcessInstance.status == "completed")
        assert sorted(connection.scalars(done)) == others


def work_and_perhaps_die(_line, url):
    """Do jobs until none is left; some of them kill."""
    lease = timedelta(milliseconds=50)
    with visits.opened(url) as engine:
        while visits_left(engine):
            for job in engine.activate_jobs("durability.work", worker="w", limit=1, lease=lease):
                if job.variables["deadly"]:
                    os.kill(os.getpid(), signal.SIGKILL)
                engine.complete_job(job.key, token=job.token, variables={})


def visits_left(engine):
    """Some instance waits that has no incident."""
    with engine.database.reading() as connection:
        broken = select(Incident.instance)
        live = ProcessInstance.status == "active"
        return connection.execute(
            select(ProcessInstance.key).where(live, ProcessInstance.key.not_in(broken))
        ).first()
