"""What live tokens wait for, and whether what a join misses can still come."""

from __future__ import annotations

import pytest

from tests.bpmn import building as b
from tests.bpmn.playing import play


def joins(player):
    """Of each join: what has arrived, and by source what is missing with the elements from which it can still come."""
    return {
        one.element_id: (
            [flow.source_id for flow in one.join.arrived],
            {flow.source_id: [place for place, _ in flow.coming] for flow in one.join.missing},
        )
        for one in player.instance.live_tokens()
        if one.join is not None
    }


def kinds(player):
    return {(one.element_id, one.kind, one.role) for one in player.instance.live_tokens()}


def in_parallel(*parts, flow):
    return b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.both("join"),
        *parts,
        b.end(),
        flow=f"start>fork {flow} join>end",
    )


def test_a_join_says_what_has_arrived_and_where_the_rest_is():
    model = in_parallel(
        b.user("a"), b.user("b"), b.user("c"), flow="fork>a fork>b fork>c a>join b>join c>join"
    )

    player = play(model).start().complete("a")

    assert joins(player) == {"join": (["a"], {"b": ["b"], "c": ["c"]})}


def test_a_join_knows_that_a_branch_went_another_way():
    model = in_parallel(
        b.user("a"),
        b.choice("way", default="way_c"),
        b.user("b"),
        b.user("c"),
        b.end("aside"),
        flow="fork>a fork>way way>b?go way>c c>aside a>join b>join",
    )

    stuck = play(model).start(go=False).complete("a")
    coming = play(model).start(go=True).complete("a")

    assert joins(stuck) == {"join": (["a"], {"b": []})}
    assert joins(coming) == {"join": (["a"], {"b": ["b"]})}


def test_a_token_can_come_through_a_boundary_event_and_round_a_loop():
    model = in_parallel(
        b.user("a"),
        b.user("b"),
        b.boundary("late", "b", b.timer("Duration", "PT1H")),
        b.user("chase"),
        flow="fork>a fork>b a>join b>end late>chase chase>join",
    )

    player = play(model).start().complete("a")

    assert joins(player) == {"join": (["a"], {"chase": ["b"]})}
    assert joins(player.wait(hours=2)) == {"join": (["a"], {"chase": ["chase"]})}


def test_an_inclusive_join_waits_for_what_can_still_come_only():
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.inclusive("join"),
        b.user("a"),
        b.user("b"),
        b.user("c"),
        b.user("d"),
        b.end(),
        flow="start>fork fork>a fork>b a>join b>join c>join d>c join>end",
    )

    player = play(model).start().complete("a")

    assert joins(player) == {"join": (["a"], {"b": ["b"], "c": []})}


def test_a_join_in_a_sub_process_looks_at_its_own_sub_process_only():
    inside = b.subprocess(
        "part",
        b.start("s"),
        b.both("f"),
        b.user("x"),
        b.user("y"),
        b.both("j"),
        b.end("e"),
        flow="s>f f>x f>y x>j y>j j>e",
    )
    model = in_parallel(inside, b.user("z"), flow="fork>part fork>z part>join z>join")

    player = play(model).start().complete("x").complete("z")

    assert joins(player) == {"j": (["x"], {"y": ["y"]}), "join": (["z"], {"part": ["part"]})}
    held = {one.element_id: one.inside for one in player.instance.live_tokens()}
    part = next(one.number for one in player.instance.live_tokens() if one.element_id == "part")
    assert held["y"] == part
    assert held["part"] is None


@pytest.mark.parametrize(
    ("parts", "flow", "expected"),
    [
        ((b.user("ask"),), "start>ask ask>end", {("ask", "task", "flow")}),
        ((b.service("send", "mail"),), "start>send send>end", {("send", "job", "flow")}),
        (
            (b.catch("wait", b.timer("Duration", "PT1H")),),
            "start>wait wait>end",
            {("wait", "timer", "flow")},
        ),
        ((b.catch("sign", b.signal("S")),), "start>sign sign>end", {("sign", "signal", "flow")}),
        (
            (b.user("ask"), b.boundary("late", "ask", b.timer("Duration", "PT1H"), interrupting=False)),
            "start>ask ask>end late>end",
            {("ask", "task", "flow"), ("late", "timer", "beside")},
        ),
        (
            (
                b.element("eventBasedGateway", "gate"),
                b.catch("soon", b.timer("Duration", "PT1H")),
                b.catch("sign", b.signal("S")),
            ),
            "start>gate gate>soon gate>sign soon>end sign>end",
            {("gate", "choice", "flow"), ("soon", "timer", "offered"), ("sign", "signal", "offered")},
        ),
        (
            (b.user("each", inner=b.times("3")),),
            "start>each each>end",
            {("each", "body", "flow"), ("each", "task", "flow")},
        ),
        (
            (b.subprocess("part", b.start("s"), b.user("x"), b.end("e"), flow="s>x x>e"),),
            "start>part part>end",
            {("part", "scope", "flow"), ("x", "task", "flow")},
        ),
    ],
)
def test_every_token_says_what_it_waits_for(parts, flow, expected):
    model = b.document(b.pool("p", b.start(), *parts, b.end(), flow=flow), declared=b.signals("S"))

    assert kinds(play(model).start()) == expected


def test_a_body_says_how_many_of_its_items_are_done():
    model = b.process("p", b.start(), b.user("each", inner=b.times("3")), b.end(), flow="start>each each>end")

    player = play(model).start().complete("each")

    body, *items = player.instance.live_tokens()
    assert (body.done, body.total) == (1, 3)
    assert [item.body for item in items] == [body.number, body.number]
