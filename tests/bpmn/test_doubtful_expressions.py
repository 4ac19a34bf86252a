"""What the linter says of expressions that do not fit the variables which a process, its forms and records have."""

import pytest

from engine.bpmn.linting import Known, lint
from engine.feel.types import ANY, NUMBER, STRING, ContextType
from tests.bpmn import building as b

OPPORTUNITY = ContextType((("amount", NUMBER), ("name", STRING)))
KNOWN = Known(
    forms=frozenset({"review"}),
    decisions=frozenset({"decision"}),
    services={},
    processes=frozenset({"child"}),
    variables={"opportunity": OPPORTUNITY},
    form_variables={"review": {"outcome": STRING, "opportunity": ANY}},
)
SCRIPT = b.element(
    "scriptTask", "count", b.extend('<zeebe:script expression="= 2 + 3" resultVariable="total"/>')
)
REVIEW = b.user("it", '<zeebe:formDefinition formId="review"/>')


def doubts(condition, *, message=False, known=KNOWN):
    caught = b.element("receiveTask", "wait", messageRef="m") if message else b.user("wait")
    xml = b.process(
        "p",
        b.start(),
        SCRIPT,
        REVIEW,
        caught,
        b.element("exclusiveGateway", "which", default="which_to_end"),
        b.end(),
        b.end("other"),
        flow=f"start>count count>it it>wait wait>which which>other?{condition.replace(' ', '~')} which>end",
        declared='<bpmn:message id="m" name="paid"/>' if message else "",
    )
    found = [one for one in lint(xml, known=known) if one.rule.startswith("doubtful")]
    return [(one.severity, one.message.partition(" wrong at ")[2], one.remedy) for one in found]


@pytest.mark.parametrize(
    ("condition", "message", "remedy"),
    [
        ("oportunity.amount = 5", "there is no 'oportunity'", "Did you mean 'opportunity'?"),
        ("opportunity.amout = 5", "opportunity has no field 'amout'", "Did you mean 'amount'?"),
        ("outcom = 5", "there is no 'outcom'", "Did you mean 'outcome'?"),
        ("outcome = 5", "string cannot be compared with number", "Compare values of one type"),
        ("total = outcome", "number cannot be compared with string", "Compare values of one type"),
        ("starts with(total, outcome)", "string of starts with() cannot be number", "Call it as"),
    ],
)
def test_a_slip_in_an_expression_is_a_warning_with_what_may_be_meant(condition, message, remedy):
    [(severity, told, advice)] = doubts(condition)
    assert severity == "warning"
    assert message in told
    assert advice.startswith(remedy)


def test_a_name_that_nothing_writes_is_a_hint():
    [(severity, told, remedy)] = doubts("whatever = 5")
    assert severity == "hint"
    assert "nothing in this process writes 'whatever'" in told
    assert "comes with the start" in remedy


def test_a_name_that_a_message_may_bring_is_left_alone():
    assert doubts("whatever = 5", message=True) == []
    assert [severity for severity, *_ in doubts("oportunity.amount = 5", message=True)] == ["warning"]


@pytest.mark.parametrize(
    "condition", ["total = 5", 'outcome = "won"', "opportunity.amount = total", "1 = total"]
)
def test_nothing_is_said_of_expressions_that_fit(condition):
    assert doubts(condition) == []


def test_names_are_left_alone_where_it_is_not_known_what_exists_beside_the_model():
    assert doubts("oportunity.amount = 5", known=Known()) == []


def test_a_condition_that_is_always_the_same_is_a_warning_everywhere():
    xml = b.process("p", b.start(), b.user("it", '<zeebe:assignmentDefinition assignee="=if true then 1 else 2"/>'),
                    b.end(), flow="start>it it>end")  # fmt: skip
    [found] = [one for one in lint(xml, known=Known()) if one.rule == "unparsable-expression"]
    assert (found.severity, found.element_id) == ("warning", "it")
    assert "the condition is always true" in found.message
