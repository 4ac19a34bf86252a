"""Hostile texts: each ends soon, in one of FEEL's own errors or in null."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from engine.feel import Environment, FeelBudgetExceeded, FeelSyntaxError
from engine.feel.functions import BUILT_IN

BOMBS = {
    "endless quantifier": "some x in 1..100000000 satisfies x < 0",
    "nested loops": "for a in 1..1000 return for b in 1..1000 return for c in 1..1000 return 1",
    "several iterators": "count(for a in 1..1000, b in 1..1000, c in 1..1000 return 1) > 0",
    "growing string": 'for i in 1..100 return if i = 1 then "aaaaaaaa" else partial[-1] + partial[-1]',
    "growing list": "for i in 1..100 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])",
    "endless recursion": "(function(f) f(f))(function(f) f(f))",
    "heavy body": "for a in 1..100000 return " + " + ".join(["a"] * 100),
    "back-reference": 'matches("' + "a" * 2000 + 'b", "(a*)*\\1$")',
}
EXPLODING_NUMBERS = [
    "9 ** (9 ** 9)",
    "(9 ** 9 ** 9) ** (9 ** 9 ** 9)",
    "exp(10 ** 9)",
    "10 ** (10 ** 10)",
]
DEEP = [
    "(" * 20000,
    "[" * 500 + "]" * 500,
    "-" * 20000 + "1",
    "if " * 2000,
    "a" + ".b" * 20000,
    "1" + "+1" * 20000,
]


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_stops_at_the_budget(text):
    with pytest.raises(FeelBudgetExceeded):
        feel.evaluate(text, {})


@pytest.mark.parametrize("text", EXPLODING_NUMBERS)
def test_a_number_beyond_34_digits_and_exponent_6144_is_null(text):
    assert feel.evaluate(text, {}) is None


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:3])
def test_a_text_nested_too_deeply_is_refused_with_its_place(text):
    with pytest.raises(FeelSyntaxError) as refusal:
        feel.parse(text)
    assert refusal.value.column > 1


def test_a_text_too_long_is_refused():
    with pytest.raises(FeelSyntaxError):
        feel.parse("1" + " " * 70_000)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "^(a|a)*$", "(.*)*x", "a*a*a*a*a*a*b", "(((a*)*)*)*b"]
)
def test_no_pattern_runs_away(pattern):
    assert feel.evaluate("matches(text, pattern)", {"text": "a" * 60 + "!", "pattern": pattern}) is False


def test_the_budget_is_the_environments():
    text = "for i in 1..500 return i"
    assert len(feel.evaluate(text, {})) == 500
    with pytest.raises(FeelBudgetExceeded, match="100 steps"):
        feel.evaluate(text, {}, Environment(step_budget=100))


WORDS = r"""
1 2.5 0 -3 9999999999 null true false "a" "\n" x y item ? @"P1D" @"P1Y" @"2026-01-01" @"0001-01-01" @"10:00:00Z"
@"9999-12-31T23:59:59-14:00" @"10:00:00@Europe/Paris" ( ) [ ] { } , : . .. + - * / ** = != < <= > >= in between and or
not( if then else for some every satisfies return function instance of number list< sum( count( date( string( sort(
substring( time( duration( matches( replace( context( modulo( abs( a: ).b [1] [item>1] [1..3] (1..2] {a:1} [] [1,[3]]
x[ .year .start
""".split()  # noqa: SIM905 - one word after the other reads best
FUNCTIONS = sorted(BUILT_IN)
VALUES = [
    None,
    True,
    5,
    "a",
    [1, [2]],
    {"a": {"b": None}},
    feel.evaluate('@"P1D"', {}),
    feel.RecordRef("x", 1),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from(VALUES), st.sampled_from(VALUES))
def test_no_text_raises_anything_but_its_own_errors(words, x, y):
    _run(" ".join(words), {"x": x, "y": y})


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_no_characters_raise_anything_but_their_own_errors(text):
    _run(text, {})
    feel.check(text)


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.sampled_from(
            ["1", "0", "-2.5", "10 ** 40", "null", "true", '"a"', '"2026-01-01"', "x", "y", "[]", "[1, null]", "{a: 1}",
             '@"P1D"', '@"P999999999D"', '@"P1Y"', '@"2026-01-01"', '@"0001-01-01"', '@"9999-12-31T23:59:59-14:00"',
             '@"0001-01-01T00:00:00+14:00"', '@"10:00:00@Europe/Paris"', '@"23:59:59Z"', "[1..5]", "(< 3)"]
        ),
        lambda inner: st.one_of(
            st.builds("({} {} {})".format, inner, st.sampled_from(
                ["+", "-", "*", "/", "**", "=", "<", ">=", "and", "in"]), inner),
            st.builds("{}({}, {})".format, st.sampled_from(FUNCTIONS), inner, inner),
            st.builds("{}({})".format, st.sampled_from(FUNCTIONS), inner),
            st.builds("{}[{}]".format, inner, inner),
        ),
        max_leaves=8,
    ),
    st.sampled_from(VALUES),
)  # fmt: skip
def test_no_combination_of_operators_and_functions_raises(text, x):
    _run(text, {"x": x, "y": "b"})


def _run(text, context):
    environment = Environment(diagnostics=[], step_budget=2_000)
    for run in (feel.evaluate, lambda *given: feel.unary(text, 5, *given[1:])):
        with suppress(FeelSyntaxError, FeelBudgetExceeded):
            run(text, context, environment)
