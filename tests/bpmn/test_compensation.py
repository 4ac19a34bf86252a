"""Compensation: what is complete is undone, the last completed first."""

from __future__ import annotations

import pytest

from engine.bpmn.events import CallRequested
from tests.bpmn import building as b
from tests.bpmn.playing import done, play, play_both_ways
from tests.bpmn.shows import shows


def log(name, text):
    """A script that adds a word to the list ``done``."""
    return b.script(name, "done", f'append(done, "{text}")')


def logged(name):
    """A script and its handler, which both write down that they ran."""
    return b.undoable(name, log(name, name), log(f"undo_{name}", f"-{name}"))


TRIP = b.process(
    "p",
    b.start(),
    b.undoable("hotel"),
    b.undoable("flight"),
    b.user("pay"),
    b.throw("undo", b.COMPENSATE),
    b.user("after"),
    flow="start>hotel hotel>flight flight>pay pay>undo undo>after",
)


@shows("intermediate-throw/compensation", "boundary/compensation", "compensateEventDefinition")
def test_what_is_complete_is_undone_in_reverse_order_and_one_after_the_other():
    def story(player):
        player.start().complete("hotel").complete("flight").complete("pay")
        assert player.waiting == ["undo_flight"]
        player.complete("undo_flight")
        assert player.waiting == ["undo_hotel"]
        return player.complete("undo_hotel")

    player = play_both_ways(TRIP, story)

    assert player.waiting == ["after"]
    assert player.path == [
        "start", "hotel", "flight", "pay", "c_flight", "undo_flight", "c_hotel", "undo_hotel", "undo"
    ]  # fmt: skip


@shows("boundary/compensation/non-interrupting")
def test_whether_a_compensation_event_interrupts_says_nothing_about_a_complete_activity():
    model = TRIP.replace(b'cancelActivity="true"', b'cancelActivity="false"')

    def story(player):
        return player.start().complete("hotel").complete("flight").complete("pay").complete("undo_flight")

    assert play_both_ways(model, story).waiting == ["undo_hotel"]


def test_the_handlers_stand_outside_the_flow():
    player = play(TRIP).start().complete("hotel").complete("flight").complete("pay")

    assert [name for name, _ in player.instance.tokens()] == ["undo", "undo_flight"]


def test_only_what_is_complete_is_undone():
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.undoable("hotel"),
        b.undoable("flight"),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>fork fork>hotel fork>flight hotel>undo undo>after",
    )

    def story(player):
        player.start().complete("hotel")
        assert player.tasks == ["flight", "undo_hotel"]
        player.complete("undo_hotel")
        return player.complete("flight")

    assert play_both_ways(model, story).tasks == ["after"]


def test_nothing_to_undo_does_not_hold_the_flow_up():
    model = b.process("p", b.start(), b.undoable("never"), b.throw("undo", b.COMPENSATE), b.user("after"),
                      flow="start>undo undo>after after>never")  # fmt: skip

    assert play(model).start().waiting == ["after"]


def test_each_completion_is_undone_once():
    again = b.process(
        "p",
        b.start(),
        b.undoable("hotel"),
        b.throw("undo", b.COMPENSATE),
        b.throw("undo_again", b.COMPENSATE),
        b.user("after"),
        flow="start>hotel hotel>undo undo>undo_again undo_again>after",
    )

    def story(player):
        return player.start().complete("hotel").complete("undo_hotel")

    assert play_both_ways(again, story).waiting == ["after"]


def test_what_was_complete_three_times_in_a_loop_is_undone_three_times():
    model = b.process(
        "p",
        b.start(),
        b.choice("again"),
        b.undoable("reserve", b.script("reserve", "n", "n + 1"), log("undo_reserve", "x")),
        b.choice("more", default="more_undo"),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>again again>reserve reserve>more more>again?n<3 more>undo undo>after",
    )

    player = play_both_ways(model, lambda one: one.start(n=0, done=[]))

    assert player.instance.variables["done"] == ["x", "x", "x"]


@shows("compensateEventDefinition/activityRef")
def test_a_throw_event_that_names_an_activity_undoes_that_one_alone():
    model = b.process(
        "p",
        b.start(),
        logged("a"),
        logged("b"),
        logged("c"),
        b.throw("undo_one", b.compensate("b")),
        b.user("look"),
        b.throw("undo_rest", b.COMPENSATE),
        flow="start>a a>b b>c c>undo_one undo_one>look look>undo_rest",
    )

    player = play_both_ways(model, lambda one: one.start(done=[]).complete("look"))

    assert player.completed
    assert player.instance.variables["done"] == ["a", "b", "c", "-b", "-c", "-a"]


