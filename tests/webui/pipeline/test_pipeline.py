"""The pipeline board: who sees which deals, exact totals in one currency, and moves that are process events."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.records import store
from engine.records.rates import Rate
from tests.webui.browsing import page, text
from tests.webui.pipeline.conftest import QUALIFIED

JSON = {"Accept": "application/json"}


def names(answer, stage):
    return [
        " ".join(one.split())
        for one in page(answer).xpath(f'//ol[@data-cards="{stage}"]//a[@data-item]/text()')
    ]


def heading(answer, stage):
    return " ".join(page(answer).xpath(f'//section[@data-column="{stage}"]/header')[0].text_content().split())


def stage_of(engine, deal):
    with engine.database.reading() as connection:
        return store.read(connection, deal)["stage"]


def moved(browser, deal, to, *, seen="qualify", reason=""):
    browser.get("/profile")
    form = {"to": to, "seen": seen, "reason": reason}
    return browser.post(f"/pipeline/{deal.key}/move", form, headers=JSON)


def unworked(engine, company, name, **values):
    """A deal that no process works on, as an import makes them."""
    with engine.database.transaction() as connection:
        given = {"name": name, **values}
        now = engine.business_clock.now()
        return store.create(connection, "opportunity", given, by=company.anna, at=now, keys=engine.keys)


def test_a_stage_says_how_many_deals_it_holds_and_what_they_are_worth(sign_in, deal):
    deal("First", amount=Decimal("1000.50"))
    deal("Second", amount=2000)
    deal("Without amount", amount=None)

    board = sign_in("anna").get("/pipeline")

    assert heading(board, "qualify") == "Qualify 3 $3,000.50 weighted $300"
    assert heading(board, "contract") == "Contract 0 $0 weighted $0"
    assert "3 open deals · $3,000.50 · weighted $300" in text(board)


def test_each_sees_the_own_deals_and_a_manager_those_of_the_team(sign_in, engine, company, deal):
    deal("Anna's")
    engine.create_record("opportunity", {"name": "Clara's"}, by=company.clara)

    assert names(sign_in("clara").get("/pipeline"), "qualify") == ["Clara's"]
    assert names(sign_in("boris").get("/pipeline"), "qualify") == ["Anna's"]
    assert sorted(names(sign_in("dina").get("/pipeline"), "qualify")) == ["Anna's", "Clara's"]


def test_the_board_shows_only_what_its_filters_say(sign_in, engine, company, deal):
    product = engine.create_record("product", {"name": "P-200", "sku": "P-200"}, by=company.dina)
    deal("Hers", product=product)
    engine.create_record("opportunity", {"name": "Olga's"}, by=company.olga)
    browser = sign_in("boris")

    assert names(browser.get(f"/pipeline?owner={company.olga.key}"), "qualify") == ["Olga's"]
    assert names(browser.get(f"/pipeline?product={product.key}"), "qualify") == ["Hers"]
    assert names(browser.get("/pipeline?owner=me"), "qualify") == []
    assert len(names(browser.get("/pipeline?owner=nonsense&team=7"), "qualify")) == 2


def test_a_deal_in_another_currency_counts_at_the_rate_of_the_day_it_was_opened(
    sign_in, engine, company, deal
):
    rates = [Rate("EUR", date(2026, 1, 1), Decimal("1.10")), Rate("EUR", date(2026, 2, 1), Decimal("1.20"))]
    engine.keep_rates(rates, by=company.dina)
    deal("January", amount=1000, currency="EUR", opened_on=date(2026, 1, 31))
    deal("February", amount=1000, currency="EUR", opened_on=date(2026, 2, 1))
    deal("At home", amount=1000)

    board = sign_in("anna").get("/pipeline")

    assert heading(board, "qualify") == "Qualify 3 $3,300 weighted $330"
    assert "€1,000 ≈ $1,100" in text(board)


def test_a_missing_rate_is_said_and_counts_neither_as_nothing_nor_as_one(sign_in, deal):
    deal("At home", amount=1000)
    deal("Early", amount=500, currency="EUR", opened_on=date(2020, 1, 1))

    board = sign_in("anna").get("/pipeline")

    assert heading(board, "qualify") == "Qualify 2 $1,000 weighted $100"
    assert "No exchange rate to USD: the totals leave out deals in EUR: 1." in text(board)
    assert "no rate" in text(board)


def test_a_long_stage_comes_in_pages_without_a_gap(sign_in, engine, company):
    for number in range(65):
        closes = date(2031, 1, 1 + number % 28) if number % 3 else None
        unworked(engine, company, f"D{number}", close_date=closes)
    browser = sign_in("anna")
    answer, seen = browser.get("/pipeline"), []
    while True:
        seen += page(answer).xpath("//li/@data-deal")
        more = page(answer).xpath('//li[@class="board-more"]/a/@hx-get')
        if not more:
            break
        answer = browser.get(more[0], part=True)

    assert len(seen) == len(set(seen)) == 65


def test_a_forged_page_marker_is_refused(sign_in):
    assert sign_in("anna").get("/pipeline?stage=qualify&after=nonsense").status_code == 422
    assert sign_in("anna").get("/pipeline?stage=nonsense&after=x").status_code == 200


def test_a_card_says_what_comes_next_and_whether_it_is_late(sign_in, deal, engine):
    deal("Fresh")
    browser = sign_in("anna")
    assert page(browser.get("/pipeline")).xpath('//p[contains(@class, "deal-next-good")]')

    engine.business_clock.move_to(engine.business_clock.now().replace(year=2040))

    late = page(browser.get("/pipeline")).xpath('//p[contains(@class, "deal-next-late")]')
    assert "Qualify the deal" in late[0].text_content()
    assert late[0].xpath('.//*[@aria-label="Overdue"]')


def test_a_deal_on_which_nothing_is_planned_says_so(sign_in, engine, company):
    unworked(engine, company, "Forgotten")

    assert "Nothing is planned" in text(sign_in("anna").get("/pipeline"))


def test_a_move_to_the_next_stage_passes_its_gate(sign_in, engine, deal):
    ready = deal("Ready", **QUALIFIED)

    answer = moved(sign_in("anna"), ready, "discover")

    assert (answer.status_code, answer.json["text"]) == (200, "The deal is now at stage Discover.")
    assert stage_of(engine, ready) == "discover"


def test_a_refused_move_says_what_is_missing_and_nothing_has_happened(sign_in, engine, deal):
    bare = deal("Bare", need="The line jams.")
    browser = sign_in("anna")
    before = browser.get("/inbox").get_data(as_text=True).count("data-task=")

    answer = moved(browser, bare, "discover")

    assert answer.status_code == 409
    assert answer.json["missing"] == [
        "Budget range or way of funding",
        "Who decides",
        "Date by which the problem must be solved",
        "Next meeting in the calendar",
    ]
    assert stage_of(engine, bare) == "qualify"
    assert browser.get(answer.json["task"]).status_code == 200
    assert browser.get("/inbox").get_data(as_text=True).count("data-task=") == before


def test_the_gate_answers_in_the_language_of_the_person(sign_in, deal):
    answer = moved(
        sign_in("boris"),
        deal("Bare", need="x", budget="x", decider="x", decide_by=date(2031, 1, 1)),
        "discover",
    )

    assert answer.json["missing"] == ["Следующая встреча в календаре"]
    assert "Сделка остаётся" in answer.json["problem"]


def test_a_jump_needs_a_reason_and_is_recorded_with_it(sign_in, engine, deal, company):
    first = deal("First")
    browser = sign_in("anna")

    asked = moved(browser, first, "propose")
    assert (asked.status_code, asked.json["needs_reason"]) == (422, True)
    assert stage_of(engine, first) == "qualify"

    assert moved(browser, first, "propose", reason="They only need a price.").status_code == 200
    assert stage_of(engine, first) == "propose"
    assert "They only need a price." in text(browser.get(f"/opportunities/{first.key}"))
    assert moved(browser, first, "discover", seen="propose", reason="Back to the need.").status_code == 200


def test_a_task_before_the_gate_comes_first(sign_in, engine, deal):
    quoted = deal("Quoted")
    browser = sign_in("anna")
    moved(browser, quoted, "propose", reason="A tender.")

    answer = moved(browser, quoted, "negotiate", seen="propose")

    assert answer.status_code == 409
    assert answer.json["task_name"] == "Prepare the quote"
    assert browser.get(answer.json["task"]).status_code == 200


def test_a_card_that_somebody_moved_meanwhile_is_not_moved_twice(sign_in, engine, deal):
    ready = deal("Ready", **QUALIFIED)
    moved(sign_in("anna"), ready, "discover")

    answer = moved(sign_in("boris"), ready, "discover", seen="qualify")

    assert answer.status_code == 409
    assert stage_of(engine, ready) == "discover"


def test_a_deal_without_a_process_cannot_move(sign_in, engine, company):
    imported = unworked(engine, company, "Imported")
    browser = sign_in("anna")

    for to, reason in (("discover", ""), ("propose", "Because.")):
        answer = moved(browser, imported, to, reason=reason)
        assert (answer.status_code, "No process works on this deal" in answer.json["problem"]) == (409, True)


def test_a_stranger_moves_nothing(sign_in, engine, deal):
    ready = deal("Ready", **QUALIFIED)
    browser = sign_in("clara")

    assert moved(browser, ready, "discover").status_code == 404
    assert moved(browser, ready, "propose", reason="Because.").status_code == 404
    assert browser.get(f"/pipeline/{ready.key}/move").status_code == 404
    assert stage_of(engine, ready) == "qualify"


@pytest.mark.parametrize("to", ["won", "lost", "", "nonsense"])
def test_only_open_stages_are_targets(sign_in, deal, to):
    assert moved(sign_in("anna"), deal("First"), to).status_code == 400


def test_the_move_works_without_a_script(sign_in, engine, deal):
    bare = deal("Bare")
    browser = sign_in("anna")
    browser.get(f"/pipeline/{bare.key}/move")

    refused = browser.post(f"/pipeline/{bare.key}/move", {"to": "discover", "seen": "qualify"})
    assert refused.status_code == 409
    assert "Next meeting in the calendar" in text(refused)
    assert "Open the task" in text(refused)

    browser.get(f"/pipeline/{bare.key}/move")
    done = browser.post(
        f"/pipeline/{bare.key}/move", {"to": "present", "seen": "qualify", "reason": "A fair."}
    )
    assert (done.status_code, done.location) == (303, "/pipeline")
