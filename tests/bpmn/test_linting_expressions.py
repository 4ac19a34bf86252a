"""FEEL in every place of a model: it parses, and gives what its place asks for."""

from __future__ import annotations

import pytest

from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b

AD_HOC = (
    '<bpmn:adHocSubProcess id="it"><bpmn:extensionElements><zeebe:adHoc activeElementsCollection="=ACTIVE"/>'
    "</bpmn:extensionElements><bpmn:userTask id='u'/><bpmn:completionCondition>=DONE</bpmn:completionCondition>"
    "</bpmn:adHocSubProcess>"
)
CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>={}</bpmn:condition></bpmn:conditionalEventDefinition>"
)
COMPLEX = '<bpmn:complexGateway id="it"><bpmn:activationCondition>={}</bpmn:activationCondition></bpmn:complexGateway>'


def around(part, flow="start>it it>end"):
    return b.process("p", b.start(), part, b.end(), flow=flow)


def gathered(part):
    """Two branches that meet at ``it``."""
    return b.process("p", b.start(), b.both("fork"), b.user("a"), b.user("c"), part, b.end(),
                     flow="start>fork fork>a fork>c a>it c>it it>end")  # fmt: skip


PLACES = {
    "conditional event": lambda text: around(b.catch("it", CONDITION.format(text))),
    "conditional boundary event": lambda text: b.process(
        "p", b.start(), b.user("a"), b.boundary("it", "a", CONDITION.format(text)), b.end(), b.user("x"),
        flow="start>a a>end it>x",
    ),
    "activation condition": lambda text: gathered(COMPLEX.format(text)),
    "ad-hoc completion condition": lambda text: around(AD_HOC.replace("DONE", text).replace("ACTIVE", "[]")),
    "multi-instance completion condition": lambda text: around(b.user("it", inner=b.many("[1]", "i", until=text))),
    "loop condition": lambda text: around(b.user("it", inner=b.loop(text))),
}  # fmt: skip
LISTS = {
    "ad-hoc active elements": lambda text: around(AD_HOC.replace("DONE", "true").replace("ACTIVE", text)),
    "multi-instance collection": lambda text: around(b.user("it", inner=b.many(text, "i"))),
}


def wrong(xml):
    """What is refused of the expressions of ``it``."""
    return [
        one.message
        for one in lint(xml, known=Known())
        if one.severity == "error" and (one.element_id, one.rule) == ("it", "unparsable-expression")
    ]


@pytest.mark.parametrize("place", [*PLACES, *LISTS])
def test_what_does_not_parse_is_refused_in_every_place(place):
    assert "line 1, column" in wrong({**PLACES, **LISTS}[place]("a +"))[0]


@pytest.mark.parametrize("place", PLACES)
def test_a_condition_is_true_or_false(place):
    assert wrong(PLACES[place]("amount > 1")) == wrong(PLACES[place]("flag")) == []
    assert "the result is number, not boolean" in wrong(PLACES[place]("amount + 1"))[0]


def test_a_flow_out_of_a_gateway_asks_for_true_or_false():
    model = b.process("p", b.start(), b.choice("g", default="g_a"), b.user("a"), b.user("c"),
                      flow="start>g g>a g>c?amount~+~1")  # fmt: skip

    [finding] = [one for one in lint(model, known=Known()) if one.severity == "error"]
    assert (finding.rule, finding.element_id) == ("unparsable-condition", "g_c")


def test_a_number_of_times_is_a_number():
    assert "not number" in wrong(around(b.user("it", inner=b.times('="three"'))))[0]
