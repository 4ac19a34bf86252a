"""Decision services: called like a function, and by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import dmn
from tests.dmn.models import data, decision, item, literal, model, reads, requires, service, table, text, uses

D = Decimal
OUT = literal('name + " " + greeting', key="out", more=requires("greeting") + reads("name"))
GREETING = decision(text('"never asked"'), key="greeting", of="string")
SERVICE = service("greet", outputDecision="out", inputDecision="greeting", inputData="name")
PARTS = (OUT, GREETING, SERVICE, data("name", "string"))


def result(source: str, *parts: str, **inputs):
    loaded = dmn.load(model(literal(source, key="gate", more=uses("greet")), *parts))
    return loaded.evaluate("gate", inputs)


def test_input_data_come_before_input_decisions_in_a_call():
    assert result('greet("Ada", "hi")', *PARTS).value == "Ada hi"


def test_a_service_is_called_by_parameter_names_too():
    assert result('greet(greeting: "hi", name: "Ada")', *PARTS).value == "Ada hi"


@pytest.mark.parametrize(
    "call", ['greet("Ada")', "greet()", 'greet("Ada", "hi", 1)', 'greet(nam: "Ada", greeting: "hi")']
)
def test_a_call_that_does_not_fit_is_null_and_says_why(call):
    told = result(call, *PARTS)
    assert told.value is None
    assert told.diagnostics


def test_a_service_is_not_asked_with_an_argument_of_another_type():
    told = result("greet(1, 2)", *PARTS)
    assert told.value is None
    assert "name is number, not string" in str(told.diagnostics[0])
    assert [step.id for step in told.steps] == ["gate"]


def test_a_call_neither_sees_nor_changes_what_the_decision_around_it_knows():
    source = '[greet("Ada", "hi"), greeting, name]'
    caller = literal(source, key="gate", more=uses("greet") + requires("greeting") + reads("name"))
    value = dmn.load(model(caller, *PARTS)).evaluate("gate", {"name": "Bob"}).value
    assert value == ["Ada hi", "never asked", "Bob"]


def test_a_service_is_evaluated_by_name_over_its_interface():
    told = dmn.load(model(*PARTS)).evaluate("greet", {"name": "Ada", "greeting": "hi"})
    assert told.value == "Ada hi"
    assert [step.id for step in told.steps] == ["out"]


def test_what_a_service_is_not_given_is_null_and_named():
    told = dmn.load(model(*PARTS)).evaluate("greet", {"name": "Ada"})
    assert told.value is None
    assert str(told.diagnostics[0]) == "greet: the input 'greeting' (string) is missing"


def test_several_outputs_are_a_context():
    both = service("both", outputDecision="a b")
    assert dmn.load(model(both, literal("1", key="a"), literal("2", key="b"))).evaluate("both", {}).value == {
        "a": D(1),
        "b": D(2),
    }


def test_a_decision_that_the_service_hides_is_evaluated_inside_it():
    inner = table('> 10 | "big"', '- | "small"', inputs="n", policy="FIRST", key="size", more=reads("n"))
    out = literal('size + "!"', key="out", more=requires("size"))
    sized = service("greet", outputDecision="out", encapsulatedDecision="size", inputData="n")
    told = result("[greet(5), greet(50)]", inner, out, sized, data("n", "number"))
    assert told.value == ["small!", "big!"]
    assert [(step.id, step.matched) for step in told.steps] == [
        ("size", (2,)),
        ("out", ()),
        ("size", (1,)),
        ("out", ()),
        ("gate", ()),
    ]
    assert told.matched == ()


def test_a_service_that_leads_back_to_its_caller_is_refused():
    circle = service("greet", outputDecision="gate")
    with pytest.raises(dmn.UnusableDecisions, match="in a circle: "):
        result("greet()", circle)


def test_a_service_over_what_is_not_there_is_refused():
    with pytest.raises(dmn.UnusableDecisions, match="requires 'nothing', which is not in this model"):
        dmn.load(model(service("s", outputDecision="nothing"), literal("1", key="a")))


def test_the_members_of_a_service_s_value_may_have_names_with_spaces_and_numbers():
    parts = (literal("1", key="step 2"), literal("2", key="step 3 - done"))
    steps = (
        service("greet", outputDecision="id1 id2").replace("id1", "step 2").replace("id2", "step 3 - done")
    )
    assert result("greet().step 2 + greet().step 3 - done", *parts, steps).value == D(3)


def test_a_service_of_a_type_of_functions_answers_their_result():
    of = '<functionItem outputTypeRef="tWords"><parameters name="name" typeRef="string"/></functionItem>'
    typed = SERVICE.replace('<variable name="greet"/>', '<variable name="greet" typeRef="tGreet"/>')
    parts = (
        OUT,
        GREETING,
        typed,
        data("name", "string"),
        item("tGreet", inside=of),
        item("tWords", "string", many=True),
    )
    assert result('greet("Ada", "hi")', *parts).value == ["Ada hi"]
