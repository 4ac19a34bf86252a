"""The usual slips: where they are, and what to write instead."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel import FeelSyntaxError


@pytest.mark.parametrize(
    ("text", "column", "remedy", "found"),
    [
        ("a == b", 4, "a single =", "'='"),
        ("a <> b", 4, "!=", "'>'"),
        ("a => b", 4, ">=", "'>'"),
        ("a =< b", 4, "<=", "'<'"),
        ("a && b", 3, '"and"', "'&&'"),
        ("a || b", 3, '"or"', "'||'"),
        ('"a" & "b"', 5, "+ to join", "'&'"),
        ("!a", 1, "not(...)", "'!'"),
        ("not a", 5, "not(...)", "'a'"),
        ("a not in [1]", 3, "not(...)", "'not'"),
        ("'gold'", 1, "double quotes", '"\'"'),
        ("tier in ('gold', 'silver')", 10, "double quotes", '"\'"'),
        ("“gold”", 1, "straight quotes", "'“'"),
        ("„gold“", 1, "straight quotes", "'„'"),
        ("«gold»", 1, "straight quotes", "'«'"),
        ("= amount > 1", 1, "without =", "'='"),
        ("amount > 1;", 11, "no ;", "';'"),
        ("5 % 2", 3, "modulo(", "'%'"),
        ("2 ^ 3", 3, "**", "'^'"),
        ("a ≤ b", 3, "<=", "'≤'"),
        ("a ≥ b", 3, ">=", "'≥'"),
        ("a ≠ b", 3, "!=", "'≠'"),
        ("a – b", 3, "plain minus", "'–'"),
        ("a × b", 3, "*", "'×'"),
        ("x is null", 6, "= instead of is", "'null'"),
        ("1,5", 2, "1.5", "','"),
        ("(1, 2)", 3, "square brackets", "','"),
        ("{f(a: 1)", 8, "}", "')'"),
        ("[1, 2,]", 7, "no comma", "']'"),
        ("f(1,)", 5, "no comma", "')'"),
        ("a ? 1 : 2", 5, "if ... then ... else", "'1'"),
        ("a then b", 3, "if before", "'then'"),
        ("if a b else c", 8, "then", "'else'"),
        ("if a then b", 12, "else", "the end of the text"),
        ("if a then b, c", 12, "else", "','"),
        ("@2026-01-31", 1, '@"2026-01-31"', "'@'"),
        ("1..2", 2, "[1..5]", "'..'"),
        ("a)", 2, "nothing was opened", "')'"),
        ("a +", 4, "after +", "the end of the text"),
        ("a and", 6, "after and", "the end of the text"),
        ("a.", 3, "the name of a field", "the end of the text"),
        ("for x in xs do x", 17, "return", "the end of the text"),
        ("every x of xs satisfies x", 15, "in", "'satisfies'"),
        ("x between 1 or 3", 13, "and", "'or'"),
        ("x instance of", 14, "the name of a type", "the end of the text"),
        ("x instance of list<", 20, "the name of a type", "the end of the text"),
        ("x instance of function<number>", 31, "->", "the end of the text"),
        ("", 1, "an expression", "the end of the text"),
    ],
)
def test_a_slip_is_found_where_it_is_and_the_remedy_is_named(text, column, remedy, found):
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse(text)
    assert (error.value.line, error.value.column, error.value.found) == (1, column, found)
    assert remedy in error.value.expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("f(1, (2", 1, 6),
        ("[1, 2", 1, 1),
        ("{a: 1", 1, 1),
        ('date("2026-01-31"', 1, 5),
        ("max(\n  [1, 2)", 2, 3),
        ("a[1", 1, 2),
        ("{\n  a: [1..3),\n  b: (2\n", 3, 6),
    ],
)
def test_an_unclosed_bracket_is_shown_where_it_was_opened(text, line, column):
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse(text)
    assert f"in line {line}, column {column} is not closed" in error.value.expected


def test_an_external_function_is_refused_with_the_reason():
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse('function(x) external {java: {class: "A", method signature: "b(int)"}}')
    assert "run no code" in error.value.expected


def test_a_key_that_stands_twice_is_a_problem_and_the_context_null():
    [problem] = feel.check("{a: 1, b: 2, a: 3}")
    assert (problem.code, problem.severity) == ("malformed-literal", "error")
    assert "'a' stands twice" in problem.message
    assert feel.evaluate("{a: 1, b: 2, a: 3}", {}) is None