@shows("compensateEventDefinition/waitForCompletion")
def test_a_throw_event_that_does_not_wait_lets_the_flow_go_on_at_once():
    model = b.process(
        "p",
        b.start(),
        b.undoable("hotel"),
        b.undoable("flight"),
        b.throw("undo", b.compensate(wait=False)),
        b.user("after"),
        flow="start>hotel hotel>flight flight>undo undo>after",
    )

    def story(player):
        player.start().complete("hotel").complete("flight")
        assert player.waiting == ["after", "undo_flight"]
        assert [name for name, _ in player.instance.tokens()] == ["after", "undo_flight"]
        player.complete("after")
        assert not player.completed
        player.complete("undo_flight")
        assert player.waiting == ["undo_hotel"]
        return player.complete("undo_hotel")

    player = play_both_ways(model, story)

    assert player.completed
    assert player.path.count("undo") == 1


@shows("end/compensation")
@pytest.mark.parametrize("wait", [True, False])
def test_an_end_event_undoes_before_its_process_ends(wait):
    model = b.process(
        "p",
        b.start(),
        b.undoable("hotel"),
        b.end("end", b.compensate(wait=wait)),
        flow="start>hotel hotel>end",
    )

    def story(player):
        player.start().complete("hotel")
        assert not player.completed
        return player.complete("undo_hotel")

    assert play_both_ways(model, story).completed


def test_two_branches_can_undo_at_once_and_share_what_there_is():
    model = b.process(
        "p",
        b.start(),
        b.undoable("a"),
        b.undoable("b"),
        b.both("fork"),
        b.throw("take_a", b.compensate("a")),
        b.throw("undo_all", b.COMPENSATE),
        b.both("join"),
        b.user("after"),
        flow="start>a a>b b>fork fork>take_a fork>undo_all take_a>join undo_all>join join>after",
    )

    def story(player):
        player.start().complete("a").complete("b")
        assert player.tasks == ["undo_a", "undo_b"]
        return player.complete("undo_b").complete("undo_a")

    assert play_both_ways(model, story).waiting == ["after"]


# What a handler can be -----------------------------------------------------------------------------------------------


def handled_by(handler, declared=""):
    """A process whose only activity is undone by *handler*."""
    return b.process(
        "p",
        b.start(),
        b.undoable("book", b.script("book", "booking", '"B7"'), handler),
        b.throw("undo", b.COMPENSATE),
        b.user("after"),
        flow="start>book book>undo undo>after",
        declared=declared,
    )


@shows("activity/compensation-handler")
@pytest.mark.parametrize(
    ("handler", "operations"),
    [
        (b.script("undo_book", "cancelled", "booking"), {}),
        (b.service("undo_book", "hotel.cancel", b.mappings(outputs="cancelled=which")),
         {"hotel.cancel": lambda inputs: done(which=inputs["booking"])(inputs)}),
        (b.rule("undo_book", "cancel", "cancelled"),
         {"cancel": lambda inputs: done(cancelled=inputs["booking"])(inputs)}),
        (b.subprocess("undo_book", b.start("s"), b.script("inner", "cancelled", "booking"), flow="s>inner"), {}),
    ],
)  # fmt: skip
def test_every_kind_of_task_and_sub_process_undoes(handler, operations):
    player = play_both_ways(handled_by(handler), lambda one: one.start(), operations=operations)

    assert player.waiting == ["after"]
    assert player.instance.variables["cancelled"] == "B7"


@pytest.mark.parametrize("tag", ["task", "manualTask"])
def test_a_handler_that_does_nothing_is_passed(tag):
    assert play(handled_by(b.element(tag, "undo_book"))).start().waiting == ["after"]


def test_a_handler_that_throws_a_message_or_waits_for_one():
    send = handled_by(b.element("sendTask", "undo_book", messageRef="M_cancel"),
                      declared=b.messages(cancel=""))  # fmt: skip
    receive = handled_by(
        b.element("receiveTask", "undo_book", messageRef="M_cancelled"),
        declared=b.messages(cancelled="=booking"),
    )

    assert [one.name for one in play(send).start().thrown()] == ["cancel"]
    player = play(receive).start()
    assert player.open[player.number("undo_book")].correlation_key == "B7"
    assert player.fire("undo_book").waiting == ["after"]


def test_a_handler_that_calls_a_process_waits_for_it():
    model = handled_by(b.call("undo_book", "cancelling"))

    def story(player):
        player.start()
        call = next(one for one in player.events if isinstance(one, CallRequested))
        assert call.process_id == "cancelling"
        return player.drain(player.instance.complete(call.number, {}))

    assert play_both_ways(model, story).waiting == ["after"]


def test_the_mappings_of_a_handler_are_its_own():
    handler = b.user(
        "undo_book",
        b.mappings(inputs="number=booking", outputs="told=answer"),
    )

    def story(player):
        player.start()
        assert player.instance.variables_of(player.number("undo_book"))["number"] == "B7"
        return player.complete("undo_book", answer="yes")

    assert play_both_ways(handled_by(handler), story).instance.variables == {"booking": "B7", "told": "yes"}


@pytest.mark.parametrize("sequential", [True, False])
def test_a_handler_can_be_done_several_times(sequential):
    handler = b.user("undo_book", inner=b.times("2", sequential=sequential))

    def story(player):
        player.start().complete("undo_book")
        assert player.waiting == ["undo_book"]
        return player.complete("undo_book")

    assert play_both_ways(handled_by(handler), story).waiting == ["after"]
