"""Event sub-processes: what a scope does when an event comes, instead of all else in it or beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn.errors import Unsupported
from engine.bpmn.events import TimerScheduled
from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.answers import DECLARED, TRIGGERS, answering, in_a_subprocess, of_the_process
from tests.bpmn.playing import numbers, play, play_both_ways
from tests.bpmn.shows import shows

LEVELS = {
    "process": of_the_process,
    "sub-process": in_a_subprocess,
    "transaction": lambda *parts: in_a_subprocess(*parts, kind=b.transaction),
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("event", TRIGGERS)
@shows(
    "subProcess/event-sub-process",
    "event-sub-process/message",
    "event-sub-process/timer",
    "event-sub-process/signal",
)
def test_an_interrupting_one_ends_all_else_in_its_scope_and_the_scope_ends_with_it(level, event):
    model = LEVELS[level](answering(TRIGGERS[event]))

    def story(player):
        assert player.start(id=7).tasks == ["work"]
        assert player.fire("it_start").waiting == ["answer"]
        return player.complete("answer")

    player = play_both_ways(model, story)
    assert player.waiting == ([] if level == "process" else ["after"])
    assert player.completed == (level == "process")
    assert "work!" in player.path
    assert "it!" not in player.path


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("event", ["message", "signal"])
@shows("event-sub-process/message/non-interrupting", "event-sub-process/signal/non-interrupting")
def test_one_that_does_not_interrupt_comes_again_and_again_and_holds_its_scope_open(level, event):
    model = LEVELS[level](answering(TRIGGERS[event], interrupting=False))

    def story(player):
        player.start(id=7).fire("it_start").fire("it_start")
        assert player.tasks == ["answer", "answer", "work"]
        player.complete("work").complete("answer").complete("after" if level == "process" else "more")
        assert player.tasks == ["answer"]
        player.fire("it_start")
        assert player.tasks == ["answer", "answer"]
        return player.complete("answer").complete("answer")

    player = play_both_ways(model, story)
    assert player.completed == (level == "process")
    assert player.waiting == ([] if level == "process" else ["after"])


@shows("event-sub-process/timer/non-interrupting")
def test_a_cycle_starts_it_as_often_as_it_says():
    model = of_the_process(answering(b.timer("Cycle", "R3/PT1H"), interrupting=False))

    def story(player):
        player.start(id=7).wait(hours=2)
        assert player.tasks == ["answer", "answer", "work"]
        return player.wait(days=1)

    player = play_both_ways(model, story)
    assert player.tasks == ["answer", "answer", "answer", "work"]
    assert not any(isinstance(one, TimerScheduled) for one in player.open.values())


def test_a_duration_that_does_not_interrupt_starts_it_once():
    player = play(of_the_process(answering(TRIGGERS["timer"], interrupting=False))).start(id=7).wait(days=2)

    assert player.waiting == ["answer", "work"]


def test_a_date_can_start_it():
    model = of_the_process(answering(b.timer("Date", "=due"), interrupting=True))
    player = play(model).start(due="2026-01-05T10:00:00Z")

    assert player.open[player.number("it_start")].due_at - player.clock.now() == timedelta(hours=2)
    assert player.wait(hours=2).waiting == ["answer"]


def test_what_lies_in_wait_does_not_keep_its_scope_open():
    def story(player):
        return player.start(id=7).complete("work").complete("more")

    player = play_both_ways(in_a_subprocess(answering(TRIGGERS["message"]), answering(
        TRIGGERS["timer"], name="late", handler="remind")), story)  # fmt: skip
    assert player.waiting == ["after"]
    assert [element for element, _ in player.instance.tokens()] == ["after"]


def test_an_interrupting_one_takes_the_others_with_it():
    model = of_the_process(
        answering(TRIGGERS["signal"], interrupting=False, name="side", handler="listen"),
        answering(TRIGGERS["timer"], name="late", handler="remind"),
        answering(b.message("stop"), name="halt", handler="tidy"),
    )

    def story(player):
        player.start(id=7).fire("side_start")
        assert player.waiting == ["halt_start", "late_start", "listen", "side_start", "work"]
        return player.fire("halt_start")

    assert play_both_ways(model, story).waiting == ["tidy"]


def test_it_has_event_subprocesses_of_its_own():
    nested = b.event_subprocess(
        "it", b.trigger("it_start", TRIGGERS["message"]), b.user("answer"),
        answering(b.timer("Duration", "PT2H"), name="late", handler="remind"),
        answering(b.error(), name="any", handler="mend"), flow="it_start>answer",
    )  # fmt: skip

    def story(player):
        player.start(id=7)
        assert player.waiting == ["it_start", "work"]
        assert player.fire("it_start").waiting == ["answer", "late_start"]
        return player

    assert play_both_ways(of_the_process(nested), lambda one: story(one).wait(hours=3)).waiting == ["remind"]
    assert play_both_ways(of_the_process(nested), lambda one: story(one).throw("answer", "BAD")).waiting == [
        "mend"
    ]


def test_each_of_many_has_its_own():
    model = in_a_subprocess(
        answering(b.message("note"), interrupting=False),
        kind=lambda *parts, **more: b.subprocess(*parts, inner=b.many("ids", "id"), **more),
    )

    def story(player):
        player.start(ids=[1, 2])
        keys = [one.correlation_key for one in player.open.values() if one.element_id == "it_start"]
        assert keys == ["1", "2"]
        player.fire("it_start")
        return player

    player = play_both_ways(model, story)
    assert player.tasks == ["answer", "work", "work"]
    assert seen_at(player, "answer")["loopCounter"] == numbers({"n": 1})["n"]


def test_what_the_event_brings_goes_to_where_the_variable_lives():
    model = in_a_subprocess(
        answering(TRIGGERS["message"], interrupting=False, extensions=b.mappings("inner=1")),
        kind=lambda *parts, **more: b.subprocess(*parts, extensions=b.mappings("mine=0"), **more),
    )
    player = play(model).start(id=7).fire("it_start", mine=5, inner=6, new=8)

    assert seen_at(player, "answer") == numbers({"id": 7, "mine": 5, "inner": 6, "new": 8})
    assert seen_at(player, "work") == numbers({"id": 7, "mine": 5, "new": 8})
    assert player.instance.variables == numbers({"id": 7, "new": 8})


def test_the_start_event_chooses_what_of_the_event_is_kept():
    start = b.trigger(
        "it_start", TRIGGERS["message"], interrupting=False, extensions=b.mappings(outputs="text=note.text")
    )
    sub = b.event_subprocess(
        "it", start, b.user("answer"), flow="it_start>answer", extensions=b.mappings("id=id", "said=text")
    )
    player = play(of_the_process(sub)).start(id=7).fire("it_start", note={"text": "hello"})
    assert seen_at(player, "answer") == {**numbers({"id": 7}), "text": "hello"}

    player.complete("answer")
    assert player.instance.variables == {**numbers({"id": 7}), "said": "hello", "text": "hello"}


def test_the_process_waits_with_the_variables_that_its_start_event_chose():
    start = b.element(
        "startEvent", "start", b.extend(b.mappings(outputs="id=order.number")) + b.message("stop")
    )
    model = b.process(
        "p", start, b.user("work"), answering(TRIGGERS["message"]), flow="start>work", declared=DECLARED
    )
    player = play(model).start(start_event="start", order={"number": "A-7"})

    assert player.open[player.number("it_start")].correlation_key == "A-7"


def test_an_instance_that_starts_at_an_element_waits_for_the_same_events():
    def story(player):
        player.start(at="more", id=7)
        assert player.waiting == ["halt_start", "it_start", "more"]
        return player.fire("it_start")

    model = in_a_subprocess(
        answering(TRIGGERS["message"], interrupting=False),
        around=(answering(b.message("stop"), name="halt", handler="tidy"),),
    )
    assert play_both_ways(model, story).waiting == ["answer", "halt_start", "it_start", "more"]


@pytest.mark.parametrize("at", ["it", "it_start", "answer"])
def test_an_instance_can_start_in_an_event_subprocess_which_is_then_all_there_is(at):
    def story(player):
        return player.start(at=at, id=7)

    player = play_both_ways(of_the_process(answering(TRIGGERS["message"])), story)
    assert player.waiting == ["answer"]
    assert player.complete("answer").completed


def test_a_terminate_end_event_ends_its_own_scope_only():
    def ending(*parts, **more):
        return b.event_subprocess(
            "it", b.trigger("it_start", TRIGGERS["message"], interrupting=False), b.both("fork"), b.user("answer"),
            b.end("over", b.TERMINATE), b.user("long"), flow="it_start>fork fork>answer fork>long answer>over",
        )  # fmt: skip

    player = play(of_the_process(ending())).start(id=7).fire("it_start").complete("answer")
    assert player.waiting == ["it_start", "work"]

    outside = of_the_process(ending(), b.end("all", b.TERMINATE), b.flows("after>all"))
    player = play(outside).start(id=7).fire("it_start").complete("work").complete("after")
    assert player.waiting == []
    assert player.completed


def test_what_was_never_begun_is_not_taken_back():
    """A fork's second branch is ready, but has not run, when the first one ends the scope."""
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub", b.start("s"), b.both("fork"), b.throw("raise", b.escalation("HELP")), b.user("work"),
            flow="s>fork fork>raise fork>work",
        ),
        b.boundary("caught", "sub", b.escalation("HELP")),
        b.user("after"),
        flow="start>sub caught>after",
        declared=DECLARED,
    )  # fmt: skip

    player = play_both_ways(model, lambda one: one.start())
    assert player.waiting == ["after"]
    assert "work!" not in player.path


