"""Compensation where several things come together: nested transactions, live changes, other versions, other callers."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import CannotStartThere
from engine.bpmn.events import CallRequested
from engine.bpmn.places import CannotEnter, CannotLeave
from tests.bpmn import building as b
from tests.bpmn.playing import load, play, play_both_ways
from tests.bpmn.test_compensation import TRIP, log, logged
from tests.bpmn.test_compensation_inside import undone


def at_undoing(model=TRIP):
    """A trip whose flight is being undone."""
    return play(model).start().complete("hotel").complete("flight").complete("pay")


def test_a_transaction_that_was_given_up_is_not_undone_again_with_the_one_around_it():
    model = b.process(
        "p",
        b.start(),
        b.transaction(
            "outer",
            b.start("s1"),
            logged("a"),
            b.transaction("inner", b.start("s2"), logged("b"), b.end("no", b.CANCEL), flow="s2>b b>no"),
            b.boundary("given_up", "inner", b.CANCEL),
            logged("c"),
            b.end("neither", b.CANCEL),
            flow="s1>a a>inner given_up>c c>neither",
        ),
        b.boundary("nothing", "outer", b.CANCEL),
        b.user("after"),
        flow="start>outer nothing>after",
    )

    player = play_both_ways(model, lambda one: one.start(done=[]))

    assert player.waiting == ["after"]
    assert undone(player) == ["a", "b", "-b", "c", "-c", "-a"]


def test_a_cancel_while_something_is_undone_undoes_the_rest():
    model = b.process(
        "p",
        b.start(),
        b.transaction(
            "book",
            b.start("s"),
            logged("a"),
            b.undoable("b", b.task("b")),
            b.both("fork"),
            b.throw("undo", b.COMPENSATE),
            b.user("decide"),
            b.end("no", b.CANCEL),
            flow="s>a a>b b>fork fork>undo fork>decide decide>no",
        ),
        b.boundary("cancelled", "book", b.CANCEL),
        b.user("after"),
        flow="start>book cancelled>after",
    )

    def story(player):
        player.start(done=[])
        assert player.tasks == ["decide", "undo_b"]
        return player.complete("decide")

    player = play_both_ways(model, story)

    assert player.waiting == ["after"]
    assert undone(player) == ["a", "-a"]


def test_a_call_activity_is_undone_by_its_handler_as_a_whole():
    model = b.process(
        "p",
        b.start(),
        b.undoable("call", b.call("call", "other"), log("undo_call", "-call")),
        b.throw("undo", b.COMPENSATE),
        flow="start>call call>undo",
    )

    def story(player):
        player.start(done=[])
        call = next(one for one in player.events if isinstance(one, CallRequested))
        return player.drain(player.instance.complete(call.number, {}))

    player = play_both_ways(model, story)

    assert player.completed
    assert undone(player) == ["-call"]


def test_an_event_sub_process_that_is_complete_is_undone_like_a_sub_process():
    model = b.process(
        "p",
        b.start(),
        logged("a"),
        b.user("work"),
        b.event_subprocess(
            "change",
            b.trigger("changed", b.message("changed"), interrupting=False),
            logged("b"),
            flow="changed>b",
        ),
        b.throw("undo", b.COMPENSATE),
        flow="start>a a>work work>undo",
        declared=b.messages(changed="=1"),
    )

    def story(player):
        return player.start(done=[]).fire("changed").fire("changed").complete("work")

    assert undone(play_both_ways(model, story)) == ["a", "b", "b", "-b", "-b", "-a"]


def test_a_handler_can_undo_what_was_complete_in_itself():
    handler = b.subprocess(
        "undo_a",
        b.start("s"),
        logged("b"),
        b.throw("again", b.COMPENSATE),
        log("told", "told"),
        flow="s>b b>again again>told",
    )
    model = b.process(
        "p",
        b.start(),
        b.undoable("a", b.task("a"), handler),
        b.throw("undo", b.COMPENSATE),
        b.throw("nothing", b.COMPENSATE),
        flow="start>a a>undo undo>nothing",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["b", "-b", "told"]


def test_a_join_does_not_wait_for_what_is_only_undone():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), b.undoable("a", b.task("a")), flow="s>a"),
        b.throw("undo", b.compensate(wait=False)),
        b.inclusive("join"),
        b.user("after"),
        b.choice("skip"),
        flow="start>sub sub>skip skip>join?false skip>undo?true undo>join join>after",
    )

    player = play_both_ways(model, lambda one: one.start())

    assert player.waiting == ["after", "undo_a"]


# Changes by hand ----------------------------------------------------------------------------------------------------


def test_nobody_starts_at_a_handler_or_puts_a_token_there():
    with pytest.raises(CannotStartThere, match="undoes"):
        play(TRIP).start(at="undo_flight")

    player = play(TRIP).start()
    with pytest.raises(CannotEnter, match="undoes"):
        player.drain(player.instance.add("undo_flight"))


def test_a_handler_that_runs_cannot_be_taken_away_alone():
    player = at_undoing()

    with pytest.raises(CannotLeave):
        player.drain(player.instance.remove(player.number("undo_flight")))


def test_an_event_whose_token_is_moved_leaves_the_rest_to_another_one():
    model = b.process(
        "p",
        b.start(),
        b.undoable("a", b.task("a")),
        b.undoable("b", b.task("b")),
        b.throw("undo", b.COMPENSATE),
        b.user("think"),
        b.throw("undo_rest", b.COMPENSATE),
        b.user("after"),
        flow="start>a a>b b>undo undo>think think>undo_rest undo_rest>after",
    )

    def story(player):
        player.start()
        number = dict(player.instance.tokens())["undo"]
        player.drain(player.instance.move(number, "think"))
        assert player.tasks == ["think"]
        player.complete("think")
        assert player.tasks == ["undo_a"]
        return player.complete("undo_a")

    assert play_both_ways(model, story).waiting == ["after"]


def migrated(player, model, **mapping):
    player.instance.migrate(load(model), mapping)
    player.drain(player.instance.advance())
    player.definition = load(model)
    player.restoring = True
    player.restore()
    return player


def other_trip(*parts, flow):
    return b.process(
        "p",
        b.start(),
        *parts,
        b.user("pay"),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow=flow,
    )


def test_what_is_complete_goes_over_to_another_version():
    model = other_trip(
        b.undoable("inn"), b.undoable("flight"), flow="start>inn inn>flight flight>pay pay>undo undo>after"
    )
    player = play(TRIP, restoring=False).start().complete("hotel").complete("flight")

    migrated(player, model, hotel="inn", undo_hotel="undo_inn", c_hotel="c_inn")

    player.complete("pay").complete("undo_flight")
    assert player.waiting == ["undo_inn"]
    assert player.complete("undo_inn").waiting == ["after"]


def test_what_another_version_cannot_undo_is_left_out_there():
    model = other_trip(b.undoable("flight"), flow="start>flight flight>pay pay>undo undo>after")
    player = play(TRIP, restoring=False).start().complete("hotel").complete("flight")

    migrated(player, model)

    player.complete("pay").complete("undo_flight")
    assert player.waiting == ["after"]
