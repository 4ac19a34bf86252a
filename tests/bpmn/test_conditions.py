"""Conditional events: they fire when a condition becomes true, whoever changed what it reads."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.bpmn.errors import ExpressionFailed, StepBudgetExceeded
from engine.bpmn.events import ConditionArmed, ServiceTaskActivated, UserTaskCreated
from engine.bpmn.linting import Known, lint
from engine.bpmn.spiff import workflow
from engine.feel.values import RecordRef
from tests.bpmn import building as b
from tests.bpmn.playing import done, play, play_both_ways
from tests.bpmn.shows import shows

WAITING = b.process(
    "p", b.start(), b.catch("ready", b.condition("stock > 2")), b.user("ship"), flow="start>ready ready>ship"
)


@shows("intermediate-catch/conditional", "conditionalEventDefinition", "condition")
def test_an_intermediate_event_waits_until_its_condition_is_true():
    def story(player):
        assert player.start(stock=1).waiting == ["ready"]
        assert player.set(stock=2, other=7).waiting == ["ready"]
        return player.set(stock=3)

    player = play_both_ways(WAITING, story)
    assert player.waiting == ["ship"]
    assert player.path == ["start", "ready"]


def test_a_condition_that_holds_already_is_passed_without_a_wait():
    player = play(WAITING).start(stock=5)

    assert player.waiting == ["ship"]
    assert not any(isinstance(one, ConditionArmed) for one in player.events)


def test_a_variable_that_is_not_there_yet_makes_nothing_true():
    assert play(WAITING).start().set(stock=3).waiting == ["ship"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident():
    model = b.process("p", b.start(), b.catch("ready", b.condition("stock")), flow="start>ready")

    with pytest.raises(ExpressionFailed, match="neither true nor false"):
        play(model).start(stock=1)


def beside(condition, *, interrupting=True, changes=""):
    """A task with a condition on it, and a second task that changes things."""
    return b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.user("review"),
        b.user("change"),
        b.user("again"),
        b.boundary("changed", "review", b.condition(condition, changes), interrupting=interrupting),
        b.user("apply"),
        flow="start>fork fork>review fork>change change>again changed>apply",
    )


@shows("boundary/conditional")
def test_an_interrupting_boundary_condition_ends_its_activity():
    def story(player):
        player.start(price=1)
        assert player.waiting == ["change", "changed", "review"]
        return player.complete("change", price=20)

    player = play_both_ways(beside("price > 10"), story)
    assert player.waiting == ["again", "apply"]
    assert "review!" in player.path


@shows("boundary/conditional/non-interrupting")
def test_one_that_does_not_interrupt_fires_whenever_its_condition_becomes_true():
    def story(player):
        player.start(price=1).set(price=20)
        assert player.tasks == ["apply", "change", "review"]
        player.set(price=30)
        assert player.tasks.count("apply") == 1
        player.set(price=2).complete("change", price=40)
        return player

    player = play_both_ways(beside("price > 10", interrupting=False), story)
    assert player.tasks == ["again", "apply", "apply", "review"]


def test_what_its_own_activity_leaves_behind_does_not_fire_it():
    """The event is disarmed with the activity, as in Camunda 8."""
    player = play(beside("price > 10")).start(price=1).complete("review", price=20)

    assert player.waiting == ["change"]


def test_a_boundary_condition_that_holds_at_once_keeps_its_activity_from_beginning():
    model = b.process(
        "p", b.start(), b.service("send", "mail"), b.boundary("not_needed", "send", b.condition("known")),
        b.user("after"), flow="start>send not_needed>after",
    )  # fmt: skip
    player = play_both_ways(model, lambda one: one.start(known=True), operations={"mail": done()})

    assert player.waiting == ["after"]
    assert not any(isinstance(one, ServiceTaskActivated) for one in player.events)
    assert player.path == ["start", "send!", "not_needed"]


def test_one_that_holds_at_once_and_does_not_interrupt_fires_beside_it():
    player = play_both_ways(beside("price > 10", interrupting=False), lambda one: one.start(price=20))

    assert player.waiting == ["apply", "change", "changed", "review"]


def test_input_mappings_of_the_activity_are_seen():
    model = b.process(
        "p", b.start(), b.user("review", b.mappings("limit=10")),
        b.boundary("over", "review", b.condition("price > limit")), b.user("apply"),
        flow="start>review over>apply",
    )  # fmt: skip

    assert play(model).start(price=5).set(price=11).waiting == ["apply"]


def answering(condition, *, interrupting=True):
    return b.process(
        "p", b.start(), b.script("compute", "total", "given * 2"), b.user("work"),
        b.event_subprocess(
            "it", b.trigger("it_start", b.condition(condition), interrupting=interrupting), b.user("answer"),
            flow="it_start>answer",
        ),
        flow="start>compute compute>work",
    )  # fmt: skip


@shows("event-sub-process/conditional")
def test_an_event_subprocess_starts_when_its_condition_becomes_true():
    player = play_both_ways(answering("total > 10"), lambda one: one.start(given=4).set(total=12))

    assert player.waiting == ["answer"]
    assert player.path[-2:] == ["work!", "it_start"]


def test_it_starts_before_the_next_step_when_a_step_makes_it_true():
    player = play_both_ways(answering("total > 10"), lambda one: one.start(given=6))

    assert player.waiting == ["answer"]
    assert not any(isinstance(one, UserTaskCreated) and one.element_id == "work" for one in player.events)


@shows("event-sub-process/conditional/non-interrupting")
def test_an_event_subprocess_beside_starts_at_each_rise():
    def story(player):
        return player.start(given=1).set(total=20).set(total=1).set(total=30)

    player = play_both_ways(answering("total > 10", interrupting=False), story)
    assert player.waiting == ["answer", "answer", "it_start", "work"]


def test_outer_conditions_come_before_inner_ones():
    model = b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub", b.start("s"), b.user("work"), b.boundary("inner", "work", b.condition("x > 1")), b.user("mend"),
            flow="s>work inner>mend",
        ),
        b.boundary("outer", "sub", b.condition("x > 1")),
        b.user("stop"),
        flow="start>sub outer>stop",
    )  # fmt: skip

    assert play_both_ways(model, lambda one: one.start(x=0).set(x=2)).waiting == ["stop"]


def test_a_variable_of_another_scope_wakes_nobody():
    model = b.process(
        "p",
        b.start(),
        b.both("fork"),
        b.user("watch"),
        b.boundary("seen", "watch", b.condition("x > 1"), interrupting=False),
        b.user("tell"),
        b.user("work", b.mappings("x=0")),
        flow="start>fork fork>watch fork>work seen>tell",
    )
    player = play(model).start()
    player.complete("work", x=5)

    assert player.tasks == ["watch"]


def test_each_of_many_has_a_condition_of_its_own():
    model = b.process(
        "p", b.start(), b.user("ask", b.mappings("mine=item"), inner=b.many("items", "item")),
        b.boundary("enough", "ask", b.condition("count > 1")), b.user("after"), flow="start>ask enough>after",
    )  # fmt: skip
    player = play_both_ways(model, lambda one: one.start(items=[1, 2, 3]).complete("ask", count=2))

    assert player.waiting == ["after"]


def test_the_first_of_several_events_decides():
    model = b.process(
        "p", b.start(), b.element("eventBasedGateway", "gate"), b.catch("ready", b.condition("stock > 2")),
        b.catch("late", b.timer("Duration", "P1D")), b.user("ship"), b.user("call"),
        flow="start>gate gate>ready gate>late ready>ship late>call",
    )  # fmt: skip

    assert play_both_ways(model, lambda one: one.start(stock=0).set(stock=3)).waiting == ["ship"]
    assert play_both_ways(model, lambda one: one.start(stock=0).wait(days=1)).waiting == ["call"]
    assert play_both_ways(model, lambda one: one.start(stock=9)).waiting == ["ship"]


@pytest.mark.parametrize(("changes", "fired"), [("create", 1), ("update", 1), ("create, update", 2)])
@shows("zeebe:conditionalFilter", "zeebe:conditionalFilter.variableEvents")
def test_a_filter_lets_only_some_changes_wake_it(changes, fired):
    model = beside("price > 10", interrupting=False, changes=changes)
    player = play(model).start().set(price=20)
    assert player.tasks.count("apply") == int("create" in changes)

    player.set(price=1).set(price=30)
    assert player.tasks.count("apply") == fired


DEAL = RecordRef("opportunity", 7)
BOSS = RecordRef("user", 1)


def about(condition):
    return b.process(
        "p", b.start(), b.user("work"), b.boundary("risk", "work", b.condition(condition), interrupting=False),
        b.user("call"), flow="start>work risk>call",
    )  # fmt: skip


def test_a_condition_tells_which_records_it_reads_and_looks_again_when_they_change():
    def story(player):
        player.records[DEAL] = {"amount": Decimal(5)}
        player.start(deal=DEAL)
        assert player.open[player.number("risk")].records == (DEAL,)
        assert player.look().tasks == ["work"]
        player.records[DEAL] = {"amount": Decimal(50)}
        assert player.look().look().tasks == ["call", "work"]
        return player

    play_both_ways(about("deal.amount > 10"), story)


def test_it_tells_again_when_it_comes_to_read_other_records():
    def story(player):
        player.records.update({DEAL: {"owner": None}, BOSS: {"away": False}})
        player.start(deal=DEAL)
        assert player.open[player.number("risk")].records == (DEAL,)
        player.records[DEAL] = {"owner": BOSS}
        player.look()
        assert player.open[player.number("risk")].records == (DEAL, BOSS)
        player.records[BOSS] = {"away": True}
        return player.look()

    assert play_both_ways(about("deal.owner.away = true"), story).tasks == ["call", "work"]


def test_what_an_operation_wrote_is_seen_in_the_same_step():
    model = b.process(
        "p", b.start(), b.both("fork"), b.user("work"), b.user("go"), b.service("write", "write"),
        b.boundary("risk", "work", b.condition("deal.amount > 10")), b.user("call"), b.user("end"),
        flow="start>fork fork>work fork>go go>write write>end risk>call",
    )  # fmt: skip
    player = play(model)
    player.records[DEAL] = {"amount": Decimal(5)}

    def write(_inputs):
        player.records[DEAL] = {"amount": Decimal(50)}
        return done()({})

    player.operations["write"] = write
    assert player.start(deal=DEAL).complete("go").waiting == ["call", "end"]


def test_a_condition_that_makes_itself_true_again_and_again_is_stopped(monkeypatch):
    monkeypatch.setattr(workflow, "STEP_BUDGET", 1000)
    model = b.process(
        "p", b.start(), b.user("work"),
        b.event_subprocess(
            "it", b.trigger("it_start", b.condition("on"), interrupting=False),
            b.script("off", "on", "false"), b.script("then", "on", "true"), flow="it_start>off off>then",
        ),
        flow="start>work",
    )  # fmt: skip

    with pytest.raises(StepBudgetExceeded):
        play(model).start(on=False).set(on=True)


def rules(model):
    return {one.rule for one in lint(model, known=Known())}


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        ("<bpmn:conditionalEventDefinition/>", "event-without-condition"),
        (b.condition("x >"), "unparsable-expression"),
        (b.condition("due < now()"), "condition-that-nothing-wakes"),
        (b.condition('count records("lead", {}) > 3'), "condition-that-nothing-wakes"),
        (b.condition("x", "delete"), "condition-filter"),
    ],
)
def test_the_linter_names_what_would_never_fire(event, rule):
    model = b.process("p", b.start(), b.catch("it", event), b.end(), flow="start>it it>end")

    assert rule in rules(model)
    assert rules(WAITING) == {"unknown-form"}
