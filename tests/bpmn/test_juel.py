"""JUEL to FEEL: the same value for the same variables, or a refusal that says where and what to write instead."""

from __future__ import annotations

import operator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from engine.bpmn.juel import Untranslatable, is_expression, translate
from tests.bpmn.playing import numbers

THE_SAME = {
    "demo": "demo",
    " =now() ": "=now()",
    "${a}": "=a",
    "#{a.b.c}": "=a.b.c",
    "${a['b']}": "=a.b",
    "${a['x y']}": '=get value(a, "x y")',
    "${a[0].b}": "=a[1].b",
    "${execution.getVariable('a')}": "=a",
    "Hello ${a}!": '="Hello " + get or else(string(a), "") + "!"',
    r"\${a}": "${a}",
    "${'it is \\'so\\' \"}\"'}": '="it is \'so\' \\"}\\""',
    "${1e3}": "=1000",
    "${nrOfCompletedInstances == nrOfInstances}": "=numberOfCompletedInstances = numberOfInstances",
    "${loopCounter == 0}": "=(loopCounter - 1) = 0",
}
VARIABLES = {
    "a": 7, "b": -7, "zero": 0, "yes": True, "no": False, "nothing": None, "name": "Ann", "blank": "", "list": [1, 2],
    "none": [], "map": {"x": 5, "x y": 6}, "bare": {},
}  # fmt: skip
BY_HAND = {
    "${a > 3}": True,
    "${a gt 3 and a le 7}": True,
    "${nothing > 3}": False,
    "${!(nothing > 3)}": True,
    "${nothing == null}": True,
    "${name eq 'Ann' && !no}": True,
    "${nothing || yes}": True,
    "${nothing && yes}": False,
    "${not nothing}": True,
    "${a + b * 2 - -1}": -6,
    "${(a + b) * 2}": 0,
    "${a % 3}": 1,
    "${b % 3}": -1,
    "${b mod a}": 0,
    "${a div 2}": Decimal("3.5"),
    "${a > 3 ? 'big' : 'small'}": "big",
    "${nothing ? 1 : 2}": 2,
    "${empty nothing}": True,
    "${empty blank and empty none and empty bare}": True,
    "${not empty list && not empty map}": True,
    "${empty name}": False,
    "${list[1]}": 2,
    "${map['x y'] - map.x}": 1,
    "Dear ${name}, ${nothing}${a}": "Dear Ann, 7",
    "${yes}${no}": "truefalse",
    "${a != b}": True,
    "${a == b == no}": True,
    "${-a}": -7,
}


@pytest.mark.parametrize("text", THE_SAME)
def test_a_text_of_camunda_7_becomes_one_of_camunda_8(text):
    assert translate(text) == THE_SAME[text]


@pytest.mark.parametrize("text", BY_HAND)
def test_the_feel_that_is_written_gives_the_value_that_juel_gives(text):
    wanted = numbers({"x": BY_HAND[text]})["x"]

    assert value_of(translate(text), VARIABLES) == wanted


REFUSED = {
    "${now()}": (3, "now() calls Java", 'Write FEEL, such as =now() + duration("P1D").'),
    "due ${dateTime().plusDays(3)}": (7, "dateTime() calls Java", 'Write FEEL, such as =now() + duration("P1D").'),
    "${execution.setVariable('x', 1)}": (
        13, "setVariable() calls Java", "Use an output parameter, or a script task with FEEL."),
    "${list.size() > 2}": (8, "size() calls Java", "Write FEEL, such as =count(items)."),
    "${bean.call(1)}": (
        8, "call() calls Java",
        "Write FEEL after =, or compute the value in a script task with FEEL or by a worker."),
    "${execution.id}": (
        13, "execution.id belongs to Camunda 7's engine", "Use a variable that holds what is needed."),
    "${'a' + b}": (
        7, "a text is added", "JUEL's + adds numbers only; join texts by writing ${} between them."),
    "${list[a]}": (
        7, "what stands in the brackets is computed", "Write FEEL after =, such as =items[i + 1]."),
    "${if}": (3, "'if' is no name of a variable in FEEL", "Rename the variable."),
    "${a = 5}": (5, "'=' is not expected here", "Correct the expression, or write FEEL after =."),
    "${a": (1, "The brace is not closed", "Close it with }."),
    "${}": (3, "the end is not expected here", "Correct the expression, or write FEEL after =."),
    "${" + "(" * 99 + "a}": (63, "It is nested too deep", "Split the expression."),
    "${" + "-" * 99 + "a}": (102, "It is nested too deep", "Split the expression."),
    "${" + "a+" * 200 + "a}": (303, "It is too long", "Split the expression."),
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:30])
def test_what_feel_cannot_say_is_refused_with_its_column_and_what_to_write(text):
    with pytest.raises(Untranslatable) as refused:
        translate(text)

    assert (refused.value.column, refused.value.reason, refused.value.remedy) == REFUSED[text]


# What is drawn is a pair: the text, and the value that JUEL gives it.
NUMBERS = st.sampled_from(
    [("a", 7), ("b", -7), ("zero", 0), ("3", 3), ("0.5", Decimal("0.5")), ("map.x", 5), ("list[0]", 1)]
).map(lambda one: (one[0], Decimal(one[1])))
TRUTHS = st.sampled_from(
    [("yes", True), ("no", False), ("true", True), ("false", False), ("empty none", True), ("empty name", False),
     ("name == 'Ann'", True), ("nothing != null", False), ("nothing < 3", False), ("3 > nothing", False)]
).map(lambda one: (f"({one[0]})", one[1]))  # fmt: skip
SUMS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
ORDER = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def joined(left, right, signs):
    def put_together(drawn):
        (one, first), sign, (other, second) = drawn
        return f"({one} {sign} {other})", signs[sign](first, second)

    return st.tuples(left, st.sampled_from(sorted(signs)), right).map(put_together)


def chosen(truth, inner):
    def put_together(drawn):
        (condition, holds), (yes, first), (no, second) = drawn
        return f"({condition} ? {yes} : {no})", first if holds else second

    return st.tuples(truth, inner, inner).map(put_together)


def sums(inner):
    return (
        joined(inner, inner, SUMS) | chosen(TRUTHS, inner) | inner.map(lambda one: (f"(-{one[0]})", -one[1]))
    )


def truths(inner):
    both = {"&&": operator.and_, "||": operator.or_}
    turned = inner.map(lambda one: (f"(!{one[0]})", not one[1]))
    return joined(inner, inner, both) | chosen(inner, inner) | turned


NUMERIC = st.recursive(NUMBERS, sums, max_leaves=6)
LOGICAL = st.recursive(TRUTHS | joined(NUMERIC, NUMERIC, ORDER), truths, max_leaves=8)


@settings(max_examples=80, deadline=None)
@given(NUMERIC | LOGICAL)
def test_random_expressions_give_the_value_of_juel(drawn):
    text, wanted = drawn

    assert value_of(translate(f"${{{text}}}"), VARIABLES) == wanted


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1 .+-*/%<>=!&|?:()[]'\"{}$#\\", max_size=25))
def test_no_text_is_more_than_refused(text):
    translated = translated_or_none(text)

    assert translated is None or not is_expression(text) or not feel.check(translated.removeprefix("="))


def translated_or_none(text):
    try:
        return "=0" if text.strip().startswith("=") else translate(text)
    except Untranslatable as refused:
        return None if 1 <= refused.column <= len(text) + 1 else "=(a column that is not there"


def value_of(text, variables):
    if not text.startswith("="):
        return text
    return feel.evaluate(text[1:], feel.from_plain(variables))
