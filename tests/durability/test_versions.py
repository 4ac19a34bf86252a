"""A new version of a process changes nothing for what runs."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from engine.errors import BatonError
from engine.process.models import ProcessDefinition, ProcessInstance
from tests.durability.guards import control, guards
from tests.process.models import end, model, script, start, user

pytestmark = pytest.mark.durability


def version(number, *more):
    """Each version works differently after the task, and the second has a task less."""
    steps = ["start", "ask", "count", *more, "end"]
    return model(
        "order",
        *(start(), user("ask", candidateGroups="sales"), script("count", str(number), "counted")),
        *(user(one, candidateGroups="sales") for one in more),
        end(),
        flow=" > ".join(steps),
    )


OLD, NEW = version(1, "check"), version(2)


def finish(company, people):
    while rows := company.inbox(people.anna).rows:
        for row in rows:
            company.complete(row.key)


def counted(company, instances):
    """By which version each of them has worked; None for one that did not end."""
    found = [company.instance(key) for key in instances]
    return [one.variables.get("counted") if one.status == "completed" else None for one in found]


@guards("G19")
def test_what_runs_goes_on_by_its_version_whatever_is_deployed_meanwhile(company, people, soak):
    company.deploy(OLD)
    old = [company.start("order") for _ in range(500 if soak else 5)]
    for row in company.inbox(people.anna).rows[::2]:
        company.complete(row.key)
    company.deploy(NEW)
    new = [company.start("order") for _ in range(3)]
    finish(company, people)

    assert counted(company, old) == [1] * len(old)
    assert counted(company, new) == [2] * len(new)


@control("G19")
def test_an_instance_that_took_the_newest_version_would_be_noticed(company, engine, people):
    company.deploy(OLD)
    old = [company.start("order")]
    company.deploy(NEW)
    with engine.database.transaction() as connection:
        newest = connection.scalar(select(ProcessDefinition.key).where(ProcessDefinition.version == 2))
        connection.execute(update(ProcessInstance).values(definition=newest))
    try:
        finish(company, people)
    except BatonError:
        return  # it does not even fit
    assert counted(company, old) != [1]
