"""The texts of dates, times and durations: XML Schema's, read and written."""

from __future__ import annotations

import copy
from datetime import date, datetime, time, timedelta

import pytest

from engine import feel
from tests.feel.temporal_tables import said, why

AS_WRITTEN = [
    "2026-02-28", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31",
    "10000-01-01", "99999-02-28", "999999999-12-31", "-0001-12-31", "-2017-12-31", "-999999999-01-01",
    "0000-01-01", "0000-02-29", "-0004-02-29",
    "00:00:00", "23:59:59", "10:00:00Z", "10:00:00+02:00", "10:00:00-11:30", "10:00:00+14:00", "10:00:00-14:00",
    "10:00:00+02:45:55", "10:00:00-00:00:01", "10:00:00@Europe/Paris", "10:00:00@Etc/UTC", "10:00:00@Etc/GMT+5",
    "10:00:00@America/Argentina/Buenos_Aires", "10:00:00.5", "10:00:00.123456", "10:00:00.123456789",
    "10:00:00.000000001", "10:00:00.999999999Z",
    "2026-02-28T10:00:00", "2026-02-28T10:00:00Z", "2026-02-28T10:00:00+05:30", "2026-02-28T10:00:00@Asia/Kolkata",
    "2026-02-28T10:00:00.123456789@Europe/Berlin", "12026-02-28T10:00:00.25-03:00", "-0044-03-15T12:00:00",
    "-999999999-01-01T00:00:00", "999999999-12-31T23:59:59.999999999Z", "99999-07-01T00:00:00@Europe/Paris",
    "PT0S", "PT1S", "PT59S", "PT1M", "PT23H59M59S", "P1D", "P1DT1S", "-P1D", "-PT0.5S", "PT0.000000001S",
    "P999999999D", "P1000000000D", "-P999999999DT1S", "P1000000000000D", "P2DT4H34M0.25S",
    "P0M", "P1M", "P11M", "P1Y", "P1Y11M", "-P1Y1M", "P999999999Y11M",
]  # fmt: skip
NORMALISED = [
    ("2026-02-28T24:00:00", "2026-03-01T00:00:00"),
    ("2024-02-28T24:00:00.000Z", "2024-02-29T00:00:00Z"),
    ("9999-12-31T24:00:00", "10000-01-01T00:00:00"),
    ("24:00:00", "00:00:00"),
    ("24:00:00+01:00", "00:00:00+01:00"),
    ("-0000-01-01", "0000-01-01"),
    ("2026-02-28Z", "2026-02-28"),
    ("2026-02-28-05:00", "2026-02-28"),
    ("10:00:00+00:00", "10:00:00Z"),
    ("10:00:00-00:00", "10:00:00Z"),
    ("10:00:00z", "10:00:00Z"),
    ("10:00:00.500", "10:00:00.5"),
    ("10:00:00.000", "10:00:00"),
    ("10:00:00.1234567890000", "10:00:00.123456789"),
    ("2026-02-28T10:00:00+00:00", "2026-02-28T10:00:00Z"),
    ("P0D", "PT0S"),
    ("-P0D", "PT0S"),
    ("PT0.000S", "PT0S"),
    ("PT0.S", "PT0S"),
    ("PT0H0M0S", "PT0S"),
    ("P1DT26H", "P2DT2H"),
    ("PT90M", "PT1H30M"),
    ("PT86400S", "P1D"),
    ("-PT36H", "-P1DT12H"),
    ("P0000000000000000000000001D", "P1D"),
    ("P0Y", "P0M"),
    ("-P0M", "P0M"),
    ("P18M", "P1Y6M"),
    ("P1Y18M", "P2Y6M"),
    ("P12M", "P1Y"),
]
NOTHING = [
    "", " ", "foo", "2026", "2026-02", "26-02-28", "2026-2-28", "2026-02-8", "+2026-02-28", "02026-02-28",
    "-02026-02-28", "9999999999-01-01", "1000000000-01-01", "-1000000000-01-01", "2026-02-29", "2100-02-29",
    "10001-02-29", "-0001-02-29", "2026-00-01", "2026-13-01", "2026-01-00", "2026-04-31", "2026-02-28@Europe/Paris",
    "2026-02-28+15:00", "2026-02-28ZT10:00:00", " 2026-02-28", "2026-02-28 ", "20260228", "2026-W09-6", "2026-059",
    "٢٠٢٦-02-28",
    "10:00", "1:00:00", "10:0:00", "10:00:0", "24:00:01", "24:01:00", "24:00:00.1", "25:00:00", "10:60:00",
    "10:00:60", "10:00:00.", "10:00:00,5", "10:00:00.1234567891", "10:00:00+2:00", "10:00:00+02", "10:00:00+0200",
    "10:00:00+14:01", "10:00:00-15:00", "10:00:00+05:60", "10:00:00+05:00:60", "10:00:00@", "10:00:00@Mars/Base",
    "10:00:00@+02:00", "10:00:00+02:00@Europe/Paris", "10:00:00Z@Europe/Paris", "10:00:00 Z", "T10:00:00",
    "10:00:00@../etc/passwd", "10:00:00@Europe",
    "2026-02-28T", "2026-02-28T10:00", "2026-02-28 10:00:00", "2026-02-28t10:00:00", "2026-02-29T10:00:00",
    "2026-02-28T25:00:00", "2026-02-28T10:00:00T", "2026-02-28T10:00:00+19:00", "999999999-12-31T24:00:00",
    "2026-02-28T10:00:00@Mars/Base",
    "P", "PT", "-P", "-PT", "P1", "1D", "P1DT", "P1H", "P1S", "PT1D", "P-1D", "PT-5H", "+P1D", "--P1D", "P1D2H",
    "p1d", "P1d", "P1Y2M3D", "P1YT1H", "P1W", "P1M1Y", "PT1M1H", "PT.5S", "PT1.5M", "P1.5D", "P1.5Y", "P1,5D",
    "PT0.1234567891S", "P1000000000001D", "P99999999999999999Y", "P2000000000Y1M", " P1D", "P1D ",
    "P" + "0" * 100 + "1D",
]  # fmt: skip


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_a_canonical_text_is_written_as_it_was_read(text):
    assert said(f'@"{text}"') == text


