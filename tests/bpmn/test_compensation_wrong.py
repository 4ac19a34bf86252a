"""Compensation that goes wrong or is interrupted, and what is kept for it."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import UncaughtBpmnError
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.test_compensation import logged
from tests.bpmn.test_compensation_inside import undone


def test_an_error_in_a_handler_is_caught_around_the_event_that_asked_for_it():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "all",
            b.start("s"),
            b.subprocess("sub", b.start("s2"), b.undoable("a", b.task("a")), flow="s2>a"),
            b.boundary("wrong", "sub", b.error()),
            b.user("never"),
            b.throw("undo", b.COMPENSATE),
            flow="s>sub wrong>never sub>undo",
        ),
        b.boundary("caught", "all", b.error("BROKEN")),
        b.user("repair"),
        flow="start>all caught>repair",
        declared=b.errors("BROKEN"),
    )

    player = play_both_ways(model, lambda one: one.start().throw("undo_a", "BROKEN"))

    assert player.waiting == ["repair"]
    assert player.path == ["start", "s", "s2", "a", "sub", "c_a", "undo_a!", "undo!", "all!", "caught"]


def test_an_error_in_a_handler_that_nobody_catches_is_an_incident():
    player = play(nested_user()).start()

    with pytest.raises(UncaughtBpmnError) as caught:
        player.throw("undo_a", "BROKEN")

    assert "undo_a" in str(caught.value)


def nested_user():
    return b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), b.undoable("a", b.task("a")), flow="s>a"),
        b.throw("undo", b.COMPENSATE),
        flow="start>sub sub>undo",
    )


def test_a_cancelled_instance_takes_its_handlers_with_it():
    player = play(nested_user()).start()
    assert player.waiting == ["undo_a"]

    player.drain(player.instance.cancel())

    assert player.waiting == []
    assert player.path[-2:] == ["undo_a!", "undo!"]


def test_a_terminate_end_event_ends_an_undoing_that_nobody_waits_for():
    model = b.process(
        "p",
        b.start(),
        b.undoable("a", b.task("a")),
        b.throw("undo", b.compensate(wait=False)),
        b.user("stop"),
        b.end("end", b.TERMINATE),
        flow="start>a a>undo undo>stop stop>end",
    )

    player = play_both_ways(model, lambda one: one.start().complete("stop"))

    assert player.completed
    assert player.waiting == []


def test_a_throw_event_that_is_interrupted_leaves_the_rest_to_another_one():
    model = b.process(
        "p",
        b.start(),
        logged("a"),
        b.undoable("b", b.task("b")),
        b.both("fork"),
        b.throw("undo", b.COMPENSATE),
        b.user("work"),
        b.event_subprocess(
            "late",
            b.trigger("hurry", b.message("hurry")),
            b.throw("rest", b.COMPENSATE),
            flow="hurry>rest",
        ),
        flow="start>a a>b b>fork fork>undo fork>work",
        declared=b.messages(hurry="=1"),
    )

    def story(player):
        player.start(done=[])
        assert player.tasks == ["undo_b", "work"]
        return player.fire("hurry")

    player = play_both_ways(model, story)

    assert player.completed
    assert undone(player) == ["a", "-a"]


def test_nothing_is_kept_of_what_cannot_be_undone():
    def state(part):
        model = b.process("p", b.start(), part, b.user("wait"), flow="start>it it>wait")
        return play(model).start().instance.dump()

    bare = b.subprocess("it", b.start("s"), b.task("a"), flow="s>a")
    handled = b.subprocess("it", b.start("s"), b.undoable("a", b.task("a")), flow="s>a")

    assert "log" not in state(bare)
    assert len(state(handled)) - len(state(bare)) < 60


def test_what_is_kept_for_a_loop_of_a_thousand_is_small():
    model = b.process(
        "p",
        b.start(),
        b.choice("again"),
        b.undoable("a", b.script("a", "n", "n + 1")),
        b.choice("more", default="more_wait"),
        b.user("wait"),
        flow="start>again again>a a>more more>again?n<1000 more>wait",
    )

    assert len(play(model).start(n=0).instance.dump()) < 14_000
