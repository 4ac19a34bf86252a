"""Table 57 of DMN 1.5 and those after it: `+ - * /` over dates, times and durations, and how they compare."""

from __future__ import annotations

import itertools

import pytest

from engine import feel
from tests.feel.temporal_tables import said, why

SUMS = [
    ('@"2026-02-28" + @"P1D"', "2026-03-01"),
    ('@"P1D" + @"2026-02-28"', "2026-03-01"),
    ('@"2026-02-28" + @"PT23H59M"', "2026-02-28"),
    ('@"2026-02-28" - @"PT1S"', "2026-02-27"),
    ('@"2026-03-01" - @"P1D"', "2026-02-28"),
    ('@"9999-12-31" + @"P1D"', "10000-01-01"),
    ('@"10000-01-01" - @"P1D"', "9999-12-31"),
    ('@"0001-01-01" - @"P1D"', "0000-12-31"),
    ('@"0000-12-31" + @"P1D"', "0001-01-01"),
    ('@"-0001-12-31" + @"P1D"', "0000-01-01"),
    ('@"-999999999-01-01" + @"P730484999633D"', "999999999-12-31"),
    ('@"2026-01-31" + @"P1M"', "2026-02-28"),
    ('@"2024-01-31" + @"P1M"', "2024-02-29"),
    ('@"P1Y" + @"2024-02-29"', "2025-02-28"),
    ('@"2024-02-29" + @"P4Y"', "2028-02-29"),
    ('@"2026-03-31" - @"P1M"', "2026-02-28"),
    ('@"2026-01-15" - @"P1M"', "2025-12-15"),
    ('@"2000-02-29" + @"P8000Y"', "10000-02-29"),
    ('@"2000-02-29" + @"P8001Y"', "10001-02-28"),
    ('@"0001-06-01" - @"P2Y"', "-0001-06-01"),
    ('@"23:30:00" + @"PT1H"', "00:30:00"),
    ('@"PT1H" + @"23:30:00Z"', "00:30:00Z"),
    ('@"00:30:00" - @"PT1H"', "23:30:00"),
    ('@"10:00:00@Europe/Paris" + @"P3DT1H"', "11:00:00@Europe/Paris"),
    ('@"10:00:00" + @"PT0.000000001S"', "10:00:00.000000001"),
    ('@"2026-02-28T23:00:00" + @"PT2H"', "2026-03-01T01:00:00"),
    ('@"PT2H" + @"2026-02-28T23:00:00+05:00"', "2026-03-01T01:00:00+05:00"),
    ('@"2026-03-01T01:00:00Z" - @"PT2H"', "2026-02-28T23:00:00Z"),
    ('@"2026-01-31T10:00:00Z" + @"P1M"', "2026-02-28T10:00:00Z"),
    ('@"2026-03-31T10:00:00.5@Europe/Paris" - @"P1M"', "2026-02-28T10:00:00.5@Europe/Paris"),
    ('@"P1Y" + @"2024-02-29T10:00:00.000000001"', "2025-02-28T10:00:00.000000001"),
    ('@"2026-03-28T02:30:00@Europe/Paris" + @"P1D"', "2026-03-29T03:30:00@Europe/Paris"),
    ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
    ('@"2026-10-25T01:30:00@Europe/Paris" + @"PT3H"', "2026-10-25T03:30:00@Europe/Paris"),
    ('@"2026-03-28T12:00:00@Europe/Paris" + @"P1D"', "2026-03-29T13:00:00@Europe/Paris"),
    ('@"9999-12-31T23:59:59@America/New_York" + @"PT1S"', "10000-01-01T00:00:00@America/New_York"),
    ('@"12026-03-31T12:00:00@Europe/Paris" - @"P7D"', "12026-03-24T11:00:00@Europe/Paris"),
    ('@"0001-01-01T00:00:00Z" - @"PT0.000000001S"', "0000-12-31T23:59:59.999999999Z"),
    ('@"P1D" + @"PT36H"', "P2DT12H"),
    ('@"P1D" - @"PT36H"', "-PT12H"),
    ('@"P999999999D" + @"P1D"', "P1000000000D"),
    ('@"P1000000000D" - @"P1D"', "P999999999D"),
    ('@"P1Y" + @"P11M"', "P1Y11M"),
    ('@"P1Y" - @"P13M"', "-P1M"),
    ('-@"P1D"', "-P1D"),
    ('-@"-PT0.000000001S"', "PT0.000000001S"),
    ('-@"P1000000000D"', "-P1000000000D"),
    ('-@"P999999999DT1S"', "-P999999999DT1S"),
    ('-@"P1Y2M"', "-P1Y2M"),
    ('abs(@"-P1DT0.000000001S")', "P1DT0.000000001S"),
    ('abs(@"-P1000000000D")', "P1000000000D"),
    ('abs(@"-P1Y")', "P1Y"),
    ('sum([@"PT1H", @"PT30M"])', "PT1H30M"),
    ('mean([@"PT1H", @"PT2H"])', "PT1H30M"),
    ('max([@"P1000000000D", @"P1D"])', "P1000000000D"),
    ('min([@"2026-01-01", @"-2026-01-01", @"12026-01-01"])', "-2026-01-01"),
]
DIFFERENCES = [
    ('@"2026-03-01" - @"2026-02-28"', "P1D"),
    ('@"2024-03-01" - @"2024-02-28"', "P2D"),
    ('@"2026-02-28" - @"2026-03-01"', "-P1D"),
    ('@"10000-01-01" - @"9999-12-31"', "P1D"),
    ('@"0001-01-01" - @"-0001-01-01"', "P731D"),
    ('@"11:00:00" - @"10:30:00"', "PT30M"),
    ('@"10:30:00" - @"11:00:00"', "-PT30M"),
    ('@"10:00:00Z" - @"10:00:00+02:00"', "PT2H"),
    ('@"10:00:00@Etc/UTC" - @"10:00:00Z"', "PT0S"),
    ('@"10:00:00.000000001" - @"10:00:00"', "PT0.000000001S"),
    ('@"2026-03-01T01:00:00" - @"2026-02-28T23:00:00"', "PT2H"),
    ('@"2026-03-01T00:00:00Z" - @"2026-03-01T00:00:00+02:00"', "PT2H"),
    ('@"2026-03-30T00:00:00@Europe/Paris" - @"2026-03-29T00:00:00@Europe/Paris"', "PT23H"),
    ('@"2026-03-30T00:00:00@Europe/Paris" - @"2026-03-29T00:00:00+01:00"', "PT23H"),
    ('@"2026-03-30T00:00:00" - @"2026-03-29T00:00:00"', "P1D"),
    ('@"10000-01-01T00:00:00Z" - @"9999-12-31T23:00:00-01:00"', "PT0S"),
    ('@"2026-03-01" - @"2026-02-28T23:00:00Z"', "PT1H"),
    ('@"2026-02-28T23:00:00-01:00" - @"2026-03-01"', "PT0S"),
    ('@"12026-03-01" - @"12026-02-28T23:00:00Z"', "PT1H"),
]
FACTORS = [
    ('@"PT1H" * 1.5', "PT1H30M"),
    ('2 * @"P1D"', "P2D"),
    ('@"P1D" * -1', "-P1D"),
    ('@"P1D" * 0', "PT0S"),
    ('@"P1D" / 2', "PT12H"),
    ('@"PT1S" / 3', "PT0.333333333S"),
    ('@"PT2S" / 3', "PT0.666666667S"),
    ('@"P1D" / -4', "-PT6H"),
    ('@"P1D" / @"PT6H"', "4"),
    ('@"PT1H" / @"PT3H" * 3 = 0.9999999999999999999999999999999999', "true"),
    ('@"-P1D" / @"PT12H"', "-2"),
    ('@"P1Y" * 2', "P2Y"),
    ('1.5 * @"P1Y"', "P1Y6M"),
    ('@"P1Y" / 2', "P6M"),
    ('@"P1Y1M" / 2', "P6M"),
    ('-1 * @"P1Y"', "-P1Y"),
    ('@"P1Y" / @"P6M"', "2"),
    ('@"P1000000000D" / 1000000000', "P1D"),
]
NULL = [
    ('@"2026-03-01T00:00:00Z" - @"2026-03-01T00:00:00"', "only one of them names its time zone"),
    ('@"2026-03-01T00:00:00" - @"2026-03-01T00:00:00@Europe/Paris"', "only one of them names its time zone"),
    ('@"2026-03-01" - @"2026-03-01T00:00:00"', "only one of them names its time zone"),
    ('@"2026-03-01T00:00:00" - @"2026-03-01"', "only one of them names its time zone"),
    ('@"10:00:00Z" - @"10:00:00"', "only one of the times names its time zone"),
    ('@"999999999-12-31" + @"P1D"', "the year is beyond 999999999"),
    ('@"-999999999-01-01" - @"P1M"', "the year is beyond 999999999"),
    ('@"999999999-12-31T23:00:00Z" + @"PT1H"', "the year is beyond 999999999"),
    ('@"P1D" * 1e6000', "the duration is too long"),
    ('@"P1D" * 1e13', "the duration is longer than 1,000,000,000,000 days"),
    ('@"P1Y" / 1e-6000', "the duration is too long"),
    ('@"P1Y" * 1e11', "the duration is longer than 2,000,000,000 years"),
    ('@"P600000000000D" + @"P600000000000D"', "the duration is longer than 1,000,000,000,000 days"),
    ('@"P1D" / 0', "division by zero"),
    ('@"P1D" / @"PT0S"', "division by zero"),
    ('@"P1Y" / 0', "division by zero"),
    ('@"P1Y" / @"P0M"', "division by zero"),
    ('-@"2026-03-01"', "date has no sign"),
    ('@"2026-03-01" + null', "date + null is not defined"),
    ('null - @"P1D"', "null - days and time duration is not defined"),
]
VALUES = {
    "number": "2",
    "string": '"a"',
    "date": '@"2026-03-01"',
    "time": '@"10:00:00Z"',
    "date and time": '@"2026-03-01T10:00:00Z"',
    "days and time duration": '@"P1D"',
    "years and months duration": '@"P1Y"',
}
DATE, TIME, MOMENT, DAYS, MONTHS, NUMBER = (
    "date", "time", "date and time", "days and time duration", "years and months duration", "number",
)  # fmt: skip
RESULTS = {
    ("+", DATE, DAYS): DATE, ("+", DAYS, DATE): DATE, ("-", DATE, DAYS): DATE,
    ("+", DATE, MONTHS): DATE, ("+", MONTHS, DATE): DATE, ("-", DATE, MONTHS): DATE,
    ("+", TIME, DAYS): TIME, ("+", DAYS, TIME): TIME, ("-", TIME, DAYS): TIME,
    ("+", MOMENT, DAYS): MOMENT, ("+", DAYS, MOMENT): MOMENT, ("-", MOMENT, DAYS): MOMENT,
    ("+", MOMENT, MONTHS): MOMENT, ("+", MONTHS, MOMENT): MOMENT, ("-", MOMENT, MONTHS): MOMENT,
    ("-", DATE, DATE): DAYS, ("-", MOMENT, MOMENT): DAYS, ("-", DATE, MOMENT): DAYS, ("-", MOMENT, DATE): DAYS,
    ("-", TIME, TIME): DAYS,
    ("+", DAYS, DAYS): DAYS, ("-", DAYS, DAYS): DAYS, ("/", DAYS, DAYS): NUMBER,
    ("*", DAYS, NUMBER): DAYS, ("*", NUMBER, DAYS): DAYS, ("/", DAYS, NUMBER): DAYS,
    ("+", MONTHS, MONTHS): MONTHS, ("-", MONTHS, MONTHS): MONTHS, ("/", MONTHS, MONTHS): NUMBER,
    ("*", MONTHS, NUMBER): MONTHS, ("*", NUMBER, MONTHS): MONTHS, ("/", MONTHS, NUMBER): MONTHS,
}  # fmt: skip
KINDS = list(VALUES)[2:]
COMBINATIONS = [
    each for each in itertools.product("+-*/", VALUES, VALUES) if not {NUMBER, "string"}.issuperset(each[1:])
]
ALIKE = [
    ('@"10:00:00Z"', '@"10:00:00+00:00"'),
    ('@"10:00:00Z"', '@"12:00:00+02:00"'),
    ('@"10:00:00@Europe/Paris"', '@"09:00:00Z"'),
    ('@"10:00:00.1"', '@"10:00:00.9"'),
    ('@"2026-03-01T10:00:00Z"', '@"2026-03-01T12:00:00+02:00"'),
    ('@"2026-03-01T10:00:00Z"', '@"2026-03-01T11:00:00@Europe/Paris"'),
    ('@"2026-07-01T10:00:00Z"', '@"2026-07-01T12:00:00@Europe/Paris"'),
    ('@"2026-03-01T10:00:00.25Z"', '@"2026-03-01T10:00:00.75Z"'),
    ('@"9999-12-31T23:00:00-02:00"', '@"10000-01-01T01:00:00Z"'),
    ('@"P1D"', '@"PT24H"'),
    ('@"P1Y"', '@"P12M"'),
    ('@"2012-12-24T24:00:00"', '@"2012-12-25T00:00:00"'),
]
ASCENDING = [
    ['@"-999999999-01-01"', '@"-0001-12-31"', '@"0000-01-01"', '@"0001-01-01"', '@"9999-12-31"', '@"10000-01-01"'],
    ['@"-2026-03-01T10:00:00Z"', '@"2026-03-01T10:00:00Z"', '@"2026-03-01T10:00:01Z"', '@"12026-03-01T10:00:00Z"'],
    ['@"00:00:00Z"', '@"10:00:00@Europe/Paris"', '@"10:00:00Z"', '@"10:00:00-01:00"', '@"23:59:59Z"'],
    ['@"-P1000000000D"', '@"-P1D"', '@"PT0S"', '@"PT0.000000001S"', '@"PT0.000001S"', '@"P1D"', '@"P1000000000D"'],
    ['@"-P1Y"', '@"P0M"', '@"P11M"', '@"P1Y"'],
]  # fmt: skip


