"""Messages reach one receiver, once; signals reach all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.process.errors import NobodyWaits
from tests.bpmn.shows import shows
from tests.process.models import (
    boundary,
    caught,
    end,
    message,
    message_root,
    model,
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
