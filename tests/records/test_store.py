"""Records are validated, numbered and versioned, and every change is remembered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.records import kinds, store, types
from engine.records.queries import page
from engine.records.store import ExternalIdTaken, FieldOwnedByProcess, InvalidRecord, RecordChanged
from engine.records.timeline import field_history
from tests.records.company import KEYS, NOON, a_deal, a_team, a_user, an_account, change, make, person


def test_a_record_reads_back_with_exact_money_and_references(database):
    with database.transaction() as connection:
        acme = an_account(connection, revenue="12345678901234.89", currency="eur", founded=1986)
        deal = a_deal(connection, account=acme, amount=Decimal("99.90"), close_date=date(2026, 5, 1))
        account, opportunity = store.read(connection, acme), store.read(connection, deal)
    assert account["revenue"] == Decimal("12345678901234.89")
    assert account["currency"] == "EUR"
    assert opportunity["account"] == acme
    assert opportunity["amount"] == Decimal("99.90")
    assert opportunity["close_date"] == date(2026, 5, 1)
    assert opportunity["opened_on"] == NOON.date()
    assert opportunity["created_at"] == NOON
    assert (opportunity["stage"], opportunity["probability"]) == ("qualify", 10)


def test_a_currency_without_cents_has_none(database):
    with database.transaction() as connection:
        ref = a_deal(connection, amount=Decimal(1500), currency="JPY")
        assert store.read(connection, ref)["amount"] == Decimal(1500)
        change(connection, ref, currency="USD")
        assert store.read(connection, ref)["amount"] == Decimal(1500)


def test_numbers_go_up_by_type_and_in_blocks(database):
    with database.transaction() as connection:
        first = store.read(connection, an_account(connection))
        many = store.create_many(
            connection, "account", [{"name": "B"}, {"name": "C"}], by=SYSTEM, at=NOON, keys=KEYS
        )
        deal = store.read(connection, a_deal(connection))
        numbers = [store.read(connection, ref)["number"] for ref in many]
    assert first["number"] == "ACC-000001"
    assert numbers == ["ACC-000002", "ACC-000003"]
    assert deal["number"] == "OPP-000001"


def test_a_person_owns_what_they_create_and_their_team_gets_it(database):
    with database.transaction() as connection:
        anna = a_user(connection, team=a_team(connection))
        deal = store.read(connection, a_deal(connection, by=anna))
    assert deal["owner"] == person(anna.key)
    assert deal["team"] == RecordRef("team", anna.team_key)


def test_the_team_follows_a_new_owner(database):
    with database.transaction() as connection:
        anna = a_user(connection, team=a_team(connection))
        boris = a_user(connection, "boris", team=a_team(connection, "South"))
        deal = a_deal(connection, by=anna)
        change(connection, deal, owner=person(boris.key))
        assert store.read(connection, deal)["team"] == RecordRef("team", boris.team_key)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "required"),
        ("website", "javascript:alert(1)", "http"),
        ("phone", "0301234", "country code"),
        ("employees", "many", "number"),
        ("employees", -1, "0 or more"),
        ("revenue", 0.1, "number"),
        ("revenue", "NaN", "smaller"),
        ("tier", "Z", "A, B, C"),
        ("founded", "1986.5", "whole"),
        ("city", "Ber\x00lin", "invisible"),
        ("name", "x" * 256, "255"),
        ("parent", "1; drop table", "Choose"),
        ("parent", 42, "does not exist"),
        ("number", "ACC-1", "itself"),
        ("colour", "red", "no such field"),
        ("currency", "dollars", "three letters"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_at_its_field(database, field, value, words):
    with database.transaction() as connection, pytest.raises(InvalidRecord) as refused:
        make(connection, "account", **{"name": "Acme", field: value})
    assert words in refused.value.errors[field]


def test_every_wrong_field_is_reported_at_once(database):
    with database.transaction() as connection, pytest.raises(InvalidRecord) as refused:
        make(connection, "account", employees="x", website="y")
    assert set(refused.value.errors) == {"name", "employees", "website"}
    assert refused.value.errors["employees"].template == "Enter a number."


@pytest.mark.parametrize("typed", ["Stein\r\nGmbH", "Stein \u2028 GmbH", "Stein\n\n GmbH"])
def test_what_is_one_line_stays_one_line(database, typed):
    with database.transaction() as connection:
        acme = an_account(connection, name=typed, description=typed)
        assert store.read(connection, acme)["name"] == "Stein GmbH"
        assert store.read(connection, acme)["description"] == typed


def test_a_moment_before_the_calendar_begins_in_utc_is_refused():
    with pytest.raises(kinds.Refused, match="Enter a date and a time"):
        kinds.accept(types()["activity"].fields["at"], "0001-01-01T00:00+03:00")


@pytest.mark.parametrize(
    "field", [name for name, one in types()["opportunity"].fields.items() if one.process_owned]
)
def test_what_the_process_owns_cannot_be_typed(database, field):
    with database.transaction() as connection:
        deal = a_deal(connection)
        with pytest.raises(FieldOwnedByProcess):
            change(connection, deal, **{field: "won"})
        with pytest.raises(FieldOwnedByProcess):
            a_deal(connection, **{field: "won"})


def test_an_update_writes_who_when_old_and_new_for_each_field(database):
    with database.transaction() as connection:
        anna = a_user(connection)
        deal = a_deal(connection, by=anna, amount=Decimal(10))
        store.update(
            connection,
            deal,
            {"amount": Decimal("12.50"), "close_date": date(2026, 4, 1)},
            by=anna,
            at=NOON + timedelta(hours=1),
            keys=KEYS,
            cause=(11, 22),
        )
        entries = field_history(connection, deal, anna)
    told = {entry.change.field: (entry.change.old, entry.change.new) for entry in entries}
    assert told == {"amount": (Decimal(10), Decimal("12.50")), "close_date": (None, date(2026, 4, 1))}
    assert {(entry.by, entry.at, entry.instance) for entry in entries} == {
        ("Anna", NOON + timedelta(hours=1), 11)
    }


def test_an_update_that_changes_nothing_keeps_the_version_and_writes_no_history(database):
    with database.transaction() as connection:
        anna = a_user(connection)
        deal = a_deal(connection, by=anna, amount=Decimal(10))
        assert change(connection, deal, amount="10.00") == 1
        assert field_history(connection, deal, anna) == []


def test_of_two_people_saving_one_record_the_second_hears_who_was_first(database):
    with database.transaction() as connection:
        anna = a_user(connection)
        acme = an_account(connection)
        assert change(connection, acme, by=anna, version=1, city="Berlin") == 2
        with pytest.raises(RecordChanged) as conflict:
            change(connection, acme, version=1, city="Paris")
        assert "Anna" in str(conflict.value)
        assert conflict.value.at == NOON
        assert store.read(connection, acme)["city"] == "Berlin"


def test_one_external_id_is_one_record(database):
    with database.transaction() as connection:
        an_account(connection, source="erp", external_id="77")
        make(connection, "product", name="Bolt", source="erp", external_id="77")
        an_account(connection)
        an_account(connection)
    with pytest.raises(ExternalIdTaken) as taken, database.transaction() as connection:
        an_account(connection, source="erp", external_id="77")
    assert "'77'" in str(taken.value)


def test_a_company_cannot_stand_below_itself(database):
    with database.transaction() as connection:
        top = an_account(connection, "Top")
        middle = an_account(connection, "Middle", parent=top)
        bottom = an_account(connection, "Bottom", parent=middle)
        with pytest.raises(InvalidRecord) as refused:
            change(connection, top, parent=bottom)
    assert "below" in refused.value.errors["parent"]


def test_a_deleted_record_is_gone_from_lists_and_references_but_not_from_history(database):
    with database.transaction() as connection:
        anna = a_user(connection, visibility="all")
        acme = an_account(connection)
        store.delete(connection, acme, by=anna, at=NOON, keys=KEYS, expected_version=1)
        assert store.read(connection, acme) is None
        assert page(connection, "account", anna).rows == []
        with pytest.raises(InvalidRecord):
            a_deal(connection, account=acme)
        with pytest.raises(NotFound):
            change(connection, acme, city="Berlin")


def test_a_line_costs_quantity_times_price_less_discount_rounded_half_even(database):
    with database.transaction() as connection:
        deal, bolt = a_deal(connection), make(connection, "product", name="Bolt", price="0.25")
        line = make(
            connection,
            "opportunity_line",
            opportunity=deal,
            product=bolt,
            quantity="1.5",
            unit_price="0.25",
            discount_percent=Decimal(10),
        )
        assert store.read(connection, line)["amount"] == Decimal("0.34")
        change(connection, line, discount_percent=50)
        assert store.read(connection, line)["amount"] == Decimal("0.19")


def test_every_field_of_every_type_is_named_in_both_languages():
    nameless = [
        f"{record_type.name}.{name}"
        for record_type in types().values()
        for name, field in record_type.fields.items()
        for label in (field.labels, *(choice.labels for choice in field.choices))
        if not label.en or not label.ru
    ]
    assert nameless == []
    assert all(record_type.title in record_type.fields for record_type in types().values())
