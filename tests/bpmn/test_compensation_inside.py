"""Compensation of what is inside sub-processes, and by event sub-processes."""

from __future__ import annotations

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import play_both_ways
from tests.bpmn.shows import shows
from tests.bpmn.test_compensation import log, logged


def tells(name, expression):
    """A handler that writes down a value."""
    return b.script(f"undo_{name}", "done", f"append(done, {expression})")


def undone(player):
    return player.instance.variables["done"]


# Sub-processes ------------------------------------------------------------------------------------------------------


def nested(*, around="", inner=""):
    """Two levels of sub-processes, and a step after them."""
    deep = b.subprocess("deep", b.start("s2"), logged("b"), logged("c"), flow="s2>b b>c", inner=inner)
    return b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s1"), logged("a"), deep, logged("f"), flow="s1>a a>deep deep>f"),
        around,
        logged("e"),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>sub sub>e e>undo undo>after",
    )


@shows("subProcess/compensation")
def test_a_complete_sub_process_is_undone_from_inside_in_reverse_order():
    player = play_both_ways(nested(), lambda one: one.start(done=[]))

    assert player.waiting == ["after"]
    assert undone(player) == ["a", "b", "c", "f", "e", "-e", "-f", "-c", "-b", "-a"]
    assert [name for name, _ in player.instance.tokens()] == ["after"]
    assert player.path.count("sub") == player.path.count("deep") == 1


def test_a_handler_of_the_sub_process_itself_undoes_it_as_a_whole():
    around = b.boundary("c_sub", "sub", b.COMPENSATE) + b.handler(log("undo_sub", "-sub"))
    model = nested(around=around + b.association("c_sub", "undo_sub"))

    assert undone(play_both_ways(model, lambda one: one.start(done=[])))[5:] == ["-e", "-sub"]


def test_a_throw_event_can_name_a_sub_process():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), logged("a"), logged("b"), flow="s>a a>b"),
        logged("c"),
        b.throw("undo", b.compensate("sub")),
        flow="start>sub sub>c c>undo",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "b", "c", "-b", "-a"]


def test_inside_a_sub_process_only_what_is_complete_there_is_undone():
    inside = b.subprocess("sub", b.start("s"), logged("b"), b.throw("undo", b.COMPENSATE), flow="s>b b>undo")
    model = b.process(
        "p", b.start(), logged("a"), inside, b.throw("rest", b.COMPENSATE), flow="start>a a>sub sub>rest"
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "b", "-b", "-a"]


def test_what_is_open_or_was_interrupted_is_not_undone():
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.subprocess("open", b.start("s1"), logged("a"), b.user("wait"), flow="s1>a a>wait"),
        b.subprocess("failed", b.start("s2"), logged("b"), b.end("e", b.error("BROKEN")), flow="s2>b b>e"),
        b.boundary("caught", "failed", b.error("BROKEN")),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>fork fork>open fork>failed caught>undo undo>after",
        declared=b.errors("BROKEN"),
    )

    player = play_both_ways(model, lambda one: one.start(done=[]))

    assert player.waiting == ["after", "wait"]
    assert undone(player) == ["a", "b"]


def test_a_sub_process_that_was_terminated_from_inside_is_complete():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), logged("a"), b.end("stop", b.TERMINATE), flow="s>a a>stop"),
        b.throw("undo", b.COMPENSATE),
        flow="start>sub sub>undo",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "-a"]


# Variables ----------------------------------------------------------------------------------------------------------


def keeping(*handlers):
    """A sub-process with a variable of its own, which its two activities set and its handlers read."""
    return b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            b.undoable("first", b.script("first", "own", '"first"'), handlers[0]),
            b.undoable("second", b.script("second", "own", '"second"'), handlers[1]),
            flow="s>first first>second",
            extensions=b.mappings(inputs="own=null"),
        ),
        b.script("set", "outer", '"as it is now"'),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>sub sub>set set>undo undo>after",
    )