@pytest.mark.parametrize(("text", "result"), SUMS + DIFFERENCES + FACTORS)
def test_dates_and_durations_calculate(text, result):
    assert said(text) == result


@pytest.mark.parametrize(("text", "reason"), NULL)
def test_what_has_no_result_is_null_and_says_why(text, reason):
    assert said(text) is None
    assert why(text) == reason


@pytest.mark.parametrize(("sign", "left", "right"), COMBINATIONS)
def test_the_table_of_the_standard_is_complete_and_nothing_else_is_defined(sign, left, right):
    text, of = f"{VALUES[left]} {sign} {VALUES[right]}", RESULTS.get((sign, left, right))
    assert said(f"{text} = null") == ("true" if of is None else "false")
    if of is not None:
        assert said(f"({text}) instance of {of}") == "true"


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_what_stands_for_the_same_is_equal_and_neither_before_nor_after(left, right):
    assert [said(f"{left} {sign} {right}") for sign in ("=", "!=", "<", "<=", ">", ">=")] == [
        "true", "false", "false", "true", "false", "true",
    ]  # fmt: skip
    assert said(f"{left} in [{right}..{right}]") == "true"


@pytest.mark.parametrize("values", ASCENDING)
def test_the_earlier_or_shorter_is_less(values):
    for (low, left), (high, right) in itertools.product(enumerate(values), repeat=2):
        assert said(f"{left} < {right}") == str(low < high).lower()
        assert said(f"{left} = {right}") == str(low == high).lower()


