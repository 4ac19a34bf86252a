"""The builder of segments, and the numbers of a campaign on its page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.feel.values import RecordRef
from engine.process.journal import Audit
from engine.records import consents, queries, store
from engine.records.consents import Facts
from engine.records.history import Step
from tests.webui.browsing import page, text

HTMX = {"HX-Request": "true"}


@pytest.fixture
def people(engine, company):
    """Stein at a German company may get the newsletter, Durand at a French one may not; Clara's lead is hers."""
    with engine.database.transaction() as connection:
        how = {"by": company.anna, "at": engine.business_clock.now(), "keys": engine.keys}
        for country, name in (("Germany", "Stein"), ("France", "Durand")):
            account = store.create(
                connection, "account", {"name": f"{name} Works", "country": country}, **how
            )
            values = {"family_name": name, "account": account, "email": f"{name.lower()}@example.com"}
            ref = store.create(connection, "contact", values, **how)
            if name == "Stein":
                consents.give(connection, ref, "newsletter", "email", Facts(), Step(**how))
        store.create(connection, "lead", {"family_name": "Secret"}, **{**how, "by": company.clara})


def built(field="account.country", operator="equals", value="germany", **more):
    return {
        "name": "Germans", "type": "contact", "kind": "live", "match": "all", "g0-match": "all",
        "g0-c0-field": field, "g0-c0-operator": operator, "g0-c0-value": value,
        "purpose": "newsletter", "channel": "email", **more,
    }  # fmt: skip


def segment_of(answer):
    return RecordRef("segment", int(answer.headers["Location"].rsplit("/", 1)[1]))


