"""The clock of a promise: what it counts, what stops it, and when it reaches its limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.calendars import hours
from engine.calendars.calendar import Calendar
from engine.calendars.service_clock import ROUND_THE_CLOCK, ServiceClock

WEEK = (hours.parse("09:00-13:00, 14:00-18:00"),) * 5 + ((), ())
OFFICE = Calendar(name="Office", time_zone="UTC", week=WEEK)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


@pytest.mark.parametrize(
    ("stops", "eight_hours_are_over"),
    [
        ((), at(18)),
        (((at(11), at(12)),), at(10, day=1)),
        (((at(12), at(15)),), at(11, day=1)),
        (((at(13), at(14)),), at(18)),
        (((at(17), at(9, day=1)),), at(10, day=1)),
        (((at(17, day=-2), at(9)),), at(18)),
        (((at(10), at(11)), (at(9, day=1), at(12, day=1))), at(13, day=1)),
        (((at(18), at(12, day=1)),), at(18)),
        (((at(9, day=1), at(12, day=1)),), at(18)),
        (((at(17), None),), None),
        (((at(9, day=1), None),), at(18)),
    ],
    ids=[
        "no stop",
        "an hour of work",
        "a stop over lunch counts its working hours only",
        "a stop within lunch moves nothing",
        "a stop overnight moves by what was left of the day",
        "a stop before the beginning moves nothing",
        "two stops add up",
        "a stop that begins as the limit is reached comes too late",
        "a stop after the limit comes too late",
        "a clock that stands does not reach its limit",
        "a clock that stands after its limit has reached it",
    ],
)
def test_a_limit_moves_by_the_working_time_of_the_stops_before_it(stops, eight_hours_are_over) -> None:
    clock = ServiceClock(begun=at(9), hours=OFFICE, stops=stops)
    assert clock.reaches(timedelta(hours=8)) == eight_hours_are_over


def test_what_is_used_is_the_working_time_without_the_stops() -> None:
    clock = ServiceClock(begun=at(9), hours=OFFICE, stops=((at(10), at(12)), (at(16), None)))
    assert clock.used(at(11)) == timedelta(hours=1)
    assert clock.used(at(15)) == timedelta(hours=3)
    assert clock.used(at(15, day=2)) == timedelta(hours=4)
    assert clock.stood(at(15, day=2)) == timedelta(hours=2 + 2 + 8 + 5)


def test_round_the_clock_every_minute_counts() -> None:
    saturday = at(22, day=5)
    clock = ServiceClock(
        begun=saturday, hours=ROUND_THE_CLOCK, stops=((saturday, saturday + timedelta(hours=1)),)
    )
    assert clock.reaches(timedelta(hours=4)) == saturday + timedelta(hours=5)
    assert clock.used(saturday + timedelta(hours=3)) == timedelta(hours=2)
