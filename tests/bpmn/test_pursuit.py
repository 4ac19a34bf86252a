"""The shape of a sales pursuit: stages in a sub-process with nagging timers, watched from outside and re-entered."""

from __future__ import annotations

import random

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import Player, load, play

STAGES = ("qualify", "discover", "propose")


def stage(name):
    """A stage: one task with two reminders beside it, whose handlers ask a person and wait; it ends terminating."""
    return b.subprocess(
        name,
        b.start(f"{name}_start"),
        b.user(f"{name}_work"),
        b.boundary(f"{name}_stall", f"{name}_work", b.timer("Duration", "P14D"), interrupting=False),
        b.user(f"{name}_owner"),
        b.catch(f"{name}_again", b.timer("Duration", "P7D")),
        b.user(f"{name}_owner_again"),
        b.end(f"{name}_owner_end"),
        b.boundary(f"{name}_long", f"{name}_work", b.timer("Cycle", "R/P21D"), interrupting=False),
        b.user(f"{name}_manager"),
        b.end(f"{name}_manager_end"),
        b.choice(f"{name}_gate", default=f"{name}_gate_{name}_done"),
        b.end(f"{name}_lost", b.error("LOST")),
        b.end(f"{name}_done", b.TERMINATE),
        flow=f"{name}_start>{name}_work {name}_work>{name}_gate {name}_gate>{name}_lost?lost~=~true "
        f"{name}_gate>{name}_done {name}_stall>{name}_owner {name}_owner>{name}_again "
        f"{name}_again>{name}_owner_again {name}_owner_again>{name}_owner_end {name}_long>{name}_manager "
        f"{name}_manager>{name}_manager_end",
    )


PURSUIT = b.process(
    "p",
    b.start(),
    b.choice("enter"),
    b.subprocess(
        "pursuit",
        b.start("p_start"),
        b.both("p_fork"),
        b.choice("route", default="route_m_qualify"),
        *(stage(name) for name in STAGES),
        b.choice("m_qualify"),
        b.choice("m_discover"),
        b.choice("m_propose"),
        b.end("p_won", b.TERMINATE),
        b.choice("watch"),
        b.catch("close_date", b.timer("Duration", "P30D")),
        b.choice("overdue", default="overdue_watch"),
        b.user("replan"),
        flow="p_start>p_fork p_fork>route p_fork>watch route>m_discover?stage~=~&quot;discover&quot; "
        "route>m_propose?stage~=~&quot;propose&quot; route>m_qualify m_qualify>qualify qualify>m_discover "
        "m_discover>discover discover>m_propose m_propose>propose propose>p_won watch>close_date "
        "close_date>overdue overdue>replan?due~=~true overdue>watch replan>watch".replace("&quot;", '"'),
    ),
    b.boundary("jump", "pursuit", b.message("Jump")),
    b.boundary("lost", "pursuit", b.error("LOST")),
    b.user("reason"),
    b.user("won"),
    b.end("end_lost"),
    b.end("end_won"),
    flow="start>enter enter>pursuit pursuit>won won>end_won jump>enter lost>reason reason>end_lost",
    declared=b.messages(Jump="=deal") + b.errors("LOST"),
)
_definition = load(PURSUIT)


def pursue(**variables):
    return play(PURSUIT).start(deal=1, due=True, **variables)


def test_a_won_pursuit_leaves_nothing_behind():
    player = pursue(stage=None)
    for name in STAGES:
        assert player.tasks == [f"{name}_work"]
        player.complete(f"{name}_work")

    assert player.waiting == ["won"]
    assert player.complete("won").completed


def test_reminders_pile_up_beside_the_task_and_go_with_their_stage():
    player = pursue(stage="discover").wait(days=22)
    assert player.tasks == ["discover_manager", "discover_owner", "discover_work"]

    player.complete("discover_owner").wait(days=7)
    assert player.tasks == ["discover_manager", "discover_owner_again", "discover_work"]
    assert player.wait(days=2).tasks == [
        "discover_manager",
        "discover_owner_again",
        "discover_work",
        "replan",
    ]
    player.complete("discover_work")

    assert player.waiting == ["jump", "propose_long", "propose_stall", "propose_work", "replan"][:1] + sorted(
        ["propose_long", "propose_stall", "propose_work", "replan"]
    )


def test_a_jump_enters_the_pursuit_again_at_another_stage():
    player = pursue(stage=None).wait(days=15)

    player.fire("jump", stage="propose").wait(days=15).fire("jump", stage="discover")

    assert player.tasks == ["discover_work"]
    assert player.path.count("pursuit!") == 2
    assert len(player.instance.dump()) < 700


def test_losing_in_a_stage_ends_the_pursuit():
    player = pursue(stage="propose").wait(days=31).complete("propose_work", lost=True)

    assert player.waiting == ["reason"]
    assert player.complete("reason").completed


def test_a_deal_can_start_in_the_middle():
    player = play(PURSUIT).start(deal=1, due=False, at="discover")
    assert player.waiting == ["discover_long", "discover_stall", "discover_work", "jump"]

    player.complete("discover_work").complete("propose_work")
    assert player.waiting == ["won"]


def play_randomly(seed, *, restoring):
    dice = random.Random(seed)
    player = Player(_definition, restoring=restoring)
    player.start(deal=1, due=dice.random() < 0.5, stage=dice.choice([None, *STAGES]))
    for step in range(60):
        if player.completed:
            break
        if dice.random() < 0.5:
            player.wait(days=dice.randrange(1, 20))
        number = dice.choice(sorted(player.open))
        one = player.open[number]
        values = {"lost": dice.random() < 0.1, "due": dice.random() < 0.5, "step": step}
        if one.element_id == "jump":
            values["stage"] = dice.choice([None, *STAGES])
        verb = player.instance.complete if one.element_id in player.tasks else player.instance.fire
        player.drain(verb(number, values))
    return player.events, player.instance.variables, player.instance.tokens()


@pytest.mark.parametrize("seed", range(60))
def test_a_pursuit_restored_after_every_step_is_the_straight_one(seed):
    assert play_randomly(seed, restoring=True) == play_randomly(seed, restoring=False)
