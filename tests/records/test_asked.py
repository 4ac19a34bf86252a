"""What FEEL asks of the customer store: further records, and money."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine import feel
from engine.errors import BatonError
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.records import asked, rates, resolver
from tests.records.company import NOON, a_deal, a_user, an_account, change


@pytest.fixture
def connection(database):
    with database.transaction() as connection:
        yield connection


@pytest.fixture
def ask(connection):
    """Evaluates a text for *by* over variables; the last resolver is `ask.resolve`."""

    def evaluate(text, *, by=SYSTEM, **variables):
        evaluate.resolve = resolver(connection)
        environment = feel.Environment(
            now=lambda: NOON,
            resolve=evaluate.resolve,
            functions=asked.functions(connection, by, evaluate.resolve),
            diagnostics=(notes := []),
        )
        evaluate.notes = notes
        return feel.evaluate(text, variables, environment)

    return evaluate


def test_records_are_found_by_the_values_of_their_fields_newest_first(connection, ask):
    acme, other = an_account(connection), an_account(connection, "Other")
    first = a_deal(connection, "First", account=acme, amount=5)
    second = a_deal(connection, "Second", account=acme, amount=50)
    a_deal(connection, "Third", account=other, amount=50)

    assert ask('find records("opportunity", {account: a})', a=acme) == [second, first]
    assert ask('find records("opportunity", {account: a})[1].amount', a=acme) == Decimal(50)
    assert ask('find records("opportunity", {account: a, amount: [10..100]}).name', a=acme) == ["Second"]
    assert ask('find records("opportunity", {name: ["First", "Third"]}, 1).name') == ["Third"]
    assert ask('count records("opportunity", {account: a})', a=acme) == 2
    assert ask('count records("opportunity", {account: a}) > 5', a=acme) is False


def test_all_but_one_value_is_asked_for_too_and_an_empty_field_is_another_value(connection, ask):
    small, empty = a_deal(connection, "Small", amount=5), a_deal(connection, "Empty")
    large = a_deal(connection, "Large", amount=50)

    assert ask('find records("opportunity", {amount: (!= 5)})') == [large, empty]
    assert ask('find records("opportunity", {amount: (= 5)})') == [small]
    assert ask('find records("opportunity", {name: (!= "Empty")}).name') == ["Large", "Small"]


def test_an_amount_is_found_as_it_is_written_whatever_places_its_currency_has(connection, ask):
    yen = a_deal(connection, amount=5000, currency="JPY")
    dinars = a_deal(connection, amount=Decimal("4999.999"), currency="KWD")
    dollars = a_deal(connection, amount=Decimal("5000.01"))

    assert ask('find records("opportunity", {amount: 5000})') == [yen]
    assert ask('find records("opportunity", {amount: (> 5000)})') == [dollars]
    assert ask('find records("opportunity", {amount: [4999.999, 5000.01]})') == [dollars, dinars]
    assert ask('find records("opportunity", {amount: (< 5000)})') == [dinars]


def test_a_search_for_more_values_than_a_statement_takes_is_refused(connection, ask):
    a_deal(connection, "n7")

    assert ask('count records("opportunity", {name: n})', n=[f"n{i}" for i in range(1_000)]) == 1
    assert ask('count records("opportunity", {name: n})', n=[f"n{i}" for i in range(1_001)]) is None
    assert ask.notes[-1].message == "filter lists more than 1000 values"


def test_one_record_is_read_by_type_and_key_and_is_null_when_it_is_gone(connection, ask):
    deal = a_deal(connection, amount=5)

    assert ask('record("opportunity", k).name', k=str(deal.key)) == "Acme wants ten"
    assert ask('record("opportunity", k)', k=Decimal(deal.key)) == deal
    assert ask('record("opportunity", 1)') is None
    assert ask('record("opportunity", "abc")') is None
    assert "no key" in ask.notes[0].message


def test_a_person_finds_what_she_may_see_and_the_company_finds_all(connection, ask):
    anna, ben = a_user(connection, "anna", visibility="own"), a_user(connection, "ben", visibility="own")
    deal = a_deal(connection, by=ben)
    change(connection, deal, owner=RecordRef("user", ben.key))

    assert ask('find records("opportunity", {})') == [deal]
    assert ask('find records("opportunity", {})', by=ben) == [deal]
    assert ask('find records("opportunity", {})', by=anna) == []
    assert ask('count records("opportunity", {})', by=anna) == 0
    assert ask('record("opportunity", k)', by=anna, k=Decimal(deal.key)) is None


def test_what_was_found_is_kept_among_the_reads_of_the_step(connection, ask):
    deal = a_deal(connection, "First")

    ask('count records("opportunity", {name: "First"}) + count(find records("opportunity", {}))')

    assert list(ask.resolve.take_reads().items()) == [
        ('count records("opportunity", {"name":"First"})', Decimal(1)),
        ('find records("opportunity", {})', [deal]),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('find records("oportunity", {})', "oportunity"),
        ('find records("opportunity", {nme: "x"})', "nme"),
        ('count records("opportunity", {stage: 1})', "stage"),
        ('convert money(1, "USD", "XXX")', "XXX"),
        ('round money(1, "euro")', "euro"),
        ('convert money(1, "usd", "USD")', "“usd” is no currency code"),
    ],
)
def test_a_mistake_in_a_question_is_an_error_that_names_it(ask, text, said):
    with pytest.raises(BatonError, match=said):
        ask(text)


def test_a_search_answers_two_hundred_records_at_most_and_is_paid_for(ask):
    assert ask('find records("opportunity", {}, 201)') is None
    assert "1 to 200" in ask.notes[0].message
    with pytest.raises(feel.FeelBudgetExceeded):
        ask('for i in 1..201 return count records("opportunity", {})')


def test_money_is_converted_at_the_rate_of_its_day_and_rounded_once(connection, ask):
    rates.keep(
        connection,
        "USD",
        [
            rates.Rate("EUR", date(2026, 1, 1), Decimal("1.10")),
            rates.Rate("EUR", date(2026, 3, 1), Decimal("1.20")),
            rates.Rate("JPY", date(2026, 1, 1), Decimal("0.0066")),
        ],
    )

    assert ask("base currency()") == "USD"
    assert ask('convert money(100, "EUR", "USD")') == Decimal("120.00")
    assert ask('convert money(100, "EUR", base currency(), @"2026-02-01")') == Decimal("110.00")
    assert ask('convert money(100, "EUR", "JPY")') == Decimal(18182)
    assert ask('convert money(5, "JPY", "EUR")') == Decimal("0.03"), (
        "not rounded to cents of a dollar between"
    )
    assert ask('convert money(10000000000000000000000000.005, "EUR", "EUR")') == Decimal(
        "10000000000000000000000000.00"
    )
    assert ask('convert money(2.345, "GBP", "GBP")') == Decimal("2.34")
    assert ask('round money(2.345, "EUR")') == Decimal("2.34")
    assert ask('round money(2.5, "JPY")') == Decimal(2)


def test_money_is_written_as_its_reader_writes_it(ask):
    assert ask('format money(1234.5, "EUR")') == "€1,234.50"
    assert ask('format money(1234.5, "EUR", "ru")') == "1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€"
    assert ask('format money(1234.5, "EUR", "no such language")') == "€1,234.50"


def test_without_a_customer_store_there_is_nothing_to_ask():
    notes = []
    environment = feel.Environment(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), diagnostics=notes)

    assert feel.evaluate('find records("lead", {})', {}, environment) is None
    assert feel.evaluate('convert money(1, "EUR", "USD")', {}, environment) is None

    assert [note.message for note in notes] == [
        "there is no customer store here",
        "there are no exchange rates here",
    ]


PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/money-and-records.md").read_text()
SHOWN = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", PAGE, re.MULTILINE)


def test_every_example_of_the_reference_page_is_true(connection, ask):
    rates.keep(
        connection,
        "USD",
        [
            rates.Rate("EUR", date(2026, 3, 1), Decimal("1.20")),
            rates.Rate("JPY", date(2026, 1, 1), Decimal("0.0066")),
        ],
    )
    deal = a_deal(connection, account=an_account(connection), amount=50_000)

    wrong = [
        text
        for text, value in SHOWN
        if ask(text, opportunity=deal) != ask(value.replace("\\u00A0", "\N{NO-BREAK SPACE}"))
    ]

    assert len(SHOWN) >= 10
    assert wrong == []


def test_every_function_is_on_the_reference_page(connection):
    named = set(re.findall(r"^\| `([a-z ]+)\(", PAGE, re.MULTILINE))

    assert named >= set(asked.functions(connection, SYSTEM, resolver(connection)))
