"""Everything that runs, mixed at random: restored from text after every step as it was, and nothing left behind."""

from __future__ import annotations

import json
import random

import pytest

from engine.bpmn.events import ConditionArmed, Subscribed, TimerScheduled
from engine.bpmn.instance import Instance
from engine.bpmn.linting import Known, lint
from tests.bpmn.mixtures import mixture
from tests.bpmn.nests import CHILD
from tests.bpmn.playing import Player, load
from tests.durability.guards import control, guards

ENDING, PATIENCE = 30, 400
"""Steps after which nobody wants anything again, and after which it must have ended."""


def play_randomly(definition, seed, *, restoring, player=Player):
    """The same story for the same seed: works, fails, begins, fires by chance until all has ended."""
    dice = random.Random(seed)
    playing = player(definition, restoring=restoring).start(
        again=True, cancel=False, word="A", items=["a", None]
    )
    for step in range(PATIENCE):
        if playing.completed:
            break
        _happen(playing, dice, over=step > ENDING)
    return playing


def _happen(player, dice, *, over):
    values = {name: not over and dice.random() < 0.45 for name in ("again", "cancel")}
    number = dice.choice([*_open(player, over=over), *sorted(player.ad_hoc)])
    if number in player.ad_hoc:
        _care(player, dice, number, over=over)
    elif isinstance(player.open[number], TimerScheduled | Subscribed):
        player.drain(player.instance.fire(number))
    elif player.open[number].element_id.startswith("risky") and dice.random() < 0.4:
        player.drain(player.instance.throw_error(number, "bad", "it broke", values))
    else:
        player.drain(player.instance.complete(number, values))


def _open(player, *, over):
    """What can happen next, conditions apart; in the end only what brings nothing new, if there is anything."""
    rest = sorted(number for number, one in player.open.items() if not isinstance(one, ConditionArmed))
    if not over:
        return rest
    work = [one for one in rest if not isinstance(player.open[one], TimerScheduled | Subscribed)]
    # One ring of a bell can open more than another ring closes: such a story would never end by chance.
    closing = [one for one in rest if not player.open[one].element_id.startswith(("answered", "guard"))]
    return work or closing or rest


def _care(player, dice, number, *, over):
    """Begin something in an ad-hoc sub-process, or say that it is enough."""
    elements = next(one.elements for one in player.instance.possible() if one.number == number)
    if over or not elements or dice.random() < 0.3:
        player.drain(player.instance.finish(number))
    else:
        player.drain(player.instance.begin(number, dice.choice(elements), {}))


@guards("G13")
@pytest.mark.parametrize("seed", [*range(12), 5267])
def test_a_mixture_restored_after_every_step_runs_straight_and_leaves_nothing_behind(seed):
    compare(seed)


@pytest.mark.long
@guards("G13")
@pytest.mark.parametrize("hundred", range(10, 40))
def test_a_hundred_other_mixtures_run_straight_after_every_restoring(hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        compare(seed)


def compare(seed):
    xml = mixture(seed)
    assert [one for one in lint(xml, known=Known()) if one.severity == "error"] == []
    definition = load(xml, "p", {"child": CHILD})

    straight, restored = (play_randomly(definition, seed, restoring=one) for one in (False, True))

    assert restored.completed
    assert restored.events == straight.events
    assert (restored.open, restored.ad_hoc) == ({}, {})
    assert restored.instance.variables == straight.instance.variables
    assert restored.instance.tokens() == []


class ForgetfulPlayer(Player):
    """The negative control: what a token remembers is lost when it is stored."""

    def restore(self) -> None:
        state = json.loads(self.instance.dump())
        state[3] = [[number, name, {}, *rest] for number, name, _, *rest in state[3]]
        self.instance = Instance.load(json.dumps(state), self.definition, self.environment)


@control("G13")
def test_a_state_that_lost_what_its_tokens_remember_would_be_noticed():
    def differs(seed):
        definition = load(mixture(seed), "p", {"child": CHILD})
        straight = play_randomly(definition, seed, restoring=False)
        try:
            forgetful = play_randomly(definition, seed, restoring=True, player=ForgetfulPlayer)
        except Exception:  # noqa: BLE001  it could not even go on
            return True
        return forgetful.events != straight.events

    assert any(differs(seed) for seed in range(10))
