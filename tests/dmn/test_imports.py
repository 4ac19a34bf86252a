"""Models that import others: by location or namespace, under a name of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import dmn
from tests.dmn.models import (
    NAMESPACE,
    allowed,
    data,
    decision,
    document,
    invocation,
    item,
    knowledge,
    literal,
    reads,
    requires,
    service,
    text,
    uses,
)

D = Decimal
GREET = literal('"Hello, " + name', key="greet", more=reads("name"))
BASE = document(
    "urn:base",
    GREET,
    data("name", "tName"),
    item("tName", "string"),
    knowledge("n: tSmall", text("if n instance of tSmall then n * 2 else 0"), key="twice"),
    item("tSmall", "number", allowed("< 10")),
    service("ask", outputDecision="greet", inputData="name"),
)


def from_base(kind: str, key: str) -> str:
    requirement = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
    return f'<{requirement}><{kind} href="urn:base#{key}"/></{requirement}>'


BOTH = from_base("requiredDecision", "greet") + from_base("requiredKnowledge", "ask")


def result(source: str, *parts: str, more: str = "", imports=None, **inputs):
    xml = document("urn:top", decision(text(source), more=more), *parts, imports="base=urn:base")
    return dmn.load(xml, {"urn:base": BASE} if imports is None else imports).evaluate("gate", inputs)


def test_an_imported_decision_is_a_member_of_the_import():
    more = from_base("requiredDecision", "greet")
    assert result('base.greet + "!"', more=more, name="Ada").value == "Hello, Ada!"


def test_an_imported_knowledge_model_is_called_by_its_path():
    more = from_base("requiredKnowledge", "twice")
    assert result("base.twice(4)", more=more).value == D(8)
    assert result("base.twice(40)", more=more).value is None


def test_an_imported_service_is_called_by_its_path():
    assert result('base.ask("Bob")', more=from_base("requiredKnowledge", "ask")).value == "Hello, Bob"


def test_a_boxed_invocation_names_an_imported_function():
    more = from_base("requiredKnowledge", "twice")
    xml = document(
        "urn:top", decision(invocation("base.twice", n=text("3")), more=more), imports="base=urn:base"
    )
    assert dmn.load(xml, {"urn:base": BASE}).evaluate("gate", {}).value == D(6)


@pytest.mark.parametrize("inputs", [{"name": "Ada"}, {"base": {"name": "Ada"}}])
def test_imported_input_data_is_given_by_its_name_or_by_that_of_the_import(inputs):
    assert result("base.name", more=from_base("requiredInput", "name"), **inputs).value == "Ada"


@pytest.mark.parametrize(
    "inputs",
    [{"name": "Ada"}, {"middle": {"base": {"name": "Ada"}}}, {"urn:base#name": "Ada", "name": "Bob"}],
)
def test_input_data_of_an_import_s_import_is_given_by_all_their_names_too(inputs):
    wanted = from_base("requiredDecision", "greet")
    middle = document("urn:middle", decision(text("base.greet"), more=wanted), imports="base=urn:base")
    more = from_base("requiredDecision", "gate").replace("urn:base", "urn:middle")
    xml = document("urn:top", decision(text("middle.gate"), more=more), imports="middle=urn:middle")
    loaded = dmn.load(xml, {"urn:base": BASE, "urn:middle": middle})
    assert loaded.evaluate("gate", inputs).value == "Hello, Ada"


def test_a_model_imported_under_two_names_has_its_parts_under_both():
    xml = document(
        "urn:top",
        decision(text('a.greet + b.greet + a.ask("Bob")'), more=BOTH),
        imports="a=urn:base b=urn:base",
    )
    told = dmn.load(xml, {"urn:base": BASE}).evaluate("gate", {"b": {"name": "Ada"}})
    assert told.value == "Hello, AdaHello, AdaHello, Bob"


@pytest.mark.parametrize("far", [{"base": {"name": "Bob"}}, {"base.name": "Bob"}, {"urn:base#name": "Bob"}])
def test_a_service_tells_its_own_input_from_an_imported_one_of_the_same_name(far):
    inputs = '<outputDecision href="#gate"/><inputData href="#name"/><inputData href="urn:base#name"/>'
    both = f'<decisionService id="both" name="both">{inputs}</decisionService>'
    names = decision(
        text('name + " and " + base.name'), more=reads("name") + from_base("requiredInput", "name")
    )
    call = literal('both(base.name: "Bob", name: "Ada")', key="call", more=uses("both"))
    xml = document("urn:top", data("name", "string"), names, both, call, imports="base=urn:base")
    loaded = dmn.load(xml, {"urn:base": BASE})
    assert [*loaded.inputs_of("both")] == ["name", "base.name"]
    assert loaded.evaluate("both", {"name": "Ada"} | far).value == "Ada and Bob"


@pytest.mark.parametrize("spelling", ["base.tSmall", "b:tSmall", "{urn:base}tSmall"])
def test_a_type_of_another_model_is_named_with_the_import_or_its_namespace(spelling):
    xml = document(
        "urn:top",
        decision(text("amount"), more=reads("amount")),
        data("amount", spelling),
        imports="base=urn:base",
    ).replace(b'id="m"', b'id="m" xmlns:b="urn:base"')
    loaded = dmn.load(xml, {"urn:base": BASE})
    assert loaded.evaluate("gate", {"amount": D(5)}).value == D(5)
    assert loaded.evaluate("gate", {"amount": D(50)}).value is None


def test_two_imports_with_one_name_are_refused():
    other = document("urn:other", literal("1", key="a"))
    xml = document("urn:top", literal("1", key="gate"), imports="base=urn:base base=urn:other")
    [finding] = findings(xml, base=BASE, other=other)
    assert "the name 'base', too" in finding.message


@pytest.mark.parametrize("key", ["urn:base", "base.dmn", "anything"])
def test_a_document_is_found_by_namespace_file_name_or_its_own_namespace(key):
    xml = document(
        "urn:top",
        literal("base.greet", key="gate", more=from_base("requiredDecision", "greet")),
        imports="base=urn:base",
    ).replace(b"importType", b'locationURI="folder/base.dmn" importType')
    assert dmn.load(xml, {key: BASE}).evaluate("gate", {"name": "A"}).value == "Hello, A"


def test_an_import_without_a_name_shares_the_names_of_its_parts():
    xml = document(
        "urn:top",
        literal("greet", key="gate", more=from_base("requiredDecision", "greet")),
        imports="=urn:base",
    )
    assert dmn.load(xml, {"urn:base": BASE}).evaluate("gate", {"name": "A"}).value == "Hello, A"


def test_imports_nest_and_a_model_is_loaded_once():
    middle = document(
        "urn:middle",
        literal("base.greet", key="again", more=from_base("requiredDecision", "greet")),
        imports="base=urn:base",
    )
    more = from_base("requiredDecision", "greet") + (
        '<informationRequirement><requiredDecision href="urn:middle#again"/></informationRequirement>'
    )
    xml = document(
        "urn:top",
        literal("[middle.again, base.greet]", key="gate", more=more),
        imports="middle=urn:middle base=urn:base",
    )
    told = dmn.load(xml, {"a": middle, "b": BASE}).evaluate("gate", {"name": "A"})
    assert told.value == ["Hello, A", "Hello, A"]
    assert [step.id for step in told.steps] == ["greet", "again", "gate"]


def test_the_decisions_of_an_import_are_not_those_of_the_model():
    xml = document("urn:top", literal("1", key="gate"), imports="base=urn:base")
    loaded = dmn.load(xml, {"urn:base": BASE})
    assert [*loaded.decisions] == ["gate"]
    with pytest.raises(dmn.NoSuchDecision):
        loaded.evaluate("greet", {})


def findings(xml: bytes, **documents: bytes):
    with pytest.raises(dmn.UnusableDecisions) as refusal:
        dmn.load(xml, documents)
    return refusal.value.findings


def test_a_missing_import_is_refused_with_what_is_at_hand():
    xml = document("urn:top", literal("1", key="gate"), imports="base=urn:base")
    [finding] = findings(xml, other=document("urn:other", literal("1", key="a")))
    assert "namespace 'urn:base', is not at hand; there is other" in finding.message
    assert "Give that model along" in finding.remedy
    assert "put what it offers into this model" in finding.remedy


def test_imports_in_a_circle_are_refused():
    one = document("urn:one", literal("1", key="a"), imports="two=urn:two")
    two = document("urn:two", literal("1", key="a"), imports="one=urn:one")
    [finding] = findings(one, two=two)
    assert "urn:one -> urn:two -> urn:one" in finding.message


def test_what_is_wrong_in_an_import_is_told_with_its_line():
    xml = document("urn:top", literal("1", key="gate"), imports="base=urn:base")
    [finding] = findings(xml, base=document("urn:base", literal("1 +", key="a")))
    assert finding.message.startswith(
        "In the imported model 'urn:base', line 1: Decision 'a': '1 +' is no FEEL"
    )


def test_a_reference_to_a_model_that_is_not_imported_is_refused():
    [finding] = findings(
        document("urn:top", literal("1", key="gate", more=from_base("requiredDecision", "greet")))
    )
    assert "of the model 'urn:base', which is not imported" in finding.message


def test_a_reference_to_nothing_in_an_import_is_refused():
    xml = document(
        "urn:top",
        literal("1", key="gate", more=from_base("requiredDecision", "grete")),
        imports="base=urn:base",
    )
    [finding] = findings(xml, base=BASE)
    assert "it requires 'grete', which is not in that model" in finding.message
    assert "'greet'" in finding.remedy


def test_a_reference_may_name_the_model_s_own_namespace():
    more = requires("a").replace("#a", "urn:top#a")
    xml = document("urn:top", literal("a", key="gate", more=more), literal("1", key="a"))
    assert dmn.load(xml).evaluate("gate", {}).value == D(1)


def test_another_kind_of_import_is_refused():
    xml = document("urn:top", literal("1", key="gate"), imports="base=urn:base").replace(
        f'importType="{NAMESPACE}"'.encode(), b'importType="http://www.w3.org/2001/XMLSchema"'
    )
    [finding] = findings(xml, base=BASE)
    assert "is no decision model" in finding.message
