"""Activities that are done a number of times, or again until it is enough."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import CannotStartThere, ExpressionFailed, StepBudgetExceeded
from tests.bpmn import building as b
from tests.bpmn.playing import numbers, play, play_both_ways
from tests.bpmn.shows import shows


def counted(cardinality, **more):
    return b.process(
        "p",
        b.start(),
        b.user("each", inner=b.times(cardinality, output="votes", output_element="vote", **more)),
        b.boundary("late", "each", b.timer("Duration", "P1D")),
        b.user("after"),
        b.user("gave_up"),
        flow="start>each each>after late>gave_up",
    )


COUNTED = counted("=jurors + 1", sequential=True, until='vote = "no"')


@pytest.mark.parametrize("cardinality", ["3", "=jurors + 1", "jurors + 1"])
@shows("loopCardinality")
def test_a_number_of_times_at_once(cardinality):
    def story(player):
        player.start(jurors=2)
        assert player.waiting == ["each", "each", "each", "late"]
        counters = [
            player.instance.variables_of(number)["loopCounter"]
            for number, one in player.open.items()
            if one.element_id == "each"
        ]
        assert counters == numbers({"n": [1, 2, 3]})["n"]
        return player.complete("each", vote="a").complete("each", vote="b").complete("each", vote="c")

    player = play_both_ways(counted(cardinality), story)

    assert player.waiting == ["after"]
    assert player.path == ["start", "each", "each", "each"]
    assert player.instance.variables["votes"] == ["a", "b", "c"]
    assert "loopCounter" not in player.instance.variables


def test_a_number_of_times_one_after_the_other_until_the_condition_holds():
    def story(player):
        player.start(jurors=4)
        for vote in ("yes", "yes", "no"):
            assert player.waiting == ["each", "late"]
            player.complete("each", vote=vote)
        return player

    player = play_both_ways(COUNTED, story)

    assert player.waiting == ["after"]
    assert player.instance.variables["votes"] == ["yes", "yes", "no", None, None]


def test_a_boundary_event_ends_all_that_are_open():
    player = play_both_ways(counted("2"), lambda player: player.start().wait(days=1))

    assert player.waiting == ["gave_up"]
    assert player.path == ["start", "each!", "each!", "late"]


@pytest.mark.parametrize("sequential", [True, False])
def test_no_times_at_all_passes(sequential):
    player = play(counted("=jurors", sequential=sequential)).start(jurors=0)

    assert player.waiting == ["after"]
    assert player.instance.variables["votes"] == []
    assert player.path == ["start", "each"]


@pytest.mark.parametrize("jurors", [-1, 100_001, "3", None, [1]])
def test_what_is_no_number_of_times_names_its_element(jurors):
    with pytest.raises(ExpressionFailed, match="'each', loopCardinality: It gave"):
        play(counted("=jurors")).start(jurors=jurors)


def test_half_a_time_names_its_element_and_tells_the_value_as_feel_writes_it():
    with pytest.raises(ExpressionFailed, match=r"loopCardinality: It gave 1\.5, no whole"):
        play(counted("=jurors / 2")).start(jurors=3)


def test_a_value_too_long_for_a_sentence_is_cut_short():
    with pytest.raises(ExpressionFailed) as refused:
        play(counted("=jurors")).start(jurors=list(range(9_000)))
    assert "It gave [0, 1, 2, " in str(refused.value)
    assert len(str(refused.value)) < 250


def test_a_long_sequence_is_saved_without_what_is_to_come():
    each = b.user("each", inner=b.times("100000", sequential=True))
    player = play(b.process("p", b.start(), each, flow="start>each")).start()

    assert len(player.instance.dump()) < 200


def looping(**loop):
    return b.process(
        "p",
        b.start(),
        b.user("try", b.mappings(inputs="mine=loopCounter * 10", outputs="seen=mine"), inner=b.loop(**loop)),
        b.boundary("late", "try", b.timer("Duration", "P1D")),
        b.boundary("broken", "try", b.error("BROKEN")),
        b.user("after"),
        b.user("gave_up"),
        b.user("repair"),
        flow="start>try try>after late>gave_up broken>repair",
        declared=b.errors("BROKEN"),
    )


LOOPING = looping(condition="mine != 30", maximum=5)


def tried(player, times):
    for _ in range(times):
        assert player.waiting == ["late", "try"]
        player.complete("try")
    return player


@shows("standardLoopCharacteristics", "loopCondition", "userTask/standard-loop")
def test_a_loop_goes_on_while_its_condition_holds_for_what_the_turn_left():
    player = play_both_ways(LOOPING, lambda player: tried(player.start(), 3))

    assert player.waiting == ["after"]
    assert player.path == ["start", "try", "try", "try"]
    assert player.instance.variables == numbers({"seen": 30})


@shows("standardLoopCharacteristics/maximum")
def test_a_loop_ends_at_its_maximum():
    player = play_both_ways(looping(condition="true", maximum=2), lambda player: tried(player.start(), 2))

    assert player.waiting == ["after"]


def test_a_loop_with_a_maximum_alone_makes_that_many_turns():
    player = play_both_ways(looping(maximum=4), lambda player: tried(player.start(), 4))

    assert player.waiting == ["after"]


def test_a_condition_counts_the_turns_that_are_done_whether_tested_before_or_after():
    for before in (False, True):
        model = looping(condition="loopCounter < 3", before=before)
        assert play_both_ways(model, lambda player: tried(player.start(), 3)).waiting == ["after"]


@shows("standardLoopCharacteristics/test-before")
def test_a_loop_tested_before_may_make_no_turn():
    player = play(looping(condition="wanted", before=True)).start(wanted=False)

    assert player.waiting == ["after"]
    assert player.path == ["start", "try"]


def test_a_loop_tested_after_makes_one_turn_at_least():
    player = play(looping(condition="wanted")).start(wanted=False)

    assert tried(player, 1).waiting == ["after"]


def test_a_loop_condition_that_is_neither_true_nor_false_names_its_element():
    with pytest.raises(ExpressionFailed, match="'try', loopCondition"):
        play(looping(condition="nothing")).start().complete("try")


def test_boundary_events_are_armed_once_for_all_turns_and_end_the_loop():
    player = play_both_ways(LOOPING, lambda player: player.start().complete("try").wait(days=1))

    assert player.waiting == ["gave_up"]
    assert player.path == ["start", "try", "try!", "late"]


def test_an_error_in_a_turn_is_caught_around_the_loop():
    player = play_both_ways(LOOPING, lambda player: player.start().complete("try").throw("try", "BROKEN"))

    assert player.waiting == ["repair"]


def test_a_sub_process_loops_with_variables_that_live_as_long_as_a_turn():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "round",
            b.start("s"),
            b.user("bid"),
            b.script("note", "bids", "append(bids, bid)"),
            flow="s>bid bid>note",
            extensions=b.mappings(inputs="bid=null"),
            inner=b.loop("bid != null"),
        ),
        b.user("after"),
        flow="start>round round>after",
    )

    def story(player):
        player.start(bids=[])
        assert player.instance.variables_of(player.number("bid"))["loopCounter"] == 1
        player.complete("bid", bid=5).complete("bid", bid=7)
        assert player.instance.variables_of(player.number("bid"))["bid"] is None
        return player.complete("bid")

    player = play_both_ways(model, story)

    assert player.waiting == ["after"]
    assert player.instance.variables == {"bids": [*numbers({"n": [5, 7]})["n"], None]}


def test_a_call_activity_loops():
    child = b.process("child", b.start("s"), b.user("ask"), flow="s>ask")
    model = b.process(
        "p",
        b.start(),
        b.call("talk", "child", inner=b.loop("unclear")),
        b.user("after"),
        flow="start>talk talk>after",
    )

    def story(player):
        return player.start(unclear=True).complete("ask").complete("ask", unclear=False)

    player = play_both_ways(model, story, called={"child": child})

    assert player.waiting == ["after"]
    assert player.path == ["start", "s", "ask", "talk", "s", "ask", "talk"]


def test_loops_in_loops_keep_their_counters_apart():
    inner = b.script(
        "cell", "cells", 'append(cells, row + "/" + string(loopCounter))', inner=b.loop(maximum=2)
    )
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "line", b.start("s"), inner, flow="s>cell", inner=b.many("rows", "row", sequential=True)
        ),
        b.user("after"),
        flow="start>line line>after",
    )
    player = play_both_ways(model, lambda player: player.start(rows=["a", "b"], cells=[]))

    assert player.instance.variables["cells"] == ["a/1", "a/2", "b/1", "b/2"]


def automatic(condition):
    add = b.script("add", "count", "count + 1", inner=b.loop(condition))
    return b.process("p", b.start(), add, b.end(), flow="start>add add>end")


def test_two_thousand_automatic_turns_end():
    player = play(automatic("count < 2000")).start(count=0)

    assert player.completed
    assert player.instance.variables == numbers({"count": 2000})


def test_an_endless_automatic_loop_is_stopped():
    with pytest.raises(StepBudgetExceeded, match="'add'"):
        play(automatic("true")).start(count=0)


def test_an_instance_cannot_start_inside_a_loop():
    model = b.process(
        "p",
        b.start(),
        b.subprocess("round", b.start("s"), b.user("bid"), flow="s>bid", inner=b.loop(maximum=2)),
        flow="start>round",
    )

    with pytest.raises(CannotStartThere, match="'round' around it is done several times"):
        play(model).start(at="bid")
    assert play(model).start(at="round").waiting == ["bid"]
