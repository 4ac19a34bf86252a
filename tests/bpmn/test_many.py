"""An activity for each item: what is collected, counted, added and taken off while it runs."""

from __future__ import annotations

import json

import pytest

from engine.bpmn.errors import NotWaiting
from engine.bpmn.instance import Instance
from tests.bpmn import building as b
from tests.bpmn.playing import done, numbers, play, play_both_ways
from tests.bpmn.shows import shows

COUNTERS = (
    "numberOfInstances",
    "numberOfCompletedInstances",
    "numberOfActiveInstances",
    "numberOfTerminatedInstances",
)


def each(inner="", *extensions, **more):
    settings = {"output": "out", "output_element": "answer", **more}
    work = b.user("each", *extensions, inner=b.many("items", "item", **settings) + inner)
    return b.process("p", b.start(), work, b.user("after"), flow="start>each each>after")


def body(player):
    """The token around the items."""
    tokens = player.instance._run.every_token()
    return next(one for one in tokens if one.node.name == "each")


@shows("multiInstanceLoopCharacteristics/null-items")
@pytest.mark.parametrize("sequential", [True, False])
def test_null_is_an_item_like_any_other(sequential):
    def story(player):
        player.start(items=[None, "b", None])
        for answer in ("x", None, "z"):
            assert "after" not in player.tasks
            player.complete("each", answer=answer)
        return player

    player = play_both_ways(each(sequential=sequential), story)

    assert player.tasks == ["after"]
    assert player.instance.variables["out"] == ["x", None, "z"]


def test_what_read_the_collection_keeps_what_it_read():
    """The collection is filled in place; nobody else may notice."""
    model = each(
        "", b.mappings(inputs="seen=out;answer=null", outputs="answers=append(seen, 1)"), sequential=True
    )

    def story(player):
        player.start(items=["a", "b"], answers=[])
        seen = player.instance.variables_of(player.number("each"))["seen"]
        player.complete("each", answer="yes")
        assert seen == [None, None]
        assert player.instance.variables_of(player.number("each"))["seen"] == ["yes", None]
        return player.complete("each", answer="no")

    player = play_both_ways(model, story)

    assert player.instance.variables["out"] == ["yes", "no"]


@pytest.mark.parametrize("sequential", [True, False])
def test_the_counters_of_the_standard_tell_how_far_it_is(sequential):
    asked = " + ".join(
        f"{factor} * {name}" for factor, name in zip((1000, 100, 10, 1), COUNTERS, strict=True)
    )
    model = each(until=f"{asked} = stop", sequential=sequential)
    stop = 3000 + 200 + (0 if sequential else 10)

    def story(player):
        return player.start(items=["a", "b", "c"], stop=stop).complete("each").complete("each")

    assert play_both_ways(model, story).tasks == ["after"]


def test_items_are_added_and_taken_off_while_all_are_open():
    def story(player):
        player.start(items=["a", "b"])
        change(player, lambda node, token: node.add_item(token, "c"))
        assert player.tasks == ["each"] * 3
        change(player, lambda node, token: node.remove_item(token, 0))
        player.complete("each", answer="B")
        return player.complete("each", answer="C")

    player = play_both_ways(each(), story)

    assert player.tasks == ["after"]
    assert player.instance.variables["out"] == [None, "B", "C"]
    assert player.path.count("each!") == 1


def test_items_are_added_and_taken_off_one_after_the_other():
    def story(player):
        player.start(items=["a", "b", "c"])
        change(player, lambda node, token: node.add_item(token, "d"))
        change(player, lambda node, token: node.remove_item(token, 1))
        change(player, lambda node, token: node.remove_item(token, 0))
        seen = []
        while player.tasks == ["each"]:
            seen.append(player.instance.variables_of(player.number("each"))["item"])
            player.complete("each", answer=seen[-1])
        assert seen == ["c", "d"]
        return player

    player = play_both_ways(each(sequential=True), story)

    assert player.instance.variables["out"] == [None, "c", "d"]


@pytest.mark.parametrize("sequential", [True, False])
def test_taking_the_last_item_off_ends_the_activity(sequential):
    def story(player):
        player.start(items=["a", "b"]).complete("each", answer="A")
        return change(player, lambda node, token: node.remove_item(token, 1))

    player = play_both_ways(each(sequential=sequential), story)

    assert player.tasks == ["after"]
    assert player.instance.variables["out"] == ["A", None]


@pytest.mark.parametrize("index", [0, 7])
def test_an_item_that_is_done_or_was_never_there_cannot_be_taken_off(index):
    player = play(each(sequential=True)).start(items=["a", "b"]).complete("each", answer="A")

    with pytest.raises(NotWaiting):
        change(player, lambda node, token: node.remove_item(token, index))


def test_a_sequence_that_an_earlier_release_stored_goes_on():
    player = play(each(sequential=True)).start(items=["a", "b", "c"])
    state = json.loads(player.instance.dump())
    memo = next(memo for _, node, memo in state[3] if node == "each")
    memo["rest"] = memo.pop("queue")[::-1]
    player.instance = Instance.load(json.dumps(state), player.definition, player.environment)
    for answer in ("A", "B", "C"):
        player.complete("each", answer=answer)

    assert player.instance.variables["out"] == ["A", "B", "C"]


def test_ten_times_as_many_items_make_a_state_ten_times_as_long():
    def length(items):
        model = each(sequential=True)
        return len(
            play(model).start(items=numbers({"n": list(range(100, 100 + items))})["n"]).instance.dump()
        )

    assert length(900) < 10 * length(90)


@pytest.mark.parametrize("sequential", [True, False])
def test_a_thousand_items_in_an_operation_are_one_verb(sequential):
    work = b.service(
        "each",
        "work",
        b.mappings(inputs="n=item"),
        inner=b.many("items", "item", output="out", output_element="n", sequential=sequential),
    )
    model = b.process("p", b.start(), work, b.user("after"), flow="start>each each>after")
    player = play(model, operations={"work": done()}).start(items=list(range(1_000)))

    assert player.tasks == ["after"]
    assert player.instance.variables["out"] == numbers({"n": list(range(1_000))})["n"]


def change(player, what):
    """Change the items of the running activity, as the verb on it does."""
    token = body(player)
    player.instance._run.begin_verb()
    what(token.node, token)
    return player.drain(player.instance._advance())


def test_each_item_has_a_result_of_its_own():
    each = b.user("it", inner=b.many("items", "item", output="all", output_element="said"))
    same = b.user("it", inner=b.many("items", "item", output="all", output_element="item"))
    told = {}
    for name, one in (("own", each), ("same", same)):
        xml = b.process("p", b.start(), one, b.user("after"), flow="start>it it>after")
        player = play_both_ways(
            xml, lambda it: it.start(items=[1, 2], said=0).complete("it", said=7).complete("it")
        )
        told[name] = (player.instance.variables["all"], player.instance.variables["said"])

    assert told == {"own": ([7, None], 0), "same": ([1, 2], 7)}
