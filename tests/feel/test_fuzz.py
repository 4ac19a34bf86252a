"""Anything at all: a text, a context, a pattern. FEEL answers a value or one of its own errors, within its budgets.

A few hundred examples run with the suite; `make soak` tries thousands.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.errors import BatonError
from engine.feel import Environment, FeelBudgetExceeded, Range, RecordRef, UnreadableVariables, YearsMonths
from engine.feel.functions import BUILT_IN
from engine.feel.kinds import FUNCTION, KINDS, kind
from engine.feel.leaving import written_size

BUDGET = 3_000
SIZE = 20_000
FEW, MANY = 80, 5_000


def fuzz(test):
    """*test* with few examples, always the same; with all the time there is in a soak."""
    quiet = list(HealthCheck)
    phases = [Phase.explicit, Phase.generate, Phase.shrink]
    few = settings(
        max_examples=FEW, derandomize=True, deadline=None, suppress_health_check=quiet, database=None
    )
    many = settings(
        max_examples=MANY, deadline=None, suppress_health_check=quiet, phases=phases, database=None
    )

    def run(soak):
        (many if soak else few)(test)()

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


# -- values: FEEL's own, and what else Python has -----------------------------------------------------------------


class Odd(tzinfo):
    def utcoffset(self, _):
        raise RuntimeError("no offset")


class Text(str):
    __slots__ = ()


class Whole(int):
    __slots__ = ()

    def __int__(self):
        raise ValueError("no int")


class Locked(dict):
    def __getitem__(self, key):
        raise LookupError(key)


def shared(depth):
    value = Decimal(1)
    for _ in range(depth):
        value = {"a": value, "b": value}
    return value


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def endless():
    value = [Decimal(1)]
    value.append(value)
    return value


HOSTILE = [
    shared(60), nested(10_000), endless(), {"me": endless()}, {5: 1, None: 2}, {"": 1, "a b": 2, "x+y": 3, "if": 4},
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("1E+999999"),
    Decimal("1E-999999"), Decimal("9." + "9" * 60), Decimal("9.99E+6144"), Decimal("1E-6176"), Decimal("-0"),
    math.inf, math.nan, 1e308, 5e-324, 0.1, 10**5000, -(10**40), 2**70, True,
    b"bytes", bytearray(b"x"), object(), print, len, range(10**9), complex(1, 2), deque([1]), {1, 2}, frozenset("ab"),
    Path("x"), Text("text"), Whole(7), Locked(a=1), OrderedDict(a=Decimal(1)), MappingProxyType({"a": 1.5}),
    "\ud800", "a\udfffb", "\x00", "a" * 50_000, "𝄞" * 1000, ["a" * 5_000] * 50, [Decimal(1)] * 10_000,
    datetime(2026, 1, 1, tzinfo=Odd()), time(1, tzinfo=Odd()), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23))),
    datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/New_York")), time(2, 30, tzinfo=ZoneInfo("Europe/Paris")),
    timedelta.max, timedelta.min, YearsMonths(10**30), YearsMonths("x"), RecordRef("x", 1), RecordRef(1, "x"),
    Range(Decimal("NaN"), endless()), Range(None, None), Range([1], {"a": 1}), Range(Range(1, 2), None),
    date.min, date.max, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC),
]  # fmt: skip


class Stand(int):
    """Stands for a hostile value until it is used: some of them cannot be shown."""

    def __repr__(self):
        return f"HOSTILE[{int(self)}]"


def real(value):
    match value:
        case Stand():
            return HOSTILE[value]
        case list():
            return [real(item) for item in value]
        case dict():
            return {key: real(item) for key, item in value.items()}
        case Range():
            return Range(real(value.start), real(value.end), value.start_included, value.end_included)
    return value


TAME = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.text(max_size=8),
    st.dates(),
    st.times(timezones=st.none() | st.just(UTC) | st.timezones()),
    st.datetimes(timezones=st.none() | st.just(UTC) | st.timezones()),
    st.timedeltas(),
    st.builds(YearsMonths, st.integers(-(10**10), 10**10)),
    st.builds(RecordRef, st.just("account"), st.integers(1, 9)),
)
VALUES = st.recursive(
    st.one_of(TAME, TAME, st.floats(), st.integers(0, len(HOSTILE) - 1).map(Stand)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["a", "b", "x y", "item", "?", ""]) | st.text(max_size=3), inner, max_size=3
        ),
        st.builds(Range, inner, inner, st.booleans(), st.booleans()),
    ),
    max_leaves=6,
)
CONTEXTS = st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES, max_size=3)

# -- texts: by the grammar, and by chance -------------------------------------------------------------------------

LITERALS = st.sampled_from(
    ["1", "0", "-2.5", "1e6144", "1e-6176", "10**40", "null", "true", "false", '""', '"a"', '"2026-01-01"', "x", "y",
     "z", "x.a", "z.b.a", "partial", "item", "[]", "[1, null]", "{}", "{a: 1, b: a}",
     '@"P1D"', '@"P999999999D"', '@"-P1Y"',
     '@"2026-01-01"', '@"0001-01-01"', '@"9999-12-31T23:59:59-14:00"', '@"-99999-01-01"', '@"10:00:00@Europe/Paris"',
     '@"23:59:59.999999999Z"', "[1..5]", "(1..3)", "]x..y[", "(< 3)", "(>= x)", "?", "1..10", "function(a) a",
     "function(a: number, b) a + b", "sum", '"(a|b)*\\\\1"', '"[^a-z-[e]]+"', '"$1$0"', '"P1DT2H"', "9**9**9", "-y"]
)  # fmt: skip
FUNCTIONS = sorted(BUILT_IN)
NAMES = sorted(
    {parameter.name for each in BUILT_IN.values() for one in each.signatures for parameter in one.parameters}
)
TYPES = [
    "number",
    "string",
    "Any",
    "Null",
    "list<number>",
    "context<a: string>",
    "range<date>",
    "function<Any> -> Any",
]


def larger(inner):
    function, operator = st.sampled_from(FUNCTIONS), st.sampled_from
    return st.one_of(
        st.builds(
            "({} {} {})".format, inner, operator(["+", "-", "*", "/", "**", "=", "!=", "<", ">="]), inner
        ),
        st.builds("({} {} {})".format, inner, operator(["and", "or", "in"]), inner),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds("({} instance of {})".format, inner, st.sampled_from(TYPES)),
        st.builds("{}({})".format, function, inner),
        st.builds("{}({}, {})".format, function, inner, inner),
        st.builds("{}({}, {}, {})".format, function, inner, inner, inner),
        st.builds("{}({}: {})".format, function, st.sampled_from(NAMES), inner),
        st.builds("({})({})".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds(
            "({}).{}".format,
            inner,
            st.sampled_from(["a", "year", "start", "time offset", "timezone", "value"]),
        ),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("[{}..{})".format, inner, inner),
        st.builds("{{a: {}, b: {}, c: a = b}}".format, inner, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("(for x in {} return {})".format, inner, inner),
        st.builds("(for x in {}, y in {}..9 return {})".format, inner, inner, inner),
        st.builds("({} x in {} satisfies {})".format, st.sampled_from(["some", "every"]), inner, inner),
        st.builds("(function(x, y) {})".format, inner),
        st.builds("(function(x: number) {})({})".format, inner, inner),
    )


TEXTS = st.recursive(LITERALS, larger, max_leaves=7)
CELLS = st.lists(st.one_of(TEXTS, st.builds("< {}".format, TEXTS)), min_size=1, max_size=3).map(", ".join)
PIECES = [
    "a", "b", "k", "\u212a", "ß", "𝄞", "(", ")", "(?:", "[", "]", "[^", "-", "-[", "|", "*", "+", "?", "{2}", "{1,3}",
    "{0,}", "{999}", ".", "^", "$", "\\d", "\\W", "\\i", "\\C", "\\p{L}", "\\P{IsGreek}", "\\1", "\\2", "\\n", "\\$",
    "\\", " ", "\n", "\ud800",
]  # fmt: skip
PATTERNS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=10)


# -- what must hold -----------------------------------------------------------------------------------------------


def evaluated(text, context, *, value=None, cell=False):
    context, value = real(context), real(value)
    environment = Environment(
        diagnostics=[],
        step_budget=BUDGET,
        size_budget=SIZE,
        resolve=lambda ref: {"a": ref.key, "b": math.nan, "c": ref},
    )
    try:
        if cell:
            return feel.unary(text, value, context, environment)
        return feel.evaluate(text, context, environment)
    except BatonError:
        return None


def check(value):
    """*value* is FEEL's through and through, small enough, and comes back from its text, or is refused by name."""
    assert value is None or type(value) in KINDS
    if isinstance(value, list | dict):
        assert written_size(value, SIZE) <= SIZE
    for part in parts(value):
        assert type(part) in KINDS, part
        assert not isinstance(part, Decimal) or (part.is_finite() and len(part.as_tuple().digits) <= 34)
    try:
        text = feel.dumps({"v": value})
    except UnreadableVariables:
        assert any(kind(part) == FUNCTION or is_broken(part) for part in parts(value))
        return
    assert feel.dumps(feel.loads(text)) == text


