"""Random nests of activities are undone in exactly the reverse order of how they were done."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import play_both_ways
from tests.bpmn.test_compensation import log, logged

KINDS = [
    "leaf",
    "leaf",
    "leaf",
    "person",
    "sequence",
    "sequence",
    "many",
    "loop",
    "boxed",
    "answered",
    "bare",
]


@dataclass
class Nest:
    """A piece of a model, and what it does and undoes."""

    name: str
    xml: str
    does: list[str] = field(default_factory=list)
    undoes: list[str] = field(default_factory=list)
    people: int = 0


def nest(chance, depth, names):
    """A random activity; what is done several times says its words as often."""
    name = next(names)
    kind = chance.choice(KINDS if depth else KINDS[:4])
    if kind == "leaf":
        return Nest(name, logged(name), [name], [f"-{name}"])
    if kind == "person":
        return Nest(name, b.undoable(name), [], [f"-{name}"], 1)
    inside = [nest(chance, depth - 1, names) for _ in range(chance.randint(1, 3))]
    does = [word for one in inside for word in one.does]
    undoes = [word for one in reversed(inside) for word in one.undoes]
    people = sum(one.people for one in inside)
    times = chance.randint(1, 3) if kind in {"many", "loop"} else 1
    inner = {"many": b.times(str(times), sequential=True), "loop": b.loop(maximum=times)}.get(kind, "")
    whole = subprocess(name, inside, kind, inner)
    if kind == "boxed":
        whole, undoes = b.undoable(name, whole, log(f"undo_{name}", f"-{name}")), [f"-{name}"]
    if kind == "answered":
        undoes = [f"-{name}"]
    return Nest(name, whole, does * times, undoes * times, people * times)


def subprocess(name, inside, kind, inner):
    path = [f"s_{name}", *(one.name for one in inside)]
    parts = [one.xml for one in inside]
    if kind == "answered":
        answer = b.event_subprocess(
            f"e_{name}",
            b.start(f"t_{name}", b.COMPENSATE),
            log(f"l_{name}", f"-{name}"),
            flow=f"t_{name}>l_{name}",
        )
        parts.append(answer)
    flow = " ".join(f"{one}>{two}" for one, two in itertools.pairwise(path))
    make = b.transaction if kind == "bare" else b.subprocess
    return make(name, b.start(f"s_{name}"), *parts, flow=flow, inner=inner)


@pytest.mark.parametrize("seed", range(25))
def test_a_random_nest_is_undone_in_reverse_order(seed):
    chance = random.Random(seed)
    names = (f"n{number}" for number in range(1000))
    whole = [nest(chance, 3, names) for _ in range(3)]
    path = ["start", *(one.name for one in whole), "undo", "after"]
    flow = " ".join(f"{one}>{two}" for one, two in itertools.pairwise(path))
    model = b.process(
        "p", b.start(), *(one.xml for one in whole), b.throw("undo", b.COMPENSATE), b.user("after"), flow=flow
    )

    def story(player):
        player.start(done=[])
        for _ in range(sum(one.people for one in whole)):
            player.complete(player.tasks[0])
        while player.tasks != ["after"]:
            [task] = player.tasks
            player.complete(task, done=[*player.instance.variables["done"], task.replace("undo_", "-")])
        return player

    player = play_both_ways(model, story)

    assert player.waiting == ["after"]
    assert player.instance.variables["done"] == [
        *(word for one in whole for word in one.does),
        *(word for one in reversed(whole) for word in one.undoes),
    ]
    assert [name for name, _ in player.instance.tokens()] == ["after"]
    assert '"log"' not in player.instance.dump()
