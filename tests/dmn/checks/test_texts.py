"""What is told about the FEEL texts of a model before it decides anything, and what is not."""

from __future__ import annotations

import pytest

from engine.dmn import checks
from engine.dmn.checks import parts
from tests.conftest import ROOT
from tests.dmn import tck
from tests.dmn.models import (
    allowed,
    context,
    data,
    decision,
    document,
    function,
    invocation,
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
from tests.dmn.tabling import Col, drawn

AMOUNT = Col(name="amount", type="number")


def told(xml, imports=None):
    """Severity, rule and message of what is said about texts."""
    return [(one.severity, one.rule, one.message) for one in parts.findings(xml, imports or {})]


def rules(xml):
    return [(one.severity, one.rule) for one in parts.findings(xml, {})]


# -- wrong whatever the variables are ---------------------------------------------------------------------------------


def test_an_unknown_function_in_an_input_cell_is_an_error_with_rule_column_and_element():
    [found] = parts.findings(drawn("upper(?) | 1", inputs=[AMOUNT]), {})
    assert (
        found.message
        == "Table 'Gate', rule 1, column 'amount', line 1, column 1: there is no function 'upper' (upper(?))"
    )
    assert (found.severity, found.rule) == ("error", "unknown-function")
    assert (found.table, found.rows, found.columns, found.element_id) == ("Gate", (1,), ("amount",), "r1i0")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [('"a" + 1', "type-clash"), ("floor()", "wrong-arguments"), ('@"2026-13-01"', "malformed-literal")],
)
def test_what_cannot_work_in_an_output_cell_is_an_error(cell, rule):
    assert rules(drawn(f"- | {cell}", inputs=[AMOUNT])) == [("error", rule)]


def test_an_output_cell_of_another_type_than_its_column_is_an_error_also_where_it_is_computed():
    outputs = [Col(name="result", type="number")]
    assert rules(drawn("- | upper case(tier)", inputs=[AMOUNT], outputs=outputs)) == [
        ("error", "unexpected-result")
    ]


def test_a_function_in_a_column_of_numbers_that_takes_texts_is_an_error():
    assert rules(drawn("upper case(?) = 3 | 1", inputs=[AMOUNT])) == [("error", "type-clash")]


def test_a_constant_condition_and_a_part_that_is_always_null_are_warnings():
    assert rules(model(literal("if 1 = 1 then x else y", key="a"))) == [("warning", "constant-condition")]
    assert rules(model(literal("x + 1 / 0", key="a"))) == [("warning", "always-null")]


BOXES = {
    "literal": text("wrong(1)"),
    "entry": context(("a", text("wrong(1)"))),
    "result": context(("a", text("1")), result=text("wrong(1)")),
    "list": f"<list>{text('1')}{text('wrong(1)')}</list>",
    "relation": f'<relation><column name="a"/><row>{text("wrong(1)")}</row></relation>',
    "function": context(("f", function("a", text("wrong(a)")))),
    "binding": context(("f", function("a", text("a"))), result=invocation("f", a=text("wrong(1)"))),
    "if": f"<conditional><if>{text('wrong(1)')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>",
    "else": f"<conditional><if>{text('x')}</if><then>{text('1')}</then><else>{text('wrong(1)')}</else></conditional>",
    "filter": f"<filter><in>{text('[1]')}</in><match>{text('wrong(item)')}</match></filter>",
    "for": f'<for iteratorVariable="i"><in>{text("[1]")}</in><return>{text("wrong(i)")}</return></for>',
    "some": f'<some iteratorVariable="i"><in>{text("[1]")}</in><satisfies>{text("wrong(i)")}</satisfies></some>',
    "every": f'<every iteratorVariable="i"><in>{text("wrong(1)")}</in><satisfies>{text("i")}</satisfies></every>',
}


@pytest.mark.parametrize("box", BOXES)
def test_a_text_is_looked_at_in_every_box(box):
    assert rules(model(decision(BOXES[box]))) == [("error", "unknown-function")]


def test_the_way_to_a_box_stands_in_the_finding():
    [(_, _, message)] = told(model(decision(context(("a", BOXES["for"])))))
    assert message.startswith(
        "Decision 'gate', entry 'a', return, line 1, column 1: there is no function 'wrong'"
    )


def test_the_allowed_values_of_a_type_and_of_a_column_are_looked_at():
    assert rules(model(item("tTier", "string", allowed("gold, 5")), decision(text("1")))) == [
        ("error", "unknown-name"),
        ("error", "type-clash"),
    ]
    assert rules(drawn("- | 1", inputs=[Col(name="amount", type="number", allowed='"a"')])) == [
        ("error", "type-clash")
    ]


