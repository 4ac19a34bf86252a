from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from tests.webui.browsing import page, text


def show(browser, ref, **more):
    collection = {"account": "accounts", "contact": "contacts", "opportunity": "opportunities"}[ref.type]
    return browser.get(f"/{collection}/{ref.key}", **more)


@pytest.mark.parametrize("path", ["", "/edit", "/history"])
def test_a_record_that_one_may_not_see_is_not_there(sign_in, deal, path):
    clara = sign_in("clara")

    assert clara.get(f"/opportunities/{deal.key}{path}").status_code == 404
    assert clara.get(f"/opportunities/{deal.key + 1}{path}").status_code == 404


def test_a_deal_shows_its_facts_its_people_and_its_lines(sign_in, make, deal):
    jane = make("contact", given_name="Jane", family_name="Smith")
    till = make("product", name="Till", price=Decimal(500))
    make("opportunity_contact", opportunity=deal, contact=jane, role="champion")
    make("opportunity_line", opportunity=deal, product=till, quantity=Decimal(3), unit_price=Decimal(500))

    seen = text(show(sign_in("anna"), deal))

    for part in (
        "Ten tills",
        "Acme",
        "$1,234.50",
        "Jan 31, 2030",
        "Anna Petrova",
        "Jane Smith Champion",
        "Till 3 $500 $1,500",
    ):
        assert part in seen


def test_the_stage_bar_tells_what_the_process_recorded(sign_in, engine, pursued, company):
    engine.move_deal(pursued, seen="qualify", to="present", reason="They know us", by=company.anna)

    bar = page(show(sign_in("anna"), pursued)).xpath("//ol[@aria-label='Stages']/li")

    assert [step.get("class").split("is-")[1] for step in bar] == [
        "done",
        "skipped",
        "current",
        "ahead",
        "ahead",
        "ahead",
    ]
    assert bar[2].get("aria-current") == "step"


def test_the_timeline_calls_the_system_by_a_word_of_the_reader(sign_in, engine, deal):
    engine.update_record(deal, {"name": "Eleven tills"}, expected_version=None, by=SYSTEM)
    said = "normalize-space((//p[@class='story-by'])[1])"

    assert page(show(sign_in("anna"), deal)).xpath(said).endswith("· System")
    assert page(show(sign_in("boris"), deal)).xpath(said).endswith("· Система")


def test_a_running_process_is_drawn_with_its_tokens_and_who_holds_it(sign_in, pursued):
    answer = show(sign_in("anna"), pursued)

    assert page(answer).xpath(
        "//*[name()='g'][contains(@class, 'userTask') and contains(@class, 'is-current')]"
    )
    assert page(answer).xpath("//ul[@class='holders']//span[@class='holder'][contains(., 'Anna Petrova')]")


def test_an_ended_process_stays_in_sight(sign_in, engine, pursued, company):
    dina = sign_in("dina")
    key = page(show(dina, pursued)).xpath("//a[starts-with(@href, '/instances/')]/@href")[0].split("/")[-1]

    engine.cancel_instance(int(key), reason="Double", by=company.dina)

    seen = text(show(dina, pursued))
    assert "Ended processes" in seen
    assert "Cancelled" in seen
    assert "Move stage" not in seen


def test_the_timeline_tells_everything_once_and_by_kind(sign_in, engine, pursued, company):
    engine.log_activity(
        {"kind": "call", "subject": "First call", "at": engine.business_clock.now()},
        regarding=pursued,
        by=company.boris,
    )
    engine.update_record(
        pursued, {"amount": Decimal(2000), "next_step": "Offer"}, expected_version=None, by=company.anna
    )
    anna = sign_in("anna")

    def lines(kind):
        return page(show(anna, pursued, query_string={"show": kind})).xpath(
            "//p[@class='story-title']/text()"
        )

    assert lines("activity") == ["Call: First call"]
    assert lines("change") == ["2 fields changed"]
    assert lines("stage") == ["Stage Qualify"]
    assert set(lines("all")) == {"Call: First call", "2 fields changed", "Stage Qualify"}


def test_a_completed_task_is_part_of_the_story(sign_in, engine, pursued, company):
    key = _first_task(engine, company.anna)
    engine.complete_task(key, {"outcome": "lost"}, by=company.anna)

    assert any("Completed: " in line for line in _titles(show(sign_in("anna"), pursued)))


def test_a_long_timeline_is_read_page_by_page(sign_in, engine, deal, company):
    for number in range(40):
        values = {"kind": "note", "subject": f"Note {number:02}", "at": engine.business_clock.now()}
        engine.log_activity(values, regarding=deal, by=company.anna)
    anna = sign_in("anna")

    first = show(anna, deal)
    rest = anna.get(page(first).xpath("//li[@id='story-more']/a/@href")[0], part=True)

    assert sorted(_titles(first) + _titles(rest)) == [f"Note: Note {number:02}" for number in range(40)]


def test_a_company_rolls_up_the_open_pipeline_of_its_subsidiaries(sign_in, make, acme):
    below = make("account", name="Acme South", parent=acme)
    make("opportunity", name="a", account=acme, amount=Decimal(100))
    make("opportunity", name="b", account=below, amount=Decimal(20))
    make("opportunity", name="c", account=below, amount=Decimal(3), currency="EUR")

    rows = page(show(sign_in("anna"), below)).xpath("//section[@aria-labelledby='hierarchy-title']//tbody/tr")

    assert [[" ".join(cell.itertext()).split() for cell in row] for row in rows] == [
        [["Acme"], ["1"], ["$100"], ["€3", "$120"]],
        [["Acme", "South"], ["2"], ["$20", "€3"], ["€3", "$20"]],
    ]
    assert rows[1].get("aria-current") == "true"


