"""Suites in the layout of the DMN TCK, read, run and counted."""

from __future__ import annotations

from datetime import date, time, timedelta, timezone
from decimal import Decimal

import pytest
from lxml import etree

from engine import conformance
from engine.conformance.cases import Unreadable, value
from engine.feel import YearsMonths
from tests.conformance.suites import NIL, decision, expecting, typed, write

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'


def _score(folder):
    [suite] = conformance.suites_below(folder)
    return conformance.score(suite)


def _read(content):
    return value(etree.fromstring(f"<expected {XSI}>{content}</expected>"))


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (typed("decimal", "1.50"), Decimal("1.5")),
        (typed("double", "1e3"), Decimal(1000)),
        (typed("string", " a "), " a "),
        (typed("boolean", "1"), True),
        (typed("date", "2026-01-31"), date(2026, 1, 31)),
        (typed("time", "10:00:00+01:00"), time(10, tzinfo=timezone(timedelta(hours=1)))),
        (typed("duration", "P1Y6M"), YearsMonths(18)),
        (typed("duration", "-PT90S"), timedelta(seconds=-90)),
        ("<value>untyped</value>", "untyped"),
        (NIL, None),
        ('<list xsi:nil="true"/>', None),
        ("<list/>", []),
        (f"<list><item>{typed('decimal', '1')}</item><item>{NIL}</item></list>", [Decimal(1), None]),
        (f'<component name="a">{typed("string", "x")}</component>', {"a": "x"}),
        (
            f'<component name="a"><component name="b">{typed("string", "x")}</component></component>',
            {"a": {"b": "x"}},
        ),
        ("<list><item><list/></item></list>", [[]]),
    ],
)
def test_a_value_of_a_test_is_a_feel_value(content, meant):
    read = _read(content)
    assert read == meant
    assert type(read) is type(meant)


@pytest.mark.parametrize(
    "content", [typed("double", "INF"), typed("duration", "P1M2D"), typed("decimal", "x")]
)
def test_a_value_that_feel_does_not_know_equals_nothing(content):
    read = _read(content)
    assert isinstance(read, Unreadable)
    assert not conformance.same(read, read)
    assert not conformance.same(read, None)


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        (Decimal("0.333333333"), Decimal("0.3333333334"), True),
        (Decimal("0.33333"), Decimal("0.33334"), False),
        ([Decimal(1)], [Decimal("1.000000001")], True),
        ([Decimal(1)], [Decimal(1), None], False),
        ({"a": Decimal(1)}, {"a": Decimal(1)}, True),
        ({"a": None}, {}, False),
        (None, False, False),
        (Decimal(1), True, False),
        (True, Decimal(1), False),
        ("1", Decimal(1), False),
        (None, None, True),
    ],
)
def test_numbers_are_compared_to_eight_places_and_everything_else_exactly(expected, actual, equal):
    assert conformance.same(expected, actual) is equal


def test_each_expected_result_is_one_check_and_null_ones_are_counted_apart(tmp_path):
    content = decision("right", "1 + 1") + decision("wrong", "1 + 1") + decision("none", '1 + "a"')
    cases = (
        expecting("right", typed("decimal", "2"))
        + expecting("wrong", typed("decimal", "3"))
        + expecting("none", NIL)
    )
    score = _score(write(tmp_path / "0001-sums", content, cases))

    assert conformance.tally([score]) == conformance.Tally(
        passed=2, total=3, non_null_passed=1, non_null_total=2
    )
    [miss] = score.misses
    assert (miss.node, miss.expected, miss.got) == ("wrong", Decimal(3), Decimal(2))


def test_a_text_that_is_no_feel_fails_its_own_checks_and_is_told(tmp_path):
    content = decision("a", "1 +") + decision("b", "2")
    cases = expecting("a", NIL) + expecting("b", typed("decimal", "2"))
    score = _score(write(tmp_path / "0001-broken", content, cases))

    [miss] = score.misses
    assert (miss.node, miss.got) == ("a", None)
    assert "expected an expression" in miss.diagnosis
    [text] = score.unreadable
    assert "'1 +' is no FEEL" in text


def test_a_text_that_is_no_feel_passes_where_the_test_expects_a_mistake(tmp_path):
    cases = expecting("a", NIL).replace("<resultNode", '<resultNode errorResult="true"')
    score = _score(write(tmp_path / "0001-error", decision("a", "1 +"), cases))

    assert score.misses == []
    assert len(score.unreadable) == 1


def test_an_input_that_names_its_model_is_told_from_one_of_the_same_name():
    nodes = '<inputNode name="a" namespace="urn:b"><value>far</value></inputNode>'
    nodes += '<inputNode name="a"><value>near</value></inputNode>'
    content = f'<testCases><modelName>m</modelName><testCase id="1">{nodes}</testCase></testCases>'
    [case] = conformance.read("a-test-1.xml", content.encode()).cases
    assert case.inputs == {"a": "near", "urn:b#a": "far"}


def test_a_refused_model_fails_each_of_its_checks_and_says_why(tmp_path):
    content = decision("a", "1") + decision("b", "2").replace('id="id_b"', 'id="id_a"')
    cases = expecting("a", typed("decimal", "1")) + expecting("b", typed("decimal", "2"))
    score = _score(write(tmp_path / "0001-refused", content, cases))

    assert len(score.misses) == len(score.checks) == 2
    assert "stands twice" in score.misses[0].diagnosis


def test_a_decision_that_the_model_lacks_is_a_miss_even_where_null_is_expected(tmp_path):
    score = _score(write(tmp_path / "0001-lost", decision("a", "1"), expecting("b", NIL)))
    assert "no decision" in score.misses[0].diagnosis


def test_checks_that_call_java_are_left_out_by_what_the_model_holds(tmp_path):
    java = 'function(n) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
    needs = decision("needs", "f + 1").replace(
        "<variable",
        '<informationRequirement><requiredDecision href="#id_f"/></informationRequirement><variable',
    )
    content = decision("f", java) + needs + decision("plain", "1")
    cases = (
        expecting("f", NIL)
        + expecting("needs", typed("decimal", "1"))
        + expecting("plain", typed("decimal", "1"))
    )
    score = _score(write(tmp_path / "0001-named-anyhow", content, cases))

    assert [check.node for check in score.left_out] == ["f", "needs"]
    assert [check.node for check in score.checks] == ["plain"]


def test_suites_are_found_at_every_depth(tmp_path):
    for level, name in (("level-2", "a"), ("level-3", "b")):
        write(tmp_path / level / name, decision("d", "1"), expecting("d", typed("decimal", "1")))

    assert [suite.name for suite in conformance.suites_below(tmp_path)] == ["a", "b"]
    assert [suite.name for suite in conformance.suites_below(tmp_path / "level-3")] == ["b"]
    assert [suite.group for suite in conformance.suites_below(tmp_path / "level-3/b")] == ["level-3"]


@pytest.mark.parametrize(
    "content", ["<testCases", "<other/>", "<testCases/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']
)
def test_a_file_that_is_no_test_file_is_named_with_its_line(tmp_path, content):
    (tmp_path / "x-test-01.xml").write_text(content)
    with pytest.raises(conformance.UnreadableTests, match=r"x-test-01\.xml, line 1: .*\. (Correct|Name) it"):
        conformance.suites_below(tmp_path)