def test_what_is_built_is_counted_and_previewed_at_once(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    counted = text(browser.post("/segments/draft", built(), headers=HTMX))

    assert "1 person" in counted
    assert "1 person matches → 1 may be contacted." in counted
    assert "Stein" in counted
    assert "Durand" not in counted


def test_the_consent_check_says_who_is_left_out_and_why(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    counted = text(browser.post("/segments/draft", built("email", "filled", ""), headers=HTMX))

    assert "2 people match: 1 without consent → 1 may be contacted." in counted


def test_a_person_counts_only_whom_they_may_see(people, sign_in):
    question = built("family_name", "contains", "secret", type="lead")
    for login, count in (("anna", "0 people"), ("clara", "1 person")):
        browser = sign_in(login)
        browser.get("/segments/new?of=lead")
        counted = text(browser.post("/segments/draft", question, headers=HTMX))
        assert count in counted
        assert ("Secret" in counted) == (login == "clara")


def test_another_field_brings_its_own_comparisons_and_control(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    answer = page(browser.post("/segments/draft", built("language", "contains", "ger"), headers=HTMX))

    operators = answer.xpath("//select[@name='g0-c0-operator']/option/@value")
    assert operators == ["equals", "one_of", "empty", "filled"]
    assert answer.xpath("//select[@name='g0-c0-value']/option/@value") == ["", "en", "ru"]


def test_conditions_and_groups_are_added_and_removed_without_a_script_too(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    added = page(browser.post("/segments/draft", built(_do="add:0")))
    assert added.xpath("//select[contains(@name, '-field')]/@name") == ["g0-c0-field", "g0-c1-field"]
    assert added.xpath("//input[@name='name']/@value") == ["Germans"]
    grouped = page(browser.post("/segments/draft", built(_do="add-group")))
    assert len(grouped.xpath("//fieldset[@class='segment-group']")) == 2
    emptied = page(browser.post("/segments/draft", built(_do="remove:0:0")))
    assert emptied.xpath("//select[contains(@name, '-field')]") == []


def test_a_form_of_thousands_of_conditions_is_told_the_limit_without_drawing_them(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")
    many = {f"g{group}-c{place}-field": "email" for group in range(100) for place in range(100)}

    answer = browser.post("/segments", built(**many))

    assert answer.status_code == 422
    assert "Use at most 10 groups." in text(answer)
    assert "Use at most 20 conditions in a group." in text(answer)
    assert len(page(answer).xpath("//select[contains(@name, '-field')]")) == 11 * 21


def test_a_saved_segment_shows_its_conditions_in_words_and_who_is_in_it(engine, company, people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    answer = browser.post("/segments", built())

    assert answer.status_code == 303
    shown = text(browser.get(answer.headers["Location"]))
    assert "Company: Country is “germany”" in shown
    assert "Stein" in shown
    with engine.database.reading() as connection:
        segment = queries.get(connection, segment_of(answer), company.anna)
    assert segment["owner"].key == company.anna.key
    assert segment["conditions"]["groups"][0]["conditions"][0]["values"] == ["germany"]


def test_a_condition_without_a_value_is_not_counted_and_is_wrong_only_when_it_is_saved(people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")
    blank = {"g0-c1-field": "email", "g0-c1-operator": "contains", "g0-c1-value": " "}

    counted = text(browser.post("/segments/draft", built(**blank), headers=HTMX))
    assert "1 person" in counted
    assert "1 condition has no value yet and is not counted." in counted
    assert "Enter a value." not in counted
    assert "Enter a value." in text(browser.post("/segments", built(**blank)))


def test_wrong_conditions_are_refused_at_their_place_and_nothing_is_saved(engine, company, people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")

    answer = browser.post("/segments", built("account.employees", "greater", "many"))

    assert answer.status_code == 422
    assert page(answer).xpath("//p[@id='g0-c0-error']")[0].text_content().strip() == "Enter a number."
    assert browser.post("/segments", built(name=" ")).status_code == 422
    with engine.database.reading() as connection:
        assert queries.count(connection, "segment", company.anna) == 0


def test_a_condition_on_a_field_that_has_gone_is_told_with_its_place(engine, company, sign_in):
    conditions = {
        "match": "all",
        "groups": [
            {"match": "all", "conditions": [{"field": "shoe_size", "operator": "equals", "values": ["42"]}]}
        ],
    }
    ref = engine.create_record("segment", {"name": "Old", "conditions": conditions}, by=company.anna)
    browser = sign_in("anna")

    shown = text(browser.get(f"/segments/{ref.key}"))

    assert "Group 1, condition 1: The field “shoe_size” does not exist any more." in shown
    assert "shoe_size (no longer there)" in shown
    builder = page(browser.get(f"/segments/{ref.key}/edit"))
    assert builder.xpath("//optgroup[@label='No longer there']/option/@value") == ["shoe_size"]


def test_a_static_segment_keeps_its_people_until_they_are_taken_anew(engine, company, people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")
    answer = browser.post("/segments", built("email", "filled", "", kind="static"))
    address = answer.headers["Location"]
    engine.create_record("contact", {"family_name": "Later", "email": "later@example.com"}, by=company.anna)

    assert "2 people" in text(browser.get(address))
    assert browser.post(f"{address}/snapshot").status_code == 303
    assert "3 people" in text(browser.get(address))
    with engine.database.reading() as connection:
        verbs = connection.scalars(select(Audit.verb).where(Audit.subject_type == "segment")).all()
    assert verbs == ["create_record", "take_snapshot", "take_snapshot"]


def test_a_segment_that_somebody_else_changed_is_not_overwritten(engine, company, people, sign_in):
    browser = sign_in("anna")
    browser.get("/segments/new")
    ref = segment_of(browser.post("/segments", built()))
    engine.update_record(ref, {"name": "Renamed"}, expected_version=None, by=company.olga)

    answer = browser.post(f"/segments/{ref.key}", built(_version="1"))

    assert answer.status_code == 409
    assert "Olga Berg changed" in text(answer)


def test_only_its_people_stop_a_campaign_and_only_for_a_reason(engine, company, sign_in):
    ref = engine.create_record("campaign", {"name": "Spring"}, by=company.anna)
    browser = sign_in("clara")
    browser.get("/campaigns")
    assert browser.post(f"/campaigns/{ref.key}/stop", {"reason": "Because"}).status_code == 403

    browser = sign_in("anna")
    browser.get("/campaigns")
    assert browser.post(f"/campaigns/{ref.key}/stop", {"reason": " "}).status_code == 422
    # It is not running: nobody waits for the message, and the page says so.
    assert browser.post(f"/campaigns/{ref.key}/stop", {"reason": "Because"}).status_code == 404
