"""Where processes and sub-processes begin and end when nobody draws start or end events, and several start events."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import Unsupported
from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows


def errors_in(model):
    return [one for one in lint(model, known=Known()) if one.severity == "error"]


@shows("process/without-start-event", "process/without-end-event")
def test_a_process_without_start_event_begins_wherever_no_flow_leads_to():
    undone = b.boundary("late", "left", b.timer("Duration", "PT1H"))
    model = b.process(
        "p", b.user("left"), b.user("right"), b.user("after"), undone, b.user("called"),
        flow="left>after late>called",
    )  # fmt: skip

    def story(player):
        player.start(amount=1)
        assert player.tasks == ["left", "right"]
        return player.complete("left").complete("right").complete("after")

    player = play_both_ways(model, story)

    assert player.completed
    assert player.path == ["left", "right", "after"]
    assert errors_in(model) == []


@shows("subProcess/without-start-event", "subProcess/without-end-event")
@pytest.mark.parametrize("tag", ["subProcess", "transaction"])
def test_a_sub_process_without_start_event_begins_with_all_that_no_flow_leads_to(tag):
    inner = b.user("one") + b.user("two") + b.catch("wait", b.timer("Duration", "PT1H")) + b.flows("one>two")
    model = b.process(
        "p", b.start(), b.element(tag, "sub", inner), b.user("after"), flow="start>sub sub>after"
    )

    def story(player):
        player.start().complete("one").complete("two")
        assert player.tasks == []
        return player.wait(hours=1)

    player = play_both_ways(model, story)

    assert player.tasks == ["after"]
    assert errors_in(model) == []


def test_a_scope_that_is_a_circle_says_that_it_has_nothing_to_begin_with():
    model = b.process(
        "p", b.start(), b.subprocess("sub", b.user("a"), b.user("c"), flow="a>c c>a"), flow="start>sub"
    )

    with pytest.raises(Unsupported, match="'sub': It has nothing to begin with"):
        play(model).start()


@shows("process/several-start-events")
@pytest.mark.parametrize("event", ["asked", "daily", "alarm", "start"])
def test_of_several_start_events_the_one_that_happened_begins(event):
    model = b.process(
        "p",
        b.start(),
        b.start("asked", b.message("Ask")),
        b.start("daily", b.timer("Cycle", "R/P1D")),
        b.start("alarm", b.signal("Alarm")),
        b.user("work"),
        flow="start>work asked>work daily>work alarm>work",
        declared=b.messages(Ask="") + b.signals("Alarm"),
    )
    player = play_both_ways(model, lambda player: player.start(start_event=event, it=1).complete("work"))

    assert player.path == [event, "work"]
    assert errors_in(model) == []