@pytest.mark.parametrize(("left", "right"), list(itertools.permutations(KINDS, 2)))
def test_different_kinds_do_not_compare(left, right):
    assert said(f"{VALUES[left]} = {VALUES[right]}") is None
    assert said(f"{VALUES[left]} < {VALUES[right]}") is None


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("10:00:00Z", "10:00:00+00:00", True),
        ("10:00:00z", "10:00:00Z", True),
        ("10:00:00Z", "10:00:00@Etc/UTC", False),
        ("10:00:00Z", "12:00:00+02:00", False),
        ("10:00:00", "10:00:00Z", False),
        ("10:00:00.1", "10:00:00.100", True),
        ("10:00:00.1", "10:00:00.2", False),
        ("10:00:00.000000001", "10:00:00", False),
        ("2026-03-01T10:00:00Z", "2026-03-01T12:00:00+02:00", False),
        ("12026-03-01T10:00:00Z", "12026-03-01T10:00:00+00:00", True),
        ("12026-03-01T10:00:00Z", "12026-03-01T12:00:00+02:00", False),
        ("2026-03-01", "2026-03-01T00:00:00", False),
        ("P1D", "PT24H", True),
        ("P0D", "P0M", False),
    ],
)
def test_is_asks_whether_two_values_are_the_same_in_every_part(left, right, same):
    assert feel.evaluate(f'is(@"{left}", @"{right}")', {}) is same


