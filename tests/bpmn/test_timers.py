"""Dates, durations and repeats of ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.bpmn import timers
from engine.feel import YearsMonths

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("PT90M", datetime(2026, 1, 31, 13, 30, tzinfo=UTC)),
        ("P2W", datetime(2026, 2, 14, 12, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("P1Y1M1DT1S", datetime(2027, 3, 1, 12, 0, 1, tzinfo=UTC)),
        ("-PT1H", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026-07-01T10:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-01-01T10:00:00", datetime(2026, 1, 1, 9, tzinfo=UTC)),
        ("2026-07-01T10:00:00@America/New_York", datetime(2026, 7, 1, 14, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (timedelta(days=-1), datetime(2026, 1, 30, 12, tzinfo=UTC)),
        (YearsMonths(13), datetime(2027, 2, 28, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_is_exact_in_the_companys_time_zone(value, moment):
    assert timers.moment(value, NOW, "Europe/Berlin") == moment


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1S", "1 day", "2026-13-01", "P1M2", "2026-01-01T10:00@Nowhere/City", f"P{'9' * 400}Y"],
)
def test_nonsense_is_no_moment(text):
    with pytest.raises(timers.BadTimer):
        timers.moment(text, NOW, "UTC")


def times(text, count):
    schedule = timers.schedule(text, NOW, "UTC")
    found = []
    while schedule is not None and len(found) < count:
        found.append(schedule.due_at)
        schedule = schedule.following()
    return found


def test_a_repeat_counts_its_times():
    assert times("R3/PT10H", 9) == [NOW + timedelta(hours=hours) for hours in (10, 20, 30)]
    assert len(times("R/PT10H", 9)) == 9


def test_a_repeat_with_a_start_begins_there():
    assert times("R2/2026-03-01T08:00:00Z/P1D", 9) == [
        datetime(2026, 3, 1, 8, tzinfo=UTC),
        datetime(2026, 3, 2, 8, tzinfo=UTC),
    ]


def test_a_repeat_may_be_told_by_two_moments_or_by_its_last_one():
    assert times("R2/2026-03-01T08:00:00Z/2026-03-01T10:00:00Z", 9) == [
        datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (8, 10)
    ]
    assert times("R2/P1D/2026-03-01T08:00:00Z", 9) == [
        datetime(2026, 2, 28, 8, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC)
    ]  # fmt: skip
    monthly = times("R/P1M/2026-05-31T08:00:00Z", 9)
    assert [(one.month, one.day) for one in monthly] == [(2, 28), (3, 31), (4, 30), (5, 31)]
    missed = timers.schedule("R/P1M/2026-05-31T08:00:00Z", NOW, "UTC").following_after(
        NOW + 60 * timedelta(1)
    )
    assert missed.due_at == datetime(2026, 4, 30, 8, tzinfo=UTC)


def test_minus_one_is_without_end_and_a_time_zone_may_stand_in_brackets():
    assert len(times("R-1/PT10H", 9)) == 9
    eight = datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert times("R1/2026-03-01T08:00:00[Europe/Berlin]/P1D", 9) == [eight]
    assert timers.moment("2026-03-01T08:00:00+01:00[Europe/Berlin]", NOW, "UTC") == eight


def test_months_do_not_drift():
    assert [moment.day for moment in times("R/P1M", 4)] == [28, 31, 30, 31]


@pytest.mark.parametrize(
    "text",
    [
        "R3",
        "R0/PT1H",
        "R/PT0S",
        "R/-PT1H",
        "0 0 9 * *",
        "R3/2026-01-01",
        "R/P1D/P1D",
        "R/P1D/2020-01-01T08:00:00Z",
    ],
)
def test_nonsense_is_no_repeat(text):
    with pytest.raises(timers.BadTimer):
        timers.schedule(text, NOW, "UTC")


def test_what_was_missed_counts_as_fired_once():
    begun = timers.schedule("R/2020-01-01T00:00:00Z/PT1M", NOW, "UTC").following_after(NOW)
    assert begun.due_at == NOW + timedelta(minutes=1)

    monthly = timers.schedule("R6/2025-08-31T12:00:00Z/P1M", NOW, "UTC").following_after(
        NOW - timedelta(hours=1)
    )
    assert (monthly.due_at, monthly.remaining) == (NOW, 1)
    assert timers.schedule("R6/2025-08-31T12:00:00Z/P1M", NOW, "UTC").following_after(NOW) is None
