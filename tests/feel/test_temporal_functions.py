"""The functions over dates, times and durations, and what a path reads of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import feel
from tests.feel.temporal_tables import said, why

MAKING = [
    ('date("2026-02-28")', "2026-02-28"),
    ('date(from: "2026-02-28")', "2026-02-28"),
    ('date(@"2026-02-28")', "2026-02-28"),
    ('date(@"2026-02-28T23:59:59-11:00")', "2026-02-28"),
    ('date(["2026-02-28"])', "2026-02-28"),
    ('date("12026-02-28")', "12026-02-28"),
    ('date(@"-0044-03-15T10:00:00Z")', "-0044-03-15"),
    ("date(2026, 2, 28)", "2026-02-28"),
    ("date(year: 2026, month: 2, day: 28)", "2026-02-28"),
    ("date(day: 28, month: 2, year: 2026)", "2026-02-28"),
    ("date(2026.0, 2, 28)", "2026-02-28"),
    ("date(5, 1, 1)", "0005-01-01"),
    ("date(0, 1, 1)", "0000-01-01"),
    ("date(-5, 1, 1)", "-0005-01-01"),
    ("date(999999999, 12, 31)", "999999999-12-31"),
    ("date(-999999999, 1, 1)", "-999999999-01-01"),
    ('time("10:00:00")', "10:00:00"),
    ('time(from: "10:00:00@Europe/Paris")', "10:00:00@Europe/Paris"),
    ('time(@"10:00:00+02:00")', "10:00:00+02:00"),
    ('time(@"2026-02-28T10:00:00.123456789Z")', "10:00:00.123456789Z"),
    ('time(@"12026-02-28T10:00:00@Asia/Tokyo")', "10:00:00@Asia/Tokyo"),
    ('time(@"2026-02-28")', "00:00:00Z"),
    ('time(@"12026-02-28")', "00:00:00Z"),
    ("time(10, 20, 30)", "10:20:30"),
    ("time(10, 20, 30.25)", "10:20:30.25"),
    ("time(0, 0, 59.999999999)", "00:00:59.999999999"),
    ("time(10, 20, 30, null)", "10:20:30"),
    ('time(10, 20, 30, @"PT2H")', "10:20:30+02:00"),
    ('time(10, 20, 30, @"-PT2H30M")', "10:20:30-02:30"),
    ('time(10, 20, 30, @"PT14H")', "10:20:30+14:00"),
    ('time(10, 20, 30, @"PT1H2M3S")', "10:20:30+01:02:03"),
    ('time(10, 20, 30, @"P0D")', "10:20:30Z"),
    ("time(hour: 10, minute: 20, second: 30)", "10:20:30"),
    ('time(offset: @"PT1H", second: 30, minute: 20, hour: 10)', "10:20:30+01:00"),
    ('date and time("2026-02-28T10:00:00")', "2026-02-28T10:00:00"),
    ('date and time(from: "2026-02-28")', "2026-02-28T00:00:00"),
    ('date and time("2012-03-07Z")', "2012-03-07T00:00:00Z"),
    ('date and time("2012-03-07+05:30")', "2012-03-07T00:00:00+05:30"),
    ('date("2012-03-07+05:30")', "2012-03-07"),
    ('date and time("-99999-02-28T10:00:00.5+01:00")', "-99999-02-28T10:00:00.5+01:00"),
    ('date and time(@"2026-02-28", @"10:00:00")', "2026-02-28T10:00:00"),
    (
        'date and time(date: @"2026-02-28", time: @"10:00:00@Europe/Paris")',
        "2026-02-28T10:00:00@Europe/Paris",
    ),
    ('date and time(@"2026-02-28T23:00:00Z", @"10:00:00.000000001")', "2026-02-28T10:00:00.000000001"),
    ('date and time(@"-2026-02-28", @"10:00:00-05:00")', "-2026-02-28T10:00:00-05:00"),
    ('date and time(@"2026-07-01T10:00:00Z", "Europe/Paris")', "2026-07-01T12:00:00@Europe/Paris"),
    ('date and time(@"2026-07-01T10:00:00", "Europe/Paris")', "2026-07-01T10:00:00@Europe/Paris"),
    ('date and time(@"9999-12-31T23:30:00Z", "Europe/Paris")', "10000-01-01T00:30:00@Europe/Paris"),
    ('duration("P1D")', "P1D"),
    ('duration(from: "P14M")', "P1Y2M"),
    ('duration(@"PT1H")', "PT1H"),
]
NULL = [
    "date()", "date(null)", "date(1)", "date(true)", "date([])", 'date("")', 'date(@"10:00:00")', 'date(@"P1D")',
    "date(2026, 2)", "date(2026, 2, 29)", "date(2026, 0, 1)", "date(2026, 13, 1)", "date(2026, 1, 0)",
    "date(2026, 1, 32)", "date(2026, -1, 1)", "date(2026.5, 1, 1)", "date(2026, 1, null)", "date(null, 1, 1)",
    'date("2026", 1, 1)', "date(1000000000, 1, 1)", "date(-1000000000, 1, 1)", "date(1e6000, 1, 1)",
    "date(2026, 1, 1e6000)", "date(2026, 1, 1, 1)", 'date(date: "2026-02-28")', "date(year: 2026, month: 1)",
    "date(10001, 2, 29)",
    "time()", "time(null)", "time(1)", "time([])", 'time("")', 'time(@"P1D")', "time(1, 2)", "time(24, 0, 0)",
    "time(-1, 0, 0)", "time(0, 60, 0)", "time(0, 0, 60)", "time(0, 0, -1)", "time(1.5, 0, 0)", "time(0, 0.5, 0)",
    "time(0, 0, 0.0000000001)", "time(0, 0, 1e6000)", "time(1e6000, 0, 0)", "time(null, 0, 0)",
    "time(0, 0, null, null)", 'time(0, 0, 0, @"PT14H1S")', 'time(0, 0, 0, @"-PT15H")', 'time(0, 0, 0, @"PT0.5S")',
    'time(0, 0, 0, @"P1Y")', "time(0, 0, 0, 1)", 'time(0, 0, 0, @"P1000000000D")', 'time(0, 0, 0, @"PT1H", 1)',
    "time(hours: 1, minute: 0, second: 0)",
    "date and time()", "date and time(null)", "date and time(1)", 'date and time("")', 'date and time(@"10:00:00")',
    'date and time(@"10:00:00", @"2026-02-28")', 'date and time(@"2026-02-28", null)',
    'date and time(null, @"10:00:00")', 'date and time("2026-02-28", "10:00:00")', 'date and time(@"P1D", @"P1D")',
    'date and time(@"2026-07-01T10:00:00Z", "Mars/Base")', 'date and time(@"2026-07-01T10:00:00Z", "")',
    'date and time(@"2026-07-01T10:00:00Z", "../../etc/passwd")', 'date and time(@"2026-02-28", @"10:00:00", 1)',
    'date and time(@"999999999-12-31T23:30:00Z", "Europe/Paris")',
    "duration()", "duration(null)", "duration(1)", 'duration("")', "duration([])", 'duration(@"2026-02-28")',
    'duration("P1D", "P1D")', 'duration(text: "P1D")',
    "years and months duration()", 'years and months duration(@"2026-02-28")',
    'years and months duration(@"2026-02-28", null)', 'years and months duration(null, @"2026-02-28")',
    'years and months duration("2026-02-28", "2026-02-28")', 'years and months duration(@"10:00:00", @"11:00:00")',
    'years and months duration(start: @"2026-02-28", end: @"2026-02-28")',
    "now(1)", "today(1)", "today(null)",
    "day of week()", "day of week(null)", 'day of week("2026-02-28")', 'day of week(@"10:00:00")', "day of week(1)",
    "day of year([])", 'day of year(@"2026-02-28", 1)', 'day of year(value: @"2026-02-28")', "month of year(1)",
    'week of year(@"P1D")', "last day of month(null)",
]  # fmt: skip
CALENDAR = [
    ("2026-02-28", "Saturday", 59, 9, "February", "2026-02-28"),
    ("2024-12-31", "Tuesday", 366, 1, "December", "2024-12-31"),
    ("2021-01-01", "Friday", 1, 53, "January", "2021-01-31"),
    ("2026-04-06T23:59:59@Europe/Paris", "Monday", 96, 15, "April", "2026-04-30"),
    ("0001-01-01", "Monday", 1, 1, "January", "0001-01-31"),
    ("9999-12-31", "Friday", 365, 52, "December", "9999-12-31"),
    ("10000-01-01", "Saturday", 1, 52, "January", "10000-01-31"),
    ("10000-02-10T12:00:00Z", "Thursday", 41, 6, "February", "10000-02-29"),
    ("0000-12-31", "Sunday", 366, 52, "December", "0000-12-31"),
    ("-0001-02-01", "Monday", 32, 5, "February", "-0001-02-28"),
    ("-999999999-01-01", "Monday", 1, 1, "January", "-999999999-01-31"),
    ("999999999-12-01", "Wednesday", 335, 48, "December", "999999999-12-31"),
]
MONTHS_BETWEEN = [
    ("2026-01-31", "2026-02-28", "P0M"),
    ("2026-01-28", "2026-02-28", "P1M"),
    ("2026-02-28", "2026-01-28", "-P1M"),
    ("2026-02-28", "2026-01-31", "P0M"),
    ("2024-02-29", "2025-02-28", "P11M"),
    ("2024-02-29", "2028-02-29", "P4Y"),
    ("2026-05-05", "2026-05-05", "P0M"),
    ("2026-01-15T23:00:00", "2026-02-15T01:00:00", "P1M"),
    ("2026-01-15T23:00:00Z", "2027-03-14", "P1Y1M"),
    ("9999-12-31", "10000-01-31", "P1M"),
    ("-0001-06-01", "0001-06-01", "P2Y"),
    ("-999999999-01-01", "999999999-12-01", "P1999999998Y11M"),
]
PROPERTIES = [
    ('@"2026-02-28".year', "2026"),
    ('@"2026-02-28".month', "2"),
    ('@"2026-02-28".day', "28"),
    ('@"2026-02-28".weekday', "6"),
    ('@"2026-03-01".weekday', "7"),
    ('@"-0001-02-01".year', "-1"),
    ('@"-0001-02-01".weekday', "1"),
    ('@"999999999-12-31T10:00:00".year', "999999999"),
    ('@"12026-02-28T10:20:30Z".hour', "10"),
    ('@"12026-02-28T10:20:30Z".minute', "20"),
    ('@"12026-02-28T10:20:30Z".second', "30"),
    ('@"10:20:30.5".second', "30.5"),
    ('@"10:20:00.000000001".second', "0.000000001"),
    ('@"2026-02-28".hour', None),
    ('@"10:00:00".year', None),
    ('@"10:00:00+05:30".time offset', "PT5H30M"),
    ('@"10:00:00Z".time offset', "PT0S"),
    ('@"10:00:00@Etc/UTC".time offset', "PT0S"),
    ('@"10:00:00".time offset', None),
    ('@"2026-07-01T10:00:00@Europe/Paris".time offset', "PT2H"),
    ('@"2026-01-01T10:00:00@Europe/Paris".time offset', "PT1H"),
    ('@"12026-07-01T10:00:00@Europe/Paris".time offset', "PT2H"),
    ('@"10:00:00@Europe/Paris".timezone', "Europe/Paris"),
    ('@"12026-07-01T10:00:00@Europe/Paris".timezone', "Europe/Paris"),
    ('@"10:00:00+02:00".timezone', None),
    ('@"10:00:00Z".timezone', None),
    ('@"P3DT4H5M6.75S".days', "3"),
    ('@"P3DT4H5M6.75S".hours', "4"),
    ('@"P3DT4H5M6.75S".minutes', "5"),
    ('@"P3DT4H5M6.75S".seconds', "6.75"),
    ('@"-P3DT4H5M6.75S".days', "-3"),
    ('@"-P3DT4H5M6.75S".hours', "-4"),
    ('@"-P3DT4H5M6.75S".seconds', "-6.75"),
    ('@"-P1D".seconds', "0"),
    ('@"P1000000000DT1H".hours', "1"),
    ('@"P1D".years', None),
    ('@"P1Y2M".years', "1"),
    ('@"P1Y2M".months', "2"),
    ('@"-P1Y2M".months', "-2"),
    ('@"P1Y2M".days', None),
]


@pytest.mark.parametrize(("text", "result"), MAKING)
def test_a_function_makes_a_value_of_each_kind_of_argument(text, result):
    assert said(text) == result


@pytest.mark.parametrize("text", NULL)
def test_arguments_without_a_result_are_null_with_a_reason(text):
    assert said(text) is None
    assert why(text)


@pytest.mark.parametrize(("day", "weekday", "of_year", "week", "month", "last"), CALENDAR)
def test_the_calendar_knows_every_day(day, weekday, of_year, week, month, last):
    assert said(f'day of week(@"{day}")') == weekday
    assert said(f'day of year(date: @"{day}")') == str(of_year)
    assert said(f'week of year(@"{day}")') == str(week)
    assert said(f'month of year(@"{day}")') == month
    assert said(f'last day of month(@"{day}")') == last


@pytest.mark.parametrize(("start", "end", "months"), MONTHS_BETWEEN)
def test_years_and_months_between_two_days_are_whole_and_towards_zero(start, end, months):
    assert said(f'years and months duration(@"{start}", @"{end}")') == months
    assert said(f'years and months duration(to: @"{end}", from: @"{start}")') == months


@pytest.mark.parametrize(("text", "result"), PROPERTIES)
def test_a_path_reads_the_parts(text, result):
    assert said(text) == result


def test_now_and_today_are_those_of_the_environments_clock_and_zone():
    assert said("now()", "Europe/Moscow") == "2026-03-02T02:30:15@Europe/Moscow"
    assert said("today()", "Europe/Moscow") == "2026-03-02"
    assert said("today()", "America/New_York") == "2026-03-01"
    assert said("now() instance of date and time and today() instance of date") == "true"


def test_a_time_that_is_made_of_the_parts_of_another_is_the_same():
    text = "time(t.hour, t.minute, t.second, t.time offset) = t and is(time(t.hour, t.minute, t.second), u)"
    values = {each: feel.evaluate(f'@"{text}"', {}) for each, text in TIMES.items()}
    assert feel.evaluate(text, values) is True


TIMES = {"t": "10:20:30.000000001-05:30", "u": "10:20:30.000000001"}


def test_product_functions_refuse_years_that_calendars_and_rates_do_not_reach():
    notes: list[feel.Diagnosis] = []
    functions = {"add working time": lambda *_: 1 / 0, "convert money": lambda *_: 1 / 0}
    environment = feel.Environment(
        now=lambda: datetime(2026, 1, 1, tzinfo=UTC), functions=functions, diagnostics=notes
    )
    for text in (
        'add working time(@"10000-01-01T10:00:00Z", @"PT1H")',
        'add working time(@"2026-01-01T10:00:00Z", @"P1000000000D")',
        'convert money(1, "EUR", "USD", @"10000-01-01")',
    ):
        assert feel.evaluate(text, {}, environment) is None
    assert [note.message.split()[0] for note in notes] == ["working", "the", "there"]