def test_a_finding_is_shown_where_an_editor_has_a_place_for_it():
    [column] = parts.findings(drawn("- | 1", inputs=[Col(name="wrong(1)")]), {})
    [box] = parts.findings(model(decision(BOXES["entry"], key="gate")), {})
    assert (column.element_id, box.element_id) == ("in0", "gate")


# -- names ------------------------------------------------------------------------------------------------------------


def test_a_name_that_no_requirement_brings_is_a_warning_that_says_how_to_bring_it():
    xml = model(data("amount", "number"), data("tier"), decision(text("amount + tier"), more=reads("amount")))
    [found] = parts.findings(xml, {})
    assert (found.severity, found.message) == (
        "warning", "Decision 'gate', line 1, column 10: there is no 'tier' (amount + tier)",
    )  # fmt: skip
    assert found.remedy == "Draw a requirement from it to the decision that names it."


def test_a_typo_in_a_declared_name_is_told_with_the_name_that_is_meant():
    [found] = parts.findings(model(data("amount"), decision(text("amout * 2"), more=reads("amount"))), {})
    assert found.remedy == "Did you mean 'amount'?"


def test_a_field_that_an_inputs_type_does_not_have_is_a_warning():
    part = '<itemComponent name="impact"><typeRef>string</typeRef></itemComponent>'
    xml = model(
        item("tCase", "", part), data("case", "tCase"), decision(text("case.imapct"), more=reads("case"))
    )
    [found] = parts.findings(xml, {})
    assert (found.severity, found.rule, found.remedy) == (
        "warning",
        "unknown-field",
        "Did you mean 'impact'?",
    )


def test_a_model_that_declares_no_inputs_may_read_any_name():
    assert told(drawn("> 5 | tier", "<= 5 | customer.name", inputs=[AMOUNT])) == []


@pytest.mark.parametrize("slip", ["case.imapct", "case.impct", "case.impaact", "case.Impact"])
def test_a_slip_of_a_name_that_stands_elsewhere_in_the_model_is_told_even_where_no_inputs_are_declared(slip):
    xml = drawn("1 | 1 | 1", "2 | 2 | 2", inputs=[Col(name="case.impact"), Col(name=slip)])
    [found] = parts.findings(xml, {})
    assert (found.severity, found.rule, found.columns) == ("warning", "unknown-name", (slip,))
    assert found.remedy == "Did you mean 'case.impact'?"


def test_of_two_spellings_the_one_that_labels_and_ids_have_is_meant():
    columns = [Col(name="case.urgnecy", label="Urgency"), Col(name="case.urgency", label="How urgent")]
    [found] = parts.findings(drawn("1 | 1 | 1", inputs=columns), {})
    assert (found.remedy, found.element_id) == ("Did you mean 'case.urgency'?", "in0")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("deal.contact", "deal.contract"),
        ("price", "prices"),
        ("weight", "height"),
        ("line1", "line2"),
        ("a.from", "a.form"),
    ],
)
def test_names_that_are_two_words_are_no_slips(one, other):
    assert told(drawn("1 | 1 | 1", inputs=[Col(name=one), Col(name=other)])) == []


def test_a_knowledge_model_sees_its_parameters_only_so_that_another_name_is_an_error():
    xml = model(data("tax"), knowledge("a", text("a * tax")), decision(text("rate(1)"), more=uses("rate")))
    [found] = parts.findings(xml, {})
    assert (found.severity, found.rule) == ("error", "unknown-name")
    assert found.remedy == "Give it to the knowledge model as a parameter."


def test_a_knowledge_model_that_is_not_required_is_no_function_here():
    [found] = parts.findings(model(knowledge("a", text("a")), decision(text("rate(1)"))), {})
    assert (found.severity, found.rule) == ("error", "unknown-function")
    assert found.remedy == "Draw a requirement from it to the decision that names it."


def test_names_of_several_words_are_read_as_one():
    xml = model(
        data("Net-Income per month", "number"),
        decision(text("Net-Income per month * 2"), more=reads("Net-Income per month")),
    )
    assert told(xml) == []


# -- types ------------------------------------------------------------------------------------------------------------


def test_a_clash_that_rests_on_an_inputs_type_is_a_warning():
    xml = model(data("due", "date"), decision(text("due + 1"), more=reads("due")))
    assert rules(xml) == [("warning", "type-clash")]


