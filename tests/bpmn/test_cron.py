"""Cron in cycles: the times that Spring, whose notation Camunda 8 uses, would name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn import cron, timers
from engine.bpmn.errors import BadCron
from engine.bpmn.events import TimerScheduled
from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows


def times(text, start, count=3, zone="UTC"):
    found, moment = [], datetime.fromisoformat(start).replace(tzinfo=UTC)
    for _ in range(count):
        moment = cron.parse(text).after(moment, zone)
        found.append(f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00"))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 9-17 * * MON-FRI", ["2026-01-01 09:00", "2026-01-01 10:00", "2026-01-01 11:00"]),
        ("*/20 30 8 * * *", ["2026-01-01 08:30", "2026-01-01 08:30:20", "2026-01-01 08:30:40"]),
        ("0 0 6,19 * * *", ["2026-01-01 19:00", "2026-01-02 06:00", "2026-01-02 19:00"]),
        ("0 0/30 8-9 * * ?", ["2026-01-01 08:00", "2026-01-01 08:30", "2026-01-01 09:00"]),
        ("0 0 0 25 12 ?", ["2026-12-25 00:00", "2027-12-25 00:00", "2028-12-25 00:00"]),
        ("0 0 0 L * *", ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00"]),
        ("0 0 0 L-3 * *", ["2026-01-28 00:00", "2026-02-25 00:00", "2026-03-28 00:00"]),
        ("0 0 0 1W * *", ["2026-02-02 00:00", "2026-03-02 00:00", "2026-04-01 00:00"]),
        ("0 0 0 LW * *", ["2026-01-30 00:00", "2026-02-27 00:00", "2026-03-31 00:00"]),
        ("0 0 0 * * 5L", ["2026-01-30 00:00", "2026-02-27 00:00", "2026-03-27 00:00"]),
        ("0 0 0 ? * MON#1", ["2026-01-05 00:00", "2026-02-02 00:00", "2026-03-02 00:00"]),
        ("0 0 0 ? * 5#5", ["2026-01-30 00:00", "2026-05-29 00:00", "2026-07-31 00:00"]),
        ("0 0 0 13 * FRI", ["2026-02-13 00:00", "2026-03-13 00:00", "2026-11-13 00:00"]),
        ("0 0 0 ? * SAT-SUN", ["2026-01-03 00:00", "2026-01-04 00:00", "2026-01-10 00:00"]),
        ("0 0 0 ? JAN 7", ["2026-01-04 00:00", "2026-01-11 00:00", "2026-01-18 00:00"]),
        ("0 0 0 29 2 MON", ["2044-02-29 00:00", "2072-02-29 00:00", "2112-02-29 00:00"]),
        ("@daily", ["2026-01-02 00:00", "2026-01-03 00:00", "2026-01-04 00:00"]),
        ("@hourly", ["2026-01-01 08:00", "2026-01-01 09:00", "2026-01-01 10:00"]),
    ],
)
def test_the_next_times(text, expected):
    assert times(text, "2026-01-01T07:59:59") == expected


def test_the_wall_clock_of_the_zone_counts_over_a_change_of_clocks():
    # Berlin leaves out 02:00 to 03:00 on 29 March 2026, and has it twice on 25 October.
    assert times("0 30 2 * * *", "2026-03-27T12:00:00", zone="Europe/Berlin") == [
        "2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30",
    ]  # fmt: skip
    assert times("0 30 2 * * *", "2026-10-24T12:00:00", zone="Europe/Berlin") == [
        "2026-10-25 00:30", "2026-10-26 01:30", "2026-10-27 01:30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["0 0 9 * *", "0 60 9 * * *", "0 0 9 * * FOO", "0 0 9 32 * *", "x 0 9 * * *", "0 0 9 * 13 *", "@often",
             "0 0 9-5 * * *", "*/0 * * * * *"],
)  # fmt: skip
def test_what_is_no_cron_is_named(text):
    with pytest.raises(BadCron, match="no cron expression"):
        cron.parse(text)


def test_a_day_that_never_comes_is_refused():
    with pytest.raises(BadCron, match="never comes"):
        timers.schedule("0 0 0 30 2 *", datetime(2026, 1, 1, tzinfo=UTC), "UTC")
    [told] = [
        one.message for one in lint(reminding("0 0 0 30 2 *"), known=Known()) if one.severity == "error"
    ]
    assert "which never comes" in told


def reminding(text):
    return b.process(
        "p", b.start(), b.user("work"), b.boundary("remind", "work", b.timer("Cycle", text), interrupting=False),
        b.user("call"), flow="start>work remind>call",
    )  # fmt: skip


@shows("timeCycle", "boundary/timer/non-interrupting")
def test_a_boundary_timer_fires_whenever_its_cron_says_so():
    player = play_both_ways(reminding("0 0 9 * * MON-FRI"), lambda one: one.start().wait(days=7))

    # It starts on Monday 5 January at eight.
    due = [one.due_at for one in player.events if isinstance(one, TimerScheduled)]
    assert [f"{one:%a %H:%M}" for one in due] == [
        f"{day} 09:00" for day in ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon"]
    ]
    assert player.tasks.count("call") == 5


def test_an_endless_repeat_goes_on_until_its_activity_ends():
    player = play(reminding("R/PT1H")).start().wait(hours=30)
    assert player.tasks.count("call") == 30

    player.complete("work").wait(hours=5)
    assert player.tasks.count("call") == 30


def test_feel_can_name_a_cron_expression_and_a_duration():
    model = reminding('="0 0 " + string(hour) + " * * *"')
    player = play(model).start(hour=12)
    assert player.open[player.number("remind")].due_at - player.clock.now() == timedelta(hours=4)


@pytest.mark.parametrize(
    ("text", "fits"), [("0 0 9 * * MON-FRI", True), ("0 0 25 * * *", False), ("@daily", True)]
)
def test_the_linter_reads_cron(text, fits):
    rules = {one.rule for one in lint(reminding(text), known=Known())}

    assert ("timer-text" not in rules) is fits
