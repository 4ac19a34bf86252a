"""The pipeline board under a mouse and under keys: a card that may move, a card that may not, and who else sees it."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from engine.records import store

READY = {
    "need": "The line jams.",
    "budget": "From the plant's budget",
    "decider": "Olga Stein",
    "decide_by": date(2031, 3, 1),
    "next_meeting": date(2031, 1, 14),
}


@pytest.fixture
def board(at, company):
    """Anna's board with a deal that is ready for its gate, and one that is not."""
    ready, bare = company.deal("Ready deal", **READY), company.deal("Bare deal")
    page = at("anna")
    page.goto("/pipeline")
    page.deals = {"ready": ready, "bare": bare}
    return page


def card(page, name):
    return page.locator("[data-deal]").filter(has_text=name)


def column(page, stage):
    return page.locator(f'[data-cards="{stage}"]')


def stage_of(company, deal):
    with company.engine.database.reading() as connection:
        return store.read(connection, deal)["stage"]


def test_a_dragged_card_is_an_event_of_its_process(board, company):
    card(board, "Ready deal").drag_to(column(board, "discover"))

    expect(board.locator("#toasts")).to_contain_text("The deal is now at stage Discover.")
    expect(column(board, "discover").locator("[data-deal]")).to_contain_text("Discover the needs")
    assert stage_of(company, board.deals["ready"]) == "discover"


def test_a_refused_card_goes_back_and_says_what_is_missing(board, company):
    card(board, "Bare deal").drag_to(column(board, "discover"))

    said = board.get_by_role("dialog")
    expect(said).to_contain_text("Next meeting in the calendar")
    expect(column(board, "qualify").locator("[data-deal]")).to_have_count(2)
    assert stage_of(company, board.deals["bare"]) == "qualify"
    said.get_by_role("link", name="Open the task").click()
    expect(board.locator("#task-title")).to_have_text("Qualify the deal")


def test_keys_move_a_card_too_and_another_board_follows(board, at, company):
    other = at("boris")
    other.goto("/pipeline")
    expect(card(other, "Bare deal")).to_be_visible()

    card(board, "Bare deal").get_by_role("link", name="Bare deal", exact=True).focus()
    board.keyboard.press("m")
    board.keyboard.press("4")
    expect(board.get_by_label("Reason")).to_be_focused()
    board.keyboard.type("A tender: they only need a price.")
    board.keyboard.press("Control+Enter")

    expect(column(board, "propose").locator("[data-deal]")).to_contain_text("Bare deal")
    expect(card(board, "Bare deal").get_by_role("link", name="Bare deal", exact=True)).to_be_focused()
    expect(column(other, "propose").locator("[data-deal]")).to_contain_text("Bare deal")
    assert stage_of(company, board.deals["bare"]) == "propose"


def test_escape_leaves_a_card_that_was_dragged_too_far_where_it_was(board, company):
    card(board, "Ready deal").drag_to(column(board, "negotiate"))
    expect(board.get_by_role("dialog")).to_contain_text("passes no gate")

    board.keyboard.press("Escape")

    expect(column(board, "qualify").locator("[data-deal]")).to_have_count(2)
    assert stage_of(company, board.deals["ready"]) == "qualify"
