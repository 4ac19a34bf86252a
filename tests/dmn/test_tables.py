"""Decision tables, wherever they stand: what matches, what they answer, and what their log and diagnoses say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import dmn
from engine.dmn.running import MAX_KEPT
from tests.dmn.models import (
    allowed,
    data,
    decision,
    item,
    knowledge,
    literal,
    model,
    reads,
    requires,
    table,
    text,
    uses,
)

D = Decimal


def result(*parts: str, **inputs):
    return dmn.load(model(*parts)).evaluate("gate", inputs)


def box(decision_with_table: str) -> str:
    """The table alone."""
    start, end = decision_with_table.index("<decisionTable"), decision_with_table.index("</decision>")
    return decision_with_table[start:end]


def test_a_table_without_inputs_answers_with_all_its_rules():
    bare = (
        '<decisionTable hitPolicy="RULE ORDER"><output name="a"/>'
        "<rule><outputEntry><text>1</text></outputEntry></rule>"
        "<rule><outputEntry><text>2</text></outputEntry></rule></decisionTable>"
    )
    told = result(decision(bare))
    assert (told.value, told.matched) == ([D(1), D(2)], (1, 2))


def test_an_empty_cell_matches_everything_and_an_empty_output_is_null():
    told = result(table(" | ", inputs="x"), x=D(1))
    assert (told.value, told.matched, told.diagnostics) == (None, (1,), ())


@pytest.mark.parametrize("cell", ["flag", "if flag then true else false", "[flag][1]"])
def test_a_cell_that_is_true_passes_whatever_its_column_is_about(cell):
    xml = model(table(f"{cell} | 1", inputs="amount"))
    assert dmn.load(xml).evaluate("gate", {"amount": D(7), "flag": True}).value == D(1)
    assert dmn.load(xml).evaluate("gate", {"amount": D(7), "flag": False}).value is None


def test_priority_ranks_several_outputs_from_left_to_right():
    rows = ('- | "low" | "b"', '- | "high" | "b"', '- | "high" | "a"')
    outputs = 'risk["high", "low"] & grade["a", "b"]'
    told = result(table(*rows, inputs="x", outputs=outputs, policy="PRIORITY"), x=D(1))
    assert (told.value, told.matched) == ({"risk": "high", "grade": "a"}, (3,))
    told = result(table(*rows, inputs="x", outputs=outputs, policy="OUTPUT ORDER"), x=D(1))
    assert told.matched == (3, 2, 1)


def test_priority_ranks_by_the_allowed_values_of_the_output_s_type():
    xml = model(
        table('- | "low"', '- | "high"', inputs="x", policy="PRIORITY"),
        item("tRisk", "string", allowed('"high", "low"')),
    ).replace(b'<output name="result"', b'<output name="result" typeRef="tRisk"')
    assert dmn.load(xml).evaluate("gate", {"x": D(1)}).value == "high"


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_a_default_output_of_a_listing_table_is_a_list(policy):
    assert result(table("> 5 | 1", inputs="x", outputs="a=0", policy=policy), x=D(1)).value == [D(0)]


def test_a_collected_table_collects_contexts():
    rows = ("> 1 | 1 | 2", "> 2 | 3 | 4")
    told = result(table(*rows, inputs="x", outputs="a & b", policy="COLLECT"), x=D(9))
    assert told.value == [{"a": D(1), "b": D(2)}, {"a": D(3), "b": D(4)}]


def test_a_knowledge_model_with_a_table_takes_arguments():
    inner = box(table('> 10 | "big"', '- | "small"', inputs="n", policy="FIRST"))
    told = result(
        decision(text("[size(50), size(n: 5)]"), more=uses("size")), knowledge("n", inner, key="size")
    )
    assert told.value == ["big", "small"]
    assert [step.matched for step in told.steps] == [(1,), (2,), ()]


def test_a_cell_that_calls_another_table_keeps_its_own_input():
    inner = knowledge("n", box(table("> 1 | 100", "- | 0", inputs="n", policy="FIRST")), key="limit")
    outer = table(
        'limit(2) > 5 and ? > limit(2) | "over"',
        '- | "under"',
        inputs="x",
        policy="FIRST",
        more=uses("limit"),
    )
    assert result(outer, inner, x=D(101)).value == "over"
    assert result(outer, inner, x=D(99)).value == "under"


def test_a_diagnosis_names_rule_column_and_place_in_the_text():
    told = result(table("> 1 | 1 | x + y", inputs="x, z", policy="FIRST"), x=D(2), z=D(1))
    found, *_ = told.diagnostics
    assert (found.decision, found.rule, found.column, found.text, found.line, found.position) == (
        "gate", 1, "result", "y", 1, 5,
    )  # fmt: skip
    assert str(found) == "gate, rule 1, column 'result': line 1, column 5, 'y': there is no 'y'"


def test_a_null_in_an_input_is_told_with_its_column():
    told = result(table("- | 1", inputs="x.y"), x={})
    assert (told.diagnostics[0].rule, told.diagnostics[0].column) == (None, "x.y")


def test_an_output_that_is_not_listed_is_told_with_its_rule():
    told = result(table('- | "mid"', inputs="x", outputs='risk["high", "low"]'), x=D(1))
    assert str(told.diagnostics[0]) == (
        'gate, rule 1, column \'risk\': "mid" (string) is none of the allowed outputs: "high", "low"'
    )


def test_the_log_holds_the_columns_the_other_names_and_the_rules():
    xml = model(table("> 1 | x + rate", inputs="x", more=requires("rate")), literal("n * 2", key="rate"))
    told = dmn.load(xml).evaluate("gate", {"x": D(5), "n": D(3), "unused": D(1)})
    rate, gate = told.steps
    assert (rate.id, rate.table, rate.inputs, rate.output) == ("rate", False, {"n": D(3)}, D(6))
    assert (gate.table, gate.inputs, gate.reads, gate.matched, gate.output) == (
        True, {"x": D(5)}, {"rate": D(6)}, (1,), D(11),
    )  # fmt: skip


def test_columns_with_the_same_label_are_told_apart():
    told = result(table("- | - | 1", inputs="x, x"), x=D(1))
    assert told.steps[-1].inputs == {"x": D(1), "x (2)": D(1)}


def test_each_decision_is_evaluated_once_however_many_require_it():
    base = table("- | 1", inputs="x", key="base")
    left, right = (literal("base + 1", key=key, more=requires("base")) for key in ("left", "right"))
    told = result(
        literal("left + right", key="gate", more=requires("left", "right")), left, right, base, x=D(1)
    )
    assert told.value == D(4)
    assert sorted(step.id for step in told.steps) == ["base", "gate", "left", "right"]


def test_a_loop_over_a_table_does_not_flood_the_log():
    inner = knowledge("n", box(table("- | nothing", inputs="n")), key="size")
    told = result(decision(text("count(for i in 1..1500 return size(i))"), more=uses("size")), inner)
    assert told.value == D(1500)
    assert len(told.steps) == MAX_KEPT
    assert told.steps[-1].id == "gate"
    assert "left out" in str(told.diagnostics[-1])


def test_an_input_of_the_wrong_shape_is_told_by_its_part():
    lines = '<itemComponent name="lines" isCollection="true"><typeRef>tLine</typeRef></itemComponent>'
    price = '<itemComponent name="price"><typeRef>number</typeRef></itemComponent>'
    parts = (item("tLine", inside=price), item("tOrder", inside=lines), data("order", "tOrder"))
    parts += (decision(text("order"), more=reads("order")),)
    told = result(*parts, order={"lines": [{"price": D(1)}, {"price": "x"}]})
    assert "which is no tOrder: 'lines' is a list" in str(told.diagnostics[0])
    assert ": item 2 is a context" in str(told.diagnostics[0])
    assert ": 'price' is \"x\" (string)" in str(told.diagnostics[0])


def test_decisions_are_found_by_id_first_and_then_by_name():
    xml = model(
        literal("1", key="a").replace('name="a"', 'name="b"'),
        literal("2", key="b").replace('name="b"', 'name="c"'),
    )
    loaded = dmn.load(xml)
    assert [loaded.evaluate(key, {}).value for key in ("a", "b", "c")] == [D(1), D(2), D(2)]


def test_a_mistyped_decision_gets_the_closest_one():
    with pytest.raises(dmn.NoSuchDecision, match="'gaet'; the closest is 'gate'"):
        dmn.load(model(literal("1", key="gate"), literal("1", key="other"))).evaluate("gaet", {})


def test_too_many_elements_and_names_are_refused():
    many = "<textAnnotation/>" * 50_001
    with pytest.raises(dmn.UnusableDecisions, match="too many elements"):
        dmn.load(model(literal("1", key="gate"), many))
    names = "".join(data(f"a - b{number}", key=f"i{number}") for number in range(2_001))
    with pytest.raises(dmn.UnusableDecisions, match="2001 names of several words"):
        dmn.load(model(literal("1", key="gate"), names))


def test_a_rule_with_cells_that_no_column_has_is_refused_and_nothing_else_happens():
    wide = table("1 | 2", inputs="x").replace("<inputEntry>", "<inputEntry/>" * 2 + "<inputEntry>")
    with pytest.raises(dmn.UnusableDecisions, match="it has 3 input and 1 output cells, not 1 and 1"):
        dmn.load(model(wide))


def test_an_input_that_is_no_value_of_feel_is_told():
    told = result(literal("x", key="gate", more=reads("x")), data("x"), x=object())
    assert told.value is None
    assert "object of Python is no FEEL value" in str(told.diagnostics[0])
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]
    told = result(literal("x", key="gate", more=reads("x")), data("x"), x=deep)
    assert "nested deeper" in str(told.diagnostics[0])
