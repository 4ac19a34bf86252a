from __future__ import annotations

from datetime import timedelta

import pytest

from tests.process.models import end, model, node, start, timer, user
from tests.webui.browsing import page, text

WAITING = model(
    "care",
    start(),
    user("call", name="Call back", assignee='="anna"'),
    user("thank", name="Say thanks", candidateGroups="Sales"),
    end(),
    flow="start > call > thank > end",
    name="Customer care",
)


@pytest.fixture
def care(engine, company):
    engine.deploy({"care.bpmn": WAITING}, by=company.dina, name="tests")

    def begin(business_id=None, **variables):
        return engine.start_instance("care", variables=variables, business_id=business_id, by=company.anna)

    return begin


@pytest.fixture
def find(sign_in):
    browser = sign_in("dina")

    def ask(**asked):
        answer = browser.get("/instances", query_string=asked)
        assert answer.status_code == 200
        return [int(href.rsplit("/", 1)[1]) for href in page(answer).xpath("//tbody//a[@data-item]/@href")]

    return ask


def test_instances_are_found_by_the_name_or_number_of_what_they_are_about(engine, company, care, find):
    smith = engine.create_record("account", {"name": "Smith & Söhne"}, by=company.dina)
    other = engine.create_record("account", {"name": "Volga"}, by=company.dina)
    first, _ = care(customer=smith), care(customer=other)

    assert find(q="SÖHNE smith") == [first]
    assert find(q="ACC-000001") == [first]
    assert find(q="nobody") == []


def test_a_deal_is_found_by_its_customer(engine, company, care, find):
    smith = engine.create_record("account", {"name": "Smith"}, by=company.dina)
    deal = engine.create_record("opportunity", {"name": "Ten pumps", "account": smith}, by=company.dina)
    key = care(opportunity=deal)

    assert find(q="smith") == [key]


def test_instances_are_found_by_business_id_and_key(care, find):
    first, second = care("ORDER-17"), care("ORDER-18")

    assert find(q="ORDER-17") == [first]
    assert find(q="ORDER-") == [second, first]
    assert find(q=str(second)) == [second]
    assert find(q="100%_") == []


def test_filters_narrow_by_state_time_and_lateness(engine, company, care, find):
    old = care()
    engine.business_clock.advance(timedelta(days=3))
    new = care()
    engine.suspend_instance(old, by=company.dina)
    day = engine.business_clock.now().date()

    assert find() == [new, old]
    assert find(state="suspended") == [old]
    assert find(since=day.isoformat()) == [new]
    assert find(until=(day - timedelta(days=1)).isoformat()) == [old]
    assert find(since="junk", until="9999-12-31") == [new, old]
    assert find(overdue="1") == []
    engine.cancel_instance(new, reason="twice", by=company.dina)
    assert find(state="cancelled", process="care") == [new]
    assert find(process="other") == []


def test_an_instance_is_found_where_it_waits_for_a_timer(engine, company, find):
    nap = model(
        "nap",
        start(),
        node("intermediateCatchEvent", "pause", inner=timer("Duration", "P1D")),
        end(),
        flow="start > pause > end",
    )
    engine.deploy({"nap.bpmn": nap}, by=company.dina, name="tests")
    key = engine.start_instance("nap", variables={}, by=company.dina)

    assert find(process="nap", step="pause") == [key]
    assert find(process="nap", step="start") == []
    assert find(process="nap", step="gone", version="1") == []


def test_a_long_list_goes_on_behind_show_more(care, sign_in, monkeypatch):
    monkeypatch.setattr("webui.screens.instances.finding.PAGE", 2)
    keys = [care() for _ in range(3)]
    dina = sign_in("dina")
    first = page(dina.get("/instances?process=care"))

    link = first.xpath("//p[contains(@class,'pager')]/a/@href")[0]
    rest = page(dina.get(link)).xpath("//tbody//a[@data-item]/@href")

    assert first.xpath("//tbody//a[@data-item]/@href") == [f"/instances/{key}" for key in (keys[2], keys[1])]
    assert rest == [f"/instances/{keys[0]}"]


def test_a_manager_finds_only_what_the_team_may_see(engine, company, care, sign_in):
    key = care()
    hidden = model(
        "export", start(), user("ship", candidateGroups="Export"), end(), flow="start > ship > end"
    )
    engine.deploy({"export.bpmn": hidden}, by=company.dina, name="tests")
    secret = engine.start_instance("export", variables={}, business_id="SECRET", by=company.dina)
    boris = sign_in("boris")

    shown = page(boris.get("/instances")).xpath("//tbody//a[@data-item]/@href")

    assert shown == [f"/instances/{key}"]
    assert "SECRET" not in text(boris.get("/instances?q=SECRET"))
    # The first day of the calendar has no midnight in UTC, seen from Moscow.
    assert boris.get("/instances?since=0001-01-01").status_code == 200
    assert boris.get(f"/instances/{secret}").status_code == 404
