"""Loops, transactions and called processes in each other: restored as they were, and nothing left behind."""

from __future__ import annotations

import random

import pytest

from engine.bpmn.events import ConditionArmed, Subscribed, TimerScheduled
from engine.bpmn.linting import Known, lint
from tests.bpmn.nests import CHILD, nest
from tests.bpmn.playing import Player, load

ENDING = 25
"""Steps after which nobody wants anything again."""


def choices(player, *, over):
    """What can happen next, conditions apart; in the end only work is done, if there is any."""
    events = {number for number, one in player.open.items() if isinstance(one, TimerScheduled | Subscribed)}
    rest = sorted(number for number, one in player.open.items() if not isinstance(one, ConditionArmed))
    return [one for one in rest if not over or one not in events] or rest


def play_randomly(definition, seed, *, restoring):
    dice = random.Random(seed)
    player = Player(definition, restoring=restoring).start(again=True, cancel=False, items=["a", None])
    steps = 0
    while not player.completed:
        steps += 1
        number = dice.choice(choices(player, over=steps > ENDING))
        values = {name: steps < ENDING and dice.random() < 0.45 for name in ("again", "cancel")}
        is_task = player.open[number].element_id in player.tasks
        player.drain(player.instance.complete(number, values) if is_task else player.instance.fire(number))
    return player


@pytest.mark.parametrize("seed", range(40))
def test_a_nest_restored_after_every_step_runs_straight_and_leaves_nothing_behind(seed):
    xml = nest(seed)
    assert [one for one in lint(xml, known=Known()) if one.severity == "error"] == []
    definition = load(xml, "p", {"child": CHILD})

    straight, restored = (play_randomly(definition, seed, restoring=one) for one in (False, True))

    assert restored.events == straight.events
    assert restored.open == {}
    assert restored.instance.variables == straight.instance.variables
    assert restored.instance.tokens() == []
    assert len(straight.instance._run.scopes.rows()) == 1
