"""Ad-hoc sub-processes: what people begin, what the model begins, and when it is enough."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import CannotBegin, ExpressionFailed, NotWaiting
from engine.bpmn.events import ElementLeft
from engine.bpmn.possible import Possible
from tests.bpmn import building as b
from tests.bpmn.playing import done, numbers, play, play_both_ways
from tests.bpmn.shows import shows

CARE = (b.user("call"), b.user("visit"), b.user("report"))


def cared(*, parts=CARE, flow="visit>report", more=(), then="", **settings):
    """A person cares for a customer: calls and visits, each as often as it takes; a report follows a visit."""
    inside = b.ad_hoc("care", *parts, flow=flow, **settings)
    return b.process("p", b.start(), inside, b.user("after"), *more, flow=f"start>care care>after {then}")


@shows("adHocSubProcess", "adHocSubProcess/completion-condition")
def test_people_begin_what_they_want_as_often_as_they_want_until_it_is_enough():
    def story(player):
        player.start(enough=False)
        assert player.tasks == []
        player.begin("call", "care").begin("visit", "care").begin("call", "care")
        assert player.tasks == ["call", "call", "visit"]
        player.complete("call").complete("visit")
        assert player.tasks == ["call", "report"]
        player.complete("call")
        return player.complete("report", enough=True)

    player = play_both_ways(cared(until="enough"), story)

    assert player.tasks == ["after"]
    assert player.ad_hoc == {}
    assert player.path == ["start", "call", "visit", "call", "report", "care"]


def test_it_stays_open_with_nothing_in_it_until_it_is_enough():
    def story(player):
        player.start(enough=False).begin("call", "care").complete("call")
        assert player.tasks == []
        assert not player.completed
        return player.begin("call", "care").complete("call", enough=True)

    assert play_both_ways(cared(until="enough"), story).tasks == ["after"]


def test_without_a_condition_it_ends_when_all_that_was_begun_is_complete():
    def story(player):
        player.start().begin("call", "care").begin("visit", "care").complete("visit").complete("call")
        assert player.tasks == ["report"]
        return player.complete("report")

    assert play_both_ways(cared(), story).tasks == ["after"]


def test_the_condition_is_asked_after_each_activity_and_not_only_at_the_end_of_a_branch():
    player = play_both_ways(
        cared(until="enough"),
        lambda player: player.start(enough=False).begin("visit", "care").complete("visit", enough=True),
    )

    assert player.tasks == ["after"]
    assert "report" not in player.path


@shows("adHocSubProcess/cancel-remaining-instances")
@pytest.mark.parametrize(("cancels", "left"), [("true", ["after"]), ("false", ["call"])])
def test_what_is_open_when_it_is_enough_is_terminated_or_waited_for(cancels, left):
    model = cared(until="enough", cancelRemainingInstances=cancels)

    def story(player):
        player.start(enough=False).begin("visit", "care").begin("call", "care")
        return player.complete("visit", enough=True)

    player = play_both_ways(model, story)

    assert player.tasks == (left if cancels == "true" else ["call", "report"])
    if cancels == "false":
        with pytest.raises(CannotBegin, match="'care' ends with what is open"):
            player.begin("call", "care")
        player.complete("call", enough=False).complete("report")
    assert player.tasks == ["after"]
    assert ("call!" in player.path) == (cancels == "true")


@shows("adHocSubProcess/sequential")
def test_in_a_sequential_one_only_one_thing_is_done_at_a_time():
    def story(player):
        player.start(enough=False).begin("visit", "care")
        with pytest.raises(CannotBegin, match="one thing is done at a time"):
            player.begin("call", "care")
        player.complete("visit")
        assert player.instance.possible()[0].elements == ()
        player.complete("report").begin("call", "care")
        return player.complete("call", enough=True)

    assert play_both_ways(cared(until="enough", ordering="Sequential"), story).tasks == ["after"]


@shows("zeebe:adHoc", "zeebe:adHoc.activeElementsCollection")
@pytest.mark.parametrize(("ordering", "tasks"), [("Parallel", ["call", "visit"]), ("Sequential", ["visit"])])
def test_the_model_begins_what_its_collection_names(ordering, tasks):
    model = cared(extensions=b.active('["visit", "call"]'), ordering=ordering)

    def story(player):
        player.start()
        assert player.tasks == tasks
        return player.complete("visit").complete("report").complete("call")

    assert play_both_ways(model, story).tasks == ["after"]


@pytest.mark.parametrize("named", ['["report"]', '"call"', "[1]", "null", '["nothing"]'])
def test_a_collection_that_names_something_else_is_an_incident(named):
    with pytest.raises(ExpressionFailed, match="'care', activeElementsCollection: It gave"):
        play(cared(extensions=b.active(named))).start()


@shows("zeebe:adHoc.outputCollection", "zeebe:adHoc.outputElement")
def test_results_are_collected_in_the_order_in_which_branches_end():
    extensions = b.active("", "results", "said")
    model = cared(flow="", extensions=extensions, until="count(results) >= 2")

    def story(player):
        player.start().begin("call", "care", said="first").begin("visit", "care", said="second")
        return player.complete("visit").complete("call")

    player = play_both_ways(model, story)

    assert player.instance.variables["results"] == ["second", "first"]
    assert player.tasks == ["after"]


def test_a_person_says_that_it_is_done():
    ended = play_both_ways(cared(until="enough"), lambda player: player.start(enough=False).finish("care"))
    assert ended.tasks == ["after"]

    def story(player):
        player.start(enough=False).begin("visit", "care").finish("care")
        assert player.tasks == ["visit"]
        player.complete("visit")
        assert player.tasks == ["report"]
        return player.complete("report")

    waited = play_both_ways(cared(until="enough", cancelRemainingInstances="false"), story)
    assert waited.tasks == ["after"]


def test_what_can_be_begun_is_told():
    player = play(cared(until="enough")).start(enough=False).begin("call", "care").begin("visit", "care")
    player.complete("call")

    told = Possible(
        number=player.ad_hoc_number("care"), element_id="care", elements=("call", "visit"), open=1, done=1,
        closing=False,
    )  # fmt: skip
    assert player.instance.possible() == [told]
    assert ("care", told.number) in player.instance.tokens()
    assert len(player.instance.tokens()) == 2


def test_what_is_not_offered_cannot_be_begun():
    player = play(cared(until="enough")).start(enough=False)

    with pytest.raises(CannotBegin, match="'report' cannot be begun: It cannot be begun by itself in 'care'"):
        player.begin("report", "care")
    with pytest.raises(NotWaiting):
        player.drain(player.instance.begin(99, "call"))


def test_a_boundary_event_ends_all_that_is_open_in_it():
    model = cared(
        until="enough",
        more=(b.boundary("late", "care", b.timer("Duration", "P1D")), b.user("asked")),
        then="late>asked",
    )
    player = play_both_ways(
        model, lambda player: player.start(enough=False).begin("visit", "care").wait(days=1)
    )

    assert player.tasks == ["asked"]
    assert player.ad_hoc == {}
    assert player.path == ["start", "visit!", "care!", "late"]


def test_an_error_in_it_goes_to_its_boundary_event():
    model = b.process(
        "p",
        b.start(),
        b.ad_hoc("care", b.user("call"), until="false"),
        b.boundary("broken", "care", b.error("BROKEN")),
        b.user("repair"),
        flow="start>care broken>repair",
        declared=b.errors("BROKEN"),
    )
    player = play_both_ways(
        model,
        lambda player: player.start().begin("call", "care").begin("call", "care").throw("call", "BROKEN"),
    )

    assert player.tasks == ["repair"]


@shows("adHocSubProcess/multi-instance/parallel")
def test_an_ad_hoc_sub_process_for_each_of_many():
    model = cared(until="enough", inner=b.many("who", "one", output="met", output_element="one"))

    def story(player):
        player.start(who=["a", "c"], enough=False)
        first, second = player.ad_hoc
        player.drain(player.instance.begin(second, "call")).complete("call", enough=True)
        assert list(player.ad_hoc) == [first]
        return player.drain(player.instance.finish(first))

    player = play_both_ways(model, story)

    assert player.tasks == ["after"]
    assert player.instance.variables["met"] == ["a", "c"]


def test_gateways_and_events_inside_it_and_one_in_another():
    inner = b.ad_hoc("deep", b.user("dig"), until="deep_enough")
    parts = (
        inner,
        b.service("note", "write"),
        b.choice("gate"),
        b.catch("rest", b.timer("Duration", "PT1H")),
        b.user("again"),
    )
    model = cared(parts=parts, flow="note>gate gate>rest rest>again", until="enough")

    def story(player):
        player.start(enough=False, deep_enough=False).begin("note", "care").begin("deep", "care")
        player.begin("dig", "deep").wait(hours=1)
        assert player.tasks == ["again", "dig"]
        player.complete("dig", deep_enough=True)
        assert list(player.ad_hoc.values()) == ["care"]
        return player.complete("again", enough=True)

    player = play_both_ways(model, story, operations={"write": done()})

    assert player.tasks == ["after"]


def test_variables_that_a_person_hands_over_are_the_activitys_own():
    def story(player):
        player.start(enough=False).begin("call", "care", who="Ann").begin("call", "care", who="Bob")
        calls = [number for number, one in player.open.items() if one.element_id == "call"]
        assert [player.instance.variables_of(number)["who"] for number in calls] == ["Ann", "Bob"]
        return player.complete("call", said="yes")

    player = play_both_ways(cared(until="enough"), story)

    assert player.instance.variables == {"enough": False, "said": "yes"}


def test_history_says_how_long_it_was_open():
    player = play(cared()).start().wait(hours=3).begin("call", "care").complete("call")

    left = next(one for one in player.events if isinstance(one, ElementLeft) and one.element_id == "care")
    assert (left.left_at - left.entered_at).total_seconds() == 3 * 3600
    assert left.next_element_id == "after"


def test_an_instance_can_start_in_the_middle_of_it():
    player = play_both_ways(cared(until="enough"), lambda player: player.start(at="report", enough=False))

    assert player.tasks == ["report"]
    assert numbers({"n": 1})["n"] == player.instance.possible()[0].open
