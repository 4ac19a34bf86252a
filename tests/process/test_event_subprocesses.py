"""Event sub-processes in the tables: what waits, what is caught across instances, and what is left when they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.process.waits import Subscription, Timer
from tests.bpmn.shows import shows
from tests.process.models import (
    call,
    end,
    error,
    error_root,
    event_subprocess,
    message,
    message_root,
    model,
    node,
    signal,
    signal_root,
    start,
    timer,
    user,
)


def waits(database):
    with database.reading() as connection:
        return [connection.scalar(select(func.count()).select_from(one)) for one in (Timer, Subscription)]


GUARDED = model(
    "guarded",
    start(),
    user("work", candidateGroups="sales"),
    event_subprocess(
        "late", start("late_start", inner=timer("Duration", "P1D")), user("chase", candidateGroups="sales"),
        flow="late_start > chase",
    ),
    event_subprocess(
        "told", node("startEvent", "told_start", inner=message("note"), isInterrupting="false"),
        user("read", candidateGroups="sales"), flow="told_start > read",
    ),
    end(),
    flow="start > work > end",
    root=message_root("note", "Note", "=number"),
)  # fmt: skip


@shows("event-sub-process/timer", "event-sub-process/message/non-interrupting")
def test_what_waits_for_an_event_subprocess_is_gone_when_its_process_ends(
    company, engine, database, people, clock
):
    company.deploy(GUARDED)
    instance = company.start("guarded", number="7")
    assert waits(database) == [1, 1]
    for _ in range(2):
        engine.correlate_message("Note", correlation_key="7", by=people.ada)
    assert waits(database) == [1, 1]

    for row in company.inbox(people.anna).rows:
        company.complete(row.key)
    assert company.instance(instance).status == "completed"
    assert waits(database) == [0, 0]


def test_a_timer_takes_the_place_of_all_else(company, engine, database, people, clock):
    company.deploy(GUARDED)
    instance = company.start("guarded", number="7")
    clock.advance(timedelta(days=1))
    engine.run_due()

    assert [task.element.id for task in company.instance(instance).tasks] == ["chase"]
    assert waits(database) == [0, 0]


@pytest.mark.parametrize("at_once", [True, False])
@shows("event-sub-process/error")
def test_an_error_of_a_called_process_is_caught_by_the_event_subprocess_of_its_caller(
    company, people, at_once
):
    steps = "start > fail" if at_once else "start > ask > fail"
    asked = [] if at_once else [user("ask", candidateGroups="sales")]
    called = model(
        "inner", start(), *asked, end("fail", error("bad")), flow=steps, root=error_root("bad", "BAD")
    )
    caller = model(
        "outer", start(), call("call", "inner"),
        event_subprocess(
            "mend", start("caught", inner=error("bad")), user("repair", candidateGroups="sales"), flow="caught > repair"
        ),
        end(), flow="start > call > end", root=error_root("bad", "BAD"),
    )  # fmt: skip
    company.deploy(called, caller)
    instance = company.start("outer")
    if not at_once:
        [row] = company.inbox(people.anna).rows
        company.complete(row.key)

    assert [task.element.id for task in company.instance(instance).tasks] == ["repair"]
    assert list(company.tasks(people.anna)) == ["repair"]


@shows("event-sub-process/signal")
def test_a_signal_starts_the_event_subprocesses_of_all_who_wait(company, engine, people):
    company.deploy(
        model(
            "office", start(), user("work", candidateGroups="sales"),
            event_subprocess(
                "fire", start("alarm", inner=signal("bell")), user("leave", candidateGroups="sales"),
                flow="alarm > leave",
            ),
            end(), flow="start > work > end", root=signal_root("bell", "Bell"),
        )
    )  # fmt: skip
    for _ in range(2):
        company.start("office")
    engine.broadcast_signal("Bell", by=people.ada)
    engine.run_due()

    assert [row.element.id for row in company.inbox(people.anna).rows] == ["leave", "leave"]
