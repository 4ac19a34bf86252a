"""Boxed expressions wherever an expression may stand: what each says, and what it sees."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import dmn
from engine.feel import Environment, FeelBudgetExceeded
from tests.dmn.models import (
    context,
    decision,
    function,
    invocation,
    knowledge,
    literal,
    model,
    requires,
    said,
    table,
    text,
    uses,
)

D = Decimal
TABLE = table("> 100 | 'high'".replace("'", '"'), '- | "low"', inputs="amount", policy="FIRST")
BARE = TABLE[TABLE.index("<decisionTable") : TABLE.index("</decision>")]


def value(body: str, *parts: str, more: str = "", **inputs):
    return result(body, *parts, more=more, **inputs).value


def result(body: str, *parts: str, more: str = "", **inputs):
    return dmn.load(model(decision(body, more=more), *parts)).evaluate("gate", inputs)


def test_an_entry_of_a_context_sees_the_entries_before_it():
    body = context(("net", text("amount * 2")), ("gross", text("net + 1")))
    assert value(body, amount=D(5)) == {"net": D(10), "gross": D(11)}


def test_the_result_cell_of_a_context_is_its_value():
    body = context(("net", text("amount * 2")), result=text("net + amount"))
    assert value(body, amount=D(5)) == D(15)


def test_an_entry_hides_an_input_of_its_name_only_after_it():
    body = context(("amount", text("amount + 1")), ("next", text("amount + 1")))
    assert value(body, amount=D(1)) == {"amount": D(2), "next": D(3)}


def test_a_name_with_an_operator_is_known_after_its_entry():
    body = context(("a", text("7")), ("b", text("2")), ("a-b", text("a-b")), ("later", text("a-b + 1")))
    assert value(body) == {"a": D(7), "b": D(2), "a-b": D(5), "later": D(6)}


def test_contexts_nest_and_look_outwards():
    inner = context(("deep", text("top + amount")))
    body = context(("top", text("1")), ("inside", inner), ("after", text("inside.deep")))
    assert value(body, amount=D(5)) == {"top": D(1), "inside": {"deep": D(6)}, "after": D(6)}


def test_a_function_in_a_context_sees_the_entries_around_it_and_calls_itself():
    body = context(
        ("base", text("100")),
        ("fact", function("n: number", text("if n <= 1 then base else n * fact(n - 1)"))),
        result=text("fact(4)"),
    )
    assert value(body) == D(2400)


def test_a_table_inside_a_context_is_evaluated_and_logged():
    told = result(context(("risk", BARE), result=text('risk + "!"')), amount=D(500))
    assert told.value == "high!"
    [inside, whole] = told.steps
    assert (inside.kind, inside.inputs, inside.matched) == ("table", {"amount": D(500)}, (1,))
    assert (whole.kind, whole.table, whole.output) == ("decision", False, "high!")
    assert told.matched == ()


def test_a_list_holds_the_value_of_each_box():
    body = f"<list>{text('amount')}{context(('a', text('1')))}<list>{text('2')}</list></list>"
    assert value(body, amount=D(5)) == [D(5), {"a": D(1)}, [D(2)]]


def test_a_relation_is_a_list_of_contexts():
    body = (
        '<relation><column name="name"/><column name="age" typeRef="number"/>'
        f"<row>{said('Ada')}{text('amount')}</row><row>{said('Bob')}{said('old')}</row></relation>"
    )
    told = result(body, amount=D(36))
    assert told.value == [{"name": "Ada", "age": D(36)}, {"name": "Bob", "age": None}]
    assert "row 2, column 'age'" in str(told.diagnostics[0])


def test_an_invocation_binds_parameters_by_name():
    bkm = knowledge("part, whole", text("part / whole"))
    body = invocation("rate", whole=text("amount"), part=BARE.replace('"low"', "2").replace('"high"', "10"))
    assert value(body, bkm, more=uses("rate"), amount=D(500)) == D("0.02")


def test_an_invocation_without_bindings_takes_what_the_caller_knows_by_the_parameters_names():
    bkm = knowledge("part, whole", text("[part, whole]"))
    assert value(invocation("rate"), bkm, more=uses("rate"), whole=D(5)) == [None, D(5)]


def test_a_knowledge_model_that_declares_no_parameters_reads_the_bindings_and_the_inputs():
    bkm = knowledge("", text("[part, whole]"))
    assert value(invocation("rate", part=text("1 + 1")), bkm, more=uses("rate"), whole=D(5)) == [D(2), D(5)]
    assert value(text("rate()"), bkm, more=uses("rate"), whole=D(5)) == [None, D(5)]


def test_a_knowledge_model_comes_before_the_built_in_function_of_its_name():
    bkm = knowledge("n", text("n * 100"), key="count")
    assert value(text("count(3)"), bkm, more=uses("count")) == D(300)
    assert value(text("count([3, 4])"), bkm) == D(2)


def test_an_input_with_the_name_of_a_built_in_function_leaves_the_function_be():
    assert value(text("sum + sum([1, 2])"), literal("5", key="sum"), more=requires("sum")) == D(8)


def test_an_invocation_of_what_is_no_function_says_so():
    told = result(invocation("amount", x=text("1")), amount=D(1))
    assert told.value is None
    assert "this is no function" in str(told.diagnostics[0])


def test_a_binding_without_an_expression_is_null():
    bkm = knowledge("a, b", text("[a, b]"))
    body = invocation("rate", a=text("1"), b="")
    assert value(body, bkm, more=uses("rate")) == [D(1), None]


def test_a_conditional_decides_between_boxes():
    body = (
        f"<conditional><if>{text('amount > 1')}</if><then>{context(('a', text('1')))}</then>"
        f"<else>{said('small')}</else></conditional>"
    )
    assert value(body, amount=D(5)) == {"a": D(1)}
    assert value(body, amount=D(0)) == "small"
    assert value(body, amount=None) == "small"


def test_a_conditional_over_something_else_than_a_boolean_is_null():
    told = result(
        f"<conditional><if>{said('yes')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>"
    )
    assert told.value is None
    assert '"yes" (string), not true or false' in str(told.diagnostics[0])


def test_a_filter_sees_the_item_and_its_fields():
    items = [{"name": "a", "price": D(5)}, {"name": "b", "price": D(50)}]
    match = text('price > limit and item.name = "b"')
    body = f"<filter><in>{text('items')}</in><match>{match}</match></filter>"
    assert value(body, items=items, limit=D(10)) == [items[1]]


def test_a_for_loop_makes_a_box_for_each_item():
    body = (
        f'<for iteratorVariable="one"><in>{text("numbers")}</in>'
        f"<return>{context(('twice', text('one * 2')), ('before', text('count(partial)')))}</return></for>"
    )
    assert value(body, numbers=[D(1), D(2)]) == [
        {"twice": D(2), "before": D(0)},
        {"twice": D(4), "before": D(1)},
    ]


@pytest.mark.parametrize(("kind", "limit", "expected"), [
    ("some", 1, True), ("some", 5, False), ("every", 0, True), ("every", 1, False),
])  # fmt: skip
def test_a_quantified_box(kind, limit, expected):
    body = (
        f'<{kind} iteratorVariable="one"><in>{text("numbers")}</in>'
        f"<satisfies>{text('one > limit')}</satisfies></{kind}>"
    )
    assert value(body, numbers=[D(1), D(2)], limit=D(limit)) is expected


def test_a_table_in_a_knowledge_model_is_logged_under_it():
    bkm = knowledge("amount", BARE, key="risk of")
    told = result(text("risk of(7)"), bkm, more=uses("risk of"))
    assert told.value == "low"
    [inside, _] = told.steps
    assert (inside.kind, inside.id, inside.inputs) == ("knowledge", "risk of", {"amount": D(7)})


def test_knowledge_models_call_each_other():
    even = knowledge("n", text("if n = 0 then true else odd(n - 1)"), key="even", more=uses("odd"))
    odd = knowledge("n", text("if n = 0 then false else even(n - 1)"), key="odd", more=uses("even"))
    assert value(text("even(7)"), even, odd, more=uses("even")) is False


def test_a_knowledge_model_calls_itself_without_requiring_itself():
    bkm = knowledge("n", text("if n = 0 then 1 else n * pay-off(n - 1)"), key="pay-off")
    assert value(text("pay-off(5)"), bkm, more=uses("pay-off")) == D(120)


def test_a_knowledge_model_does_not_see_the_inputs_of_its_caller():
    bkm = knowledge("n", text("n + amount"))
    told = result(text("rate(1)"), bkm, more=uses("rate"), amount=D(1))
    assert told.value is None
    assert str(told.diagnostics[0]).startswith("rate: line 1")


def test_a_decision_without_logic_is_null_and_says_so():
    told = result("")
    assert told.value is None
    assert "it has no logic yet" in str(told.diagnostics[0])


def test_one_budget_serves_the_whole_decision():
    bkm = knowledge("n", text("count(for i in 1..n return i)"))
    body = f'<for iteratorVariable="i"><in>{text("[1..100]")}</in><return>{text("rate(900)")}</return></for>'
    with pytest.raises(FeelBudgetExceeded):
        dmn.load(model(decision(body, more=uses("rate")), bkm)).evaluate(
            "gate", {}, Environment(step_budget=50_000)
        )


def test_boxes_nested_without_end_are_refused_or_stop_at_a_limit():
    body = text("1")
    for _ in range(120):
        body = f"<list>{body}</list>"
    try:
        found = value(body)
    except (dmn.UnusableDecisions, FeelBudgetExceeded):
        return
    assert isinstance(found, list)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<context><contextEntry/></context>", "there is no expression"),
        (context(("a", text("1")), ("a", text("2"))), "the entry 'a' stands twice"),
        (context(result=text("1")).replace("</context>", f"{context(('b', text('1')))[10:]}"), "follows the result"),
        ("<conditional/>", "there is no expression"),
        (f'<for><in>{text("1")}</in><return>{text("1")}</return></for>', "the iterator has no variable"),
        (f'<relation><column name="a"/><row>{text("1")}{text("2")}</row></relation>', "it has 2 cells, not 1"),
        ("<relation><column/></relation>", "the columns need a name"),
        (function("a", text("a"), kind="Java"), "the kind Java"),
        (function("a", text("a"), kind="PMML"), "the kind PMML"),
        (function("a, a", text("a")), "the parameters need a name each"),
        (function("a", ""), "there is no expression"),
        ("<literalExpression><importedValues/></literalExpression>", "values imported from another file"),
    ],
)  # fmt: skip
def test_a_box_that_cannot_work_is_refused_with_its_place(body, message):
    with pytest.raises(dmn.UnusableDecisions) as refusal:
        value(body)
    finding = next(each for each in refusal.value.findings if message in each.message)
    assert finding.line
    assert finding.remedy


def test_a_text_in_a_box_is_refused_with_the_way_to_it():
    body = context(("price", f"<list>{text('1')}{text('if')}</list>"))
    with pytest.raises(
        dmn.UnusableDecisions, match="Decision 'gate', entry 'price', item 2: 'if' is no FEEL"
    ):
        value(body)


def test_a_literal_decision_still_stands_beside_a_box():
    xml = model(literal("1", key="other"), decision(text("2")))
    assert dmn.load(xml).evaluate("other", {}).value == D(1)


def test_what_is_wrong_with_a_box_itself_is_told_by_the_way_to_it():
    body = context(
        (
            "all",
            f'<every iteratorVariable="e"><in>{text("null")}</in><satisfies>{text("e")}</satisfies></every>',
        )
    )
    assert str(result(body).diagnostics[0]) == "gate: entry 'all': there is nothing to run over"
    told = result(text('rate("x")'), knowledge("n: number", text("n")), more=uses("rate"))
    assert str(told.diagnostics[0]) == "gate: Knowledge model 'rate': n is string, not number"