def test_a_company_shows_its_people_with_the_parts_they_play(sign_in, make, acme, deal):
    jane = make("contact", given_name="Jane", family_name="Smith", account=acme, title="CFO")
    for number, role in enumerate(("champion", "economic_buyer", "champion")):
        other = make("opportunity", name=f"Deal {number}")
        make("opportunity_contact", opportunity=other, contact=jane, role=role)

    (row,) = page(show(sign_in("anna"), acme)).xpath(
        "//section[@aria-labelledby='related-contacts']//tbody/tr"
    )

    told = " ".join(" ".join(row.itertext()).split())
    assert told.startswith("Jane Smith CFO")
    assert set(told.removeprefix("Jane Smith CFO ").split(", ")) == {"Champion", "Economic buyer"}


def test_the_pipeline_counts_only_deals_that_the_person_may_see(sign_in, make, acme, deal):
    rows = page(show(sign_in("clara"), acme)).xpath("//section[@aria-labelledby='hierarchy-title']//tbody/tr")

    assert rows == []


def test_a_lost_deal_says_why(sign_in, engine, deal, company):
    from engine.records import opportunities  # noqa: PLC0415  what the process does when it loses a deal

    with engine.database.transaction() as connection:
        opportunities.lose(
            connection, deal, reason="Price", competitor="Tilly", by=company.anna, at=engine.business_clock.now(),
            keys=engine.keys,
        )  # fmt: skip

    outcome = page(show(sign_in("anna"), deal)).xpath("//section[@aria-label='Outcome']")[0].text_content()

    assert "Price" in outcome
    assert "Tilly" in outcome


def test_the_field_history_tells_who_changed_what(sign_in, engine, deal, company):
    engine.update_record(deal, {"amount": Decimal(2000)}, expected_version=None, by=company.boris)

    (row,) = page(sign_in("anna").get(f"/opportunities/{deal.key}/history")).xpath("//tbody/tr")

    assert row.xpath("td//text()")[:4] == ["Amount", "$1,234.50", "$2,000", "Борис Иванов"]


def test_a_line_is_seen_on_its_deal(sign_in, make, deal):
    till = make("product", name="Till")
    line = make("opportunity_line", opportunity=deal, product=till, unit_price=Decimal(1))

    answer = sign_in("anna").get(f"/lines/{line.key}")

    assert (answer.status_code, answer.location) == (303, f"/opportunities/{deal.key}")


def test_a_deal_moves_to_another_stage_for_a_reason(sign_in, engine, pursued):
    anna = sign_in("anna")
    anna.get(f"/opportunities/{pursued.key}")

    refused = anna.post(
        f"/opportunities/{pursued.key}/stage-jump", {"target_stage": "propose", "reason": " "}
    )
    moved = anna.post(
        f"/opportunities/{pursued.key}/stage-jump", {"target_stage": "propose", "reason": "In a hurry"}
    )

    assert refused.status_code == 422
    assert "Reason: Fill in this field." in text(refused)
    assert page(refused).xpath("//option[@selected]/@value") == ["propose"]
    assert moved.status_code == 303
    seen = text(show(anna, pursued))
    assert "Propose" in page(show(anna, pursued)).xpath("//*[@aria-current='step']")[0].text_content()
    assert "In a hurry" in seen


def test_a_stage_that_does_not_exist_cannot_be_jumped_to(sign_in, pursued):
    anna = sign_in("anna")
    anna.get(f"/opportunities/{pursued.key}")

    for target in ("won", "nowhere", "qualify"):
        assert (
            anna.post(
                f"/opportunities/{pursued.key}/stage-jump", {"target_stage": target, "reason": "x"}
            ).status_code
            == 400
        )


def test_a_stranger_cannot_move_a_deal(sign_in, pursued):
    clara = sign_in("clara")
    clara.get("/opportunities")

    answer = clara.post(
        f"/opportunities/{pursued.key}/stage-jump", {"target_stage": "propose", "reason": "x"}
    )

    assert answer.status_code == 404


def test_without_a_process_there_is_no_stage_to_move(sign_in, deal):
    assert "Move stage" not in text(show(sign_in("anna"), deal))


def _titles(answer):
    return page(answer).xpath("//p[@class='story-title']/text()")


def _first_task(engine, user):
    from engine.process import queries  # noqa: PLC0415

    with engine.database.reading() as connection:
        return queries.inbox(connection, user, scope="mine").rows[0].key


def test_a_reference_that_vanished_is_no_error(sign_in, engine, make, deal):
    assert show(sign_in("anna"), RecordRef("account", deal.key)).status_code == 404


def test_an_amount_that_nobody_has_named_is_called_estimated(sign_in, make, acme):
    guessed = make("opportunity", name="Imported", account=acme, amount=Decimal(550), amount_estimated=True)
    named = make("opportunity", name="Named", account=acme, amount=Decimal(551))

    assert "$550, estimated" in text(show(sign_in("anna"), guessed))
    assert "estimated" not in text(show(sign_in("anna"), named)).partition("Details")[0]


def test_a_new_deal_is_not_asked_for_what_its_process_will_ask(sign_in, deal):
    anna = sign_in("anna")

    asked = text(anna.get("/opportunities/new"))
    assert "Expected close" in asked
    for later in ("1 Qualify", "Champion", "External id"):
        assert later not in asked
    assert "Champion" in text(anna.get(f"/opportunities/{deal.key}/edit"))
