"""Inclusive joins: whom they wait for in loops, without their split, and in models that nobody would draw."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from engine.bpmn.errors import StuckAtJoin
from tests.bpmn import building as b
from tests.bpmn.blocks import Blocks
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows


@shows("inclusiveGateway/unbalanced", "inclusiveGateway")
@pytest.mark.parametrize("seed", range(40))
def test_every_task_of_nested_blocks_is_done_as_often_as_it_must_be(seed):
    """A join that goes on too early does what follows twice; one that waits too long never does it."""
    blocks = Blocks(seed)
    player, dice = play(blocks.model(), restoring=seed % 2 == 0).start(), random.Random(seed)
    while player.tasks:
        player.complete(dice.choice(player.tasks))

    assert player.completed
    assert Counter(one for one in player.path if one.startswith("task")) == +blocks.expected


def test_a_token_behind_the_join_that_can_come_round_again_is_waited_for():
    """It reaches only the flow that is empty, and not by way of the join."""
    model = b.process(
        "p",
        b.start(),
        b.user("left"),
        b.user("right"),
        b.inclusive("join"),
        b.user("check"),
        b.choice("gate", default="gate_end"),
        b.user("redo"),
        b.end(),
        flow="start>left start>redo left>join redo>gate gate>right?back gate>end right>join join>check check>end",
    )

    def story(player):
        player.start(back=True).complete("left")
        assert player.tasks == ["redo"]
        player.complete("redo")
        assert player.tasks == ["right"]
        return player.complete("right")

    player = play_both_ways(model, story)
    assert player.tasks == ["check"]
    assert play(model).start(back=False).complete("left").complete("redo").tasks == ["check"]


def test_a_token_that_can_come_by_a_filled_flow_is_not_waited_for():
    """BPMN 13.4.3: it could reach the empty flow, but as well the one that has a token."""
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.user("c"),
        b.choice("way", default="way_merge"),
        b.choice("merge"),
        b.inclusive("join"),
        b.user("after"),
        flow="start>a start>c a>merge merge>join c>way way>merge way>join?straight join>after",
    )
    player = play_both_ways(model, lambda player: player.start(straight=True).complete("a"))

    assert player.tasks == ["after", "c"]
    assert player.complete("c").tasks == ["after", "after"]


def test_a_join_in_a_loop_does_not_wait_for_what_has_to_pass_it_first():
    model = b.process(
        "p",
        b.start(),
        b.inclusive("join"),
        b.user("work"),
        b.choice("more", default="more_end"),
        b.end(),
        flow="start>join join>work work>more more>join?again more>end",
    )

    def story(player):
        player.start(again=True)
        for _ in range(3):
            player.complete("work", again=True)
        return player.complete("work", again=False)

    player = play_both_ways(model, story)
    assert player.completed
    assert player.path.count("work") == 4


def test_two_joins_of_which_each_could_be_reached_from_the_other_say_that_they_are_stuck():
    """By the standard's rule each waits for the other for ever: that is an incident, not a silence."""
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.user("c"),
        b.inclusive("one"),
        b.inclusive("two"),
        b.choice("x", default="x_two"),
        b.choice("y", default="y_one"),
        b.end(),
        flow="start>a start>c a>one c>two one>x x>two x>end?out two>y y>one y>end?out",
    )

    with pytest.raises(StuckAtJoin, match="one, two"):
        play(model).start(out=True).complete("a").complete("c")


def test_a_boundary_event_beside_a_branch_counts_as_its_branch():
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.user("c"),
        b.boundary("late", "c", b.timer("Duration", "PT1H")),
        b.user("plan_b"),
        b.inclusive("join"),
        b.user("after"),
        flow="start>a start>c a>join c>join late>plan_b plan_b>join join>after",
    )

    def story(player):
        player.start().complete("a").wait(hours=2)
        assert player.tasks == ["plan_b"]
        return player.complete("plan_b")

    assert play_both_ways(model, story).tasks == ["after"]


def test_two_tokens_on_one_flow_are_two_rounds():
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.choice("merge"),
        b.user("c"),
        b.inclusive("join"),
        b.user("after"),
        flow="start>merge start>a a>merge start>c merge>join c>join join>after",
    )

    def story(player):
        player.start().complete("a")
        assert player.tasks == ["c"]
        return player.complete("c")

    assert play_both_ways(model, story).tasks == ["after", "after"]
