"""Links: flows that are not drawn, from any number of places to one."""

from __future__ import annotations

from engine.bpmn.events import ElementLeft
from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.playing import play_both_ways
from tests.bpmn.shows import shows

LINKED = b.process(
    "p",
    b.start(),
    b.choice("gate", default="gate_first"),
    b.user("first"),
    b.throw("out_a", b.link("audit")),
    b.throw("out_b", b.link("audit", "<bpmn:target>here</bpmn:target>")),
    b.catch("here", b.link("audit", "<bpmn:source>out_a</bpmn:source>")),
    b.user("check"),
    flow="start>gate gate>out_b?direct gate>first first>out_a here>check",
)


@shows("intermediate-throw/link", "intermediate-catch/link", "linkEventDefinition", "source", "target")
def test_links_lead_from_several_places_to_one():
    slow = play_both_ways(LINKED, lambda player: player.start(direct=False).complete("first"))
    direct = play_both_ways(LINKED, lambda player: player.start(direct=True).complete("check"))

    assert slow.tasks == ["check"]
    assert slow.path == ["start", "gate", "first", "out_a", "here"]
    assert direct.path == ["start", "gate", "out_b", "here", "check"]
    assert direct.completed
    left = [one for one in slow.events if isinstance(one, ElementLeft)]
    assert left[3].next_element_id == "here"
    assert [one for one in lint(LINKED, known=Known()) if one.severity == "error"] == []


def test_an_inclusive_join_waits_for_what_can_come_by_a_link():
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.user("c"),
        b.throw("out", b.link("over")),
        b.catch("in", b.link("over")),
        b.inclusive("join"),
        b.user("after"),
        flow="start>a start>c a>join c>out in>join join>after",
    )

    def story(player):
        assert player.start().complete("a").tasks == ["c"]
        return player.complete("c")

    assert play_both_ways(model, story).tasks == ["after"]


def test_the_same_link_in_a_sub_process_is_another_one():
    model = b.process(
        "p",
        b.start(),
        b.throw("out", b.link("on")),
        b.catch("in", b.link("on")),
        b.subprocess("sub", b.throw("sub_out", b.link("on")), b.catch("sub_in", b.link("on")), b.user("deep"),
                     flow="sub_in>deep"),
        flow="start>out in>sub",
    )  # fmt: skip
    player = play_both_ways(model, lambda player: player.start().complete("deep"))

    assert player.path == ["start", "out", "in", "sub_out", "sub_in", "deep", "sub"]
    assert player.completed
