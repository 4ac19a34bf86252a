"""Complex gateways: going on before all have come, and what becomes of the stragglers."""

from __future__ import annotations

import pytest

from engine.bpmn.errors import ExpressionFailed, StuckAtJoin, Unsupported
from tests.bpmn import building as b
from tests.bpmn.playing import play, play_both_ways
from tests.bpmn.shows import shows

TWO = "activationCount >= 2"


def joined(condition=TWO, branches="abc", out="", again="", default=None, parts=()):
    """Branches with a task each, from a parallel fork into a complex gateway before a task."""
    flow = " ".join(f"fork>{one} {one}>join" for one in branches)
    return b.process(
        "p",
        b.start(),
        b.choice("again", default="again_fork"),
        b.both("fork"),
        *(b.user(one) for one in branches),
        b.activated("join", condition, default),
        b.user("after"),
        *parts,
        flow=f"start>again again>fork {flow} {out or 'join>after'} {again}",
    )


@shows("complexGateway", "activationCondition")
def test_a_complex_gateway_goes_on_when_its_condition_holds_and_takes_in_the_stragglers():
    def story(player):
        player.start().complete("a")
        assert player.tasks == ["b", "c"]
        player.complete("c")
        assert player.tasks == ["after", "b"]
        player.complete("b")
        assert player.tasks == ["after"]
        return player.complete("after")

    player = play_both_ways(joined(), story)

    assert player.completed
    assert player.path == ["start", "again", "fork", "a", "c", "join", "b", "after"]


def test_a_straggler_holds_the_end_of_its_scope_up():
    player = play_both_ways(
        joined(), lambda player: player.start().complete("a").complete("b").complete("after")
    )

    assert not player.completed
    assert player.complete("c").completed


@shows("complexGateway/reset")
def test_a_flow_that_asks_for_the_reset_gets_its_token_then():
    model = joined(
        out="join>after?waitingForStart join>late?not(waitingForStart)", parts=[b.user("late")],
    )  # fmt: skip

    def story(player):
        player.start().complete("a").complete("b")
        assert player.tasks == ["after", "c"]
        return player.complete("c")

    assert play_both_ways(model, story).tasks == ["after", "late"]


@shows("complexGateway/default")
@pytest.mark.parametrize(("level", "taken"), [(3, ["after", "late"]), (2, ["late"]), (0, ["low"])])
def test_a_complex_gateway_splits_as_an_inclusive_one_does(level, taken):
    model = b.process(
        "p",
        b.start(),
        b.activated("gate", None, "gate_low"),
        *(b.user(one) for one in ("after", "late", "low")),
        flow="start>gate gate>after?level~>~2 gate>late?level~>~1 gate>low",
    )

    assert play(model).start(level=level).tasks == taken


def test_the_gateway_joins_again_in_a_loop_and_counts_each_flow_once():
    """A token that comes again before the reset waits for the next round."""
    model = joined(
        out="join>more",
        again="more>again?round~<~2 more>after",
        parts=[b.choice("more", default="more_after")],
    )

    def story(player):
        player.start(round=1).complete("a").complete("b")
        assert player.tasks == ["a", "b", "c", "c"]
        player.complete("a").complete("b", round=2)
        assert player.tasks == ["c", "c"]
        player.complete("c")
        assert player.tasks == ["after", "c"]
        return player.complete("c").complete("after")

    assert play_both_ways(model, story).completed


def test_what_can_no_longer_come_is_not_waited_for():
    model = joined(branches="ab", parts=[b.choice("gone", default="gone_end"), b.end(), b.user("c")]).replace(
        b'sourceRef="b" targetRef="join"', b'sourceRef="b" targetRef="gone"'
    )
    model = model.replace(
        b"</bpmn:process>",
        (b.flows("gone>join?back gone>end fork>c c>join") + "</bpmn:process>").encode(),
    )

    def story(player):
        player.start(back=False).complete("a").complete("c")
        assert player.tasks == ["after", "b"]
        return player.complete("after").complete("b")

    player = play_both_ways(model, story)

    assert player.completed
    assert player.path[-3:] == ["b", "gone", "end"]


def test_the_condition_may_read_variables_and_is_asked_again_when_they_change():
    model = joined("activationCount >= needed", branches="abc")

    def story(player):
        player.start(needed=3).complete("a").complete("b")
        assert player.tasks == ["c"]
        player.instance.set_variables({"needed": 2})
        return player.complete("c", other=1)

    assert play_both_ways(model, story).tasks == ["after"]
    lowered = play_both_ways(
        joined("activationCount >= needed or done", branches="abc"),
        lambda player: player.start(needed=3, done=False).complete("a").complete("b", done=True),
    )
    assert lowered.tasks == ["after", "c"]


def test_a_condition_that_fails_for_good_is_an_incident_and_not_a_silence():
    with pytest.raises(StuckAtJoin, match="join"):
        play(joined("activationCount >= needed", branches="ab")).start(needed=3).complete("a").complete("b")
    with pytest.raises(ExpressionFailed, match="'join', activationCondition: It gave null"):
        play(joined("unknown")).start().complete("a")
    with pytest.raises(Unsupported, match="'join': It joins without"):
        play(joined(None)).start().complete("a")


def test_a_terminate_end_ends_the_gateway_too():
    model = joined(out="join>after join>stop", parts=[b.end("stop", b.TERMINATE)])
    player = play_both_ways(model, lambda player: player.start().complete("a").complete("b"))

    assert player.completed
    assert "join!" not in player.path
