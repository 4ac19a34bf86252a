"""English and Russian, everywhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.clock import SimulatedClock
from tests.webui import extraction
from tests.webui.browsing import page, text
from webui import catalogs, context, localization, presentation

RUSSIAN = {
    (message.id if isinstance(message.id, str) else message.id[0]): message
    for path in catalogs.files("ru")
    for message in catalogs.read(path, "ru")
    if message.id
}


def test_every_text_is_translated_and_no_translation_is_left_over():
    needed = extraction.of_pages() | extraction.of_errors() | extraction.of_forms() | extraction.of_records()

    assert sorted(needed - RUSSIAN.keys()) == []
    assert sorted(RUSSIAN.keys() - needed) == []


def test_no_translation_is_empty_or_unsure():
    for message in RUSSIAN.values():
        texts = [message.string] if isinstance(message.string, str) else message.string
        assert all(texts), message.id
        assert not message.fuzzy, message.id


def test_two_screens_translate_a_text_alike():
    told: dict[str, set[str]] = {}
    for path in catalogs.files("ru"):
        for message in catalogs.read(path, "ru"):
            told.setdefault(str(message.id), set()).add(str(message.string))

    assert [(text, found) for text, found in told.items() if len(found) > 1] == []


def test_translations_keep_every_placeholder():
    for key, message in RUSSIAN.items():
        for string in [message.string] if isinstance(message.string, str) else message.string:
            assert placeholders(string) == placeholders(key), key


def placeholders(string):
    """Names only: a format after the colon belongs to the language."""
    return set(re.findall(r"%\((\w+)\)", string)) | set(re.findall(r"\{(\w+)[^}]*\}", string))


def test_a_stranger_is_addressed_in_the_language_of_the_browser(stranger):
    english = stranger.get("/sign-in", query_string={})
    russian = stranger.client.get("/sign-in", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.5"})

    assert page(english).get("lang") == "en"
    assert page(russian).get("lang") == "ru"
    assert "Пароль" in text(russian)


def test_the_language_switch_outlives_the_sign_in_page(stranger):
    stranger.get("/sign-in")

    stranger.post("/preferences", {"locale": "ru"})

    assert page(stranger.get("/sign-in")).get("lang") == "ru"


def test_a_person_sees_their_own_language(sign_in):
    assert page(sign_in("boris").get("/inbox")).get("lang") == "ru"
    assert page(sign_in("anna").get("/inbox")).get("lang") == "en"


@pytest.fixture
def as_person(app, company):
    """Format values as this person sees them."""

    def enter(user):
        request = app.test_request_context("/")
        request.push()
        context.become(user)
        return request

    entered = []

    def remember(user):
        entered.append(enter(user))

    yield remember
    for request in entered:
        request.pop()


def test_dates_numbers_and_money_follow_language_and_time_zone(as_person, company):
    moment = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)

    as_person(company.boris)

    assert localization.format_moment(moment).startswith("1 янв. 2027")
    assert "01:30" in localization.format_moment(moment)
    assert localization.format_day(moment) == "1 янв. 2027\u202fг."
    assert localization.format_number(Decimal("1234567.5")) == "1\xa0234\xa0567,5"
    assert localization.format_money(Decimal("120000.00"), "EUR") == "120\xa0000\xa0€"
    assert localization.format_money(Decimal("120000.50"), "EUR") == "120\xa0000,50\xa0€"


def test_english_dates_and_money(as_person, company):
    as_person(company.anna)

    assert localization.format_day(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == "Dec 31, 2026"
    assert localization.format_money(Decimal(120000), "USD") == "$120,000"
    assert localization.format_money(Decimal("0.5"), "USD") == "$0.50"


@pytest.mark.parametrize(
    ("away", "state", "words"),
    [
        (timedelta(days=-2), "late", "2 days ago"),
        (timedelta(hours=3), "soon", "in 3 hours"),
        (timedelta(days=3), "later", "in 3 days"),
        (timedelta(seconds=20), "soon", "now"),
    ],
)
def test_a_due_date_is_told_as_urgency_and_distance_in_business_time(
    as_person, company, engine, away, state, words
):
    as_person(company.anna)

    due = presentation.due(engine.business_clock.now() + away)

    assert (due.state, due.text) == (state, words)


def test_russian_distances_are_inflected(as_person, company, engine):
    as_person(company.boris)
    now = engine.business_clock.now()

    assert [presentation.due(now + timedelta(days=days)).text for days in (1.3, 2, 5, -5)] == [
        "через 1 день",
        "через 2 дня",
        "через 5 дней",
        "5 дней назад",
    ]


def test_a_simulated_business_clock_is_announced(sign_in, engine):
    assert isinstance(engine.business_clock, SimulatedClock)

    assert "Simulated business time" in text(sign_in("anna").get("/inbox"))


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Petrova", "AP"), ("Cher", "C"), ("Анна Мария Ким", "АК"), ("", "?")]
)
def test_initials(name, letters):
    assert presentation.initials(name) == letters
