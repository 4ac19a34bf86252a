"""Working time by hand, one line each, and the laws that hold for all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendars import hours
from engine.calendars.calendar import Calendar
from engine.calendars.errors import NoWorkingTime, TooFarApart
from engine.feel.temporal import parse_duration
from tests.calendars import worked


def told(kind):
    return [pytest.param(one, id=one["why"]) for one in worked.examples(kind)]


def test_there_are_at_least_forty_worked_examples():
    assert worked.count() >= 40


@pytest.mark.parametrize("example", told("add"))
def test_working_time_is_added(example):
    calendar = worked.calendar(example["calendar"])

    reached = calendar.add(worked.moment(example["from"], calendar), parse_duration(example["length"]))

    assert reached == worked.moment(example["is"], calendar)


@pytest.mark.parametrize("example", told("between"))
def test_working_time_between_two_moments(example):
    calendar = worked.calendar(example["calendar"])

    start, end = (worked.moment(example[edge], calendar) for edge in ("from", "to"))

    assert calendar.between(start, end) == parse_duration(example["is"])


@pytest.mark.parametrize("example", told("next open"))
def test_when_a_calendar_opens_next(example):
    calendar = worked.calendar(example["calendar"])

    assert calendar.next_open(worked.moment(example["from"], calendar)) == worked.moment(
        example["is"], calendar
    )


@pytest.mark.parametrize("example", told("open"))
def test_whether_a_calendar_is_open(example):
    calendar = worked.calendar(example["calendar"])

    assert calendar.is_open(worked.moment(example["at"], calendar)) is (example["is"] == "true")


@pytest.mark.parametrize("example", told("add days"))
def test_working_days_are_added(example):
    calendar = worked.calendar(example["calendar"])

    reached = calendar.add_days(worked.moment(example["from"], calendar), int(example["days"]))

    assert reached == worked.moment(example["is"], calendar)


NAMES = st.sampled_from(["office", "support", "volga", "new york", "always", "night", "small hours", "shop"])
MOMENTS = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
LENGTHS = st.timedeltas(min_value=timedelta(hours=-60), max_value=timedelta(hours=60))


@settings(deadline=None, max_examples=60)
@given(NAMES, MOMENTS, LENGTHS)
def test_what_is_added_lies_between(name, start, length):
    calendar = worked.calendar(name)

    assert calendar.between(start, calendar.add(start, length)) == length


@settings(deadline=None, max_examples=60)
@given(NAMES, MOMENTS, MOMENTS, LENGTHS, LENGTHS)
def test_a_later_start_or_a_longer_time_never_ends_earlier(name, one, other, short, long):
    calendar = worked.calendar(name)
    first, second = sorted((one, other))
    less, more = sorted((short, long))

    assert calendar.add(first, less) <= calendar.add(second, less)
    assert calendar.add(first, less) <= calendar.add(first, more)


@settings(deadline=None, max_examples=60)
@given(NAMES, MOMENTS)
def test_nothing_lies_between_a_closed_moment_and_the_next_opening(name, moment):
    calendar = worked.calendar(name)
    opening = calendar.next_open(moment)

    assert calendar.is_open(opening)
    assert calendar.between(moment, opening) == timedelta()
    assert (opening == moment) is calendar.is_open(moment)


def closed_for_good():
    return Calendar(name="Closed", time_zone="UTC", week=((),) * 7)


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar, moment: calendar.add(moment, timedelta(hours=1)),
        lambda calendar, moment: calendar.add(moment, timedelta(hours=-1)),
        lambda calendar, moment: calendar.next_open(moment),
        lambda calendar, moment: calendar.add_days(moment, 1),
    ],
    ids=["add", "subtract", "next open", "add days"],
)
def test_a_calendar_that_never_opens_ends_in_an_error_that_names_it(ask):
    with pytest.raises(NoWorkingTime, match=r"“Closed”.*within ten years of 2026-03-02 09:00 UTC"):
        ask(closed_for_good(), datetime(2026, 3, 2, 9, tzinfo=UTC))


def test_more_working_time_than_ten_years_hold_is_an_error_and_no_endless_search():
    office = worked.calendar("office")

    with pytest.raises(NoWorkingTime):
        office.add(datetime(2026, 3, 2, tzinfo=UTC), timedelta(days=100_000))
    with pytest.raises(TooFarApart):
        office.between(datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_search_ends_with_the_last_year():
    with pytest.raises(NoWorkingTime):
        worked.calendar("office").add(datetime(9999, 12, 30, tzinfo=UTC), timedelta(hours=100))


def test_a_moment_without_a_time_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        worked.calendar("office").is_open(datetime(2026, 3, 2, 9))  # noqa: DTZ001  the point of the test


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("9:00-13:00,14:00-18:00", "09:00-13:00, 14:00-18:00"),
        ("14.00–18.00\n 09.00—13.00", "09:00-13:00, 14:00-18:00"),
        ("09:00-12:00, 12:00-15:00", "09:00-15:00"),
        ("0:00-24:00", "00:00-24:00"),
        ("  ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text, spelt):
    assert hours.spell(hours.parse(text)) == spelt


@pytest.mark.parametrize(
    "text", ["nine to five", "09:00", "09:00-25:00", "09:60-10:00", "18:00-09:00", "09:00-12:00, 11:00-13:00"]
)
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(hours.BadHours, match=r"09:00|Write|Leave"):
        hours.parse(text)
