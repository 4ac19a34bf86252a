"""The check against the engine: what it passes computes, and what it finds is so."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine import feel
from engine.feel import Diagnosis, Environment, Range, YearsMonths
from engine.feel.checking.results import RESULTS, result
from engine.feel.functions import BUILT_IN
from engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS,
    MONTHS,
    NUMBER,
    STRING,
    TIME,
    ListType,
    RangeType,
    type_of,
)

TYPES = {
    "n": NUMBER, "s": STRING, "b": BOOLEAN, "d": DATE, "t": TIME, "m": DATE_TIME, "p": DAYS, "y": MONTHS,
    "ns": ListType(NUMBER), "ss": ListType(STRING), "r": RangeType(NUMBER),
}  # fmt: skip
VALUES = {
    "n": Decimal(3), "s": "abc", "b": True, "d": date(2026, 2, 3), "t": time(9, 30), "p": timedelta(hours=5),
    "m": datetime(2026, 2, 3, 9, 30, tzinfo=UTC), "y": YearsMonths(5), "ns": [Decimal(2), Decimal(7)],
    "ss": ["x", "y"], "r": Range(Decimal(1), Decimal(5)),
}  # fmt: skip
SIGNS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "in")
TCK = Path(__file__).parents[3] / "shared" / "conformance" / "dmn-tck"


def diagnoses(text):
    notes: list[Diagnosis] = []
    feel.evaluate(text, VALUES, Environment(diagnostics=notes))
    return [str(note) for note in notes]


@pytest.mark.parametrize(("left", "right"), list(product(TYPES, TYPES)))
def test_the_check_and_the_engine_agree_on_every_operator_between_two_types(left, right):
    for sign in SIGNS[:-1]:
        text = f"{left} {sign} {right}"
        clash = any(each.code == "type-clash" for each in feel.check(text, TYPES))
        assert clash == bool(diagnoses(text)), text


def test_every_built_in_function_has_a_result_type():
    assert BUILT_IN.keys() - RESULTS.keys() == set(), "add it to engine/feel/checking/results.py"


@pytest.mark.parametrize(
    "call",
    ["string(n)", "substring(s, 1)", "string length(s)", "count(ns)", "sum(ns)", "min(n, 1)", "max(ss)", "mean(ns)",
     "floor(n)", "abs(p)", "abs(n)", "modulo(n, 2)", "odd(n)", "date(m)", "time(m)", "date and time(d, t)",
     "years and months duration(d, d)", "day of week(d)", "week of year(d)", "last day of month(d)", "now()", "today()",
     'split(s, "b")', "index of(ns, 2)", "sublist(ss, 1)", "append(ns, 1)", "concatenate(ns, ns)", "reverse(ss)",
     "distinct values(ns)", "sort(ns)", "insert before(ss, 1, s)", "remove(ss, 1)", "contains(s, s)", "not(b)",
     "is defined(n)", "mode(ns)", "union(ns, ns)", "string join(ss)", "includes(r, n)", 'number("1")',
     "list contains(ns, n)", "flatten([ns])", "get or else(n, 1)", 'replace(s, "b", "c")', "product(ns)"],
)  # fmt: skip
def test_a_function_returns_what_the_check_says_that_it_returns(call):
    said = feel.inferred(call, TYPES)
    assert said in {type_of(feel.evaluate(call, VALUES)), ANY, ListType(ANY)}, call


def test_a_function_without_a_known_result_may_return_anything():
    assert result("there is no such function", []) == ANY


_NUMBERS = st.recursive(
    st.sampled_from(
        ["n", "1", "2.5", "count(ns)", "string length(s)", "d.year", "sum(ns)", "ns[1]", "p.hours"]
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
        st.builds("(if b then {} else {})".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=4,
)
"""Parts of one type each: what may be of one type or another is left alone by the check."""
_ALL = st.recursive(
    st.one_of(st.sampled_from(sorted(TYPES)), _NUMBERS),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(SIGNS), inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("(if {0} then {1} else {1})".format, inner, inner),
        st.builds("max({}, {})".format, inner, inner),
        st.builds("[{0}, {0}]".format, inner),
        st.builds("upper case({})".format, inner),
        st.builds("(for i in ns return {})".format, inner),
        st.builds("(some i in ns satisfies {})".format, inner),
        st.builds("{{k: {}}}.k".format, inner),
    ),
    max_leaves=5,
)
_COMPUTABLE = ("is not defined", "cannot compare", "has no sign", "there is no", "not true or false")


@settings(max_examples=80, deadline=None)
@given(_ALL)
def test_what_passes_the_check_never_meets_types_that_do_not_fit(text):
    if not feel.check(text, TYPES):
        found = [one for one in diagnoses(text) if any(part in one for part in _COMPUTABLE)]
        assert [one for one in found if "null" not in one and "there is no item" not in one] == []


@settings(max_examples=80, deadline=None)
@given(_NUMBERS, st.sampled_from(["s", "b", "d", "ss"]), st.sampled_from(["-", "*", "/"]))
def test_a_number_that_meets_another_type_is_found_wherever_it_stands(number, other, sign):
    text = f"{number} {sign} {other}"
    assert any(each.code == "type-clash" for each in feel.check(text, TYPES)), text


def _closed_texts():
    for file in sorted(TCK.rglob("*.dmn")):
        for node in etree.parse(file).iterfind(".//{*}literalExpression/{*}text"):
            yield node.text or ""


@pytest.mark.skipif(not TCK.is_dir(), reason="the DMN TCK is not here")
def test_every_finding_in_the_expressions_of_the_tck_is_so():
    """Of texts that read nothing from outside: where the check sees null coming, null comes, with a diagnosis."""
    wrong = []
    for text in sorted(set(_closed_texts())):
        found = [
            each for each in feel.check(text) if each.code in {"type-clash", "always-null", "wrong-arguments"}
        ]
        if found and not feel.parse(text).names and not _nothing_comes(text):
            wrong.append((text, found))
    assert wrong == []


def _nothing_comes(text):
    notes: list[Diagnosis] = []
    value = feel.evaluate(text, {}, Environment(diagnostics=notes))
    return bool(notes) or value in (None, False)
