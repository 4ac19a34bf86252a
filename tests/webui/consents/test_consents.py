"""Consents on a person's page, and the link by which recipients withdraw them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.feel.values import RecordRef
from engine.process.journal import Audit
from engine.records import consents, store
from engine.records.history import Step
from tests.webui.browsing import text

TOKEN = "k3V8-an-unguessable-token"


@pytest.fixture
def person(engine, company):
    return engine.create_record(
        "contact", {"family_name": "Stein", "email": "Stein@Example.com"}, by=company.anna
    )


def given(engine, person):
    with engine.database.reading() as connection:
        return {
            (one["purpose"], one["channel"]): one["status"] for one in consents.of_person(connection, person)
        }


def sent(person, **more):
    return {
        "subject": f"contact:{person.key}",
        "purpose": "newsletter",
        "channel": "email",
        "evidence": "Signed at the fair",
        **more,
    }


@pytest.fixture
def mailed(engine, company, person):
    """The person got a mail of a campaign and may be written to."""
    campaign = engine.create_record("campaign", {"name": "Spring"}, by=company.anna)
    facts = {"by": company.anna, "at": engine.business_clock.now(), "keys": engine.keys}
    with engine.database.transaction() as connection:
        consents.give(connection, person, "newsletter", "email", consents.Facts(), Step(**facts))
        return store.create(
            connection,
            "touch",
            {"campaign": campaign, "contact": person, "purpose": "newsletter", "channel": "email",
             "address": "stein@example.com", "outcome": "sent", "token": TOKEN},
            process=True,
            **facts,
        )  # fmt: skip


def test_an_employee_writes_a_consent_down_and_later_its_withdrawal(engine, person, sign_in):
    browser = sign_in("anna")
    browser.get(f"/contacts/{person.key}")

    assert browser.post("/consents/given", sent(person)).status_code == 303
    page = text(browser.get(f"/contacts/{person.key}"))
    assert "Newsletter, E-mail Given" in page
    assert "Signed at the fair" in page

    assert browser.post("/consents/withdrawn", sent(person, evidence="Called us")).status_code == 303
    assert "Newsletter, E-mail Withdrawn" in text(browser.get(f"/contacts/{person.key}"))
    assert given(engine, person) == {("newsletter", "email"): "withdrawn"}


def test_what_was_said_before_stays_in_the_history_of_the_one_consent(engine, person, sign_in):
    browser = sign_in("anna")
    browser.get(f"/contacts/{person.key}")
    browser.post("/consents/given", sent(person))
    engine.business_clock.move_to(engine.business_clock.now() + timedelta(days=1))
    browser.post("/consents/withdrawn", sent(person, evidence="Called us"))
    with engine.database.reading() as connection:
        [consent] = consents.of_person(connection, person)
        verbs = connection.scalars(select(Audit.verb).where(Audit.subject_key == person.key)).all()

    history = text(browser.get(f"/consents/{consent.ref.key}/history"))

    assert "Signed at the fair" in history
    assert verbs[-2:] == ["give_consent", "withdraw_consent"]


def test_a_consent_without_evidence_or_about_a_stranger_is_not_written(engine, person, company, sign_in):
    with engine.database.transaction() as connection:
        hidden = store.create(
            connection, "contact", {"family_name": "Secret"},
            by=company.clara, at=engine.business_clock.now(), keys=engine.keys,
        )  # fmt: skip
    browser = sign_in("anna")
    browser.get(f"/contacts/{person.key}")

    assert browser.post("/consents/given", sent(person, evidence="  ")).status_code == 400
    assert browser.post("/consents/given", sent(person, purpose="spying")).status_code == 400
    assert browser.post("/consents/given", sent(hidden)).status_code == 404
    assert (
        browser.post("/consents/given", sent(RecordRef("account", 1), subject="account:1")).status_code == 400
    )
    assert given(engine, person) == {}


def test_a_mail_program_unsubscribes_with_one_click_from_anywhere_and_without_a_session(
    engine, person, mailed, stranger
):
    answer = stranger.client.post(
        f"/public/unsubscribe/{TOKEN}",
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"},
    )

    assert answer.status_code == 200
    assert given(engine, person) == {("newsletter", "email"): "withdrawn"}
    with engine.database.reading() as connection:
        assert store.read(connection, mailed)["outcome"] == "unsubscribed"
        assert connection.scalar(select(Audit.key).where(Audit.verb == "unsubscribe")) is not None


def test_opening_the_link_only_asks_since_scanners_of_mails_open_links(engine, person, mailed, stranger):
    page = stranger.get(f"/public/unsubscribe/{TOKEN}")

    assert "Shall that end?" in text(page)
    assert given(engine, person) == {("newsletter", "email"): "given"}
    stranger.client.post(f"/public/unsubscribe/{TOKEN}")
    assert "You are unsubscribed" in text(stranger.get(f"/public/unsubscribe/{TOKEN}"))


def test_the_page_says_nothing_about_the_person_and_nothing_to_who_guesses(mailed, stranger):
    page = text(stranger.get(f"/public/unsubscribe/{TOKEN}"))
    assert "tein" not in page
    assert "Spring" not in page

    guessed = [stranger.get("/public/unsubscribe/guess"), stranger.client.post("/public/unsubscribe/guess")]
    assert [one.status_code for one in guessed] == [404, 404]
    assert text(guessed[0]) == text(guessed[1])


def test_clicking_twice_is_clicking_once(engine, person, mailed, stranger):
    for _ in range(2):
        assert stranger.client.post(f"/public/unsubscribe/{TOKEN}").status_code == 200

    with engine.database.reading() as connection:
        assert len(connection.scalars(select(Audit.key).where(Audit.verb == "unsubscribe")).all()) == 2
        [consent] = consents.of_person(connection, person)
    assert consent.version == 2
