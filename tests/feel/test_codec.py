"""Variables as JSON: whatever goes in comes out the same, and data can never turn into an object."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.errors import Invalid
from engine.feel import Range, RecordRef, YearsMonths

D = Decimal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        ("Ж", '"Ж"'),
        (D(5), "5"),
        (D("12.50"), '{"$n":"12.50"}'),
        (D("1e40"), '{"$n":"1E+40"}'),
        (date(2026, 1, 31), '{"$d":"2026-01-31"}'),
        (time(10, 30), '{"$t":"10:30:00"}'),
        (datetime(2026, 1, 31, 10, tzinfo=UTC), '{"$dt":"2026-01-31T10:00:00Z"}'),
        (
            datetime(2026, 1, 31, 10, tzinfo=ZoneInfo("Europe/Moscow")),
            '{"$dt":"2026-01-31T10:00:00@Europe/Moscow"}',
        ),
        (timedelta(days=1, seconds=2, microseconds=3), '{"$td":[1,2,3]}'),
        (YearsMonths(14), '{"$ym":14}'),
        (RecordRef("account", 2**62), '{"$ref":["account",4611686018427387904]}'),
        (Range(D(1), date(2026, 1, 1), end_included=False), '{"$range":[1,{"$d":"2026-01-01"},true,false]}'),
        ([D(1), ["a"]], '[1,["a"]]'),
        ({"a": {"b": D("0.5")}}, '{"a":{"b":{"$n":"0.5"}}}'),
        ({"$n": "1"}, '{"$$n":"1"}'),
        ({"$ref": ["account", D(1)], "x": D("1.5")}, '{"$$ref":["account",1],"x":{"$n":"1.5"}}'),
        ({"$$": "$n"}, '{"$$$":"$n"}'),
        (['"$n', "$d"], '["\\"$n","$d"]'),
    ],
)
def test_a_value_is_written_compactly_and_comes_back(value, text):
    written = feel.dumps({"v": value})
    assert written == f'{{"v":{text}}}'
    assert feel.loads(written) == {"v": value}
    assert feel.from_plain(feel.to_plain(value)) == value


def test_all_numbers_load_as_decimal():
    loaded = feel.loads(feel.dumps({"a": 5, "b": 0.1, "c": [D("1.0")], "d": 2**70}))
    assert loaded == {"a": D(5), "b": D("0.1"), "c": [D("1.0")], "d": D(2**70)}
    assert {type(loaded["a"]), type(loaded["b"]), type(loaded["c"][0])} == {D}


def test_any_mapping_is_a_context():
    assert feel.dumps(MappingProxyType({"a": MappingProxyType({"b": (1, 2)})})) == '{"a":{"b":[1,2]}}'


@pytest.mark.parametrize("value", [object(), D("NaN"), {1: 2}, "\ud800"])
def test_what_is_no_feel_value_cannot_be_stored(value):
    with pytest.raises(Invalid, match="Variables"):
        feel.dumps({"v": value})


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"a": {"$x": 1}}', '{"a": {"$n": "abc"}}', '{"a": {"$ref": [1, "x"]}}', '{"$d": "2026-01-01"}',
     '{"a": {"$n": "1", "b": 2}}', '{"a": {"$n": "Infinity"}}', '{"a": {"$td": "x"}}', '{"a":' * 900 + "1" + "}" * 900],
    ids=lambda text: text[:25],
)  # fmt: skip
def test_a_broken_text_is_refused(text):
    with pytest.raises(Invalid):
        feel.loads(text)


KEYS = st.text(st.sampled_from('$ndtra"\\ Ж'), max_size=4)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.text(st.sampled_from('$nd"\\a'), max_size=4), st.dates(), st.times(),
        st.decimals(allow_nan=False, allow_infinity=False), st.integers(-(2**80), 2**80).map(D),
        st.datetimes(timezones=st.none() | st.just(UTC)), st.timedeltas(),
        st.builds(YearsMonths, st.integers(-500, 500)), st.builds(RecordRef, KEYS, st.integers(0, 2**63 - 1)),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    | st.builds(Range, inner, inner, st.booleans(), st.booleans()),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_variables_come_back(values):
    loaded = feel.loads(feel.dumps(values))
    assert loaded == values
    assert feel.from_plain(feel.to_plain(values)) == values
