"""Loops, transactions and sub-processes in each other, in which people move tokens and versions change all the time."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from engine.bpmn.errors import NotWaiting, StuckAtJoin
from engine.bpmn.events import CallRequested, ConditionArmed, UserTaskCreated
from engine.bpmn.places import CannotEnter, CannotLeave, targets
from tests.bpmn.nests import nest
from tests.bpmn.playing import Player, load

ENDING = 40
"""Steps after which nobody changes anything by hand, and nobody wants anything again."""
_IDS = re.compile(rb"\b([a-z_]+\d+)(?=[\"_<])")


class Meddled:
    """Plays a nest; *restoring* as `Player` does. What is refused leaves the instance as it was."""

    def __init__(self, seed: int, *, restoring: bool) -> None:
        xml = nest(seed)
        self.dice = random.Random(seed)
        self.versions = [load(xml), load(_IDS.sub(rb"x_\1", xml))]
        self.player = Player(self.versions[0], restoring=restoring)
        self.player.start(again=True, cancel=False, items=["a", None])
        self.refused = self.done = self.steps = 0

    def play(self) -> Meddled:
        while not self.player.completed:
            self.steps += 1
            if self.steps < ENDING and self.dice.random() < 0.4:
                self.meddle()
            else:
                self.go_on()
        return self

    def go_on(self) -> None:
        player = self.player
        waits = {number: one for number, one in player.open.items() if not isinstance(one, ConditionArmed)}
        work = [number for number, one in waits.items() if isinstance(one, UserTaskCreated | CallRequested)]
        number = self.dice.choice(sorted(work if work and self.steps >= ENDING else waits))
        values = {
            "again": self.steps < ENDING and self.dice.random() < 0.5,
            "cancel": self.dice.random() < 0.2,
        }
        is_work = isinstance(waits[number], UserTaskCreated | CallRequested)
        player.drain(player.instance.complete(number, values) if is_work else player.instance.fire(number))

    def meddle(self) -> None:
        before, opened, told = self.player.instance.dump(), dict(self.player.open), list(self.player.events)
        try:
            self.dice.choice([self.move, self.add, self.remove, self.items, self.migrate])()
            self.done += 1
        except (CannotEnter, CannotLeave, NotWaiting, StuckAtJoin):
            self.refused += 1
            self.player.open, self.player.events = opened, told
            self.player.instance = type(self.player.instance).load(
                before, self.player.definition, self.player.environment
            )

    def move(self) -> None:
        player = self.player
        player.drain(player.instance.move(self._token(), self._place()))

    def add(self) -> None:
        player = self.player
        player.drain(player.instance.add(self._place(), beside=self._token()))

    def remove(self) -> None:
        self.player.drain(self.player.instance.remove(self._token()))

    def items(self) -> None:
        player = self.player
        bodies = sorted(player.instance.many(), key=lambda one: one.number)
        if bodies:
            body = self.dice.choice(bodies)
            removed = [self.dice.randrange(body.total)] if self.dice.random() < 0.5 else []
            player.drain(player.instance.change_items(body.number, add=["more"], remove=removed))

    def migrate(self) -> None:
        """To the other version, in which every element has another id."""
        player = self.player
        old, new = player.definition, next(one for one in self.versions if one is not player.definition)
        before = player.instance.dump()
        told = player.instance.migrate(player.definition, {})
        player.drain(player.instance.advance())
        # To an equal version: nothing happens.
        assert (told.armed, told.withdrawn, told.forgotten, player.instance.dump()) == ((), (), (), before)
        mapping = dict(zip(old.model.elements, new.model.elements, strict=True))
        player.instance.migrate(new, mapping)
        player.definition = new
        player.open = {
            number: replace(one, element_id=mapping[one.element_id]) for number, one in player.open.items()
        }
        player.drain(player.instance.advance())

    def _token(self) -> int:
        return self.dice.choice(sorted(number for _, number in self.player.instance.tokens()))

    def _place(self) -> str:
        return self.dice.choice(targets(self.player.definition.model)).id


@pytest.mark.parametrize("seed", range(25))
def test_whatever_people_move_it_ends_restored_or_not_and_leaves_nothing_behind(seed):
    straight, restored = (Meddled(seed, restoring=one).play() for one in (False, True))

    assert restored.player.events == straight.player.events
    assert restored.player.open == {}
    assert restored.player.instance.variables == straight.player.instance.variables
    assert len(straight.player.instance._run.scopes.rows()) == 1


def test_most_of_what_people_try_there_is_possible():
    played = [Meddled(seed, restoring=False).play() for seed in range(10)]
    assert sum(one.done for one in played) > sum(one.refused for one in played) > 0
