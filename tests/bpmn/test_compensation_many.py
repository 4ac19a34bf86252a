"""Compensation of what is done several times, and of transactions."""

from __future__ import annotations

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows
from tests.bpmn.test_compensation import logged
from tests.bpmn.test_compensation_inside import tells, undone


def repeated(activity, undo=""):
    return b.process(
        "p",
        b.start(),
        b.undoable("it", activity, undo) if undo else activity,
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>it it>undo undo>after",
    )


@shows("activity/compensation-of-many")
@pytest.mark.parametrize("sequential", [True, False])
def test_every_one_of_many_sub_processes_is_undone_with_its_own_variables(sequential):
    activity = b.subprocess(
        "it",
        b.start("s"),
        b.user("ask"),
        b.undoable("a", b.task("a"), tells("a", "item + answer")),
        flow="s>ask ask>a",
        inner=b.many("items", "item", sequential=sequential),
        extensions=b.mappings(inputs="answer=null"),
    )

    def story(player):
        player.start(done=[], items=["x", "y", "z"])
        for number in range(3):
            player.complete("ask", answer=str(number))
        return player

    player = play_both_ways(repeated(activity), story)

    assert player.waiting == ["after"]
    assert undone(player) == ["z2", "y1", "x0"]


@pytest.mark.parametrize("inner", [b.many("items", "item"), b.loop(maximum=3)])
def test_the_handler_of_what_is_done_several_times_undoes_all_of_it_at_once(inner):
    model = repeated(b.script("it", "n", "n + 1", inner), tells("it", "n"))

    assert undone(play_both_ways(model, lambda one: one.start(done=[], n=0, items=[1, 2, 3]))) == [3]


def test_a_looped_sub_process_is_undone_turn_by_turn():
    activity = b.subprocess(
        "it",
        b.start("s"),
        b.undoable("a", b.task("a"), tells("a", "loopCounter")),
        flow="s>a",
        inner=b.loop(maximum=3),
    )

    assert undone(play_both_ways(repeated(activity), lambda one: one.start(done=[]))) == [3, 2, 1]


def test_none_of_many_is_undone_before_all_are_complete():
    activity = b.subprocess(
        "many", b.start("s"), b.user("ask"), logged("a"), flow="s>ask ask>a", inner=b.times("2")
    )
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        activity,
        b.user("now"),
        b.throw("undo", b.COMPENSATE),
        flow="start>fork fork>many fork>now now>undo",
    )

    def story(player):
        return player.start(done=[]).complete("ask").complete("now")

    player = play_both_ways(model, story)

    assert undone(player) == ["a"]
    assert player.waiting == ["ask"]


@pytest.mark.parametrize("inner", ["", b.times("1")])
def test_what_was_begun_in_an_ad_hoc_sub_process_is_undone_in_reverse_order(inner):
    first = b.undoable("a", b.task("a"), tells("a", 'word + "a"'))
    other = b.undoable("b", b.task("b"), tells("b", 'word + "b"'))
    care = b.ad_hoc(
        "it", b.script("say", "word", "next"), first, other, flow="say>a", until="enough", inner=inner
    )

    def story(player):
        player.start(done=[], enough=False, next="1").begin("say", "it", word="")
        player.instance.set_variables({"next": "2"})
        player.begin("b", "it", word="").begin("say", "it", word="")
        player.instance.set_variables({"enough": True})
        return player.begin("b", "it", word="3")

    player = play_both_ways(repeated(care), story)

    assert player.waiting == ["after"]
    assert undone(player) == ["3b", "2a", "b", "1a"]


# Transactions -------------------------------------------------------------------------------------------------------


def booking(*, on="", inner="", undo_flight=""):
    """Hotel, flight and a car that is being chosen, in a transaction; then somebody cancels."""
    return b.process(
        "p",
        b.start(),
        b.transaction(
            "book",
            b.start("s"),
            b.undoable("hotel"),
            b.both("fork"),
            b.user("decide"),
            b.end("no", b.CANCEL),
            b.subprocess(
                "travel",
                b.start("s2"),
                b.undoable("flight", undo=undo_flight),
                b.user("car"),
                flow="s2>flight flight>car",
            ),
            flow="s>hotel hotel>fork fork>decide fork>travel decide>no",
            inner=inner,
        ),
        b.boundary("cancelled", "book", b.CANCEL),
        on,
        b.user("apologise"),
        b.user("repair"),
        flow="start>book cancelled>apologise" + (" failed>repair" if on else ""),
        declared=b.errors("BROKEN") + b.messages(late="=1"),
    )


@shows("boundary/cancel", "end/cancel", "transaction")
def test_a_cancelled_transaction_is_undone_before_the_flow_goes_on_at_its_cancel_event():
    def story(player):
        player.start().complete("hotel").complete("flight").complete("decide")
        assert player.waiting == ["undo_flight"]
        player.complete("undo_flight")
        assert player.waiting == ["undo_hotel"]
        return player.complete("undo_hotel")

    player = play_both_ways(booking(), story)

    assert player.waiting == ["apologise"]
    assert [name for name, _ in player.instance.tokens()] == ["apologise"]
    assert player.path[6:] == [
        "decide", "car!", "travel!", "no", "c_flight", "undo_flight", "c_hotel", "undo_hotel", "book!", "cancelled"
    ]  # fmt: skip


def test_what_is_being_undone_is_interrupted_by_nothing_but_a_failure():
    late = b.boundary("failed", "book", b.message("late"))

    player = play(booking(on=late)).start().complete("hotel")
    assert "failed" in player.waiting

    assert player.complete("decide").waiting == ["undo_hotel"]


def test_a_failing_handler_is_a_hazard_which_the_error_event_catches():
    failed = b.boundary("failed", "book", b.error("BROKEN"))

    def story(player):
        player.start().complete("hotel").complete("flight").complete("decide")
        return player.throw("undo_flight", "BROKEN")

    player = play_both_ways(booking(on=failed), story)

    assert player.waiting == ["repair"]
    assert "undo_hotel" not in player.path


def test_an_error_ends_a_transaction_without_undoing_it():
    failed = b.boundary("failed", "book", b.error("BROKEN"))

    def story(player):
        return player.start().complete("hotel").throw("decide", "BROKEN")

    assert play_both_ways(booking(on=failed), story).waiting == ["repair"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_cancel_in_one_of_many_undoes_what_all_of_them_did(sequential):
    def story(player):
        player.start().complete("hotel").complete("flight")
        if not sequential:
            player.complete("hotel")
        player.complete("decide")
        for name in (
            ["undo_flight", "undo_hotel"] if sequential else ["undo_hotel", "undo_flight", "undo_hotel"]
        ):
            assert player.waiting == [name]
            player.complete(name)
        return player

    model = booking(inner=b.times("2", sequential=sequential))
    assert play_both_ways(model, story).waiting == ["apologise"]


def test_a_transaction_that_was_complete_is_undone_like_a_sub_process():
    model = b.process(
        "p",
        b.start(),
        b.transaction("book", b.start("s"), logged("a"), logged("b"), flow="s>a a>b"),
        b.end("undo", b.COMPENSATE),
        flow="start>book book>undo",
    )

    assert undone(play_both_ways(model, lambda one: one.start(done=[]))) == ["a", "b", "-b", "-a"]
