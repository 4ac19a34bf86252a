"""What is no usable decision model is refused, with every place and a remedy."""

from __future__ import annotations

import pytest

from engine import dmn
from engine.errors import Invalid
from tests.dmn.models import context, decision, literal, model, reads, requires, table, text


def findings(xml: bytes) -> tuple[dmn.Finding, ...]:
    with pytest.raises(dmn.UnusableDecisions) as refusal:
        dmn.load(xml)
    assert isinstance(refusal.value, Invalid)
    return refusal.value.findings


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (b"<definitions", "no well-formed XML"),
        (b"", "no well-formed XML"),
        (b"<html/>", "not definitions in a namespace of DMN"),
        (b"<definitions/>", "not definitions in a namespace of DMN"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "too many levels of elements"),
        (b'<!DOCTYPE d [<!ENTITY x "y">]>' + model(literal("1", key="a")), "DOCTYPE"),
        (b"<a>" + b" " * (2 * 1024 * 1024) + b"</a>", "bytes"),
        (model(), "no decision"),
        (model('<decision id="a" name="a"><invocation/></decision>'), "there is no expression"),
        (model('<decision id="a" name="a"><riddle/></decision>'), "There is no element 'riddle' in DMN"),
        (
            model('<import namespace="x" name="y" importType="z"/>', literal("1", key="a")),
            "is no decision model",
        ),
        (model('<decisionService id="s" name="s"/>', literal("1", key="a")), "no output decision"),
        (
            model(literal("1", key="a"), literal("2", key="b").replace('name="b"', 'name="a"')),
            "the same name",
        ),
        (model(literal("1", key="a"), literal("2", key="a")), "stands twice"),
        (model(literal("", key="a")), "there is no expression"),
        (model(decision(text("1") + text("2"))), "There are 2 expressions in one decision"),
        (
            model(decision(context(("a", text("1") + text("2"))))),
            "There are 2 expressions in one contextEntry",
        ),
        (model(literal("1", key="a", more=requires("b"))), "requires 'b', which is not in this model"),
        (model(table("1 | 2", inputs="x", policy="LUCKY")), "no hit policy LUCKY"),
        (model(table("1 | 2 | 3", inputs="x")), "it has 1 input and 2 output cells, not 1 and 1"),
        (model(table("1 | 2 | 3", inputs="x", outputs="a & a")), "need a name each"),
        (model(table("1 | 2 | 3", inputs="x", outputs="a & b", policy="COLLECT of SUM")), "several outputs"),
    ],
)
def test_a_model_is_refused_with_its_reason(xml, message):
    [finding, *_] = findings(xml)
    assert message in finding.message
    assert finding.remedy
    assert finding.line


def test_a_circle_of_requirements_is_named():
    circle = model(literal("b", key="a", more=requires("b")), literal("a", key="b", more=requires("a")))
    [finding] = findings(circle)
    assert "a -> b" in finding.message or "b -> a" in finding.message


def test_a_requirement_of_the_wrong_kind_is_told_once():
    xml = model(literal("1", key="a", more=reads("b")), literal("2", key="b"))
    [finding] = findings(xml)
    assert "'b', which is not in this model as inputData" in finding.message
    assert "mean" not in finding.remedy


def test_a_refusal_repeats_neither_long_texts_nor_hundreds_of_reasons():
    xml = model(*(literal("1 + " * 1_000, key=f"d{number}") for number in range(30)))
    with pytest.raises(dmn.UnusableDecisions) as refusal:
        dmn.load(xml)
    assert len(refusal.value.findings) == 30
    assert str(refusal.value).endswith("And 10 more.")
    assert len(str(refusal.value)) < 20_000


def test_every_unparsable_cell_is_listed_with_table_rule_and_column():
    xml = model(table("> | 1", "5 | 1 +", "1 | 2", inputs="x"), literal("if", key="other"))
    messages = [finding.message for finding in findings(xml)]
    assert messages[0].startswith(
        "Decision 'gate', rule 1, input column 1: '>' is no FEEL: expected an expression"
    )
    assert messages[1].startswith("Decision 'gate', rule 2, output column 1: '1 +' is no FEEL")
    assert messages[2].startswith("Decision 'other': 'if' is no FEEL")


def test_another_expression_language_is_refused():
    xml = model(literal("1", key="a")).replace(
        b"<literalExpression", b'<literalExpression expressionLanguage="groovy"'
    )
    [finding] = findings(xml)
    assert "the language is groovy" in finding.message


def test_an_entity_is_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("42")
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
    assert "42" not in str(findings(doctype + model(literal("SECRET", key="a")).replace(b"SECRET", b"&x;")))


def test_a_tolerant_caller_gets_the_decisions_beside_a_broken_one():
    java = '<functionDefinition kind="Java"><literalExpression><text>1</text></literalExpression></functionDefinition>'
    xml = model(
        literal("1 +", key="broken"),
        table("1 + | 1", "- | 2", inputs="x", policy="FIRST", key="halved"),
        f'<decision id="java" name="java">{java}</decision>',
        literal("", key="empty"),
        literal("2", key="sound"),
    )
    loaded = dmn.load(xml, tolerant=True)
    assert loaded.evaluate("sound", {}).value == 2
    broken = loaded.evaluate("broken", {})
    assert (broken.value, len(broken.diagnostics)) == (None, 1)
    assert "'1 +' is no FEEL" in str(broken.diagnostics[0])
    halved = loaded.evaluate("halved", {"x": 1})
    assert (halved.value, halved.diagnostics[0].rule) == (2, 1)
    assert "the kind Java" in str(loaded.evaluate("java", {}).diagnostics[0])
    assert [finding.rule for finding in loaded.tolerated] == ["feel", "feel", "external-function", "empty"]
    assert "no expression" in str(loaded.evaluate("empty", {}).diagnostics[0])
    with pytest.raises(dmn.UnusableDecisions):
        dmn.load(xml)


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
@pytest.mark.parametrize("allowed", ['"low" +', '"a".."z"', "1] + [2"])
def test_allowed_values_that_are_no_feel_order_nothing_for_a_tolerant_caller(policy, allowed):
    xml = model(table('- | "low"', '- | "high"', inputs="x", outputs=f"result[{allowed}", policy=policy))
    with pytest.raises(dmn.UnusableDecisions, match="allowed values"):
        dmn.load(xml)
    told = dmn.load(xml, tolerant=True).evaluate("gate", {"x": 1})
    assert told.value == ("low" if policy == "PRIORITY" else ["low", "high"])
    assert told.diagnostics


def test_a_tolerant_caller_gets_the_decisions_beside_a_missing_type_or_requirement():
    loaded = dmn.load(
        model(
            literal("1", key="a", more=requires("gone")),
            '<inputData id="i" name="i"><variable name="i" typeRef="tNope"/></inputData>',
            literal("2", key="b"),
        ),
        tolerant=True,
    )
    assert loaded.evaluate("b", {}).value == 2
    assert {finding.rule for finding in loaded.tolerated} == {"requirement", "type"}


def test_a_tolerant_caller_is_refused_what_concerns_the_whole_model():
    with pytest.raises(dmn.UnusableDecisions, match="stands twice"):
        dmn.load(model(literal("1", key="a"), literal("2", key="a")), tolerant=True)
