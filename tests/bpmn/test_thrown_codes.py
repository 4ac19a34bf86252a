"""Codes of errors and escalations that FEEL finds when they are thrown."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed, UncaughtBpmnError
from engine.bpmn.linting import lint
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows
from tests.bpmn.test_linting import KNOWN

DECLARED = (
    b.errors("LATE")
    + b.escalations("LATE")
    + '<bpmn:error id="E_found" errorCode="=code"/><bpmn:escalation id="C_found" escalationCode="=code"/>'
)


def throwing(thrown, *caught):
    """A sub-process that throws, with boundary events around it."""
    return b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), b.user("work"), b.end("throw", thrown), flow="s>work work>throw"),
        *(
            b.boundary(name, "sub", event) + b.user(f"after_{name}")
            for name, event in zip(("one", "other"), caught, strict=False)
        ),
        b.user("after"),
        flow="start>sub sub>after one>after_one" + (" other>after_other" if caught[1:] else ""),
        declared=DECLARED,
    )


ERROR = throwing(b.error("found"), b.error("LATE"))
ESCALATION = throwing(b.escalation("found"), b.escalation("LATE"), b.escalation())


@shows("errorEventDefinition/thrown-by-expression")
def test_an_error_end_event_throws_the_code_that_feel_finds():
    player = play_both_ways(ERROR, lambda one: one.start().complete("work", code="LATE"))

    assert player.waiting == ["after_one"]
    with pytest.raises(UncaughtBpmnError, match="EARLY"):
        play(ERROR).start().complete("work", code="EARLY")


@shows("escalationEventDefinition/thrown-by-expression")
@pytest.mark.parametrize(("code", "after"), [("LATE", "after_one"), ("EARLY", "after_other")])
def test_an_escalation_throws_the_code_that_feel_finds(code, after):
    assert play_both_ways(ESCALATION, lambda one: one.start().complete("work", code=code)).waiting == [after]


def test_a_code_that_is_no_text_is_an_incident():
    with pytest.raises(ExpressionFailed, match="It gave"):
        play(ERROR).start().complete("work", code=7)


def test_such_a_model_can_be_deployed_and_its_expression_is_checked():
    assert [one for one in lint(ERROR, known=KNOWN) if one.severity == "error"] == []
    assert {one.rule for one in lint(ESCALATION, known=KNOWN)} == {"unknown-form"}
    wrong = ERROR.replace(b'errorCode="=code"', b'errorCode="=code +"')
    assert [one.element_id for one in lint(wrong, known=KNOWN) if one.severity == "error"] == ["throw"]
