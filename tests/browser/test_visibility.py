"""What belongs to another team is not there: not by its address, not in a list, not in a search."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HIDDEN = "Secret line for Acme"


@pytest.fixture
def deal(company):
    return company.deal(HIDDEN)


def test_an_agent_of_another_team_gets_404_for_deal_task_and_instance(at, company, deal):
    page = at("clara")
    for address in (
        f"/opportunities/{deal.key}",
        f"/opportunities/{deal.key}/edit",
        f"/opportunities/{deal.key}/history",
        f"/activities/new?regarding=opportunity:{deal.key}",
        f"/tasks/{company.task(deal)}",
        f"/instances/{company.instance(deal)}",
    ):
        answer = page.goto(address)
        assert answer.status == 404, address
        expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text(HIDDEN)


def test_what_does_not_exist_and_what_is_hidden_look_the_same(at, company, deal):
    page = at("clara")
    page.goto(f"/opportunities/{deal.key}")
    hidden = page.locator("main").inner_text()
    page.goto("/opportunities/1")

    assert page.locator("main").inner_text() == hidden.replace(str(deal.key), "1")


def test_no_list_and_no_search_names_the_deal_of_another_team(at, deal):
    clara, anna = at("clara"), at("anna")
    for address in (
        "/inbox",
        "/inbox?view=all",
        "/opportunities",
        "/opportunities?view=all",
        "/opportunities?q=Secret",
        "/search?q=Secret",
    ):
        assert HIDDEN in anna.request.get(address).text(), address
        assert HIDDEN not in clara.request.get(address).text(), address
    for address in ("/inbox?view=groups", "/processes", "/processes/opportunity?show=all"):
        assert HIDDEN not in clara.request.get(address).text(), address


def test_the_page_of_a_shared_account_does_not_name_the_deal_of_another_team(at, company, deal):
    account = company.known("account", "Acme Packaging")
    page = at("clara")

    page.goto(f"/accounts/{account.key}")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Acme Packaging")
    expect(page.locator("body")).not_to_contain_text(HIDDEN)


def test_a_form_of_another_team_is_refused_whatever_is_sent(at, company, deal):
    task, page = company.task(deal), at("clara")
    page.goto("/inbox")
    token = page.locator("meta[name=csrf-token]").get_attribute("content")
    for address, form in (
        (f"/tasks/{task}/completion", {"outcome": "lose"}),
        (f"/tasks/{task}/draft", {"outcome": "lose"}),
        (f"/tasks/{task}/claim", {}),
        (f"/tasks/{task}/assignment", {"to": str(company.person("clara").key)}),
        (f"/opportunities/{deal.key}", {"_version": "1", "name": "Mine"}),
        (f"/opportunities/{deal.key}/stage-jump", {"target_stage": "propose", "reason": "Mine"}),
        (f"/instances/{company.instance(deal)}/cancellation", {"reason": "Mine"}),
    ):
        answer = page.request.post(address, form={"csrf_token": token, **form})
        assert answer.status == 404, address
    assert company.task(deal) == task


def test_the_manager_of_the_team_sees_the_deal(at, company, deal):
    page = at("boris")
    page.goto(f"/opportunities/{deal.key}")

    expect(page.get_by_role("heading", level=1)).to_contain_text(HIDDEN)
