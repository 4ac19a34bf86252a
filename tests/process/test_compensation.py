"""An order that is cancelled: what was done for it is undone, by people and by operations."""

from __future__ import annotations

from pathlib import Path

from engine.process import queries
from engine.process.queries import waiting_words
from tests.process.test_waiting import Plain

ORDER = Path(__file__).with_name("order")
HOLIDAY = {"order": "A-17", "quantity": "3"}


def deploy(company):
    company.deploy((ORDER / "order.bpmn").read_bytes(), refund__form=(ORDER / "refund.form").read_bytes())


def cancel(engine, people):
    return engine.correlate_message("OrderCancelled", correlation_key="A-17", by=people.ada)


def told(company, key):
    """The rows of the history: element, what came next, and who did it."""
    return [(one.element.id, one.next and one.next.id, one.by) for one in company.instance(key).history]


def why(company, key):
    """Element id to what it waits for."""
    engine, moments = (
        company.engine,
        {"at": company.engine.business_clock.now(), "now": company.engine.system_clock.now()},
    )
    with engine.database.reading() as connection:
        waits = queries.why_waiting(connection, key, company.people.ada, **moments)
    return {one.element.id: waiting_words.sentences(one, "en", Plain()) for one in waits}


def test_a_cancelled_order_is_paid_back_and_its_goods_are_released(company, engine, people):
    deploy(company)
    key = company.start("order", **HOLIDAY)
    company.complete(company.tasks(people.anna)["charge"])

    cancel(engine, people)

    assert list(company.tasks(people.anna)) == ["refund"]
    assert why(company, key)["undo"] == [
        "Waits until what came before is undone; now: “Pay the money back”, steps after it: 1."
    ]
    task = company.task(company.tasks(people.boris)["refund"], people.boris)
    assert b"refund_reference" in task.form_document
    company.complete(task.key, by=people.boris, refund_reference="R-4")
    assert list(company.tasks(people.anna)) == ["tell"]
    assert told(company, key)[-6:] == [
        ("cancels", "undo", None),
        ("charged", "refund", None),
        ("refund", None, people.boris.key),
        ("reserved", "release", None),
        ("release", None, None),
        ("undo", "tell", None),
    ]
    assert company.instance(key).variables["released"] == company.instance(key).variables["reserved"]
    assert company.instance(key).variables["refund_reference"] == "R-4"
    company.complete(company.tasks(people.anna)["tell"])
    assert company.instance(key).status == "completed"


def test_an_order_that_nobody_paid_yet_is_not_paid_back(company, engine, people):
    deploy(company)
    key = company.start("order", **HOLIDAY)

    cancel(engine, people)

    assert list(company.tasks(people.anna)) == ["tell"]
    assert "refund" not in {element for element, _, _ in told(company, key)}


def test_cancelling_the_instance_ends_the_undoing_too(company, engine, people):
    deploy(company)
    key = company.start("order", **HOLIDAY)
    company.complete(company.tasks(people.anna)["charge"])
    cancel(engine, people)

    engine.cancel_instance(key, reason="a test order", by=people.ada)

    assert company.tasks(people.anna) == {}
    with company.database.reading() as connection:
        assert queries.instances_without_reason(connection) == []
