"""Transactions: a sub-process that can be given up from inside."""

from __future__ import annotations

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows


def booking(*, inner=""):
    """Hotel and flight at once; who cannot have the hotel cancels both."""
    return b.process(
        "p",
        b.start(),
        b.transaction(
            "book",
            b.start("s"),
            b.both("fork"),
            b.user("hotel"),
            b.choice("room", default="room_kept"),
            b.end("kept"),
            b.end("no_room", b.CANCEL),
            b.subprocess(
                "travel",
                b.start("s2"),
                b.user("flight"),
                b.boundary("slow", "flight", b.timer("Duration", "P1D"), interrupting=False),
                b.user("remind"),
                flow="s2>flight slow>remind",
            ),
            b.end("flown"),
            flow="s>fork fork>hotel fork>travel hotel>room room>no_room?full room>kept travel>flown",
            inner=inner,
        ),
        b.boundary("cancelled", "book", b.CANCEL),
        b.boundary("failed", "book", b.error("BROKEN")),
        b.user("travelled"),
        b.user("apologise"),
        b.user("repair"),
        flow="start>book book>travelled cancelled>apologise failed>repair",
        declared=b.errors("BROKEN"),
    )


BOOKING = booking()


@shows("transaction")
def test_a_transaction_that_comes_to_its_end_goes_on_as_a_sub_process_does():
    def story(player):
        return player.start(full=False).complete("hotel").complete("flight")

    assert play_both_ways(BOOKING, story).waiting == ["travelled"]


@shows("end/cancel", "boundary/cancel", "cancelEventDefinition")
def test_a_cancel_end_event_terminates_what_is_open_and_takes_the_path_of_the_cancel_event():
    def story(player):
        return player.start(full=True).wait(days=1).complete("hotel")

    player = play_both_ways(BOOKING, story)

    assert player.waiting == ["apologise"]
    assert {"flight!", "remind!", "travel!", "book!", "cancelled", "no_room"} <= set(player.path)
    assert "travelled" not in player.path


def test_a_cancelled_transaction_leaves_no_variables_and_no_tokens_behind():
    player = play(BOOKING).start(full=True).complete("hotel")

    assert player.instance.variables == {"full": True}
    assert [element for element, _ in player.instance.tokens()] == ["apologise"]


def test_an_error_in_a_transaction_is_no_cancel():
    def story(player):
        return player.start(full=True).throw("flight", "BROKEN")

    assert play_both_ways(BOOKING, story).waiting == ["repair"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_cancel_in_one_of_many_gives_all_of_them_up(sequential):
    def story(player):
        return player.start(full=True).complete("hotel")

    model = booking(inner=b.times("2", sequential=sequential))
    assert play_both_ways(model, story).waiting == ["apologise"]


def test_an_inner_transaction_is_given_up_alone():
    model = b.process(
        "p",
        b.start(),
        b.transaction(
            "outer",
            b.start("s1"),
            b.transaction("inner", b.start("s2"), b.user("ask"), b.end("no", b.CANCEL), flow="s2>ask ask>no"),
            b.boundary("given_up", "inner", b.CANCEL),
            b.user("other_way"),
            b.end("neither", b.CANCEL),
            flow="s1>inner given_up>other_way other_way>neither",
        ),
        b.boundary("nothing", "outer", b.CANCEL),
        b.user("after"),
        flow="start>outer nothing>after",
    )

    def story(player):
        assert player.start().complete("ask").waiting == ["other_way"]
        return player.complete("other_way")

    assert play_both_ways(model, story).waiting == ["after"]


def test_an_instance_can_start_inside_a_transaction_and_cancel_it():
    player = play(BOOKING).start(at="hotel", full=True)
    assert player.waiting == ["hotel"]

    assert player.complete("hotel").waiting == ["apologise"]
