"""Laws that hold for all dates, times and durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from engine import feel
from engine.feel import far_dates, timeline
from engine.feel.temporal import iso, temporal
from engine.feel.values import YearsMonths

LAST = timeline.ordinal(timeline.day_of(far_dates.MAX_YEAR, 12, 31))
FIRST = timeline.ordinal(timeline.day_of(-far_dates.MAX_YEAR, 1, 1))
NEAR = st.integers(-400, date.max.toordinal() + 400)
"""Around the years of Python, over both of its ends."""
DAYS = (NEAR | st.integers(FIRST, LAST)).map(timeline.day_at)
ZONES = (
    st.none()
    | st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC", "Pacific/Apia"]).map(
        ZoneInfo
    )
    | st.integers(-14 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))
)
CLOCKS = st.builds(timeline.time_at, st.integers(0, far_dates.DAY - 1), ZONES)
MOMENTS = st.builds(timeline.joined, DAYS, CLOCKS)
LOCAL = MOMENTS.map(
    lambda moment: timeline.joined(
        timeline.day_part(moment), timeline.clock_part(moment).replace(tzinfo=None)
    )
)
ZONED = MOMENTS.filter(lambda moment: moment.tzinfo is not None)
LENGTHS = st.integers(-(10**9), 10**9) | st.integers(-(10**12) * far_dates.DAY, 10**12 * far_dates.DAY)
DURATIONS = LENGTHS.map(far_dates.duration)
MONTHS = st.integers(-24 * 10**9, 24 * 10**9).map(YearsMonths)
ANY = DAYS | CLOCKS | MOMENTS | DURATIONS | MONTHS
HUGE = st.decimals(allow_nan=False, allow_infinity=False)


def years(first: int, last: int) -> st.SearchStrategy[datetime]:
    moments = (datetime.combine(date(first, 1, 1), time.min), datetime.combine(date(last, 12, 31), time.max))
    return st.datetimes(*moments)


def value_of(text: str, **values: feel.Value) -> feel.Value:
    return feel.evaluate(text, values)


@given(ANY)
def test_what_is_written_is_read_as_the_same(value):
    back = temporal(iso(value))
    assert (type(back), iso(back)) == (type(value), iso(value))
    assert value_of("is(a, b)", a=value, b=back) is True
    assert feel.loads(feel.dumps({"a": value}))["a"] == back


@given(DAYS)
def test_a_day_has_one_number(day):
    assert timeline.day_at(timeline.ordinal(day)) == day
    assert timeline.day_of(day.year, day.month, day.day) == day


@given(DAYS, st.integers(-(10**6), 10**6))
@example(date.max, 1)
@example(date.min, -1)
def test_days_added_and_taken_away_again_change_nothing(day, count):
    length = timedelta(days=count)
    if FIRST <= timeline.ordinal(day) + count <= LAST:
        assert value_of("(d + x) - x = d and (d + x) - d = x", d=day, x=length) is True
    else:
        assert value_of("d + x", d=day, x=length) is None


@given(MOMENTS, st.integers(-(10**18), 10**18))
def test_a_length_added_is_the_difference_afterwards(moment, length):
    duration = far_dates.duration(length)
    later = value_of("m + x", m=moment, x=duration)
    if later is not None:
        assert value_of("later - m", m=moment, later=later) == duration
        # A clock on the wall may show a moment that does not exist, in the hour when summer time begins.
        assert isinstance(moment.tzinfo, ZoneInfo) or iso(value_of("m - x", m=later, x=duration)) == iso(
            moment
        )


@given(st.tuples(*[LOCAL] * 3) | st.tuples(*[ZONED] * 3))
def test_moments_have_one_order_which_is_that_of_their_instants(moments):
    first, second, third = moments
    pairs = ((first, second), (second, third), (first, third))
    less, same, more = ([value_of(f"a {sign} b", a=a, b=b) for a, b in pairs] for sign in "<=>")
    assert all(each.count(True) == 1 for each in zip(less, same, more, strict=True))
    assert less[2] or not (less[0] and less[1])
    for (a, b), before in zip(pairs, less, strict=True):
        assert not before or timeline.instant(a) < timeline.instant(b)


@given(years(2, 9997), ZONES, st.timedeltas(timedelta(days=-200), timedelta(days=200)))
def test_near_moments_calculate_as_pythons(moment, zone, length):
    here = moment.replace(tzinfo=zone)
    expected = (here.astimezone(UTC) + length).astimezone(zone) if zone else here + length
    assert iso(value_of("m + x", m=here, x=length)) == iso(expected)


@given(
    st.integers(1, 24),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2399, 12, 31)),
    st.integers(-500, 500),
)
def test_a_far_day_calculates_like_the_near_one_of_the_same_calendar(cycles, day, months):
    far = timeline.day_of(day.year + 400_000 * cycles, day.month, day.day)
    length = YearsMonths(months)
    near_moved, far_moved = value_of("d + x", d=day, x=length), value_of("d + x", d=far, x=length)
    assert (near_moved.year + 400_000 * cycles, near_moved.month, near_moved.day) == (
        far_moved.year, far_moved.month, far_moved.day,
    )  # fmt: skip
    text = "[d.weekday, day of year(d), week of year(d), day of week(d), month of year(d)]"
    assert value_of(text, d=day) == value_of(text, d=far)


@given(years(9200, 9599), ZONES)
def test_the_rules_of_a_zone_go_on_after_the_year_9999(moment, zone):
    near = moment.replace(tzinfo=zone)
    far = timeline.joined(timeline.day_of(near.year + 800, near.month, near.day), near.timetz())
    assert value_of("m.time offset", m=far) == value_of("m.time offset", m=near)


@given(DAYS, st.integers(-5_000, 5_000))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months):
    later = value_of("d + x", d=day, x=YearsMonths(months))
    if later is not None:
        assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
        assert later.day == min(day.day, timeline.days_of_month(later.year, later.month))


@given(DURATIONS, DURATIONS)
def test_durations_add_and_divide_as_whole_numbers_of_nanoseconds(left, right):
    a, b = far_dates.nanoseconds(left), far_dates.nanoseconds(right)
    total = value_of("a + b", a=left, b=right)
    assert total is None or far_dates.nanoseconds(total) == a + b
    assert value_of("a < b", a=left, b=right) is (a < b)
    assert (value_of("a / b", a=left, b=right) is None) is (b == 0)
    assert value_of("-a", a=left) == far_dates.duration(-a)


@given(ANY, ANY | HUGE | st.text(max_size=5), st.sampled_from("+-*/"))
@example(timedelta.max, Decimal("1E+6000"), "*")
@example(timedelta.min, Decimal("1E-6000"), "/")
def test_no_arithmetic_over_dates_raises(left, right, sign):
    for a, b in ((left, right), (right, left)):
        result = value_of(f"a {sign} b", a=a, b=b)
        assert result is None or iso(result) if not isinstance(result, Decimal | str) else result.is_finite()


@given(st.text(alphabet="0123456789-+:TZP.DHMSY@Europe/Paris", max_size=40))
def test_no_text_makes_a_reader_raise(text):
    for function in ("date", "time", "date and time", "duration"):
        found = value_of(f"{function}(t)", t=text)
        assert found is None or temporal(iso(found)) is not None


@given(st.tuples(*[st.integers(-100, 100) | HUGE] * 3), DURATIONS | st.none())
def test_no_number_makes_a_constructor_raise(parts, distance):
    numbers = dict(zip("abc", map(Decimal, parts), strict=True))
    day = value_of("date(a, b, c)", **numbers)
    clock = value_of("time(a, b, c, o)", **numbers, o=distance)
    assert day is None or isinstance(day, date | far_dates.FarDate)
    assert clock is None or isinstance(clock, time)
