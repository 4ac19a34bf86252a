"""FEEL's expressions where the grammar leaves doubts: precedence, nulls, filters, paths, cells, strings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment

D = Decimal
CONTEXT = {
    "xs": [D(1), D(2), D(3)],
    "rows": [{"a": D(1), "b": "x"}, {"a": D(2), "b": "y"}, {"a": None}],
    "nested": {"list": [{"a": D(5)}]},
    "n": D(2),
    "no": None,
    "text": "abc",
}


def says(text, value):
    found = feel.evaluate(text, CONTEXT)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 ** 2", D(19)),
        ("2 ** 3 ** 2", D(64)),
        ("-2 ** 2", D(4)),
        ("-n ** 2", D(4)),
        ("2 ** -1 * 4", D("2.0")),
        ("1 - -1", D(2)),
        ("- - 1", D(1)),
        ("1 - 2 - 3", D(-4)),
        ("8 / 4 / 2", D(1)),
        ("1 + 1 = 2 and 2 < 3 or false", True),
        ("true or false and false", True),
        ("1 < 2 = true", True),
        ("if 1 > 2 then 1 else 2 + 3", D(5)),
        ("(if true then 1 else 2) + 3", D(4)),
        ("if true then if false then 1 else 2 else 3", D(2)),
        ("1 in [1] and 2 in [2]", True),
        ("n between 1 and 3 and true", True),
        ("n between 1 + 1 and 2 * 2", True),
        ("for x in xs return x + 1 * 2", [D(3), D(4), D(5)]),
        ("some x in xs satisfies x > 2 and true", True),
        ("1 /* one */ + // two\n 2", D(3)),
        ("1 // the end", D(1)),
        ("/* a // b */ 1", D(1)),
        (".5 + 5e-1", D("1.0")),
        ("1E3", D("1E+3")),
        ("1.50", D("1.50")),
    ],
)
def test_operators_bind_as_the_standard_says(text, value):
    says(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if null then 1 else 2", D(2)),
        ('if "true" then 1 else 2', D(2)),
        ("if 1 then 1 else 2", D(2)),
        ("null and false", False),
        ("1 and false", False),
        ('"a" or true', True),
        ("null or false", None),
        ("no.a", None),
        ("no.a.b", None),
        ("no[1]", None),
        ("no[true]", []),
        ("no + 1", None),
        ("no = null", True),
        ("null != null", False),
        ("1 != null", True),
        ('1 != "1"', None),
        ("[1, null] = [1, null]", True),
        ("[1] = 1", None),
        ("{a: null} = {a: null}", True),
        ("{} = {a: null}", False),
        ("some x in no satisfies x", None),
        ("every x in [] satisfies x", True),
        ("some x in [] satisfies x", False),
        ("every x in [true, null] satisfies x", None),
        ("every x in [false, null] satisfies x", False),
        ("some x in [null, true] satisfies x", True),
        ("every x in 5 satisfies x > 4", True),
        ("no(1)", None),
        ("text(1)", None),
        ("n between 3 and no", False),
        ("n between 1 and no", None),
        ('n between "a" and "b"', None),
    ],
)
def test_null_and_other_types_spread_as_the_standard_says(text, value):
    says(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("xs[2]", D(2)),
        ("xs[-1]", D(3)),
        ("xs[0]", None),
        ("xs[4]", None),
        ("xs[-4]", None),
        ("xs[1.5]", None),
        ("xs[n]", D(2)),
        ("xs[item > 1]", [D(2), D(3)]),
        ("xs[item > 1][1]", D(2)),
        ("xs[true]", [D(1), D(2), D(3)]),
        ("xs[false]", []),
        ("xs[null]", []),
        ('xs["a"]', None),
        ("xs[[1]]", None),
        ("xs[item > n]", [D(3)]),
        ("xs[count(xs)]", D(3)),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("5[1]", D(5)),
        ("5[2]", None),
        ("5[item > 1]", [D(5)]),
        ("{a: 1}[a = 1].a", [D(1)]),
        ("rows[a > 1].b", ["y"]),
        ("rows[a = null].a", [None]),
        ("rows[item.a = 2].b", ["y"]),
        ("rows[b = text]", []),
        ("rows.a", [D(1), D(2), None]),
        ("rows.b", ["x", "y", None]),
        ("rows.c", [None, None, None]),
        ("rows[1].a", D(1)),
        ("nested.list.a", [D(5)]),
        ("nested.list[1].a", D(5)),
        ("[[1, 2], [3]][1][2]", D(2)),
        ("[{x: [1, 2]}, {x: [3]}].x", [[D(1), D(2)], [D(3)]]),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": D(2)}]),
        ("flatten(for r in rows return r[a > 1].b)", ["y"]),
        ("{n: 7, l: [1, 7]}.l[item = n]", []),
    ],
)
def test_filters_and_paths(text, value):
    says(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"\\n\\t\\r\\"\\\\\\\'"', "\n\t\r\"\\'"),
        ('"\\u00e4"', "ä"),
        ('"\\U01F40E"', "🐎"),
        ('"\\uD83D\\uDC0E"', "🐎"),
        ('"🐎"', "🐎"),
        ('string length("\\uD83D\\uDC0E\\U01F40E🐎")', D(3)),
        ('"\\d+"', "\\d+"),
        ('"// no comment /* none */"', "// no comment /* none */"),
        ('"" + ""', ""),
    ],
)
def test_strings_have_whole_characters(text, value):
    says(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", D(120)),
        ("{add: function(a) function(b) a + b, r: add(2)(3)}.r", D(5)),
        ("(for i in [1, 2] return function(x) x * i)[2](10)", D(20)),
        ("{f: abs, r: f(-1)}.r", D(1)),
        ("{f: sum, r: f(list: [1, 2])}.r", D(3)),
        ("{h: {g: function(x) x + 1}, r: h.g(1)}.r", D(2)),
        ("sort([3, 1], function(a, b) a < b)[1]", D(1)),
        ("(function(x, x2) x2)(x: 1, x2: 2)", D(2)),
        ("{a: 1, b: {a: 2, c: a}, d: a}.b.c", D(2)),
        ("{a: 1, b: {a: 2, c: a}, d: a}.d", D(1)),
        ("{a: 1, f: function() a, b: {a: 2, r: f()}}.b.r", D(1)),
    ],
)
def test_functions_see_what_was_in_view_where_they_were_made(text, value):
    says(text, value)


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("5", [5], [4, None, "5"]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not(< 5)", [5, 6], [4]),
        ("not([1..3], 7)", [4, 8], [2, 7]),
        ("-", [1, None, "x"], []),
        ("null", [None], [1]),
        ("not(null)", [1, "a"], [None]),
        ("< 5, > 9", [4, 10], [5, 9]),
        ("[1..3]", [1, 3], [0, None]),
        ("]1..3[", [2], [1, 3]),
        ("? > 3", [4], [3, None]),
        ("? > 3 and ? < 5", [4], [3, 5]),
        ("not(? > 3) and ? > 0", [1, 3], [4, 0]),
        ("not(? > 3), 9", [1, 9], [4]),
        ("? in [1, 2]", [1, 2], [3]),
        ("[1, 2]", [1, 2], [3]),
        ("xs", [1, 3], [4]),
        ("n", [2], [3]),
        ("n + 1", [3], [2]),
        ("< n * 2", [3], [4]),
        ("every x in xs satisfies ? > x", [4], [3]),
        ("odd(?)", [1], [2]),
        ('matches(?, "^a")', ["ab"], ["ba"]),
        ("true", [True], [False, None]),
        ("!= 5", [4], [5]),
        ("= 5", [5], [4]),
        ("(5)", [5], [4]),
        ("-5", [-5], [5]),
        ("- 5", [-5], [5]),
    ],
)
def test_a_cell_passes_what_it_says(cell, passing, failing):
    for value in passing:
        assert feel.unary(cell, value, CONTEXT), value
    for value in failing:
        assert not feel.unary(cell, value, CONTEXT), value


@pytest.mark.parametrize(
    "text", ["1 / 0", "10 ** 7000", "(-1) ** 0.5", "exp(99999)", "log(-1)", "sqrt(-1)", "0 / 0"]
)
def test_what_is_no_number_is_null_with_a_reason(text):
    diagnostics = []
    assert feel.evaluate(text, {}, Environment(diagnostics=diagnostics)) is None
    assert diagnostics
    assert feel.evaluate(f"{text} = null", {}) is True
