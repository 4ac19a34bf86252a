"""Timers, messages and signals: waiting, boundaries and gateways of events."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.bpmn.errors import ExpressionFailed, UncaughtBpmnError
from engine.bpmn.events import Failed, MessageThrown, SignalThrown, Subscribed, TimerScheduled
from engine.feel import RecordRef
from tests.bpmn import building as b
from tests.bpmn.playing import START, done, numbers, play
from tests.bpmn.shows import shows


def waiting_on(event, *, interrupting, declared="", extensions=""):
    """A user task with one boundary event whose handler is the user task ``handler``."""
    return b.process(
        "p",
        b.start(),
        b.user("main"),
        b.boundary("event", "main", event, interrupting=interrupting, extensions=extensions),
        b.user("handler"),
        b.end(),
        b.end("handled"),
        flow="start>main main>end event>handler handler>handled",
        declared=declared,
    )


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("Duration", "PT1H30M", timedelta(minutes=90)),
        ("Duration", '=duration("P" + string(days) + "D")', timedelta(days=2)),
        ("Duration", "P1M", timedelta(days=31)),
        ("Date", "2026-01-06T08:00:00Z", timedelta(days=1)),
        ("Date", "2026-01-06T10:00:00+02:00", timedelta(days=1)),
        ("Date", '=date and time("2026-01-05T09:00:00Z")', timedelta(hours=1)),
        ("Date", '="2026-01-05T09:00:00Z"', timedelta(hours=1)),
    ],
)
@shows(
    "intermediate-catch/timer", "timerEventDefinition", "timeDate", "timeDuration", "intermediateCatchEvent"
)
def test_a_timer_text_is_evaluated_when_the_element_is_entered(kind, text, due):
    model = b.process(
        "p", b.start(), b.catch("pause", b.timer(kind, text)), b.end(), flow="start>pause pause>end"
    )
    player = play(model).start(days=2)

    scheduled = player.open[player.number("pause")]
    assert isinstance(scheduled, TimerScheduled)
    assert scheduled.due_at == START + due
    assert player.fire("pause").completed


def test_a_timer_without_a_usable_value_names_its_element():
    model = b.process("p", b.start(), b.catch("pause", b.timer("Duration", "=nothing")), flow="start>pause")

    with pytest.raises(ExpressionFailed, match="pause"):
        play(model).start()


@shows(
    "intermediate-catch/message",
    "messageEventDefinition",
    "message",
    "zeebe:subscription",
    "zeebe:subscription.correlationKey",
)
def test_a_message_is_awaited_by_name_and_key_and_brings_its_payload():
    model = b.process(
        "p",
        b.start(),
        b.catch("paid", b.message("Payment")),
        b.end(),
        flow="start>paid paid>end",
        declared=b.messages(Payment="=order.number"),
    )
    player = play(model).start(order=numbers({"number": 7}))

    assert player.open[player.number("paid")] == Subscribed(
        number=player.number("paid"), element_id="paid", kind="message", name="Payment", correlation_key="7"
    )
    assert player.fire("paid", amount=30).completed
    assert player.instance.variables["amount"] == numbers({"a": 30})["a"]


def test_output_mappings_choose_from_a_messages_payload():
    model = b.process(
        "p",
        b.start(),
        b.catch("paid", b.message("Payment"), b.mappings(outputs="total=amount")),
        b.user("after"),
        flow="start>paid paid>after",
        declared=b.messages(Payment="=id"),
    )
    player = play(model).start(id="x").fire("paid", amount=30, noise=1)

    assert player.instance.variables == {"id": "x"} | numbers({"total": 30})


@pytest.mark.parametrize(
    ("value", "key"),
    [("A-7", "A-7"), (Decimal("7.0"), "7"), (Decimal(700), "700"), (RecordRef("opportunity", 9), "9")],
)
def test_a_correlation_key_is_text_whatever_its_value_is(value, key):
    model = b.process(
        "p",
        b.start(),
        b.catch("paid", b.message("Payment")),
        flow="start>paid",
        declared=b.messages(Payment="=id"),
    )
    player = play(model).start(id=value)

    assert player.open[player.number("paid")].correlation_key == key


def test_a_message_without_a_key_is_an_error_at_run_time():
    model = b.process(
        "p", b.start(), b.catch("paid", b.message("Payment")), flow="start>paid",
        declared=b.messages(Payment="=missing"),
    )  # fmt: skip

    with pytest.raises(ExpressionFailed, match="paid"):
        play(model).start()


@shows("receiveTask")
def test_a_receive_task_waits_for_its_message_and_can_be_interrupted():
    model = b.process(
        "p",
        b.start(),
        b.element("receiveTask", "paid", messageRef="M_Payment"),
        b.boundary("late", "paid", b.timer("Duration", "P3D")),
        b.user("remind"),
        b.end(),
        flow="start>paid paid>end late>remind",
        declared=b.messages(Payment="=id"),
    )

    assert play(model).start(id=1).fire("paid").completed
    assert play(model).start(id=1).wait(days=3).waiting == ["remind"]


@shows(
    "intermediate-throw/signal", "intermediate-catch/signal", "end/signal", "signalEventDefinition", "signal"
)
def test_signals_are_thrown_and_awaited():
    model = b.process(
        "p",
        b.start(),
        b.throw("shout", b.signal("Alarm"), b.mappings(inputs="level=3")),
        b.catch("hear", b.signal("Alarm")),
        b.end("end", b.signal("Over")),
        flow="start>shout shout>hear hear>end",
        declared=b.signals("Alarm", "Over"),
    )
    player = play(model).start(secret=1)
    assert player.open[player.number("hear")].kind == "signal"
    player.fire("hear")

    assert [(type(one), one.name, one.variables) for one in player.thrown()] == [
        (SignalThrown, "Alarm", numbers({"level": 3})),
        (SignalThrown, "Over", {}),
    ]
    assert player.completed


@shows("sendTask", "intermediate-throw/message", "end/message")
def test_messages_are_thrown_by_tasks_and_events():
    model = b.process(
        "p",
        b.start(),
        b.element("sendTask", "send", b.extend(b.mappings(inputs="text=greeting")), messageRef="M_Hello"),
        b.throw("throw", b.message("Hello")),
        b.end("end", b.message("Hello")),
        flow="start>send send>throw throw>end",
        declared=b.messages(Hello="=id"),
    )
    player = play(model).start(id=7, greeting="hi")

    thrown = player.thrown()
    assert all(isinstance(one, MessageThrown) for one in thrown)
    assert [(one.element_id, one.correlation_key, one.variables) for one in thrown] == [
        ("send", "7", {"text": "hi"}),
        ("throw", "7", {}),
        ("end", "7", {}),
    ]


@shows("boundary/timer", "boundaryEvent")
def test_an_interrupting_boundary_event_ends_its_activity():
    player = play(waiting_on(b.timer("Duration", "P1D"), interrupting=True)).start().wait(days=1)

    assert player.waiting == ["handler"]
    assert player.path == ["start", "main!", "event"]
    assert player.complete("handler").completed


def test_completing_the_activity_takes_its_boundary_events_back():
    player = play(waiting_on(b.timer("Duration", "P1D"), interrupting=True)).start().complete("main")

    assert player.completed
    assert player.path == ["start", "main", "end"]


@shows("boundary/timer/non-interrupting")
def test_a_non_interrupting_timer_fires_once_and_its_handler_outlives_the_activity():
    player = play(waiting_on(b.timer("Duration", "P1D"), interrupting=False)).start().wait(days=5)
    assert player.waiting == ["handler", "main"]

    player.complete("main")
    assert player.waiting == ["handler"]
    assert player.complete("handler").completed


@shows("timeCycle")
def test_a_non_interrupting_cycle_fires_as_often_as_it_says():
    player = play(waiting_on(b.timer("Cycle", "R3/PT1H"), interrupting=False)).start()

    player.wait(hours=2)
    assert player.waiting == ["event", "handler", "handler", "main"]
    player.wait(days=2)
    assert player.waiting == ["handler", "handler", "handler", "main"]


def test_an_endless_cycle_ends_with_its_activity_but_its_handlers_stay():
    player = play(waiting_on(b.timer("Cycle", "R/PT1H"), interrupting=False)).start().wait(hours=4)

    player.complete("main")

    assert player.waiting == ["handler"] * 4


def test_an_interrupting_cycle_interrupts_at_its_first_time():
    player = play(waiting_on(b.timer("Cycle", "R3/PT1H"), interrupting=True)).start().wait(hours=9)

    assert player.waiting == ["handler"]


def test_a_monthly_cycle_keeps_to_the_calendar():
    player = play(waiting_on(b.timer("Cycle", "R/2026-01-31T10:00:00Z/P1M"), interrupting=False)).start()

    player.wait(days=120)

    times = [one.due_at.strftime("%m-%d") for one in player.events if isinstance(one, TimerScheduled)]
    assert times == ["01-31", "02-28", "03-31", "04-30", "05-31"]


@shows("boundary/message/non-interrupting")
def test_a_non_interrupting_message_can_come_again_and_again():
    model = waiting_on(b.message("Ping"), interrupting=False, declared=b.messages(Ping="=id"))
    player = play(model).start(id=1)

    player.fire("event").fire("event")

    assert player.waiting == ["event", "handler", "handler", "main"]
    player.complete("main")
    assert player.waiting == ["handler", "handler"]


@shows("boundary/message")
def test_a_boundary_event_maps_its_payload_into_the_process():
    model = waiting_on(
        b.message("Ping"), interrupting=True, declared=b.messages(Ping="=id"),
        extensions=b.mappings(outputs="reason=why"),
    )  # fmt: skip
    player = play(model).start(id=1).fire("event", why="lost", noise=1)

    assert player.instance.variables == numbers({"id": 1}) | {"reason": "lost"}


def test_boundary_texts_read_the_activitys_own_variables():
    model = b.process(
        "p",
        b.start(),
        b.user("main", b.mappings(inputs="days=limit")),
        b.boundary("late", "main", b.timer("Duration", '=duration("P" + string(days) + "D")')),
        b.user("handler"),
        flow="start>main late>handler",
    )
    player = play(model).start(limit=4)

    assert player.open[player.number("late")].due_at == START + timedelta(days=4)


EVENT_GATEWAY = b.process(
    "p",
    b.start(),
    b.element("eventBasedGateway", "gate"),
    b.catch("answer", b.message("Answer")),
    b.catch("soon", b.timer("Duration", "PT1H")),
    b.catch("late", b.timer("Duration", "P1D")),
    b.user("good"),
    b.user("call"),
    b.user("close"),
    flow="start>gate gate>answer gate>soon gate>late answer>good soon>call late>close",
    declared=b.messages(Answer="=id"),
)


@shows("eventBasedGateway")
def test_the_first_event_after_an_event_based_gateway_wins():
    player = play(EVENT_GATEWAY).start(id=1)
    assert player.waiting == ["answer", "late", "soon"]
    assert player.instance.tokens() == [("gate", 2)]

    player.fire("answer", text="yes")

    assert player.waiting == ["good"]
    assert player.path == ["start", "gate", "answer"]
    assert player.instance.variables["text"] == "yes"


@shows("eventBasedGateway/several-timers")
def test_two_timers_after_one_event_based_gateway_keep_their_own_times():
    player = play(EVENT_GATEWAY).start(id=1)
    assert player.open[player.number("late")].due_at - player.open[player.number("soon")].due_at == timedelta(
        hours=23
    )

    assert player.wait(hours=1).waiting == ["call"]


SERVICE = b.process(
    "p",
    b.start(),
    b.service("book", "erp"),
    b.boundary("full", "book", b.error("FULL")),
    b.boundary("other", "book", b.error()),
    b.user("requeue"),
    b.user("repair"),
    b.end(),
    flow="start>book book>end full>requeue other>repair",
    declared=b.errors("FULL"),
)


@shows("boundary/error", "errorEventDefinition", "error")
def test_a_failed_operation_goes_to_the_boundary_event_with_its_code():
    player = play(SERVICE, operations={"erp": lambda _: Failed(code="FULL")}).start()

    assert player.tasks == ["requeue"]
    assert player.path == ["start", "book!", "full"]


def test_an_unknown_code_goes_to_the_catch_all():
    assert play(SERVICE, operations={"erp": lambda _: Failed(code="ODD")}).start().tasks == ["repair"]


def test_a_waiting_worker_can_throw_an_error_with_variables():
    player = play(SERVICE).start()
    player.throw("book", "FULL", shelf=9)

    assert player.waiting == ["requeue"]
    assert player.instance.variables == numbers({"shelf": 9})


def test_an_uncaught_error_is_raised_and_nothing_moves():
    model = b.process("p", b.start(), b.service("book", "erp"), flow="start>book")
    player = play(model).start()
    before = player.instance.dump()

    with pytest.raises(UncaughtBpmnError, match="FULL"):
        player.throw("book", "FULL")
    assert player.instance.dump() == before


@shows("end/error")
def test_an_error_end_event_climbs_out_of_nested_sub_processes():
    inner = b.subprocess(
        "inner", b.start("s2"), b.user("work"), b.end("fail", b.error("BAD")), flow="s2>work work>fail"
    )
    model = b.process(
        "p",
        b.start(),
        b.subprocess("outer", b.start("s1"), inner, b.end("e1"), flow="s1>inner inner>e1"),
        b.boundary("caught", "outer", b.error("BAD")),
        b.user("handler"),
        b.end(),
        flow="start>outer outer>end caught>handler",
        declared=b.errors("BAD"),
    )
    player = play(model).start().complete("work")

    assert player.waiting == ["handler"]
    assert player.path == ["start", "s1", "s2", "work", "inner!", "outer!", "fail", "caught"]


def test_an_uncaught_error_end_event_is_an_error():
    model = b.process(
        "p",
        b.start(),
        b.user("a"),
        b.end("fail", b.error("BAD")),
        flow="start>a a>fail",
        declared=b.errors("BAD"),
    )

    with pytest.raises(UncaughtBpmnError, match="BAD"):
        play(model).start().complete("a")


def escalating(*, interrupting):
    return b.process(
        "p",
        b.start(),
        b.subprocess(
            "sub",
            b.start("s"),
            b.user("work"),
            b.throw("raise", b.escalation("HELP")),
            b.user("more"),
            b.end("e"),
            flow="s>work work>raise raise>more more>e",
        ),
        b.boundary("caught", "sub", b.escalation("HELP"), interrupting=interrupting),
        b.user("handler"),
        b.end(),
        flow="start>sub sub>end caught>handler",
        declared=b.escalations("HELP"),
    )


@shows(
    "boundary/escalation/non-interrupting",
    "intermediate-throw/escalation",
    "escalationEventDefinition",
    "escalation",
)
def test_a_non_interrupting_escalation_starts_its_handler_beside_the_activity():
    player = play(escalating(interrupting=False)).start().complete("work")

    assert player.tasks == ["handler", "more"]
    assert player.complete("handler").complete("more").completed


@shows("boundary/escalation")
def test_an_interrupting_escalation_ends_the_activity():
    player = play(escalating(interrupting=True)).start().complete("work")

    assert player.tasks == ["handler"]
    assert player.path == ["start", "s", "work", "sub!", "raise", "caught"]


def test_an_escalation_that_nobody_catches_changes_nothing():
    model = b.process(
        "p", b.start(), b.throw("raise", b.escalation("HELP")), b.user("a"), flow="start>raise raise>a",
        declared=b.escalations("HELP"),
    )  # fmt: skip

    assert play(model, operations={"x": done()}).start().tasks == ["a"]


@pytest.mark.parametrize("thrown", [b.error, b.escalation])
def test_what_is_thrown_carries_what_its_input_mappings_chose(thrown):
    fail = b.element("endEvent", "fail", b.extend(b.mappings("shelf=place")) + thrown("FULL"))
    model = b.process(
        "p",
        b.start(),
        b.subprocess("sub", b.start("s"), b.user("work"), fail, flow="s>work work>fail"),
        b.boundary("caught", "sub", thrown("FULL")),
        b.user("handler"),
        flow="start>sub caught>handler",
        declared=b.errors("FULL") + b.escalations("FULL"),
    )

    player = play(model).start(place=7).complete("work")
    assert player.waiting == ["handler"]
    assert player.instance.variables == numbers({"place": 7, "shelf": 7})
