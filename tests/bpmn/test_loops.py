"""Activities that are done a number of times, or again until it is enough."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed
from tests.bpmn import building as b
from tests.bpmn.playing import numbers, play, play_both_ways


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


def test_half_a_time_names_its_element():
    with pytest.raises(ExpressionFailed, match="'each', loopCardinality: It gave"):
        play(counted("=jurors / 2")).start(jurors=3)


def test_a_long_sequence_is_saved_without_what_is_to_come():
    each = b.user("each", inner=b.times("100000", sequential=True))
    player = play(b.process("p", b.start(), each, flow="start>each")).start()

    assert len(player.instance.dump()) < 200