@pytest.mark.parametrize(("text", "canonical"), NORMALISED)
def test_a_text_is_written_in_its_canonical_form(text, canonical):
    assert said(f'@"{text}"') == canonical


@pytest.mark.parametrize("text", NOTHING)
def test_what_xml_schema_does_not_write_is_null_with_a_reason(text):
    assert said(f'@"{text}"') is None
    assert why(f'@"{text}"')


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("2026-02-28", "date"),
        ("12026-02-28", "date"),
        ("10:00:00", "time"),
        ("10:00:00.123456789@Europe/Paris", "time"),
        ("2026-02-28T10:00:00", "date and time"),
        ("2026-02-28T10:00:00.000000001Z", "date and time"),
        ("-2026-02-28T10:00:00Z", "date and time"),
        ("PT0.000000001S", "days and time duration"),
        ("P1000000000D", "days and time duration"),
        ("P1Y", "years and months duration"),
    ],
)
def test_a_value_is_an_instance_of_its_type_however_far_or_fine(text, of):
    kinds = ["date", "time", "date and time", "days and time duration", "years and months duration"]
    assert [kind for kind in kinds if said(f'@"{text}" instance of {kind}') == "true"] == [of]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("10:00:00.5", time(10, 0, 0, 500_000)),
        ("2026-02-28T10:00:00.000001", datetime.combine(date(2026, 2, 28), time(10, 0, 0, 1))),
        ("P999999999DT23H59M59.999999S", timedelta.max),
    ],
)
def test_what_python_can_hold_is_plain_python(text, value):
    found = feel.evaluate(f'@"{text}"', {})
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("10:00:00.123456789", time(10, 0, 0, 123_456)),
        ("2026-02-28T10:00:00.123456789", datetime.combine(date(2026, 2, 28), time(10, 0, 0, 123_456))),
        ("PT1.000000001S", timedelta(seconds=1)),
    ],
)
def test_a_finer_value_is_still_pythons_to_the_microsecond(text, python):
    found = feel.evaluate(f'@"{text}"', {})
    assert isinstance(found, type(python))
    assert found != python
    assert str(found) == str(python)


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_a_stored_value_comes_back_whole_and_a_copy_is_the_same(text):
    value = feel.evaluate(f'@"{text}"', {})
    back = feel.loads(feel.dumps({"value": value}))["value"]
    assert (type(back), back) == (type(value), value)
    assert copy.deepcopy([value]) == [value]
    assert said_of(copy.copy(value)) == text


def said_of(value: feel.Value) -> str:
    return feel.evaluate("string(value)", {"value": value})


@pytest.mark.parametrize(
    "content", ["[1, 2]", "[1, 2, 3, 4, 5]", '[1, 2, "3"]', "[1.5, 0, 0]", "[1e30, 0, 0]"]
)
def test_a_stored_duration_that_is_none_is_refused(content):
    with pytest.raises(feel.UnreadableVariables):
        feel.loads(f'{{"value": {{"$td": {content}}}}}')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('@"2026-02-30"', "'2026-02-30' is no date: there is no such day"),
        ('date("tomorrow")', "'tomorrow' is no date, which is written 2026-01-31"),
        ('date("1000000000-01-01")', "the year is beyond 999999999"),
        ('time("25:00:00")', "'25:00:00' is no time: there is no such hour, minute or second"),
        ('time("10:00:00@Mars/Base")', "there is no time zone 'Mars/Base'"),
        ('time("10:00:00+15:00")', "no place is more than 14 hours from UTC"),
        ('time("10:00:00.0000000001")', "a fraction of a second is finer than a nanosecond"),
        ('date and time("2026-02-28T10")', "is no date and time, which is written 2026-01-31T10:00:00"),
        ('duration("P1Y2M3D")', "'P1Y2M3D' is no duration, which is written P1DT2H or P1Y6M"),
        ('duration("P2000000000Y1M")', "the duration is longer than 2,000,000,000 years"),
        ('duration("P1000000000001D")', "the duration is longer than 1,000,000,000,000 days"),
    ],
)
def test_the_diagnosis_says_why_a_text_is_none(text, reason):
    assert reason in why(text)


def test_a_diagnosis_of_a_literal_names_its_place():
    notes: list[feel.Diagnosis] = []
    feel.evaluate('[1,\n  @"2026-02-30"]', {}, feel.Environment(diagnostics=notes))
    assert [(note.line, note.column, note.text) for note in notes] == [(2, 3, '@"2026-02-30"')]
