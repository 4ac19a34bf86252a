"""Messages reach one receiver, once; signals reach all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.errors import Forbidden
from engine.identity import SYSTEM
from engine.process.errors import InstanceNotActive, NobodyWaits
from tests.bpmn.shows import shows
from tests.process.models import (
    boundary,
    caught,
    end,
    event_subprocess,
    message,
    message_root,
    model,
    node,
    signal,
    signal_root,
    start,
    thrown,
    user,
)

PAYMENT = model(
    "order",
    start(),
    caught("paid", message("payment")),
    user("ship", candidateGroups="sales"),
    end(),
    flow="start > paid > ship > end",
    root=message_root("payment", "PaymentReceived", "=order_number"),
)


def test_a_message_reaches_the_instance_with_its_correlation_key(company, engine, people):
    company.deploy(PAYMENT)
    company.start("order", order_number="A-1")
    wanted = company.start("order", order_number="A-2")

    received = engine.correlate_message(
        "PaymentReceived", correlation_key="A-2", variables={"amount": "12"}, by=people.ada
    )

    assert received == wanted
    [row] = company.inbox(people.anna).rows
    assert row.instance_key == wanted
    assert company.instance(wanted).variables["amount"] == "12"


def test_a_message_nobody_waits_for_is_refused_with_its_name(company, engine, people):
    company.deploy(PAYMENT)

    with pytest.raises(NobodyWaits, match="PaymentReceived"):
        engine.correlate_message("PaymentReceived", correlation_key="A-9", by=people.ada)


def test_an_early_message_waits_for_its_receiver_as_long_as_it_lives(company, engine, people, clock):
    company.deploy(PAYMENT)
    for key in ("A-1", "A-2"):
        kept = engine.correlate_message(
            "PaymentReceived", correlation_key=key, time_to_live=timedelta(hours=1), by=people.ada
        )
        assert kept is None

    company.start("order", order_number="A-1")
    assert len(company.inbox(people.anna).rows) == 1

    clock.advance(timedelta(hours=2))
    company.start("order", order_number="A-2")
    assert len(company.inbox(people.anna).rows) == 1
    engine.correlate_message("PaymentReceived", correlation_key="A-2", by=people.ada)


def test_a_repeated_message_is_received_once(company, engine, people):
    company.deploy(PAYMENT)
    first = company.start("order", order_number="A-1")
    sent = [
        engine.correlate_message("PaymentReceived", correlation_key="A-1", message_id="bank-7", by=people.ada)
        for _ in range(3)
    ]
    assert sent == [first, first, first]

    company.start("order", order_number="A-1")
    engine.correlate_message("PaymentReceived", correlation_key="A-1", message_id="bank-7", by=people.ada)
    assert len(company.inbox(people.anna).rows) == 1
    engine.correlate_message("PaymentReceived", correlation_key="A-1", message_id="bank-8", by=people.ada)


def test_one_id_under_two_keys_are_two_messages(company, engine, people):
    company.deploy(PAYMENT)
    keys = [company.start("order", order_number=number) for number in ("A-1", "A-2")]
    for number, key in zip(("A-1", "A-2", "A-1"), (*keys, keys[0]), strict=True):
        assert (
            engine.correlate_message(
                "PaymentReceived", correlation_key=number, message_id="row-1", by=people.ada
            )
            == key
        )
    assert len(company.inbox(people.anna).rows) == 2


def test_a_message_has_one_receiver_even_if_two_wait(company, engine, people):
    company.deploy(PAYMENT)
    oldest = company.start("order", order_number="A-1")
    company.start("order", order_number="A-1")

    assert engine.correlate_message("PaymentReceived", correlation_key="A-1", by=people.ada) == oldest
    assert len(company.inbox(people.anna).rows) == 1


def test_a_message_starts_a_process(company, engine, people):
    company.deploy(
        model(
            "lead", start(inner=message("form")), user("call", candidateGroups="sales"), end(),
            flow="start > call > end", root=message_root("form", "WebForm"),
        )
    )  # fmt: skip
    started = engine.correlate_message("WebForm", variables={"name": "Ivan"}, by=people.ada)

    assert company.instance(started).variables["name"] == "Ivan"


def test_a_thrown_message_reaches_another_process(company, engine, people):
    company.deploy(
        PAYMENT,
        model(
            "bank", start(),
            thrown("tell", message("payment")), end(),
            flow="start > tell > end", root=message_root("payment", "PaymentReceived", "=order_number"),
        ),
    )  # fmt: skip
    waiting = company.start("order", order_number="A-5")
    company.start("bank", order_number="A-5")
    engine.run_due()

    assert [task.element.id for task in company.instance(waiting).tasks] == ["ship"]


def test_a_message_boundary_that_does_not_interrupt_can_come_again(company, engine, people):
    company.deploy(
        model(
            "talk", start(), user("work", candidateGroups="sales"),
            boundary("letter", "work", message("mail"), interrupting=False),
            user("answer", candidateGroups="sales"), end(), end("answered"),
            flow="start > work > end; letter > answer > answered",
            root=message_root("mail", "Mail", "=customer"),
        )
    )  # fmt: skip
    instance = company.start("talk", customer="C")
    for _ in range(2):
        engine.correlate_message("Mail", correlation_key="C", by=people.ada)

    assert [task.element.id for task in company.instance(instance).tasks].count("answer") == 2
    for row in company.inbox(people.anna).rows:
        company.complete(row.key)
    assert company.instance(instance).status == "completed"


@shows("start/signal")
def test_a_signal_reaches_everybody_who_waits(company, engine, people):
    waits = model(
        "office", start(), caught("heard", signal("bell")), user("leave", candidateGroups="sales"), end(),
        flow="start > heard > leave > end", root=signal_root("bell", "Bell"),
    )  # fmt: skip
    rings = model(
        "janitor", start(), thrown("ring", signal("bell")), end(),
        flow="start > ring > end", root=signal_root("bell", "Bell"),
    )  # fmt: skip
    begins = model(
        "guard", start(inner=signal("bell")), user("look", candidateGroups="sales"), end(),
        flow="start > look > end", root=signal_root("bell", "Bell"),
    )  # fmt: skip
    company.deploy(waits, rings, begins)
    for _ in range(3):
        company.start("office")
    company.start("janitor")
    engine.run_due()
    engine.run_due()

    opened = sorted(row.element.id for row in company.inbox(people.anna).rows)
    assert opened == ["leave", "leave", "leave", "look"]


ORDERS = model(
    "orders",
    start(inner=message("placed")),
    user("pack", candidateGroups="sales"),
    end(),
    flow="start > pack > end",
    root=message_root("placed", "OrderPlaced"),
)


def place(engine, people, key, **more):
    return engine.correlate_message("OrderPlaced", correlation_key=key, by=people.ada, **more)


def test_one_instance_of_each_process_receives_a_message(company, engine, people):
    other = model(
        "bank", start(), caught("booked", message("payment")), user("file", candidateGroups="sales"), end(),
        flow="start > booked > file > end", root=message_root("payment", "PaymentReceived", "=order_number"),
    )  # fmt: skip
    company.deploy(PAYMENT, other)
    first = company.start("order", order_number="A-1")
    company.start("order", order_number="A-1")
    company.start("bank", order_number="A-1")

    assert engine.correlate_message("PaymentReceived", correlation_key="A-1", by=people.ada) == first
    engine.run_due()
    assert sorted(row.element.id for row in company.inbox(people.anna).rows) == ["file", "ship"]


@shows("start/message")
def test_a_correlation_key_starts_one_instance_at_a_time(company, engine, people):
    company.deploy(ORDERS)
    first = place(engine, people, "A-1")
    with pytest.raises(NobodyWaits):
        place(engine, people, "A-1")
    assert place(engine, people, "A-2") not in {None, first}
    assert place(engine, people, None) is not None

    [row] = company.instance(first).tasks
    company.complete(row.key)
    assert place(engine, people, "A-1") not in {None, first}


def test_a_message_that_lives_starts_the_next_instance_when_the_one_before_has_ended(
    company, engine, people, clock
):
    company.deploy(ORDERS)
    first = place(engine, people, "A-1", variables={"turn": "1"})
    for turn in ("2", "3"):
        kept = place(engine, people, "A-1", variables={"turn": turn}, time_to_live=timedelta(hours=1))
        assert kept is None

    [row] = company.instance(first).tasks
    company.complete(row.key)
    engine.run_due()
    [second] = company.inbox(people.anna).rows
    assert company.instance(second.instance_key).variables == {"turn": "2"}

    clock.advance(timedelta(hours=2))
    engine.cancel_instance(second.instance_key, reason="enough", by=people.ada)
    engine.run_due()
    assert company.inbox(people.anna).rows == ()


def test_a_suspended_instance_receives_its_message_when_it_is_resumed(company, engine, people):
    company.deploy(PAYMENT)
    instance = company.start("order", order_number="A-1")
    engine.suspend_instance(instance, by=people.ada)

    assert engine.correlate_message("PaymentReceived", correlation_key="A-1", by=people.ada) is None
    engine.run_due()
    assert company.instance(instance).tasks == ()
    with pytest.raises(InstanceNotActive):
        engine.correlate_message("PaymentReceived", correlation_key="A-1", wait=False, by=people.ada)

    engine.resume_instance(instance, by=people.ada)
    engine.run_due()
    assert [task.element.id for task in company.instance(instance).tasks] == ["ship"]


def test_what_a_resumed_instance_does_not_want_is_kept_as_long_as_it_lives(company, engine, people):
    company.deploy(PAYMENT)
    first = company.start("order", order_number="A-1")
    engine.suspend_instance(first, by=people.ada)
    for _ in range(2):
        engine.correlate_message(
            "PaymentReceived", correlation_key="A-1", time_to_live=timedelta(hours=1), by=people.ada
        )
    engine.run_due()
    engine.resume_instance(first, by=people.ada)
    engine.run_due()

    second = company.start("order", order_number="A-1")
    assert [len(company.instance(key).tasks) for key in (first, second)] == [1, 1]


def test_a_signal_that_came_while_an_instance_was_suspended_reaches_it_when_it_is_resumed(
    company, engine, people
):
    company.deploy(
        model(
            "drill", start(), caught("alarm", signal("fire")), user("run", candidateGroups="sales"), end(),
            flow="start > alarm > run > end", root=signal_root("fire", "Fire"),
        )
    )  # fmt: skip
    instance = company.start("drill")
    engine.suspend_instance(instance, by=people.ada)
    engine.broadcast_signal("Fire", by=people.ada)
    for _ in range(2):
        engine.run_due()
    assert company.tasks(people.anna) == {}

    engine.resume_instance(instance, by=people.ada)
    engine.run_due()
    assert list(company.tasks(people.anna)) == ["run"]


def test_another_instance_takes_the_message_of_a_suspended_one(company, engine, people):
    company.deploy(PAYMENT)
    engine.suspend_instance(company.start("order", order_number="A-1"), by=people.ada)
    awake = company.start("order", order_number="A-1")

    assert engine.correlate_message("PaymentReceived", correlation_key="A-1", by=people.ada) == awake


@shows("receiveTask")
def test_a_receive_task_takes_an_early_message(company, engine, people):
    receiving = model(
        "shop", start(), node("receiveTask", "wait", messageRef="payment"), user("ship", candidateGroups="sales"),
        end(),
        flow="start > wait > ship > end", root=message_root("payment", "PaymentReceived", "=order_number"),
    )  # fmt: skip
    company.deploy(receiving)
    engine.correlate_message(
        "PaymentReceived", correlation_key="A-1", time_to_live=timedelta(hours=1), by=people.ada
    )
    company.start("shop", order_number="A-1")

    assert list(company.tasks(people.anna)) == ["ship"]


@shows("event-sub-process/message")
def test_a_message_starts_an_event_subprocess(company, engine, people):
    stopping = model(
        "work", start(), user("do", candidateGroups="sales"),
        event_subprocess(
            "off", start("stop", inner=message("halt")), user("tidy", candidateGroups="sales"), flow="stop > tidy"
        ),
        end(), flow="start > do > end", root=message_root("halt", "Halt", "=number"),
    )  # fmt: skip
    company.deploy(stopping)
    instance = company.start("work", number="7")

    assert engine.correlate_message("Halt", correlation_key="7", by=people.ada) == instance
    [task] = company.instance(instance).tasks
    assert task.element.id == "tidy"
    company.complete(task.key)
    assert company.instance(instance).status == "completed"


SENDING = {
    "correlate_message": lambda engine, by: engine.correlate_message(
        "PaymentReceived", correlation_key="A-1", time_to_live=timedelta(hours=1), by=by
    ),
    "broadcast_signal": lambda engine, by: engine.broadcast_signal("Fire", by=by),
    "evaluate_conditions": lambda engine, by: engine.evaluate_conditions({"limit": 1}, by=by),
}


@pytest.mark.parametrize("send", SENDING.values(), ids=SENDING)
def test_only_the_system_managers_and_administrators_send_messages_signals_and_conditions(
    company, engine, people, send
):
    company.deploy(PAYMENT)
    waits = company.start("order", order_number="A-1")

    for stranger in (
        people.anna,
        replace(people.anna, roles=frozenset({"employee", "designer"}), may_deploy=True),
    ):
        with pytest.raises(Forbidden, match="Ask a manager or an administrator"):
            send(engine, stranger)
    assert company.instance(waits).status == "active"
    assert [*company.audit("correlate_message"), *company.audit("broadcast_signal")] == []

    for sender in (replace(people.anna, roles=frozenset({"manager"})), people.ada, SYSTEM):
        send(engine, sender)