def parts(value):
    left, seen = [value], set()
    while left:
        part = left.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list):
            left += part
        elif isinstance(part, Range):
            left += [part.start, part.end]


def is_broken(part):
    """Half of a surrogate pair is no text that could be stored."""
    return isinstance(part, str) and any("\ud800" <= character <= "\udfff" for character in part)


@fuzz
@given(st.text(max_size=60), CONTEXTS)
def test_no_characters_raise_anything_but_their_own_errors(text, context):
    check(evaluated(text, context))
    check(evaluated(text, context, cell=True))
    feel.check(text)


@fuzz
@given(TEXTS, CONTEXTS)
def test_no_expression_raises_anything_but_its_own_errors_and_all_it_answers_can_be_stored(text, context):
    check(evaluated(text, context))


@fuzz
@given(CELLS, VALUES, CONTEXTS)
def test_no_cell_of_a_table_raises_anything_but_its_own_errors(text, value, context):
    assert evaluated(text, context, value=value, cell=True) in {True, False, None}


@fuzz
@given(VALUES)
def test_every_value_enters_as_one_of_feels_own_and_can_be_looked_at_from_all_sides(value):
    for text in (
        "x",
        "x = x",
        "[x][1]",
        "string(x)",
        "to json(x)",
        "x.a",
        "x[1]",
        "count(x)",
        "flatten([x])",
        "{a: x, b: x}",
    ):
        check(evaluated(text, {"x": value}))


@fuzz
@given(PATTERNS, PATTERNS, st.text("abk𝄞\n \u212aß", max_size=20), st.text("smixqz", max_size=3))
def test_no_pattern_raises_anything_but_its_own_errors(pattern, replacement, text, flags):
    context = {"x": text, "p": pattern, "r": replacement, "f": flags}
    for call in ("matches(x, p, f)", "replace(x, p, r, f)", "split(x, p)"):
        check(evaluated(call, context))


@pytest.mark.parametrize("index", range(len(HOSTILE)))
def test_what_is_no_value_of_feel_is_null_and_says_so(index):
    notes = []
    with suppress(FeelBudgetExceeded):
        check(feel.evaluate("x", {"x": HOSTILE[index]}, Environment(diagnostics=notes)))
        check(feel.evaluate("[x]", {"x": HOSTILE[index]}, Environment(diagnostics=notes)))
    assert notes or feel.evaluate("count([x])", {"x": HOSTILE[index]}) == 1
