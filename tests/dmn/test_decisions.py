"""Decisions through the public interface: hit policies, outputs, requirements, diagnostics."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import dmn
from engine.feel import Environment, RecordRef
from tests.dmn.models import literal, model, requires, table

D = Decimal
BANDS = ("< 10 | 1", "[5..20] | 2", "> 15 | 3")


def decide(xml: bytes, key: str = "gate", **inputs):
    return dmn.load(xml).evaluate(key, inputs)


@pytest.mark.parametrize(
    ("policy", "amount", "value", "matched"),
    [
        ("UNIQUE", 1, D(1), (1,)),
        ("UNIQUE", 7, None, (1, 2)),
        ("FIRST", 7, D(1), (1,)),
        ("FIRST", 17, D(2), (2,)),
        ("ANY", 7, None, (1, 2)),
        ("RULE ORDER", 7, [D(1), D(2)], (1, 2)),
        ("COLLECT", 7, [D(1), D(2)], (1, 2)),
        ("COLLECT of SUM", 7, D(3), (1, 2)),
        ("COLLECT of MIN", 7, D(1), (1, 2)),
        ("COLLECT of MAX", 7, D(2), (1, 2)),
        ("COLLECT of COUNT", 7, D(2), (1, 2)),
    ],
)
def test_a_hit_policy(policy, amount, value, matched):
    result = decide(model(table(*BANDS, inputs="amount", policy=policy)), amount=D(amount))
    assert result.value == value
    assert result.matched == matched


@pytest.mark.parametrize(
    ("policy", "value"),
    [("UNIQUE", None), ("FIRST", None), ("COLLECT", []), ("RULE ORDER", []), ("COLLECT of COUNT", D(0)),
     ("COLLECT of SUM", None)],
)  # fmt: skip
def test_no_matching_rule(policy, value):
    result = decide(model(table("> 5 | 1", inputs="amount", policy=policy)), amount=D(1))
    assert result.value == value
    assert result.matched == ()


def test_overlapping_rules_of_a_unique_table_are_diagnosed():
    result = decide(model(table(*BANDS, inputs="amount")), amount=D(7))
    assert [*map(str, result.diagnostics)] == ["gate: rules 1, 2 match, but the hit policy UNIQUE allows one"]


def test_any_accepts_rules_that_agree():
    rows = ('> 5 | "ok"', '> 3 | "ok"')
    assert decide(model(table(*rows, inputs="amount", policy="ANY")), amount=D(7)).value == "ok"


def test_a_sum_of_what_is_no_number_is_null_and_names_the_rules():
    rows = ('> 1 | "1"', "> 2 | 1")
    result = decide(model(table(*rows, inputs="amount", policy="COLLECT of SUM")), amount=D(7))
    assert result.value is None
    assert "gate: the outputs of rules 1, 2 have no sum" in [*map(str, result.diagnostics)]


def test_any_does_not_take_outputs_that_cannot_be_compared_for_the_same():
    rows = ('> 1 | "1"', "> 2 | 1")
    assert decide(model(table(*rows, inputs="amount", policy="ANY")), amount=D(7)).value is None


@pytest.mark.parametrize(
    ("policy", "value"), [("PRIORITY", "high"), ("OUTPUT ORDER", ["high", "mid", "low"])]
)
def test_outputs_can_be_ranked_by_their_allowed_values(policy, value):
    rows = ('> 1 | "low"', '> 2 | "high"', '> 3 | "mid"')
    xml = model(table(*rows, inputs="amount", outputs='risk["high", "mid", "low"]', policy=policy))
    assert decide(xml, amount=D(9)).value == value


def test_several_outputs_are_a_context():
    xml = model(table('> 5 | "A" | amount * 2', inputs="amount", outputs="grade & double"))
    assert decide(xml, amount=D(6)).value == {"grade": "A", "double": D(12)}


def test_default_outputs_answer_when_no_rule_does():
    xml = model(table('> 5 | "A" | 1', inputs="amount", outputs='grade="C" & points=0'))
    assert decide(xml, amount=D(1)).value == {"grade": "C", "points": D(0)}


def test_a_stage_gate_lists_what_is_missing_from_the_live_record():
    rows = (
        '"discover" | null | - | "need"',
        '"discover" | - | null | "budget"',
        '"discover" | - | < 1000 | "budget"',
    )
    columns = "stage, opportunity.need, opportunity.budget"
    definitions = dmn.load(model(table(*rows, inputs=columns, policy="COLLECT")))
    stored = {1: {"need": None, "budget": 500}, 2: {"need": "ERP", "budget": 5000}}
    environment = Environment(resolve=lambda ref: stored.get(ref.key))

    def missing(key):
        inputs = {"stage": "discover", "opportunity": RecordRef("opportunity", key)}
        return definitions.evaluate("gate", inputs, environment).value

    assert missing(1) == ["need", "budget"]
    assert missing(2) == []


def test_required_decisions_come_first_and_are_read_by_name_or_id():
    risk = table('> 100 | "high"', '<= 100 | "low"', inputs="amount", key="risk")
    score = literal('if risk = "high" then 1 else 5', key="score", more=requires("risk"))
    gate = table('>= 5 | "low" | "go"', inputs="score, risk", more=requires("score", "risk"))
    result = decide(model(gate, score, risk), amount=D(50))
    assert result.value == "go"
    assert decide(model(gate, score, risk), key="score", amount=D(500)).value == D(1)


def test_a_required_decision_wins_over_an_input_of_its_name():
    xml = model(literal("a + 1", key="b", more=requires("a")), literal("1", key="a"))
    assert decide(xml, key="b", a=D(10)).value == D(2)


def test_a_knowledge_model_is_a_function():
    knowledge = (
        '<businessKnowledgeModel id="k" name="annual rate"><encapsulatedLogic><formalParameter name="monthly"/>'
        "<literalExpression><text>monthly * 12 // months</text></literalExpression></encapsulatedLogic>"
        "</businessKnowledgeModel>"
    )
    needs = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'
    xml = model(knowledge, literal("annual rate(monthly: 2)", key="gate", more=needs))
    assert decide(xml).value == D(24)


def test_why_a_result_is_null_is_told_with_the_decision():
    result = decide(model(literal("amount + 1", key="gate")))
    assert result.value is None
    assert str(result.diagnostics[0]) == "gate: line 1, column 1, 'amount': there is no 'amount'"


def test_an_input_that_the_table_does_not_list_is_diagnosed():
    xml = model(table('"a" | 1', inputs="x")).replace(
        b"</inputExpression>", b'</inputExpression><inputValues><text>"a", "b"</text></inputValues>'
    )
    assert decide(xml, x="a").diagnostics == ()
    assert "a value that the table does not list" in str(decide(xml, x="c").diagnostics[0])


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_dmn_is_read(namespace):
    assert decide(model(literal("1", key="gate"), namespace=namespace)).value == D(1)


def test_names_with_operators_and_spaces_are_known_from_the_model():
    data = '<inputData id="i" name="net-worth of client"/>'
    xml = model(data, literal("net-worth of client * 2", key="gate"))
    assert decide(xml, **{"net-worth of client": D(4)}).value == D(8)


def test_an_unknown_decision_names_those_there_are():
    with pytest.raises(dmn.NoSuchDecision, match="gate"):
        decide(model(literal("1", key="gate")), key="other")
