"""Saving and restoring: compact, exact and without a past."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.bpmn.errors import Unsupported
from engine.bpmn.instance import Instance
from engine.feel import RecordRef
from tests.bpmn import building as b
from tests.bpmn.playing import START, Player, done, load, play

W1 = b.process(
    "p",
    b.start(),
    b.script("calc", "amount", "price * qty"),
    b.choice("gate", default="gate_small"),
    b.user("qualify"),
    b.service("notify", "noop"),
    b.both("fork"),
    b.user("offer"),
    b.user("call"),
    b.both("join"),
    b.end(),
    b.end("small"),
    flow="start>calc calc>gate gate>qualify?amount~>~100 gate>small qualify>notify notify>fork "
    "fork>offer fork>call offer>join call>join join>end",
)


def test_the_state_of_a_small_process_is_a_few_hundred_bytes():
    player = play(W1, operations={"noop": done()}).start(price=25, qty=10)
    player.complete("qualify").complete("offer").complete("call")

    assert player.completed
    assert player.largest < 250


def test_values_survive_with_their_types():
    player = play(b.process("p", b.start(), b.user("a"), flow="start>a")).start()
    values = {"deal": RecordRef("opportunity", 7), "at": START, "list": [START.date(), None, {"x": "y"}]}

    player.instance.set_variables(values)
    player.restore()

    assert player.instance.variables == values


def test_an_instance_that_is_not_settled_cannot_be_saved():
    player = play(W1)
    instance = Instance.new(player.definition, player.environment, {})
    steps = instance.start()
    next(steps)

    with pytest.raises(RuntimeError, match="not finished"):
        instance.dump()


def test_a_definition_that_lacks_a_live_element_is_refused():
    player = play(b.process("p", b.start(), b.user("old"), flow="start>old")).start()
    renamed = load(b.process("p", b.start(), b.user("new"), flow="start>new"))

    with pytest.raises(Unsupported, match="old"):
        Instance.load(player.instance.dump(), renamed, player.environment)


LOOP = b.process(
    "p",
    b.start(),
    b.choice("merge"),
    b.user("try", b.mappings(outputs="count=count + 1")),
    b.choice("gate", default="gate_merge"),
    b.end(),
    flow="start>merge merge>try try>gate gate>end?count~>=~limit gate>merge",
)


def test_a_loop_of_two_thousand_tasks_stays_flat():
    player = play(LOOP).start(count=0, limit=2000)
    player.complete("try")
    early = len(player.instance.dump())
    while not player.completed:
        player.complete("try")
        player.events = player.events[-1:]

    assert player.instance.variables["count"] == 2000
    assert player.largest < early + 20


def test_an_automatic_loop_of_two_thousand_rounds_ends():
    model = b.process(
        "p",
        b.start(),
        b.choice("merge"),
        b.script("add", "count", "count + 1"),
        b.choice("gate", default="gate_merge"),
        b.end(),
        flow="start>merge merge>add add>gate gate>end?count~>=~2000 gate>merge",
    )

    assert play(model).start(count=0).completed


def test_threads_share_one_definition():
    definition = load(W1)

    def run(seed):
        player = Player(definition, {"noop": done()}).start(price=seed, qty=1000)
        player.complete("qualify").complete("call").complete("offer")
        return player.instance.variables["amount"], player.path

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(1, 60)))

    assert [amount for amount, _ in results] == [seed * 1000 for seed in range(1, 60)]
    assert len({tuple(path) for _, path in results}) == 1


RANDOM = b.process(
    "p",
    b.start(),
    b.choice("again"),
    b.inclusive("split", default="split_c"),
    b.user("a", b.mappings(inputs="mine=base", outputs="a_out=mine;more=more")),
    b.subprocess(
        "stage",
        b.start("s"),
        b.both("fork"),
        b.user("b1"),
        b.boundary("nag", "b1", b.timer("Cycle", "R2/PT1H"), interrupting=False),
        b.user("nagged"),
        b.element("eventBasedGateway", "events"),
        b.catch("answer", b.message("Answer")),
        b.catch("silence", b.timer("Duration", "PT5H")),
        b.choice("met"),
        b.both("meet"),
        b.choice("verdict", default="verdict_fine"),
        b.end("fine"),
        b.end("bad", b.error("BAD")),
        b.end("nag_end"),
        flow="s>fork fork>b1 fork>events events>answer events>silence answer>met silence>met b1>meet met>meet "
        "meet>verdict verdict>bad?bad~=~true verdict>fine nag>nagged nagged>nag_end",
    ),
    b.boundary("caught", "stage", b.error("BAD")),
    b.boundary("stop", "stage", b.message("Stop")),
    b.user("c"),
    b.user("each", inner=b.many("items", "item", output="out", output_element="item")),
    b.inclusive("join"),
    b.choice("gate", default="gate_end"),
    b.end(),
    flow="start>again again>split split>a?wide~=~true split>stage?deep~=~true split>c a>join stage>each each>join "
    "c>join caught>c stop>c join>gate gate>again?more~=~true gate>end",
    declared=b.messages(Answer="=base", Stop="=base") + b.errors("BAD"),
)


def play_randomly(seed, *, restoring):
    """A run whose choices depend on the seed alone; the trace of all its events and variables."""
    dice = random.Random(seed)
    player = Player(load_random(), restoring=restoring)
    player.start(
        base=1, wide=dice.random() < 0.7, deep=dice.random() < 0.7, items=["x", None, "z"], more=True
    )
    steps = 0
    while not player.completed:
        steps += 1
        number = dice.choice(sorted(player.open))
        values = {"more": steps < 25 and dice.random() < 0.6, "bad": dice.random() < 0.3, "base": steps}
        one = player.open[number]
        verb = player.instance.complete if one.element_id in player.tasks else player.instance.fire
        player.drain(verb(number, dict(values)))
    return player.events, player.instance.variables


_loaded: dict[str, object] = {}


def load_random():
    if "random" not in _loaded:
        _loaded["random"] = load(RANDOM)
    return _loaded["random"]


@pytest.mark.parametrize("seed", range(150))
def test_a_run_restored_after_every_step_is_the_straight_run(seed):
    assert play_randomly(seed, restoring=True) == play_randomly(seed, restoring=False)
