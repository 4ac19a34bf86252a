"""Which words form a name: in a context, behind a point, in a filter, bound by the text or announced by the caller."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel
from engine.feel import FeelSyntaxError

D = Decimal
CONTEXT = {
    "net-worth": D(100),
    "net": D(7),
    "worth": D(3),
    "client's name": "Anna",
    "profit and loss": D(5),
    "in stock": True,
    "not sold": True,
    "a/b": D(11),
    "x+y": D(12),
    "2 x": D(13),
    "is open?": True,
    "größe": D(1),
    "数": D(2),
    "🐎": D(4),
    "applicant": {"monthly+yearly": D(9), "if any": D(8), "plain name": D(6)},
    "rows": [{"p-q": D(1)}, {"p-q": D(3)}],
    "partial order": D(20),
    "days in month": D(30),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("net-worth", D(100)),
        ("net - worth", D(100)),
        ("net  -  worth", D(100)),
        ("net-worth - net", D(93)),
        ("net-worth-worth", D(97)),
        ("worth - net", D(-4)),
        ("client's name", "Anna"),
        ("profit and loss", D(5)),
        ("profit and loss > 4 and net = 7", True),
        ("in stock", True),
        ("in stock and not sold", True),
        ("a/b", D(11)),
        ("a/b / 11", D(1)),
        ("x+y + 1", D(13)),
        ("is open?", True),
        ("is open? and in stock", True),
        ("größe + 数 + 🐎", D(7)),
        ("applicant.monthly+yearly", D(9)),
        ("applicant.monthly+yearly + 1", D(10)),
        ("applicant.if any", D(8)),
        ("applicant.plain name", D(6)),
        ("applicant. plain   name", D(6)),
        ("rows[p-q > 2].p-q", [D(3)]),
        ("rows.p-q", [D(1), D(3)]),
        ("partial order", D(20)),
        ("days in month", D(30)),
        ("`net-worth`", D(100)),
        ("`profit and loss` + 1", D(6)),
        ("`net`-`worth`", D(4)),
    ],
)
def test_names_of_the_context_are_read_as_longest_they_can(text, value):
    assert feel.evaluate(text, CONTEXT) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a-b: 1, c: a-b + 1}.c", D(2)),
        ("{a-b: 1}.a-b", D(1)),
        ("{a: {b+c: 2}}.a.b+c", D(2)),
        ("{date and time of birth: 3, y: date and time of birth}.y", D(3)),
        ("{if: 1}.if", D(1)),
        ("{for all: 1}.for all", D(1)),
        ("{null: 1}.null", D(1)),
        ("{in: 1, and: 2}.and", D(2)),
        ('{"a b": 1}.a b', D(1)),
        ('{"a+b": 1}.a+b', D(1)),
        ('get value({"%%": 1}, "%%")', D(1)),
        ("for line-item in [1, 2] return line-item * 2", [D(2), D(4)]),
        ("some line-item in [1, 2] satisfies line-item > 1", True),
        ("(function(a-b, c) a-b - c)(5, 2)", D(3)),
        ("(function(a-b, c) a-b - c)(a-b: 5, c: 2)", D(3)),
        ("[{a-b: 1}, {a-b: 2}][a-b = 2].a-b", [D(2)]),
        ("for x in [{a-b: 1}] return x.a-b", [D(1)]),
        ("(for a-b in [1] return a-b)[1] + {a: 5, b: 3, c: a - b}.c", D(3)),
        ("{first: {a-b: 1}, a: 5, b: 3, c: a-b}.c", D(2)),
        ("{a: {f: function(x) x + 1}, b: a.f(1)}.b", D(2)),
        ("[function(x) x + 1][1](1)", D(2)),
        ("{fs: [function(x) x * 2]}.fs[1](4)", D(8)),
    ],
)
def test_names_that_the_text_makes_itself_hold_where_they_are_in_scope(text, value):
    assert feel.evaluate(text, {}) == value


def test_a_caller_announces_names_that_only_the_run_will_bring():
    expression = feel.parse("a-b * 2", frozenset({"a-b"}))
    assert expression.names == {"a-b"}
    assert expression.evaluate({"a-b": D(4)}) == D(8)
    assert feel.parse("a-b * 2").evaluate({"a": D(1), "b": D(2)}) == D(-3)


def test_a_cell_knows_the_names_of_its_context():
    assert feel.unary("< net-worth", D(50), {"net-worth": D(100)})
    assert feel.unary("not sold", D(1), {"not sold": D(1)})


def test_a_name_that_nothing_could_spell_does_no_harm():
    assert feel.evaluate("a", {"50% off": D(1), "": D(2), "a": D(3)}) == D(3)
    assert feel.parse("a", frozenset({"50% off", '"'})).names == {"a"}


def test_nobody_writes_a_name_that_ends_in_not():
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse("status not in (1, 2)")
    assert (error.value.column, error.value.found) == (8, "'not'")
    assert "not(...)" in error.value.expected
