"""Flows straight out of activities and events: all of them, those whose condition holds, or the default."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed, NoFlowTaken
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows

CHOSEN = "first>second start>first first>big?amount~>~100 first>late?late first>small"


def chosen(first, flow=CHOSEN):
    """An activity with an unconditional, two conditional and perhaps a default flow."""
    parts = [b.start(), first, *(b.user(one) for one in ("second", "big", "late", "small"))]
    return b.process("p", *parts, flow=flow)


@shows("sequenceFlow/implicit-split")
def test_several_flows_out_of_an_activity_are_all_taken():
    model = b.process(
        "p",
        b.start(),
        b.user("first"),
        b.user("left"),
        b.user("right"),
        flow="start>first first>left first>right",
    )
    player = play_both_ways(model, lambda player: player.start().complete("first"))

    assert player.tasks == ["left", "right"]
    assert player.complete("left").complete("right").completed


@shows("sequenceFlow/implicit-split", "sequenceFlow/implicit-merge")
def test_events_split_too_and_each_token_goes_on_alone_where_flows_meet():
    model = b.process(
        "p",
        b.start(),
        b.catch("later", b.timer("Duration", "PT1H")),
        b.user("left"),
        b.user("right"),
        b.user("after"),
        flow="start>later start>left later>left later>right left>after right>after",
    )

    def story(player):
        player.start().wait(hours=2)
        assert player.tasks == ["left", "left", "right"]
        return player.complete("left").complete("left").complete("right")

    player = play_both_ways(model, story)

    assert player.tasks == ["after"] * 3


@shows("sequenceFlow/conditional-from-activity")
@pytest.mark.parametrize(
    ("amount", "late", "taken"),
    [(500, True, ["big", "late", "second"]), (500, False, ["big", "second"]), (1, False, ["second"])],
)
def test_an_activity_takes_every_flow_without_a_condition_or_whose_condition_holds(amount, late, taken):
    model = chosen(b.user("first"), flow=CHOSEN.removesuffix(" first>small").replace("small", "big"))
    player = play_both_ways(model, lambda player: player.start().complete("first", amount=amount, late=late))

    assert player.tasks == taken


@shows("sequenceFlow/default-from-activity")
@pytest.mark.parametrize("tag", ["userTask", "subProcess", "transaction"])
def test_the_default_flow_of_an_activity_is_taken_when_no_condition_holds(tag):
    inner = b.user("work") if tag != "userTask" else ""
    first = b.element(tag, "first", inner, default="first_small")
    work = "work" if inner else "first"
    model = chosen(first, flow=CHOSEN.removeprefix("first>second ") + " big>second")

    def told(amount):
        return lambda player: player.start().complete(work, amount=amount, late=False)

    assert play_both_ways(model, told(1)).tasks == ["small"]
    assert play_both_ways(model, told(101)).tasks == ["big"]


def test_an_activity_whose_conditions_all_fail_and_that_has_no_default_says_so():
    model = b.process("p", b.start(), b.user("first"), b.user("a"), flow="start>first first>a?x~>~1")

    with pytest.raises(NoFlowTaken, match="after 'first'"):
        play(model).start().complete("first", x=1)
    with pytest.raises(ExpressionFailed, match="first_a"):
        play(model).start().complete("first")


@pytest.mark.parametrize("sequential", [True, False])
def test_the_flows_out_of_a_multi_instance_activity_read_what_it_collected(sequential):
    each = b.user(
        "first", inner=b.many("who", "one", output="votes", output_element="vote", sequential=sequential)
    )
    model = chosen(each, flow='start>first first>big?votes[1]~=~"yes" first>late?votes[2]~=~"no"')

    def story(player):
        player.start(who=[1, 2]).complete("first", vote="yes")
        return player.complete("first", vote="no")

    player = play_both_ways(model, story)

    assert player.tasks == ["big", "late"]
    assert player.path == ["start", "first", "first"]


def test_flows_out_of_an_interrupted_activity_are_not_asked():
    model = b.process(
        "p",
        b.start(),
        b.user("first"),
        b.boundary("slow", "first", b.timer("Duration", "PT1H")),
        b.user("a"),
        b.user("c"),
        b.user("d"),
        flow="start>first first>a?never slow>c slow>d",
    )
    player = play_both_ways(model, lambda player: player.start().wait(hours=1))

    assert player.tasks == ["c", "d"]
