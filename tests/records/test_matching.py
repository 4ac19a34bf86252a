"""Whether two people are one: what decides, what only helps, and what misleads."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.records import lead_matches, matching, store
from engine.records.matching import Person, compare
from tests.records.company import KEYS, NOON, a_user

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database."""


def olga(**facts):
    known = {
        "name": "olga stein",
        "email": "olga@acme.example",
        "phone": "+493012345678",
        "domain": "acme.example",
    }
    return Person(**{**known, **facts})


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (olga(), "same"),
        (olga(phone="", domain=""), "same"),
        (olga(email="", domain=""), "same"),
        (olga(name="peter lang", phone="", domain=""), "similar"),
        (olga(name="peter lang", email="", domain=""), "similar"),
        (olga(email="", phone=""), "new"),
        (olga(email="", phone="", domain=""), "new"),
        (olga(name="peter lang", email="", phone=""), "new"),
        (olga(phone_shared=3, email="", domain="", name=""), "new"),
        (Person(tax_id="DE1", name="olga stein"), "new"),
    ],
)
def test_a_strong_identifier_with_a_name_is_the_same_person_and_alone_only_similar(other, verdict) -> None:
    found = compare(olga(), other)

    assert ("same" if found.is_same else "similar" if found.is_similar else "new") == verdict


def test_a_shared_mailbox_says_which_company_wrote_and_not_who() -> None:
    info = {"email": "info@acme.example", "phone": "", "domain": ""}

    assert not compare(olga(**info), olga(**info, name="peter lang")).is_similar
    assert compare(olga(**info), olga(**info)).reasons == ("group_mailbox", "name")


def test_another_tax_id_speaks_against_the_same_number() -> None:
    here, there = olga(tax_id="DE1", email="", domain=""), olga(tax_id="DE2", email="", domain="")

    assert compare(here, there).score == Decimal("0.65")
    assert compare(here, olga(tax_id="DE1", email="", domain="")).score == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ольга Штейн", "Shtein, Olga"),
        ("Olga  STEIN", "stein olga"),
        ("Юлия Щукина", "Iuliia Shchukina"),
    ],
)
def test_a_name_is_the_same_in_any_order_case_and_alphabet(one, other) -> None:
    assert matching.name_key(one) == matching.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme GmbH & Co. KG", "ACME"), ("ООО «Ромашка»", "Ромашка"), ("Blue Field, Inc.", "blue field ltd")],
)
def test_a_company_is_the_same_without_its_legal_form(one, other) -> None:
    assert matching.company_key(one) == matching.company_key(other)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("martha", "marhta", 0.961),
        ("dixon", "dicksonx", 0.813),
        ("same", "same", 1.0),
        ("ab", "xy", 0.0),
        ("", "a", 0.0),
    ],
)
def test_the_likeness_of_two_words(one, other, likeness) -> None:
    assert matching.jaro_winkler(one, other) == pytest.approx(likeness, abs=0.001)


def test_a_free_mailbox_is_no_company() -> None:
    assert matching.company_domain("olga@gmail.com") == ""
    assert matching.company_domain("olga@acme.example") == "acme.example"
    assert matching.domain_of("https://www.Acme.example/contact") == "acme.example"


@pytest.fixture
def made(database):
    """Create a record and read it back, in one transaction that stays open."""
    with database.transaction() as connection:
        by = a_user(connection)

        def create(kind, **values):
            ref = store.create(connection, kind, values, by=by, at=NOON, keys=KEYS, process=True)
            return store.read(connection, ref)

        create.connection = connection
        yield create


def people_like(made, lead):
    return [one.ref for one in lead_matches.people(made.connection, lead)]


def test_contacts_and_open_leads_with_the_same_address_are_found(made) -> None:
    contact = made("contact", given_name="Olga", family_name="Stein", email="Olga@Acme.example")
    earlier = made("lead", given_name="Olga", family_name="Stein", email="olga@acme.example")
    made("lead", given_name="Olga", family_name="Stein", email="olga@acme.example", status="disqualified")
    made("contact", family_name="Lang", email="lang@acme.example")

    lead = made("lead", given_name="Olga", family_name="Stein", email="olga@acme.example")

    assert people_like(made, lead) == [contact.ref, earlier.ref]
    assert people_like(made, earlier) == [contact.ref]


def test_a_switchboard_number_is_nobodys(made) -> None:
    for name in ("Stein", "Lang", "Weiss"):
        made("contact", family_name=name, phone="+493012345678")

    assert people_like(made, made("lead", family_name="Braun", phone="+493012345678")) == []


@SQLITE_ONLY
@pytest.mark.parametrize(
    "facts",
    [
        {"company": "ACME Ltd"},
        {"email": "olga@acme.example"},
        {"website": "https://acme.example"},
        {"tax_id": "de 123"},
    ],
)
def test_the_company_of_a_lead_is_found_by_name_domain_or_tax_id(made, facts) -> None:
    acme = made("account", name="Acme GmbH", website="https://www.acme.example", tax_id="DE123")
    made("account", name="Other GmbH", website="https://other.example")

    assert lead_matches.company(made.connection, made("lead", family_name="Stein", **facts)) == acme.ref


def test_two_companies_of_one_name_are_no_answer(made) -> None:
    made("account", name="Acme GmbH")
    made("account", name="Acme Ltd")

    assert lead_matches.company(made.connection, made("lead", company="Acme")) is None
