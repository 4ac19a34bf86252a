"""What the linter says of the flow as a whole: circles, merges that do not wait, and writers that meet."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import Known, lint
from engine.feel.types import STRING, ContextType
from tests.bpmn import building as b

KNOWN = Known(
    forms=frozenset({"note"}),
    form_variables={"note": {"note": STRING, "deal": ContextType()}},
    variables={"deal": ContextType()},
)


def found(xml, rule):
    return {(one.element_id, one.severity) for one in lint(xml, known=KNOWN) if one.rule == rule}


def beside(first, second, *more, flow="", declared=""):
    """Two elements called ``one`` and ``two`` in parallel branches."""
    return b.process(
        "p", b.start(), b.both("fork"), first, second, b.both("join"), *more, b.end(),
        flow=f"start>fork fork>one fork>two one>join two>join join>end {flow}", declared=declared,
    )  # fmt: skip


def after(first, second):
    return b.process("p", b.start(), first, second, b.end(), flow="start>one one>two two>end")


NOTE = '<zeebe:formDefinition formId="note"/>'
ONE, TWO = b.script("one", "total", "1"), b.script("two", "total", "2")
CLASH = {("two", "warning")}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ONE, TWO),
        (ONE, b.rule("two", "d", "total")),
        (ONE, b.user("two", b.mappings(outputs="total=1"))),
        (b.user("one", b.mappings(outputs="deal.sum=1")), b.user("two", b.mappings(outputs="deal=null"))),
        (ONE, b.subprocess("two", b.start("s"), b.script("inner", "total", "1"), flow="s>inner")),
        (ONE, b.user("two", inner=b.many("items", "item", output="total", output_element="item"))),
        (b.user("one", NOTE), b.user("two", NOTE, b.mappings(inputs="x=note"))),
    ],
)
def test_parallel_branches_that_write_one_variable_are_a_warning(first, second):
    clashes = found(beside(first, second), "parallel-writers")

    assert clashes in (CLASH, {("inner", "warning")})
    assert found(after(first, second), "parallel-writers") == set()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ONE, b.script("two", "other", "1")),
        (b.user("one", b.mappings(outputs="deal.sum=1")), b.user("two", b.mappings(outputs="deal.name=2"))),
        (ONE, b.subprocess("two", b.start("s"), b.script("inner", "total", "1"), flow="s>inner",
                           extensions=b.mappings(inputs="total=0"))),
        (b.user("one", NOTE), b.user("two", NOTE)),
    ],
)  # fmt: skip
def test_writers_of_different_variables_or_of_notes_that_nothing_reads_are_none(first, second):
    assert found(beside(first, second), "parallel-writers") == set()


def test_who_takes_a_boundary_event_beside_its_activity_writes_at_the_same_time():
    def model(*, interrupting):
        event = b.boundary("event", "one", b.timer("Duration", "P1D"), interrupting=interrupting)
        return b.process("p", b.start(), b.user("one", b.mappings(outputs="total=1")), event, TWO, b.end(),
                         flow="start>one one>end event>two")  # fmt: skip

    assert found(model(interrupting=False), "parallel-writers") == CLASH
    assert found(model(interrupting=True), "parallel-writers") == set()


def test_an_event_sub_process_that_interrupts_nothing_writes_at_the_same_time():
    def model(interrupting):
        begin = b.element("startEvent", "s", b.signal("Bell"), isInterrupting=interrupting)
        handler = b.element("subProcess", "handler", begin + TWO + b.flows("s>two"), triggeredByEvent="true")
        return b.process(
            "p", b.start(), ONE, handler, b.end(), flow="start>one one>end", declared=b.signals("Bell")
        )

    assert found(model("false"), "parallel-writers") == CLASH
    assert found(model("true"), "parallel-writers") == set()


@pytest.mark.parametrize(
    ("merge", "expected"), [(b.choice("join"), {("join", "warning")}), (b.both("join"), set())]
)
def test_parallel_branches_that_meet_at_an_exclusive_gateway_are_a_warning(merge, expected):
    model = b.process(
        "p", b.start(), b.both("fork"), b.user("one"), b.user("two"), merge, b.choice("later"), b.user("x"), b.end(),
        flow="start>fork fork>one fork>two one>join two>join join>later later>x?a x>later later>end?b",
    )  # fmt: skip

    assert found(model, "merged-without-waiting") == expected


def test_exclusive_branches_may_meet_at_an_exclusive_gateway_in_a_circle_too():
    model = b.process(
        "p", b.start(), b.choice("merge"), b.both("fork"), b.user("one"), b.user("two"), b.both("join"),
        b.choice("more"), b.end(),
        flow="start>merge merge>fork fork>one fork>two one>join two>join join>more more>merge?x more>end?y",
    )  # fmt: skip

    assert found(model, "merged-without-waiting") == set()


ROUND = (b.choice("merge"), b.user("work"))


def test_a_circle_without_a_way_out_is_a_warning_unless_something_stops_it():
    circle = b.process("p", b.start(), *ROUND, flow="start>merge merge>work work>merge")
    left = b.process("p", b.start(), *ROUND, b.choice("out"), b.end(),
                     flow="start>merge merge>work work>out out>merge?x out>end?y")  # fmt: skip
    inner = b.subprocess("sub", b.start("s"), *ROUND, flow="s>merge merge>work work>merge")
    stopped = b.process("p", b.start(), inner, b.boundary("stop", "sub", b.signal("Bell")), b.user("x"), b.end(),
                        flow="start>sub sub>end stop>x", declared=b.signals("Bell"))  # fmt: skip
    killed = b.process("p", b.start(), b.both("fork"), *ROUND, b.user("x"), b.end("kill", b.TERMINATE),
                       flow="start>fork fork>merge fork>x x>kill merge>work work>merge")  # fmt: skip

    rule = "no-end-in-reach"
    assert found(circle, rule) == {("merge", "warning")}
    assert found(b.process("p", b.start(), inner, b.end(), flow="start>sub sub>end"), rule) == {
        ("merge", "warning")
    }
    assert [found(one, rule) for one in (left, stopped, killed)] == [set(), set(), set()]