@shows("subProcess/compensation-snapshot")
def test_a_handler_sees_the_variables_of_its_sub_process_as_they_were_at_its_end():
    model = keeping(tells("first", 'own + ", " + outer'), tells("second", 'own + ", " + outer'))

    player = play_both_ways(model, lambda one: one.start(done=[], outer="as it was"))

    assert undone(player) == ["second, as it is now", "second, as it is now"]
    assert player.instance.variables.keys() == {"done", "outer"}


def test_what_a_handler_writes_goes_where_the_variable_lives():
    model = keeping(tells("first", "own"), b.script("undo_second", "own", '"by a handler"'))

    player = play_both_ways(model, lambda one: one.start(done=[], outer=""))

    assert undone(player) == ["by a handler"]
    assert "own" not in player.instance.variables


# Event sub-processes ------------------------------------------------------------------------------------------------


def answered(*answer, flow):
    """A sub-process with a compensation event sub-process, then a throw event."""
    return b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            logged("a"),
            logged("b"),
            b.event_subprocess("answer", b.start("undoing", b.COMPENSATE), *answer, flow=flow),
            flow="s>a a>b",
            extensions=b.mappings(inputs='own="of the sub-process"'),
        ),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>sub sub>undo undo>after",
    )


@shows("event-sub-process/compensation")
def test_a_compensation_event_sub_process_undoes_its_sub_process_in_its_own_way():
    model = answered(b.user("ask"), log("say", "-sub"), flow="undoing>ask ask>say")

    def story(player):
        player.start(done=[])
        assert player.waiting == ["ask"]
        assert player.instance.variables_of(player.number("ask"))["own"] == "of the sub-process"
        return player.complete("ask")

    player = play_both_ways(model, story)

    assert player.waiting == ["after"]
    assert undone(player) == ["a", "b", "-sub"]


def test_it_can_have_the_inside_undone_too():
    model = answered(
        b.throw("take_b", b.compensate("b")),
        log("say", "between"),
        b.end("undo_rest", b.COMPENSATE),
        flow="undoing>take_b take_b>say say>undo_rest",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "b", "-b", "between", "-a"]


def test_it_does_not_run_while_its_sub_process_is_open():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            logged("a"),
            b.throw("undo", b.COMPENSATE),
            b.event_subprocess(
                "answer", b.start("undoing", b.COMPENSATE), log("say", "-sub"), flow="undoing>say"
            ),
            flow="s>a a>undo",
        ),
        flow="start>sub",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "-a"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_undoes_what_is_complete_around_it(interrupting):
    model = b.process(
        "p",
        b.start(),
        logged("a"),
        logged("b"),
        b.user("work"),
        b.event_subprocess(
            "cancelling",
            b.trigger("cancel", b.message("cancel"), interrupting=interrupting),
            logged("inform"),
            b.end("undo", b.COMPENSATE),
            flow="cancel>inform inform>undo",
        ),
        flow="start>a a>b b>work",
        declared=b.messages(cancel="=1"),
    )

    player = play_both_ways(model, lambda one: one.start(done=[]).fire("cancel"))

    assert player.completed is interrupting
    assert undone(player) == ["a", "b", "inform", "-inform", "-b", "-a"]


def test_an_error_that_an_event_sub_process_catches_is_where_all_is_undone():
    model = b.process(
        "p",
        b.start(),
        logged("reserve"),
        logged("charge"),
        b.service("ship", "shop.ship"),
        b.event_subprocess(
            "failed",
            b.trigger("failing", b.error("NO_STOCK")),
            b.throw("undo", b.COMPENSATE),
            b.user("apologise"),
            flow="failing>undo undo>apologise",
        ),
        flow="start>reserve reserve>charge charge>ship",
        declared=b.errors("NO_STOCK"),
    )

    player = play_both_ways(model, lambda one: one.start(done=[]).throw("ship", "NO_STOCK"))

    assert player.waiting == ["apologise"]
    assert undone(player) == ["reserve", "charge", "-charge", "-reserve"]