def seen_at(player, element_id):
    """The variables that a waiting element sees."""
    return player.instance.variables_of(player.number(element_id))


def errors_of(model):
    return {one.rule for one in lint(model, known=Known()) if one.severity == "error"}


def test_the_linter_accepts_what_runs():
    assert errors_of(of_the_process(answering(TRIGGERS["message"]), answering(
        b.error(), name="any", handler="mend"))) == set()  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ((b.event_subprocess("it", b.start("s"), b.user("answer"), flow="s>answer"),), "event-of-wrong-kind"),
        ((b.event_subprocess("it", b.user("answer")),), "start-of-an-event-subprocess"),
        ((answering(TRIGGERS["message"]), b.flows("after>it")), "flow-at-an-event-subprocess"),
        ((answering(TRIGGERS["message"], inner=b.times("2")),), "event-subprocess-as-an-activity"),
        ((answering(b.error()), b.boundary("late", "it", TRIGGERS["timer"])), "event-subprocess-as-an-activity"),
        ((answering(b.error("BAD")), answering(b.error("BAD"), name="two", handler="mend")), "caught-twice"),
        ((answering(b.error("BAD"), interrupting=False),), "event-of-wrong-kind"),
    ],
)  # fmt: skip
def test_the_linter_refuses_what_cannot_start(parts, rule):
    assert rule in errors_of(of_the_process(*parts))


def test_what_the_linter_would_refuse_is_not_built():
    with pytest.raises(Unsupported, match="no start event with a trigger"):
        play(of_the_process(b.event_subprocess("it", b.user("answer"))))
