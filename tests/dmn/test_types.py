"""Item definitions and typeRefs: what a value must be, and what becomes of one that is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine import dmn
from tests.dmn.models import (
    allowed,
    context,
    data,
    decision,
    function,
    item,
    knowledge,
    literal,
    model,
    reads,
    table,
    text,
    uses,
)

D = Decimal


def result(*parts: str, **inputs):
    return dmn.load(model(*parts)).evaluate("gate", inputs)


def given(of: str, amount, *types: str):
    """What a decision sees of an input of a type."""
    return result(decision(text("amount"), more=reads("amount")), data("amount", of), *types, amount=amount)


@pytest.mark.parametrize(
    "spelling",
    ["number", "feel:number", "{http://www.omg.org/spec/FEEL/20140401}number", " number ", "integer"],
)
def test_every_version_s_spelling_of_a_type_is_read(spelling):
    assert given(spelling, D(5)).value == D(5)
    assert given(spelling, "5").value is None


@pytest.mark.parametrize("spelling", ["tAge", "m:tAge", "{urn:m}tAge"])
def test_a_definition_is_found_with_and_without_its_namespace(spelling):
    xml = model(
        decision(text("amount"), more=reads("amount")), data("amount", spelling), item("tAge", "number")
    ).replace(b'id="m"', b'id="m" namespace="urn:m" xmlns:m="urn:m"')
    assert dmn.load(xml).evaluate("gate", {"amount": "x"}).value is None
    assert dmn.load(xml).evaluate("gate", {"amount": D(3)}).value == D(3)


def test_an_input_of_another_type_is_null_and_named():
    told = given("number", "many")
    assert told.value is None
    assert "the input 'amount' is \"many\" (string), which is no number" in str(told.diagnostics[0])


def test_a_missing_input_is_null_and_named_with_its_type():
    told = result(decision(text("1"), more=reads("amount")), data("amount", "number"))
    assert [str(each) for each in told.diagnostics] == ["gate: the input 'amount' (number) is missing"]


def test_the_result_of_a_decision_is_an_instance_of_its_type():
    told = result(decision(text('"ten"'), of="number"))
    assert told.value is None
    assert "its value is" in str(told.diagnostics[0])


@pytest.mark.parametrize(
    ("of", "source", "expected"),
    [("number", "[5]", D(5)), ("list<number>", "5", [D(5)]), ("tMany", "5", [D(5)]), ("Any", "[5]", [D(5)])],
)
def test_a_list_of_one_and_its_item_stand_for_each_other(of, source, expected):
    assert result(decision(text(source), of=of), item("tMany", "number", many=True)).value == expected


def test_a_date_stands_for_its_midnight():
    assert result(
        decision(text("day.hour"), more=reads("day")), data("day", "dateTime"), day=date(2026, 1, 31)
    ).value == D(0)


COMPONENTS = (
    '<itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="tags" isCollection="true"><typeRef>tTag</typeRef></itemComponent>'
    '<itemComponent name="home"><itemComponent name="city"><typeRef>string</typeRef></itemComponent></itemComponent>'
)
PERSON = (item("tPerson", inside=COMPONENTS), item("tTag", "string", allowed('"a", "b"')))
ADA = {"name": "Ada", "tags": ["a"], "home": {"city": "Paris"}}


@pytest.mark.parametrize(
    "wrong", [{}, {"name": 5}, {"tags": ["c"]}, {"home": "Paris"}, {"home": {"city": D(1)}}]
)
def test_a_context_has_every_component_of_its_type(wrong):
    assert given("tPerson", ADA, *PERSON).value == ADA
    bad = {**ADA, **wrong} if wrong else {"name": "Ada"}
    assert given("tPerson", bad, *PERSON).value is None


def test_allowed_values_of_a_collection_are_those_of_its_items():
    types = item("tTags", "string", allowed('"a", "b"'), many=True)
    assert given("tTags", ["a", "b"], types).value == ["a", "b"]
    assert given("tTags", ["a", "z"], types).value is None


def test_a_constraint_of_a_collection_is_one_of_the_whole_list():
    types = item("tFew", "number", allowed("count(?) < 3", "typeConstraint"), many=True)
    assert given("tFew", [D(1), D(2)], types).value == [D(1), D(2)]
    assert given("tFew", [D(1), D(2), D(3)], types).value is None


def test_a_value_that_is_not_allowed_is_null_and_says_which_type():
    told = given("tAge", D(200), item("tAge", "number", allowed("[0..150]")))
    assert told.value is None
    assert "which is no tAge" in str(told.diagnostics[0])


def test_texts_can_ask_for_the_types_of_the_model():
    parts = (
        literal("[{a: 1} instance of tPair, 5 instance of tPair]", key="gate"),
        item("tPair", inside='<itemComponent name="a"><typeRef>number</typeRef></itemComponent>'),
    )
    assert result(*parts).value == [True, False]


def test_a_type_of_functions_says_what_a_knowledge_model_answers():
    of = '<functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>'
    parts = (
        item("tRate", inside=of),
        knowledge("n: number", text('if n > 1 then n else "none"'), of="tRate"),
    )
    assert result(decision(text("rate(2)"), more=uses("rate")), *parts).value == D(2)
    assert result(decision(text("rate(1)"), more=uses("rate")), *parts).value is None


def test_a_knowledge_model_does_not_take_an_argument_of_another_type():
    parts = (decision(text('rate("2")'), more=uses("rate")), knowledge("n: number", text("1")))
    told = result(*parts)
    assert told.value is None
    assert "n is string, not number" in str(told.diagnostics[0])


def test_entries_and_boxes_have_types_too():
    body = context(("a: string", text("1")), ("b", text("1", of="string")), ("c: number", text("1")))
    assert result(decision(body)).value == {"a": None, "b": None, "c": D(1)}


def test_a_function_in_a_box_converts_its_arguments():
    body = context(("first", function("n: number", text("n + 1"))), result=text("first([4])"))
    assert result(decision(body)).value == D(5)


def test_columns_of_a_table_have_types():
    xml = model(table('- | "ten"', inputs="amount")).replace(
        b'<output name="result"', b'<output name="result" typeRef="number"'
    )
    told = dmn.load(xml).evaluate("gate", {"amount": D(1)})
    assert told.value is None
    assert (told.diagnostics[0].rule, told.diagnostics[0].column) == (1, "result")
    xml = model(table("null | 1", "- | 2", inputs="amount", policy="FIRST")).replace(
        b"<inputExpression>", b'<inputExpression typeRef="number">'
    )
    assert dmn.load(xml).evaluate("gate", {"amount": "x"}).value == D(1)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ((data("amount", "tMoney"), item("tMony", "number")), "there is no type 'tMoney'"),
        ((item("a", "b"), item("b", "a")), "a -> b -> a"),
        (
            (*(item(f"t{number}", f"t{number + 1}") for number in range(50)), item("t50", "number")),
            "Type 't50' is the end of a way through more than 50 types",
        ),
        ((item("a", "number", allowed("1 +")),), "Type 'a', allowed values: '1 +' is no FEEL"),
    ],
)
def test_a_type_that_cannot_be_is_refused(parts, message):
    with pytest.raises(dmn.UnusableDecisions) as refusal:
        result(literal("1", key="gate"), *parts)
    [finding] = refusal.value.findings
    assert message in finding.message
    assert finding.remedy


def test_a_mistyped_type_gets_a_suggestion():
    with pytest.raises(dmn.UnusableDecisions, match="Did you mean 'tMoney'"):
        result(literal("1", key="gate"), data("amount", "tMony"), item("tMoney", "number"))


def test_the_interface_of_a_model_can_be_read():
    loaded = dmn.load(model(literal("1", key="gate"), data("amount", "tMoney"), item("tMoney", "number")))
    assert {name: str(of) for name, of in loaded.inputs.items()} == {"amount": "tMoney"}
    assert set(loaded.types) == {"tMoney"}


def test_a_part_that_would_have_to_be_converted_is_named():
    parts = (
        item(
            "tTeam",
            inside='<itemComponent name="names" isCollection="true"><typeRef>string</typeRef></itemComponent>',
        ),
    )
    told = result(decision(text('{names: "Ada"}'), of="tTeam"), *parts)
    assert told.value is None
    assert """: 'names' is "Ada" (string)""" in str(told.diagnostics[0])
