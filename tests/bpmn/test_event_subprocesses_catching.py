"""Event sub-processes that catch the errors and escalations of their scope."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import UncaughtBpmnError
from engine.bpmn.events import Failed
from tests.bpmn import building as b
from tests.bpmn.answers import DECLARED, TRIGGERS, answering, in_a_subprocess, of_the_process
from tests.bpmn.playing import numbers, play, play_both_ways
from tests.bpmn.shows import shows


@pytest.mark.parametrize("catcher", [b.error("BAD"), b.error()])
@shows("event-sub-process/error")
def test_an_error_comes_to_the_scope_before_it_comes_to_what_is_around(catcher):
    model = in_a_subprocess(
        answering(catcher),
        b.end("fail", b.error("BAD")),
        b.flows("more>fail"),
        around=(b.boundary("caught", "sub", b.error()), b.user("outside"), b.flows("caught>outside")),
    )

    def story(player):
        return player.start(id=7).complete("work").complete("more")

    player = play_both_ways(model, story)
    assert player.waiting == ["answer"]
    assert player.complete("answer").waiting == ["after"]


def test_the_very_code_comes_before_one_that_catches_all():
    model = of_the_process(
        answering(b.error(), name="any", handler="shrug"), answering(b.error("BAD")),
        b.boundary("other", "work", b.error("WORSE")), b.user("elsewhere"), b.flows("other>elsewhere"),
    )  # fmt: skip

    assert play(model).start(id=7).throw("work", "BAD").waiting == ["answer"]
    assert play(model).start(id=7).throw("work", "ODD").waiting == ["shrug"]
    assert "elsewhere" in play(model).start(id=7).throw("work", "WORSE").waiting


def test_an_error_in_an_event_subprocess_is_not_its_own():
    inner = b.event_subprocess(
        "it", b.trigger("it_start", b.error("BAD")), b.user("answer"), b.end("again", b.error("BAD")),
        flow="it_start>answer answer>again",
    )  # fmt: skip
    model = in_a_subprocess(
        inner, around=(b.boundary("caught", "sub", b.error("BAD")), b.user("outside"), b.flows("caught>outside"))
    )  # fmt: skip

    def story(player):
        return player.start(id=7).throw("work", "BAD").complete("answer")

    assert play_both_ways(model, story).waiting == ["outside"]

    with pytest.raises(UncaughtBpmnError, match="BAD"):
        play(of_the_process(inner)).start(id=7).throw("work", "BAD").complete("answer")


def test_an_error_beside_is_caught_by_the_neighbour_unless_the_scope_is_over():
    def model(*, interrupting):
        return of_the_process(
            answering(TRIGGERS["message"], interrupting=interrupting), answering(b.error(), name="any", handler="mend")
        )  # fmt: skip

    assert play(model(interrupting=False)).start(id=7).fire("it_start").throw("answer", "BAD").waiting == [
        "mend"
    ]
    with pytest.raises(UncaughtBpmnError):
        play(model(interrupting=True)).start(id=7).fire("it_start").throw("answer", "BAD")


def test_the_variables_of_an_error_are_seen_in_the_event_subprocess():
    model = of_the_process(answering(b.error("BAD")))
    player = play(model).start(id=7).throw("work", "BAD", shelf=9)

    assert player.instance.variables == numbers({"id": 7, "shelf": 9})


def test_an_operation_that_fails_at_once_is_caught():
    model = b.process(
        "p", b.start(), b.service("book", "erp"), b.user("after"), answering(b.error("BAD")),
        flow="start>book book>after", declared=DECLARED,
    )  # fmt: skip
    player = play(model, operations={"erp": lambda _: Failed(code="BAD")}).start()

    assert player.waiting == ["answer"]


def escalating(event, *, interrupting):
    """An escalation between two tasks of the scope itself."""
    return b.process(
        "p", b.start(), b.throw("raise", b.escalation("HELP")), b.user("work"),
        answering(event, interrupting=interrupting), flow="start>raise raise>work", declared=DECLARED,
    )  # fmt: skip


@pytest.mark.parametrize("catcher", [b.escalation("HELP"), b.escalation()])
@shows("event-sub-process/escalation", "event-sub-process/escalation/non-interrupting")
def test_an_escalation_of_the_scope_itself_ends_its_thrower_only_when_it_interrupts(catcher):
    ended = play_both_ways(escalating(catcher, interrupting=True), lambda player: player.start())
    beside = play_both_ways(escalating(catcher, interrupting=False), lambda player: player.start())

    assert ended.waiting == ["answer"]
    assert ended.path == ["start", "raise", "it_start"]
    assert beside.waiting == ["answer", "work"]


def test_an_event_subprocess_that_escalates_what_it_catches_does_not_start_itself():
    inner = b.event_subprocess(
        "it", b.trigger("it_start", b.escalation("HELP"), interrupting=False), b.user("answer"),
        b.end("more", b.escalation("HELP")), flow="it_start>answer answer>more",
    )  # fmt: skip
    model = of_the_process(inner, b.throw("raise", b.escalation("HELP")), b.flows("after>raise"))
    player = play(model).start(id=7).complete("work").complete("after")

    assert player.tasks == ["answer"]
    assert player.complete("answer").completed


def test_an_escalation_that_ends_the_scope_is_caught_by_it():
    model = b.process(
        "p", b.start(), b.user("work"), b.end("shout", b.escalation("ALARM")),
        answering(b.escalation("ALARM"), interrupting=False), flow="start>work work>shout", declared=DECLARED,
    )  # fmt: skip

    assert play_both_ways(model, lambda player: player.start().complete("work")).waiting == ["answer"]