def test_what_a_required_decision_says_is_known_without_its_type():
    first = decision(context(("total", text("2")), ("label", text('"a"'))), key="first")
    xml = model(first, decision(text("first.label + 1"), key="second", more=requires("first")))
    assert rules(xml) == [("warning", "type-clash")]
    xml = model(first, decision(text("first.lable"), key="second", more=requires("first")))
    assert rules(xml) == [("warning", "unknown-field")]


def test_a_decision_that_is_of_another_type_than_it_says_is_an_error():
    assert rules(model(decision(text('"a"'), of="number"))) == [("error", "unexpected-result")]
    assert rules(model(decision(context(("a", text("1"))), of="number"))) == [
        ("warning", "unexpected-result")
    ]


def test_a_knowledge_model_with_too_many_arguments_is_an_error():
    xml = model(knowledge("a, b", text("a + b")), decision(text("rate(1)"), more=uses("rate")))
    assert rules(xml) == [("error", "wrong-arguments")]


def test_an_invocation_binds_the_parameters_that_there_are_by_values_of_their_types():
    rate = knowledge("a: number", text("a * 2"))
    good, slip = invocation("rate", a=text("1")), invocation("rate", b=text("1"))
    clash = invocation("rate", a=text('"one"'))
    assert rules(model(rate, decision(good, more=uses("rate")))) == []
    assert rules(model(rate, decision(slip, more=uses("rate")))) == [("error", "wrong-arguments")]
    assert rules(model(rate, decision(clash, more=uses("rate")))) == [("error", "unexpected-result")]


def test_a_function_of_an_imported_model_is_known_with_its_parameters():
    library = document("urn:lib", knowledge("a", text("a")))
    calls = decision(text("lib.rate(1, 2)"), more=uses("rate", namespace="urn:lib"))
    [(severity, rule, _)] = told(document("urn:m", calls, imports="lib=urn:lib"), {"urn:lib": library})
    assert (severity, rule) == ("warning", "wrong-arguments")


def test_a_function_may_use_the_entries_after_it_and_itself():
    body = text("if n = 0 then base else f(n - 1)")
    assert (
        told(model(decision(context(("f", function("n", body)), ("base", text("1")), result=text("f(3)")))))
        == []
    )


def test_the_fields_of_an_item_are_known_in_a_filter():
    rows = f'<relation><column name="a"/><row>{text("1")}</row></relation>'
    entries = (
        ("rows", rows),
        ("found", f"<filter><in>{text('rows')}</in><match>{text('a > 0')}</match></filter>"),
    )
    assert told(model(data("x"), decision(context(*entries)))) == []


def test_the_fields_of_a_context_of_which_nothing_is_known_may_be_any():
    matching = f"<filter><in>{text('rows')}</in><match>{text('price > 0')}</match></filter>"
    xml = model(
        item("tRows", "context", many=True), data("rows", "tRows"), decision(matching, more=reads("rows"))
    )
    assert told(xml) == []


def test_a_long_chain_of_decisions_is_looked_at_to_its_end():
    chain = [decision(text(f"d{at + 1} + 1"), key=f"d{at}", more=requires(f"d{at + 1}")) for at in range(600)]
    xml = model(*chain, decision(text("wrong(1)"), key="d600"))
    assert rules(xml) == [("error", "unknown-function")]


def test_a_decision_that_leans_on_a_model_that_cannot_be_loaded_has_no_further_findings():
    assert told(document("urn:m", decision(text("wrong(1)")), imports="lib=urn:lib")) == []


# -- beside the checks of tables --------------------------------------------------------------------------------------


def test_a_cell_is_told_once():
    found = checks.check(drawn('"gold" | 1', inputs=[AMOUNT]))
    assert [one.rule for one in found if one.rows] == ["wrong-type"]


def test_a_slip_in_one_text_does_not_hide_what_is_wrong_in_another():
    assert rules(model(table("1 1 | wrong(1)", inputs="a"))) == [("error", "unknown-function")]


def test_the_shipped_models_are_clean():
    shipped = sorted(ROOT.glob("processes/**/*.dmn"))
    assert shipped
    assert [one for path in shipped for one in parts.findings(path.read_bytes(), {})] == []


@pytest.mark.skipif(not tck.ROOT.exists(), reason="the test kit is not at hand")
def test_nothing_is_told_about_the_models_of_the_standard_that_use_tables_and_types():
    """Level 2 holds whole models; what level 3 is told about are its deliberate errors and constants."""
    folders = sorted(path for path in (tck.ROOT / "level-2").iterdir() if path.is_dir())
    assert folders
    false = {
        (path.name, one.message)
        for folder in folders
        for path in folder.glob("*.dmn")
        for one in parts.findings(path.read_bytes(), {})
        if one.rule not in {"always-null", "constant-condition"}
    }
    assert false == set()
