"""What a person finds to begin: on the page of a process, beside a task and below the list of tasks."""

from __future__ import annotations

import pytest

from engine.process import queries
from tests.bpmn import building as b
from tests.webui.browsing import page, text

MODEL = b.process(
    "service",
    b.start(),
    b.ad_hoc("care", b.user("call"), b.user("visit"), until="enough"),
    b.user("report"),
    flow="start>care care>report",
    lanes={"Sales": "start care report"},
)


@pytest.fixture
def case(engine, company):
    engine.deploy({"service.bpmn": MODEL}, by=company.dina, name="tests")
    return engine.start_instance("service", variables={"enough": False}, by=company.dina)


def begins(answer):
    """The activities that a page's forms begin."""
    return page(answer).xpath("//section[contains(@class, 'offer')]//input[@name='element']/@value")


def number(engine, company, case):
    with engine.database.reading() as connection:
        return queries.offers(connection, case, company.anna)[0].number


def test_the_map_of_the_process_counts_what_waits_for_people_to_begin_something(sign_in, case):
    answer = page(sign_in("dina").get("/processes/service"))
    assert answer.xpath("//*[name()='g'][starts-with(@class, 'badge')]//*[name()='text']/text()") == ["1"]


def test_the_inbox_leads_to_a_process_where_something_can_be_begun(sign_in, engine, company, case):
    browser = sign_in("anna")
    [link] = page(browser.get("/inbox")).xpath("//nav[contains(@class, 'offer-places')]//a/@href")
    assert link == f"/instances/{case}#possible"
    shown = browser.get(link)
    assert begins(shown) == ["call", "visit"]

    place = {"number": number(engine, company, case), "element": "call"}
    answer = browser.post(f"/instances/{case}/activities", place)

    assert answer.status_code == 303
    assert "/tasks/" in answer.location
    task = browser.get(answer.location)
    assert begins(task) == ["call", "visit"]
    assert "began “User task (call)”" in text(browser.get(f"/instances/{case}"))


def test_a_person_says_that_it_is_done_and_goes_on_in_the_process(sign_in, engine, company, case):
    browser = sign_in("anna")
    browser.get(f"/instances/{case}")
    answer = browser.post(f"/instances/{case}/ad-hoc/{number(engine, company, case)}/completion")

    assert answer.status_code == 303
    shown = browser.get(answer.location)
    assert begins(shown) == []
    assert "said that “Ad-hoc sub-process (care)” is done" in text(shown)


def test_what_is_gone_is_said_on_the_page_and_strangers_find_no_page(sign_in, engine, company, case):
    browser = sign_in("anna")
    browser.get(f"/instances/{case}")
    place = {"number": number(engine, company, case), "element": "report"}
    refused = browser.post(f"/instances/{case}/activities", place)
    assert refused.status_code == 409
    assert "cannot be begun" in text(refused)
    assert begins(refused) == ["call", "visit"]

    stranger = sign_in("clara")
    assert not page(stranger.get("/inbox")).xpath("//nav[contains(@class, 'offer-places')]")
    answer = stranger.post(f"/instances/{case}/activities", {**place, "element": "call"})
    assert answer.status_code == 404


def test_it_is_said_in_russian(sign_in, case):
    shown = text(sign_in("boris").get(f"/instances/{case}"))

    assert "Можно сделать ещё" in shown
    assert "0 открыто, 0 сделано" in shown
