from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.process import queries
from engine.process.errors import StepFailed
from tests.process.models import end, model, node, start, user
from tests.webui.browsing import page, text


def broken(process_id, group):
    """Without an amount no way out of the gateway is open."""
    return model(
        process_id,
        start(),
        user("ask", name="Ask", candidateGroups=group),
        node("exclusiveGateway", "large", name="Large?"),
        user("big", name="Big", candidateGroups=group),
        end(),
        flow="start > ask > large; large > big ? =amount > 100; large > end ? =amount <= 100; big > end",
        name=process_id.capitalize(),
    )


@pytest.fixture
def fail(engine, company):
    """Let an instance fail after its first task; its key."""
    files = {"order.bpmn": broken("order", "Sales"), "export.bpmn": broken("export", "Export")}
    engine.deploy(files, by=company.dina, name="tests")

    def go(process_id="order", business_id=None):
        key = engine.start_instance(process_id, variables={}, business_id=business_id, by=company.dina)
        with engine.database.reading() as connection:
            task = queries.instance(connection, key, company.dina).tasks[0].key
        with pytest.raises(StepFailed):
            engine.complete_task(task, {}, by=company.dina)
        return key

    return go


def groups(browser):
    """The address of each group by its name and count."""
    rows = page(browser.get("/incidents")).xpath("//div[@id='groups']//tbody/tr")
    return {
        (
            " ".join(row.xpath("td")[1].text_content().split()),
            row.xpath("td")[2].text_content().strip(),
        ): row.xpath(".//a/@href")[0].partition("#")[0]
        for row in rows
    }


def test_incidents_of_one_cause_stand_together_with_their_number(sign_in, fail):
    fail()
    fail()
    fail("export")

    assert set(groups(sign_in("dina"))) == {("Large? Order", "2"), ("Large? Export", "1")}


def test_the_queue_is_empty_when_nothing_stands_still(sign_in):
    assert "Nothing stands still" in text(sign_in("dina").get("/incidents"))


def test_a_manager_sees_incidents_of_the_own_people_only(sign_in, fail, engine):
    fail()
    fail("export")
    boris = sign_in("boris")
    hidden = groups(sign_in("dina"))["Large? Export", "1"]

    assert [count for _, count in groups(boris)] == ["1"]
    assert boris.get(hidden).status_code == 404
    assert page(boris.get("/incidents")).xpath("string(//*[@data-badge='/incidents'])").strip() == "1"


def test_employees_and_designers_do_not_enter(sign_in, fail):
    assert sign_in("anna").get("/incidents").status_code == 403
    assert sign_in("anna").post("/incidents/x/retry").status_code == 403


def test_a_mended_cause_is_tried_again_for_all_and_each_tells_what_became_of_it(
    sign_in, engine, company, fail
):
    first, second = fail(business_id="ORD-1"), fail(business_id="ORD-2")
    engine.set_variables(first, {"amount": Decimal(5)}, by=company.dina)
    dina = sign_in("dina")
    address = groups(dina)["Large? Order", "2"]
    chosen = page(dina.get(address)).xpath("//input[@name='incident']/@value")

    answer = dina.post(f"{address}/retry", {"incident": [*chosen, "17", "junk"]})

    assert len(chosen) == 2
    assert "Tried again: 1 went on, 2 not" in text(answer)
    assert "amount" in page(answer).xpath("//section[contains(@class,'results')]")[0].text_content()
    with engine.database.reading() as connection:
        assert queries.instance(connection, first, company.dina).status == "completed"
        assert len(queries.instance(connection, second, company.dina).incidents) == 1


def test_only_the_chosen_ones_are_tried(sign_in, engine, company, fail):
    keys = [fail(), fail()]
    for key in keys:
        engine.set_variables(key, {"amount": Decimal(5)}, by=company.dina)
    dina = sign_in("dina")
    address = groups(dina)["Large? Order", "2"]
    chosen = page(dina.get(address)).xpath("//input[@name='incident']/@value")

    dina.post(f"{address}/retry", {"incident": chosen[1]})
    assert set(groups(dina)) == {("Large? Order", "1")}

    dina.post(f"{address}/retry", {"incident": chosen})
    assert "Nothing stands still" in text(dina.get("/incidents"))


def test_an_outsider_retries_nothing(sign_in, engine, company, fail):
    key = fail("export")
    engine.set_variables(key, {"amount": Decimal(5)}, by=company.dina)
    with engine.database.reading() as connection:
        incident = queries.instance(connection, key, company.dina).incidents[0].key
    boris = sign_in("boris")
    boris.get("/incidents")

    answer = boris.post("/incidents/anything/retry", {"incident": incident})

    assert "1 нет" in text(answer)
    assert groups(sign_in("dina")) != {}


def test_messages_that_nobody_has_taken_are_listed_for_those_who_see_everything(sign_in, engine, company):
    engine.correlate_message(
        "payment", correlation_key="ORD-1", by=company.dina, time_to_live=timedelta(days=1)
    )

    assert "payment" in text(sign_in("dina").get("/incidents"))
    assert "payment" not in text(sign_in("boris").get("/incidents"))
    engine.business_clock.advance(timedelta(days=2))
    assert "payment" not in text(sign_in("dina").get("/incidents"))
