"""Several executable processes in one file: each is a process of its own, and messages join them."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.process import queries
from engine.process.errors import DeploymentRefused
from tests.process.models import (
    caught,
    document,
    end,
    mapping,
    message,
    message_root,
    node,
    process,
    start,
    thrown,
    user,
)

NUMBER = mapping(inputs={"number": "=number"})
COLLABORATION = (
    '<bpmn:collaboration id="trade"><bpmn:participant id="pool_shop" name="Shop" processRef="shop"/>'
    '<bpmn:participant id="pool_warehouse" name="Warehouse" processRef="warehouse"/>'
    '<bpmn:messageFlow id="ordering" sourceRef="order" targetRef="ordered"/>'
    '<bpmn:messageFlow id="delivering" sourceRef="send" targetRef="arrived"/></bpmn:collaboration>'
)
ROOT = (
    message_root("order_message", "Order")
    + message_root("delivery_message", "Delivery", "=number")
    + COLLABORATION
)
SHOP = process(
    "shop",
    start("wish"),
    thrown("order", message("order_message"), NUMBER),
    caught("arrived", message("delivery_message")),
    user("unpack", candidateGroups="sales"),
    end("happy"),
    flow="wish > order > arrived > unpack > happy",
)


def warehouse(*, task="pack"):
    return process(
        "warehouse",
        start("ordered", inner=message("order_message")),
        user(task, candidateGroups="sales"),
        node("endEvent", "send", NUMBER, inner=message("delivery_message")),
        flow=f"ordered > {task} > send",
    )


TRADE = document(SHOP, warehouse(), root=ROOT)


def test_each_pool_becomes_a_process_of_its_own(company):
    result = company.deploy(TRADE)
    again = company.deploy(TRADE)

    assert {(item.kind, item.id, item.version, item.new) for item in result.items} == {
        ("process", "shop", 1, True),
        ("process", "warehouse", 1, True),
    }
    assert [item.new for item in again.items] == [False, False]


def test_a_change_in_the_file_is_a_new_version_of_each_pool(company, people, engine):
    company.deploy(TRADE)
    result = company.deploy(document(SHOP, warehouse(task="pick"), root=ROOT))

    assert [(item.version, item.new) for item in result.items] == [(2, True), (2, True)]
    engine.correlate_message("Order", variables={"number": "1"}, by=people.ada)
    assert list(company.tasks(people.anna)) == ["pick"]


def test_one_pool_starts_the_other_by_a_message_and_hears_from_it_by_another(company, engine, people):
    company.deploy(TRADE)
    first, second = (company.start("shop", number=number) for number in ("A-1", "A-2"))
    engine.run_due()

    packing = company.inbox(people.anna).rows
    assert [row.element.id for row in packing] == ["pack", "pack"]
    assert {company.instance(row.instance_key).process.id for row in packing} == {"warehouse"}
    numbers = {company.instance(row.instance_key).variables["number"]: row for row in packing}

    company.complete(numbers["A-2"].key)
    engine.run_due()

    assert [task.element.id for task in company.instance(second).tasks] == ["unpack"]
    assert [wait.name for wait in company.instance(first).subscriptions] == ["Delivery"]
    assert company.instance(numbers["A-2"].instance_key).status == "completed"


def test_the_page_of_each_pool_shows_the_whole_file(company, database):
    result = company.deploy(TRADE)

    for item in result.items:
        with database.reading() as connection:
            svg = etree.fromstring(queries.diagram(connection, item.key, "ru"))
        shown = {one.get("data-id") for one in svg.iter("{*}g")}
        assert {"order", "arrived", "ordered", "pack", "send"} <= shown


def test_a_pool_can_call_the_other_process_of_its_file(company, people):
    caller = process(
        "caller",
        start("begin"),
        node("callActivity", "call_it", '<zeebe:calledElement processId="called"/>'),
        end("over"),
        flow="begin > call_it > over",
    )
    called = process(
        "called",
        start("called_start"),
        user("inside", candidateGroups="sales"),
        end("called_end"),
        flow="called_start > inside > called_end",
    )
    company.deploy(document(caller, called))
    instance = company.start("caller")
    company.complete(company.tasks(people.anna)["inside"])

    assert company.instance(instance).status == "completed"


def test_pools_that_cannot_be_told_apart_are_refused(company):
    twice = process("shop", start("open"), user("sell"), end("close"), flow="open > sell > close")

    with pytest.raises(DeploymentRefused) as refused:
        company.deploy(document(SHOP, twice, root=ROOT))

    assert "duplicate-id" in {one.rule for one in refused.value.findings if one.severity == "error"}
