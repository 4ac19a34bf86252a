"""Call activities, and what leaves a called process: the host runs it as an instance of its own."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed, UncaughtBpmnError
from engine.bpmn.events import CallRemoved, CallRequested, InstanceCompleted, ThrownOut
from engine.bpmn.model import Binding
from tests.bpmn import building as b
from tests.bpmn.playing import Player, load, numbers, play, play_both_ways
from tests.bpmn.shows import shows

DECLARED = b.errors("NO") + b.escalations("HELP") + b.messages(Stop="=1")


def calling(*extensions, more=(), flow="", **attributes):
    return b.process(
        "p", b.start(), b.call("ask", "child", *extensions, **attributes), b.user("after"), *more,
        flow=f"start>ask ask>after {flow}", declared=DECLARED,
    )  # fmt: skip


def asked(player):
    return [one for one in player.events if isinstance(one, CallRequested)]


@shows("callActivity", "zeebe:calledElement", "zeebe:calledElement.processId")
def test_a_call_asks_for_a_process_with_a_copy_of_all_variables_and_takes_all_of_its_back():
    player = play_both_ways(
        calling(), lambda player: player.start(amount=1, refused=False).complete("ask", amount=2, extra=3)
    )
    (request,) = asked(player)

    assert (request.element_id, request.process_id, request.binding) == ("ask", "child", Binding())
    assert request.variables == numbers({"amount": 1}) | {"refused": False}
    assert player.waiting == ["after"]
    assert player.instance.variables == numbers({"amount": 2, "extra": 3}) | {"refused": False}


@shows("zeebe:calledElement.propagateAllParentVariables", "zeebe:calledElement.propagateAllChildVariables")
def test_a_call_gives_and_takes_only_what_is_mapped():
    mapped = b.mappings(inputs="question=amount", outputs="answer=reply")
    player = play(calling(mapped, propagateAllParentVariables="false", propagateAllChildVariables="false"))
    player.start(amount=1, secret=2)
    assert asked(player)[0].variables == numbers({"question": 1})

    player.complete("ask", reply="yes", noise=9)
    assert player.instance.variables == numbers({"amount": 1, "secret": 2}) | {"answer": "yes"}

    kept = play(calling(propagateAllChildVariables="false")).start(amount=1).complete("ask", amount=9)
    assert kept.instance.variables == numbers({"amount": 1})


def test_the_version_that_is_meant_stands_in_the_request():
    meant = [
        asked(play(calling(**attributes)).start())[0].binding
        for attributes in ({"bindingType": "deployment"}, {"bindingType": "versionTag", "versionTag": "v1"})
    ]
    assert meant == [Binding(kind="deployment"), Binding(kind="versionTag", tag="v1")]


def test_a_process_id_may_be_computed_and_must_be_a_text():
    model = b.process("p", b.start(), b.call("ask", "=kind"), flow="start>ask")

    assert asked(play(model).start(kind="child"))[0].process_id == "child"
    with pytest.raises(ExpressionFailed, match="no process id"):
        play(model).start(kind=7)


@pytest.mark.parametrize("interrupting", [True, False])
def test_what_leaves_a_called_process_reaches_the_boundary_events_and_event_sub_processes_of_the_caller(
    interrupting,
):
    boundary = (b.boundary("up", "ask", b.escalation("HELP"), interrupting=interrupting), b.user("told"))
    around = b.event_subprocess(
        "besides",
        b.trigger("up", b.escalation("HELP"), interrupting=interrupting),
        b.user("told"),
        flow="up>told",
    )
    for more, flow in ((boundary, "up>told"), ((around,), "")):
        player = play_both_ways(
            calling(more=more, flow=flow),
            lambda player: player.start().escalate("ask", "HELP", reason="lost"),
        )
        assert player.waiting == (["told"] if interrupting else ["ask", "told"])
        assert [one.element_id for one in player.events if isinstance(one, CallRemoved)] == [
            "ask"
        ] * interrupting

    player = play(calling(more=(b.boundary("no", "ask", b.error("NO")), b.user("told")), flow="no>told"))
    assert player.start().throw("ask", "NO").waiting == ["told"]
    with pytest.raises(UncaughtBpmnError):
        play(calling()).start().throw("ask", "OTHER")


def test_an_escalation_that_the_caller_does_not_catch_changes_nothing():
    assert play(calling()).start().escalate("ask", "HELP").waiting == ["ask"]


def test_the_caller_can_be_asked_what_it_would_catch():
    more = (
        b.boundary("no", "ask", b.error("NO")),
        b.boundary("up", "ask", b.escalation("HELP"), interrupting=False),
        b.user("told"),
    )
    player = play(calling(more=more, flow="no>told up>told")).start()
    number = player.number("ask")

    questions = [("error", "NO"), ("error", "OTHER"), ("escalation", "HELP"), ("escalation", "OTHER")]
    assert [player.instance.interrupts(number, *one) for one in questions] == [True, None, False, None]


def test_a_call_that_is_interrupted_is_withdrawn():
    more = (b.boundary("stop", "ask", b.message("Stop")), b.user("told"))
    player = play(calling(more=more, flow="stop>told")).start().fire("stop")

    assert player.waiting == ["told"]
    assert [one.number for one in player.events if isinstance(one, CallRemoved)] == [asked(player)[0].number]


CHILD = b.process(
    "p",
    b.start(),
    b.user("first"),
    b.throw("rise", b.escalation("HELP")),
    b.element("parallelGateway", "fork"),
    b.user("one"),
    b.user("two"),
    b.end("no", b.error("NO")),
    flow="start>first first>rise rise>fork fork>one fork>two one>no",
    declared=DECLARED,
)


def called(caught):
    return Player(load(CHILD), caught_outside=caught).start()


def test_an_error_that_the_caller_catches_ends_the_called_process():
    player = called({("error", "NO"): True}).complete("first").complete("one")

    assert player.waiting == []
    assert [
        (one.kind, one.code, one.interrupting) for one in player.events if isinstance(one, ThrownOut)
    ] == [("error", "NO", True)]
    assert player.path[-2:] == ["two!", "no"]
    assert not [one for one in player.events if isinstance(one, InstanceCompleted)]
    assert player.instance.completed


def test_an_error_that_nobody_catches_fails_where_it_is_thrown():
    player = called({("error", "OTHER"): True}).complete("first")
    with pytest.raises(UncaughtBpmnError, match="'no'"):
        player.complete("one")


@pytest.mark.parametrize(
    ("interrupting", "waiting"), [(True, []), (False, ["one", "two"]), (None, ["one", "two"])]
)
def test_an_escalation_ends_the_called_process_only_if_the_caller_interrupts_it(interrupting, waiting):
    player = called({} if interrupting is None else {("escalation", "HELP"): interrupting}).complete("first")

    assert player.waiting == waiting
    assert len([one for one in player.events if isinstance(one, ThrownOut)]) == (interrupting is not None)
