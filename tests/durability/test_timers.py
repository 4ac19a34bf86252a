"""When timers fire: in the nights in which clocks change, after jumps of the clock, and a hundred thousand at once."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from engine.bpmn import timers
from engine.calendars.calendar import Calendar
from engine.calendars.hours import parse
from engine.clock import SimulatedClock
from engine.identity import SYSTEM
from engine.process import timers as armed
from engine.process.models import ProcessInstance
from engine.process.waits import Timer
from tests.durability import visits
from tests.durability.guards import control, guards
from tests.durability.injuring import resident
from tests.durability.programs import running
from tests.durability.telling import told
from tests.process.models import boundary, caught, end, model, start, timer, user

pytestmark = pytest.mark.durability

MANY, PORTION = 102_000, 2000
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
"""Berlin leaves out 02:00-03:00 on 29 March 2026 and has it twice on 25 October; New York 02:00-03:00 on 8 March and
01:00-02:00 on 1 November; Lord Howe 02:00-02:30 on 4 October and 01:30-02:00 on 5 April."""

DATES = [
    # A wall clock time that is left out comes as much later; one that comes twice is the first.
    (BERLIN, "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
    (BERLIN, "2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
    (BERLIN, "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
    (BERLIN, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
    (BERLIN, "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
    (NEW_YORK, "2026-03-08T02:30:00", "2026-03-08T07:30:00Z"),
    (NEW_YORK, "2026-11-01T01:30:00", "2026-11-01T05:30:00Z"),
    (NEW_YORK, "2026-11-01T02:00:00", "2026-11-01T07:00:00Z"),
    (LORD_HOWE, "2026-10-04T02:15:00", "2026-10-03T15:45:00Z"),
    (LORD_HOWE, "2026-04-05T01:45:00", "2026-04-04T14:45:00Z"),
    (LORD_HOWE, "2026-04-05T02:00:00", "2026-04-04T15:30:00Z"),
    ("UTC", "2028-02-29T00:00:00", "2028-02-29T00:00:00Z"),
    ("UTC", "2026-03-29T02:30:00@Europe/Berlin", "2026-03-29T01:30:00Z"),
]
DURATIONS = [
    # Hours and days are time that passes; months are months of the calendar.
    ("2026-03-28T12:00:00Z", "PT24H", "2026-03-29T12:00:00Z"),
    ("2026-03-28T12:00:00Z", "P1D", "2026-03-29T12:00:00Z"),
    ("2026-10-24T12:00:00Z", "P2D", "2026-10-26T12:00:00Z"),
    ("2028-02-28T12:00:00Z", "P1D", "2028-02-29T12:00:00Z"),
    ("2028-02-29T12:00:00Z", "P1Y", "2029-02-28T12:00:00Z"),
    ("2026-01-31T12:00:00Z", "P1M", "2026-02-28T12:00:00Z"),
    ("2028-01-31T12:00:00Z", "P1M", "2028-02-29T12:00:00Z"),
]
CYCLES = [
    # Each time is counted from the first, so that none drifts.
    (BERLIN, "2026-03-28T12:00:00Z", "R/PT12H", ["03-29T00:00", "03-29T12:00", "03-30T00:00"]),
    (BERLIN, "2026-01-31T12:00:00Z", "R/P1M", ["02-28T12:00", "03-31T12:00", "04-30T12:00"]),
    (BERLIN, "2026-03-01T00:00:00Z", "R2/2026-03-28T02:30:00/P1D", ["03-28T01:30", "03-29T01:30"]),
    # Cron follows the wall clock of the company.
    (BERLIN, "2026-03-27T12:00:00Z", "0 0 9 * * *", ["03-28T08:00", "03-29T07:00", "03-30T07:00"]),
    (BERLIN, "2026-03-27T12:00:00Z", "0 30 2 * * *", ["03-28T01:30", "03-29T01:30", "03-30T00:30"]),
    (BERLIN, "2026-10-24T12:00:00Z", "0 30 2 * * *", ["10-25T00:30", "10-26T01:30", "10-27T01:30"]),
    (NEW_YORK, "2026-10-31T12:00:00Z", "0 30 1 * * *", ["11-01T05:30", "11-02T06:30", "11-03T06:30"]),
    (NEW_YORK, "2026-03-07T12:00:00Z", "0 0 9 * * *", ["03-07T14:00", "03-08T13:00", "03-09T13:00"]),
    (LORD_HOWE, "2026-10-02T15:45:00Z", "0 15 2 * * *", ["10-03T15:45", "10-04T15:15", "10-05T15:15"]),
    (LORD_HOWE, "2026-04-04T00:00:00Z", "0 45 1 * * *", ["04-04T14:45", "04-05T15:15", "04-06T15:15"]),
]


@guards("G6")
@pytest.mark.parametrize(("zone", "said", "moment"), DATES)
def test_a_date_is_meant_by_the_wall_clock_of_the_company(zone, said, moment):
    assert timers.moment(said, datetime(2026, 1, 1, tzinfo=UTC), zone) == at(moment)


@guards("G6")
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE])
@pytest.mark.parametrize(("now", "said", "moment"), DURATIONS)
def test_a_duration_is_time_that_passes_wherever_the_company_is(zone, now, said, moment):
    assert timers.moment(said, at(now), zone) == at(moment)


@guards("G6")
@pytest.mark.parametrize(("zone", "now", "said", "wanted"), CYCLES)
def test_a_cycle_comes_when_it_is_said_to(zone, now, said, wanted):
    assert times(said, at(now), zone, len(wanted)) == [at(f"2026-{one}:00Z") for one in wanted]


@control("G6")
def test_counting_each_day_from_the_last_one_would_miss_the_wall_clock():
    """What a cycle of "yesterday and 24 hours" gives where cron is meant."""
    zone, now, said, wanted = CYCLES[3]
    first = times(said, at(now), zone, 1)[0]

    naive = [first + timedelta(days=number) for number in range(len(wanted))]
    assert naive != [at(f"2026-{one}:00Z") for one in wanted]


WORKING = [
    # Eight hours of an office that is open from 09:00 to 17:00, over the nights in which the clocks change.
    (BERLIN, "2026-03-27T12:00:00Z", "2026-03-30T11:00:00Z"),
    (BERLIN, "2026-10-23T12:00:00Z", "2026-10-26T13:00:00Z"),
    (NEW_YORK, "2026-03-06T18:00:00Z", "2026-03-09T17:00:00Z"),
    (NEW_YORK, "2026-10-30T17:00:00Z", "2026-11-02T18:00:00Z"),
    (LORD_HOWE, "2026-04-03T01:00:00Z", "2026-04-06T01:30:00Z"),
]


@guards("G6")
@pytest.mark.parametrize(("zone", "begun", "over"), WORKING)
def test_working_hours_are_counted_by_the_wall_clock_of_the_office(zone, begun, over):
    assert office(zone).add(at(begun), timedelta(hours=8)) == at(over)


WAIT = model(
    "wait", start(), caught("rest", timer("Duration", "P1D")), user("go", candidateGroups="sales"), end(),
    flow="start > rest > go > end",
)  # fmt: skip
NAG = model(
    "nag",
    start(),
    user("work", candidateGroups="sales"),
    boundary("late", "work", timer("Cycle", "R3/P1D"), interrupting=False),
    user("remind", candidateGroups="sales"),
    end(),
    end("told"),
    flow="start > work > end; late > remind > told",
)
JUMPS = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(hours=25), timedelta(days=-2)]


@guards("G6")
def test_a_clock_that_jumps_back_and_forth_fires_a_timer_once_and_never_early(company, engine, people, clock):
    company.deploy(WAIT, NAG)
    company.start("wait")
    company.start("nag")
    due, seen = clock.now() + timedelta(days=1), Counter()
    for jump in [*JUMPS, timedelta(days=1), timedelta(days=300)]:
        clock.advance(jump)
        engine.run_due()
        found = Counter(row.element.id for row in company.inbox(people.anna).rows)
        assert clock.now() >= due or seen or set(found) == {"work"}, "too early"
        seen = found - Counter(["work"])
    for _ in range(4):
        engine.run_due()

    # One reminder of each missed day counts once: the cycle comes again from where it was found late.
    found = Counter(row.element.id for row in company.inbox(people.anna).rows)
    assert found["go"] == 1
    assert 1 <= found["remind"] <= 3


@guards("G7")
def test_timers_that_come_due_at_once_are_worked_off_in_portions(company, engine, people, clock, monkeypatch):
    monkeypatch.setattr(armed, "BATCH", 4)
    company.deploy(WAIT)
    for _ in range(10):
        company.start("wait")
    clock.advance(timedelta(days=1))

    assert portions(engine) == [4, 4, 2]
    while engine.run_due(limit=4):
        pass
    assert fired(engine) == (10, 0)


@pytest.mark.long
@guards("G7")
def test_a_hundred_thousand_timers_that_come_due_at_once_take_no_more_memory_than_a_few(database_url, tell):
    """After the first two thousand everything is in memory that one transaction needs."""
    with visits.opened(database_url, clock=SimulatedClock(NINE)) as engine:
        engine.deploy({"wait.bpmn": WAIT}, by=SYSTEM, name="wait")
        for _ in told(range(MANY), tell, 10_000):
            engine.start_instance("wait", variables={}, by=SYSTEM)
    with running(fire_all, database_url) as program:
        sizes = list(heard(program, tell))
    with visits.opened(database_url) as engine:
        assert fired(engine) == (MANY, 0)
    assert max(sizes) < sizes[0] + 30_000_000


def heard(program, tell):
    """How much memory the worker says it has, until it has ended."""
    for portion in itertools.count(1):
        if (size := program.hear(within=1200)) is None:
            return
        if portion % 5 == 0:
            tell(f"{PORTION * portion} of {MANY} have fired, {size / 1e6:.0f} MB")
        yield size


def fire_all(line, url):
    """A worker; how much memory it has after each portion of the timers."""
    with visits.opened(url, clock=SimulatedClock(NINE + timedelta(days=1))) as engine:
        done = 0
        while found := engine.run_due(limit=500):
            done += found
            if done % PORTION == 0:
                line.send(resident(os.getpid()))


@control("G7")
def test_without_portions_one_transaction_would_hold_them_all(company, engine, clock, monkeypatch):
    monkeypatch.setattr(armed, "BATCH", 1_000_000)
    company.deploy(WAIT)
    for _ in range(10):
        company.start("wait")
    clock.advance(timedelta(days=1))

    assert portions(engine) == [10]


def portions(engine):
    """How many timers each transaction takes, until none is due."""
    return list(iter(engine.queue_due_timers, 0))


def fired(engine):
    """How many instances have gone on, and how many timers are left."""
    with engine.database.reading() as connection:
        went_on = connection.scalar(select(func.count()).where(ProcessInstance.version > 1))
        return went_on, connection.scalar(select(func.count()).select_from(Timer))


def times(said, now, zone, count):
    schedule = timers.schedule(said, now, zone)
    found = []
    while schedule is not None and len(found) < count:
        found.append(schedule.due_at)
        schedule = schedule.following()
    return found


def at(text):
    return datetime.fromisoformat(text)


def office(zone):
    """Open from nine to five, Monday to Friday."""
    return Calendar(name="Office", time_zone=zone, week=(parse("09:00-17:00"),) * 5 + ((), ()))
