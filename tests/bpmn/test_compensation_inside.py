"""Compensation of what is inside: sub-processes, event sub-processes, what is done several times, transactions."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import UncaughtBpmnError
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
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


# What is done several times -----------------------------------------------------------------------------------------


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


# When it goes wrong, and what is kept -------------------------------------------------------------------------------


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
