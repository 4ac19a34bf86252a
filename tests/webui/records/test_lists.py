from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.webui.browsing import page, text


def titles(answer):
    return page(answer).xpath("//a[@data-item][@data-title]/text()")


def test_a_list_shows_what_the_person_may_see(sign_in, make, deal, company):
    make("opportunity", by=company.clara, name="Clara's own")

    assert titles(sign_in("anna").get("/opportunities")) == ["Ten tills"]
    assert titles(sign_in("clara").get("/opportunities")) == ["Clara's own"]
    assert sorted(titles(sign_in("dina").get("/opportunities"))) == ["Clara's own", "Ten tills"]


def test_a_search_finds_by_the_name_of_the_account_too(sign_in, make, deal):
    make("opportunity", name="Something else")

    assert titles(sign_in("anna").get("/opportunities?q=acme")) == ["Ten tills"]


def test_views_count_and_filters_narrow(sign_in, make, deal, company):
    make("opportunity", name="Nobody's")
    anna = sign_in("boris")

    answer = anna.get("/opportunities")

    assert [" ".join(tab.text_content().split()) for tab in page(answer).xpath("//nav[@aria-label='Списки']/a")] == [
        "В работе 2", "Мои 0", "Выиграны 0", "Проиграны 0", "Все 2",
    ]  # fmt: skip
    assert titles(anna.get("/opportunities?view=mine")) == []
    assert titles(anna.get(f"/opportunities?owner={company.anna.key}&stage=qualify&q=tills")) == ["Ten tills"]
    assert titles(anna.get("/opportunities?stage=contract")) == []


def test_a_heading_sorts_and_sorts_the_other_way_again(sign_in, make):
    for name, amount in (("b", 2), ("a", 3), ("c", 1)):
        make("opportunity", name=name, amount=Decimal(amount))
    anna = sign_in("anna")

    first = page(anna.get("/opportunities")).xpath("//th/a[normalize-space()='Amount']/@href")[0]
    second = page(anna.get(first)).xpath("//th/a[normalize-space()='Amount']/@href")[0]

    assert titles(anna.get(first)) == ["c", "b", "a"]
    assert titles(anna.get(second)) == ["a", "b", "c"]
    assert page(anna.get(second)).xpath("//th/@aria-sort") == ["descending"]


def test_show_more_goes_on_after_the_last_row_without_gaps_or_doubles(sign_in, make):
    for number in range(55):
        make(
            "opportunity", name=f"Deal {number:02}", close_date=date(2030, 1, 1) + timedelta(days=number // 7)
        )
    anna = sign_in("anna")

    first = anna.get("/opportunities")
    more = page(first).xpath("//a[normalize-space()='Show more']/@href")[0]
    rest = anna.get(more, part=True)

    assert sorted(titles(first) + titles(rest)) == [f"Deal {number:02}" for number in range(55)]
    assert "<html" not in rest.get_data(as_text=True)


@pytest.mark.parametrize(
    "address", ["/opportunities?sort=password", "/opportunities?after=nonsense", "/opportunities?stage=bogus"]
)
def test_an_address_that_makes_no_sense_is_refused(sign_in, deal, address):
    assert sign_in("anna").get(address).status_code == 422


def test_an_overdue_close_is_marked(sign_in, make):
    make("opportunity", name="Old", close_date=date(2020, 1, 1))

    assert page(sign_in("anna").get("/opportunities")).xpath("//span[@class='is-late']")


def test_names_are_never_markup(sign_in, make):
    make("account", name="<script>alert(1)</script>")

    answer = sign_in("anna").get("/accounts")

    assert "<script>alert" not in answer.get_data(as_text=True)
    assert titles(answer) == ["<script>alert(1)</script>"]


def test_the_palette_finds_records_of_every_kind_that_the_person_may_see(sign_in, make, deal, company):
    make("contact", family_name="Acme-Fan")
    make("opportunity", by=company.clara, name="Acme in the south")

    found = sign_in("anna").client.get("/search?q=acme").get_json()

    assert [(one["kind"], one["label"]) for one in found] == [
        ("Opportunity", "Ten tills"), ("Account", "Acme"), ("Contact", "Acme-Fan"),
    ]  # fmt: skip
    assert sign_in("anna").client.get("/search?q=acme&type=account").get_json()[0]["label"] == "Acme"


def test_an_empty_list_says_so(sign_in):
    assert "There is nothing in this view yet." in text(sign_in("anna").get("/contacts"))
    assert "No record fits" in text(sign_in("anna").get("/contacts?q=zzz"))
