"""Event sub-processes: what a scope does when an event comes, instead of all else in it or beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn.errors import UncaughtBpmnError, Unsupported
from engine.bpmn.events import Failed, TimerScheduled
from engine.bpmn.linting import Known, lint
from tests.bpmn import building as b
from tests.bpmn.playing import numbers, play, play_both_ways
from tests.bpmn.shows import shows

DECLARED = (
    b.messages(note="=id", stop="=id")
    + b.signals("bell")
    + b.errors("BAD", "WORSE")
    + b.escalations("HELP", "ALARM")
)
TRIGGERS = {
    "message": b.message("note"),
    "timer": b.timer("Duration", "PT1H"),
    "signal": b.signal("bell"),
}


def answering(event, *, interrupting=True, handler="answer", name="it", **more):
    """An event sub-process of one task."""
    return b.event_subprocess(
        name, b.trigger(f"{name}_start", event, interrupting=interrupting), b.user(handler),
        flow=f"{name}_start>{handler}", **more,
    )  # fmt: skip


def of_the_process(*parts):
    return b.process(
        "p", b.start(), b.user("work"), b.user("after"), *parts,
        flow="start>work work>after", declared=DECLARED,
    )  # fmt: skip


def in_a_subprocess(*parts, kind=b.subprocess, around=()):
    return b.process(
        "p",
        b.start(),
        kind("sub", b.start("s"), b.user("work"), b.user("more"), *parts, flow="s>work work>more"),
        *around,
        b.user("after"),
        flow="start>sub sub>after",
        declared=DECLARED,
    )


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


@pytest.mark.parametrize("catcher", [b.error("BAD"), b.error()])
@shows("event-sub-process/error")
def test_an_error_comes_to_the_scope_before_it_comes_to_what_is_around(catcher):
    model = in_a_subprocess(
        answering(catcher),
        b.end("fail", b.error("BAD")),
        b.flows("more>fail"),
        around=(b.boundary("caught", "sub", b.error()), b.user("outside"), b.flows("caught>outside")),
    )

    def story(player):
        return player.start(id=7).complete("work").complete("more")

    player = play_both_ways(model, story)
    assert player.waiting == ["answer"]
    assert player.complete("answer").waiting == ["after"]


def test_the_very_code_comes_before_one_that_catches_all():
    model = of_the_process(
        answering(b.error(), name="any", handler="shrug"), answering(b.error("BAD")),
        b.boundary("other", "work", b.error("WORSE")), b.user("elsewhere"), b.flows("other>elsewhere"),
    )  # fmt: skip

    assert play(model).start(id=7).throw("work", "BAD").waiting == ["answer"]
    assert play(model).start(id=7).throw("work", "ODD").waiting == ["shrug"]
    assert "elsewhere" in play(model).start(id=7).throw("work", "WORSE").waiting


def test_an_error_in_an_event_subprocess_is_not_its_own():
    inner = b.event_subprocess(
        "it", b.trigger("it_start", b.error("BAD")), b.user("answer"), b.end("again", b.error("BAD")),
        flow="it_start>answer answer>again",
    )  # fmt: skip
    model = in_a_subprocess(
        inner, around=(b.boundary("caught", "sub", b.error("BAD")), b.user("outside"), b.flows("caught>outside"))
    )  # fmt: skip

    def story(player):
        return player.start(id=7).throw("work", "BAD").complete("answer")

    assert play_both_ways(model, story).waiting == ["outside"]

    with pytest.raises(UncaughtBpmnError, match="BAD"):
        play(of_the_process(inner)).start(id=7).throw("work", "BAD").complete("answer")


def test_an_error_beside_is_caught_by_the_neighbour_unless_the_scope_is_over():
    def model(*, interrupting):
        return of_the_process(
            answering(TRIGGERS["message"], interrupting=interrupting), answering(b.error(), name="any", handler="mend")
        )  # fmt: skip

    assert play(model(interrupting=False)).start(id=7).fire("it_start").throw("answer", "BAD").waiting == [
        "mend"
    ]
    with pytest.raises(UncaughtBpmnError):
        play(model(interrupting=True)).start(id=7).fire("it_start").throw("answer", "BAD")


def test_the_variables_of_an_error_are_seen_in_the_event_subprocess():
    model = of_the_process(answering(b.error("BAD")))
    player = play(model).start(id=7).throw("work", "BAD", shelf=9)

    assert player.instance.variables == numbers({"id": 7, "shelf": 9})


def test_an_operation_that_fails_at_once_is_caught():
    model = b.process(
        "p", b.start(), b.service("book", "erp"), b.user("after"), answering(b.error("BAD")),
        flow="start>book book>after", declared=DECLARED,
    )  # fmt: skip
    player = play(model, operations={"erp": lambda _: Failed(code="BAD")}).start()

    assert player.waiting == ["answer"]


def escalating(event, *, interrupting):
    """An escalation between two tasks of the scope itself."""
    return b.process(
        "p", b.start(), b.throw("raise", b.escalation("HELP")), b.user("work"),
        answering(event, interrupting=interrupting), flow="start>raise raise>work", declared=DECLARED,
    )  # fmt: skip


@pytest.mark.parametrize("catcher", [b.escalation("HELP"), b.escalation()])
@shows("event-sub-process/escalation", "event-sub-process/escalation/non-interrupting")
def test_an_escalation_of_the_scope_itself_ends_its_thrower_only_when_it_interrupts(catcher):
    ended = play_both_ways(escalating(catcher, interrupting=True), lambda player: player.start())
    beside = play_both_ways(escalating(catcher, interrupting=False), lambda player: player.start())

    assert ended.waiting == ["answer"]
    assert ended.path == ["start", "raise", "it_start"]
    assert beside.waiting == ["answer", "work"]


def test_an_event_subprocess_that_escalates_what_it_catches_does_not_start_itself():
    inner = b.event_subprocess(
        "it", b.trigger("it_start", b.escalation("HELP"), interrupting=False), b.user("answer"),
        b.end("more", b.escalation("HELP")), flow="it_start>answer answer>more",
    )  # fmt: skip
    model = of_the_process(inner, b.throw("raise", b.escalation("HELP")), b.flows("after>raise"))
    player = play(model).start(id=7).complete("work").complete("after")

    assert player.tasks == ["answer"]
    assert player.complete("answer").completed


def test_an_escalation_that_ends_the_scope_is_caught_by_it():
    model = b.process(
        "p", b.start(), b.user("work"), b.end("shout", b.escalation("ALARM")),
        answering(b.escalation("ALARM"), interrupting=False), flow="start>work work>shout", declared=DECLARED,
    )  # fmt: skip

    assert play_both_ways(model, lambda player: player.start().complete("work")).waiting == ["answer"]


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
