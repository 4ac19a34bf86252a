"""FEEL's own semantics, one line each: the text, what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from engine.feel import Range, YearsMonths

D = Decimal

DEAL = {
    "amount": D(12000),
    "tier": "gold",
    "due": date(2026, 3, 1),
    "won": None,
    "lines": [{"product": "A", "price": D(5)}, {"product": "B", "price": D(20)}],
    "annual revenue": D(7),
    "net-worth": D(3),
    "plain int": 5,
}


def says(text: str, expected: object) -> None:
    value = feel.evaluate(text, DEAL)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", D(7)),
        ("(1 + 2) * 3", D(9)),
        ("0.1 + 0.2", D("0.3")),
        ("1 / 3", D("0.3333333333333333333333333333333333")),
        ("-5 ** 2", D(25)),
        ("2 ** 3 ** 2", D(64)),
        ("1.5e3", D(1500)),
        (".5", D("0.5")),
        ("10 - 2 - 3", D(5)),
        ("--3", D(3)),
        ("1 / 0", None),
        ("10 ** 9999", None),
        ("0 ** -2.5", None),
        ("0.1 ** 9999", None),
        ("0 ** 3", D(0)),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("amount + null", None),
        ("plain int * 2", D(10)),
    ],
)
def test_arithmetic_is_decimal_and_never_raises(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < 2", True),
        ("2 <= 2", True),
        ('"a" < "b"', True),
        ('1 < "b"', None),
        ("null < 1", None),
        ("null = null", True),
        ("amount = null", False),
        ("amount != null", True),
        ('1 = "1"', None),
        ("1 = 1.00", True),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("amount between 1 and 20000", True),
        ("amount between 1 and null", None),
        ("not(true)", False),
        ("not(null)", None),
    ],
)
def test_comparison_knows_three_answers(text, expected):
    says(text, expected)


@pytest.mark.parametrize("left", ["true", "false", "null", "1"])
@pytest.mark.parametrize("right", ["true", "false", "null", '"x"'])
def test_logic_is_kleene_s(left, right):
    known = {"true": True, "false": False}
    a, b = known.get(left), known.get(right)
    conjunction = False if False in {a, b} else (True if a and b else None)
    disjunction = True if True in {a, b} else (False if (a, b) == (False, False) else None)
    says(f"{left} and {right}", conjunction)
    says(f"{left} or {right}", disjunction)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('tier in ("gold", "silver")', True),
        ('tier in "gold"', True),
        ('tier in ["gold", "silver"]', True),
        ("5 in (1..5]", True),
        ("1 in (1..5]", False),
        ("1 in ]1..5]", False),
        ("4 in [1..5[", True),
        ("5 in < 10", True),
        ("5 in (< 3, > 4)", True),
        ("5 in ([1..3], [7..9])", False),
        ("5 in [[1..3], [4..6]]", True),
        ("[1, 2] in [1, 2]", True),
        ("[1, 2] in [[1, 2]]", True),
        ("[1, 3] in [1, 2]", False),
        ('due in [date("2026-01-01")..date("2026-12-31")]', True),
        ("null in [1..10]", None),
        ("1 in (lines.price)[1]", False),
    ],
)
def test_membership(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lines[price > 10].product", ["B"]),
        ("lines[2].price", D(20)),
        ("lines[-1].product", "B"),
        ("lines[3]", None),
        ("lines[item.price < 10]", [{"product": "A", "price": D(5)}]),
        ("[1, 2, 3][item >= 2]", [D(2), D(3)]),
        ("lines.price", [D(5), D(20)]),
        ("lines[price > amount]", []),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("[{item: 1}, {item: 5}][item > 2]", [{"item": D(5)}]),
        ("{a: 1, b: a + 1}.b", D(2)),
        ('{"a b": 1}.a b', D(1)),
        ("annual revenue + 1", D(8)),
        ("`net-worth` + 1", D(4)),
        ("won.name", None),
        ("5[1]", D(5)),
    ],
)
def test_paths_and_filters(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('if amount > 10000 then "big" else "small"', "big"),
        ('if null then "yes" else "no"', "no"),
        ("for i in 1..3 return i * i", [D(1), D(4), D(9)]),
        ("for i in 3..1 return i", [D(3), D(2), D(1)]),
        ("for i in [1, 2], j in [10, 20] return i + j", [D(11), D(21), D(12), D(22)]),
        ("for i in [1..2] return i", [D(1), D(2)]),
        ("for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]", [D(1), D(1), D(2), D(3)]),
        ("for i in null return i", None),
        ("some line in lines satisfies line.price > 10", True),
        ("every line in lines satisfies line.price > 10", False),
        ("every x in [] satisfies false", True),
        ("some x in [1, null] satisfies x > 5", None),
        ("(function(a, b) a + b)(1, 2)", D(3)),
        ("{double: function(n: number) n * 2, four: double(n: 2)}.four", D(4)),
        ('(function(n: number) n)("x")', None),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", D(120)),
    ],
)
def test_choices_loops_and_functions(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-01-31"', date(2026, 1, 31)),
        ('@"10:00:00"', time(10)),
        ('@"2026-01-31T10:00:00Z"', datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ('@"P1DT2H"', timedelta(days=1, hours=2)),
        ('@"-P1Y6M"', YearsMonths(-18)),
        ('@"nonsense"', None),
        ('date("2026-02-30")', None),
        ('date("2026-01-31") + @"P1M"', date(2026, 2, 28)),
        ('@"2026-03-01" - @"2026-02-01"', timedelta(days=28)),
        ('due + @"P14D" > @"2026-03-10"', True),
        ('@"10:00:00" + @"PT15H"', time(1)),
        ('@"P1D" * 2', timedelta(days=2)),
        ('@"P1D" / @"PT12H"', D(2)),
        ("due.year * 100 + due.month", D(202603)),
        ('@"P1DT2H30M".hours', D(2)),
        (
            '@"2026-03-28T12:00:00@Europe/Berlin" + @"PT24H"',
            datetime(2026, 3, 29, 13, tzinfo=ZoneInfo("Europe/Berlin")),
        ),
        ('@"2026-01-01T12:00:00+01:00" = @"2026-01-01T11:00:00Z"', True),
        ('due > @"2026-01-01T00:00:00"', None),
    ],
)
def test_dates_times_and_durations(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 instance of number", True),
        ('"5" instance of number', False),
        ('@"P1D" instance of days and time duration', True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ('{a: 1, b: "x"} instance of context<a: number>', True),
        ("[1..5]", Range(D(1), D(5))),
        ("(< 5)", Range(None, D(5), start_included=False, end_included=False)),
    ],
)
def test_types_and_ranges(text, expected):
    says(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"a\nb"', "a\nb"),
        (r'"say \"no\""', 'say "no"'),
        (r'"\u0416"', "Ж"),
        (r'"\uD83D\uDC0E"', "🐎"),
        (r'"\U01F40E"', "🐎"),
        ('"сделка"', "сделка"),
        ("// why\n1 /* because */ + 1", D(2)),
    ],
)
def test_strings_escapes_and_comments(text, expected):
    says(text, expected)


def test_cyrillic_and_multi_word_names_are_names():
    context = {"сумма": D(5), "дата закрытия": date(2026, 1, 1)}
    assert feel.evaluate("сумма > 3 and дата закрытия.year = 2026", context) is True


def test_names_with_operators_are_read_as_one_when_announced():
    expression = feel.parse("net-worth + Profit and Loss", frozenset({"net-worth", "Profit and Loss"}))
    assert expression.evaluate({"net-worth": D(1), "Profit and Loss": D(2)}) == D(3)


def test_the_free_names_are_those_that_the_context_must_have():
    text = "for l in lines return {x: l.price, y: x + rate}.y + opportunity.amount"
    assert feel.parse(text).names == {"lines", "rate", "opportunity"}


def test_a_text_is_parsed_once():
    assert feel.parse("1 + 1") is feel.parse("1 + 1")


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", "anything", True),
        ("> 10", D(11), True),
        ("> 10", None, False),
        ("> 10, < 5", D(3), True),
        ("[1..10]", D(10), True),
        ("not(1, 2)", D(3), True),
        ("not(1, 2)", D(2), False),
        ("not(1, 2)", None, True),
        ("not(> 5)", D(3), True),
        ("not(> 5)", None, False),
        ("not(1, > 5)", D(9), False),
        ("not([1..5])", None, False),
        ("not(? > 5)", None, False),
        ("not(?)", None, False),
        ("not(?)", False, True),
        ('"gold", "silver"', "silver", True),
        ('"gold"', D(1), False),
        ("? > 10 and ? < 20", D(15), True),
        ("? > 10 and ? < 20", D(25), False),
        ('starts with(?, "a")', "abc", True),
        ("true", True, True),
        ("false", False, True),
        ("null", None, True),
        ("limit", D(7), True),
        ("> limit", D(8), True),
        ("[1, 2, 3]", D(2), True),
        ("limit > 5", D(99), True),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ("-5", D(-5), True),
        ("count(?) > 1", [D(1), D(2)], True),
        ("? > 100, limit", D(7), True),
        ("? > 100, limit", D(8), False),
    ],
)
def test_a_cell_of_a_decision_table(cell, value, expected):
    assert feel.unary(cell, value, {"limit": D(7)}) is expected