@pytest.mark.parametrize("day", ["", "2026-07-01T", "-2026-07-01T", "12026-07-01T"])
@pytest.mark.parametrize("zone", ["Z", "+14:00", "@Europe/Paris"])
def test_a_local_time_is_ordered_as_if_it_named_the_zone_of_the_other_but_equals_none_that_names_one(
    day, zone
):
    early, noon, late, zoned = (
        f'@"{day}{time}"' for time in ("11:59:59", "12:00:00", "12:00:01", "12:00:00" + zone)
    )
    assert said(f"{early} < {zoned} and {zoned} < {late} and {zoned} > {early}", "Asia/Tokyo") == "true"
    assert [said(f"{noon} {sign} {zoned}") for sign in ("=", "!=", "<", "<=", ">", ">=")] == [
        "false", "true", "false", "false", "false", "false",
    ]  # fmt: skip


def test_a_loop_and_a_range_run_over_the_end_of_pythons_years():
    assert said('for d in @"9999-12-31"..@"10000-01-01" return string(d)') == '["9999-12-31", "10000-01-01"]'
    assert said('for d in @"10000-01-01"..@"9999-12-31" return d.year') == "[10000, 9999]"
    assert said('@"10000-01-01" in [@"9999-12-31"..@"10000-01-02")') == "true"
    assert (
        said('sort([@"10000-01-01", @"-0001-01-01"], function(a, b) a < b)') == "[-0001-01-01, 10000-01-01]"
    )
