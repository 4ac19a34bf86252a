"""A process for everybody in a segment, from its page: begun, watched, cancelled, in both languages."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from engine.records import type_of
from tests.process.models import end, model, node, start, user
from tests.webui.browsing import page, text

CALL = model(
    "call",
    start(),
    user("ring", candidateGroups="Sales"),
    end(),
    flow="start > ring > end",
    name="Call round",
)
DEAL = model(
    "deal",
    start(),
    node("exclusiveGateway", "which", default="which_to_ring"),
    user(
        "ring", '<zeebe:ioMapping><zeebe:input source="=opportunity" target="opportunity"/></zeebe:ioMapping>'
    ),
    end(),
    flow="start > which > ring > end; which > end ? =opportunity.amount = null",
    name="Deal round",
)
PICKY = model(
    "picky",
    start(),
    node("exclusiveGateway", "which"),
    user("ring", candidateGroups="Sales"),
    end(),
    flow="start > which; which > ring ? =contact.language != null; ring > end",
    name="Picky round",
)
NEW = {"name": "All", "type": "contact", "kind": "live", "match": "all", "g0-match": "all"}


@pytest.fixture
def segment(engine, company, sign_in):
    """The address of a segment with 150 people in it, and a process for them."""
    engine.deploy({"call.bpmn": CALL}, by=company.dina, name="call")
    at = engine.business_clock.now()
    row = {"version": 1, "search_text": "", "family_name": "P", "name": "P", "owner": company.anna.key}
    row |= {"created_at": at, "created_by": 1, "updated_at": at, "updated_by": 1}
    with engine.database.transaction() as connection:
        rows = [{"key": key, **row} for key in engine.keys.block(150)]
        connection.execute(insert(type_of("contact").table), rows)
    values = {
        "name": "All",
        "record_type": "contact",
        "kind": "live",
        "conditions": {"match": "all", "groups": []},
    }
    return f"/segments/{engine.create_record('segment', values, by=company.anna).key}"


def test_a_manager_starts_a_process_for_everybody_and_sees_how_far_it_is(engine, segment, sign_in):
    browser = sign_in("dina")
    assert "Start for 150" in text(browser.get(segment))

    begun = browser.post(f"{segment}/batches", {"process": "call"})
    address = begun.headers["Location"]
    assert "0 of 150 people" in text(browser.get(address))
    engine.run_due(limit=1)
    running = browser.get(address, part=True)
    assert "100 of 150 people" in text(running)
    assert b"every 2s" in running.data
    assert "HX-Refresh" not in running.headers
    while engine.run_due():
        pass
    assert browser.get(address, part=True).headers["HX-Refresh"] == "true", "nothing is left to cancel"
    done = browser.get(address)
    assert "Cancel the batch" not in text(done)
    assert "150 of 150 people" in text(done)
    assert b"every 2s" not in done.data
    assert "Call round" in text(browser.get(segment))


def test_a_batch_is_cancelled_for_a_reason_that_stays_on_its_page(engine, segment, sign_in):
    browser = sign_in("dina")
    browser.get(segment)
    address = browser.post(f"{segment}/batches", {"process": "call"}).headers["Location"]
    browser.get(address)
    browser.post(f"{address}/cancel", {"reason": "Wrong people"})
    shown = text(browser.get(address))
    assert "Cancelled" in shown
    assert "Wrong people" in shown


def test_a_salesperson_is_not_offered_it_and_may_not_begin_it(segment, sign_in):
    browser = sign_in("anna")
    assert "Start for" not in text(browser.get(segment))
    assert browser.post(f"{segment}/batches", {"process": "call"}).status_code == 403


def test_a_form_that_is_sent_twice_begins_one_batch(engine, segment, sign_in):
    browser = sign_in("dina")
    [token] = page(browser.get(segment)).xpath('//form[@class="segment-batch"]//input[@name="_token"]/@value')
    first, second = (
        browser.post(f"{segment}/batches", {"process": "call", "_token": token}).headers["Location"]
        for _ in range(2)
    )
    assert first == second


def test_a_process_that_works_on_other_records_is_not_offered_and_says_so(engine, company, segment, sign_in):
    engine.deploy({"deal.bpmn": DEAL, "picky.bpmn": PICKY}, by=company.dina, name="more")

    shown = sign_in("dina").get(segment)

    assert page(shown).xpath('//select[@name="process"]/option/@value') == ["", "call", "picky"]
    assert "Deal round works on: Opportunity" in text(shown)


def test_why_nobody_could_be_started_is_read_in_ones_own_language(engine, company, segment, sign_in):
    engine.deploy({"picky.bpmn": PICKY}, by=company.dina, name="more")
    browser = sign_in("dina")
    browser.get(segment)
    address = browser.post(f"{segment}/batches", {"process": "picky"}).headers["Location"]
    while engine.run_due():
        pass
    english = text(browser.get(address))
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)
    russian = text(browser.get(address))

    assert "Exclusive gateway before “Ring”: No condition after 'which' is true" in english
    assert "Исключающий шлюз перед «Ring»: После 'which' не выполняется ни одно условие" in russian
