"""The public page of a start form: for people, and against robots."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from engine.process.form_visits import PER_ADDRESS, TooManySubmissions
from tests.process.models import mapping, service
from tests.webui.browsing import page, text
from tests.webui.public.visitor import ADDRESS, document, files, intake


def errors(answer):
    return [" ".join(one.text_content().split()) for one in page(answer).xpath('//*[@class="field-error"]')]


def test_a_stranger_sends_the_form_and_is_thanked_with_a_number(visitor, records, instances):
    answer = visitor.fills_in(
        lead__interest="A packing line", topic="Sales", consent__newsletter__email="true"
    )

    assert answer.status_code == 303
    thanks = visitor.browser.get(answer.location)
    [lead] = records()
    assert lead["number"] in text(thanks)
    assert (lead["name"], lead["email"], lead["interest"]) == ("Stein", "olga@acme.example", "A packing line")
    assert (lead["origin"], lead["owner"], lead["status"]) == ("web", None, "new")
    [instance] = instances()
    assert instance.variables["lead"] == lead.ref
    assert instance.variables["topic"] == "Sales"
    assert instance.variables["submission"]["channel"] == "web"


def test_a_ticked_box_is_a_consent_with_the_words_that_were_read(visitor, records):
    visitor.fills_in(consent__newsletter__email="true")

    [consent] = records("consent")
    assert (consent["purpose"], consent["channel"], consent["status"]) == ("newsletter", "email", "given")
    assert consent["address"] == "olga@acme.example"
    assert "Send me the newsletter" in consent["evidence"]


def test_a_box_left_alone_is_no_consent(visitor, records):
    visitor.fills_in()

    assert records("consent") == []


def test_the_page_works_without_a_script_and_in_the_visitors_language(visitor):
    answer = visitor.open(HTTP_ACCEPT_LANGUAGE="ru")

    assert page(answer).get("lang") == "ru"
    assert "Связаться с нами" in text(answer)
    assert page(answer).xpath('//label[@for="field-lead_family_name"]')[0].text_content().startswith("Имя")


def test_changing_the_language_keeps_what_was_typed(visitor, records):
    visitor.open()
    answer = visitor.send(_language="ru", lead__interest="Half a sent")

    assert answer.status_code == 200
    assert page(answer).get("lang") == "ru"
    assert page(answer).xpath('//textarea[@name="lead.interest"]')[0].text.strip() == "Half a sent"
    assert records() == []


def test_the_language_is_remembered_for_the_page_of_thanks(visitor):
    visitor.open("?lang=ru")
    visitor.waits()

    assert "Спасибо" in text(visitor.browser.get(visitor.send().location))


def test_the_campaign_and_the_page_before_are_kept_as_the_source(visitor, records):
    visitor.open("?utm_source=linkedin&utm_campaign=spring", HTTP_REFERER="https://news.example/packing")
    visitor.waits()
    visitor.send()

    [lead] = records()
    assert (lead["utm_source"], lead["utm_campaign"]) == ("linkedin", "spring")
    assert lead["referrer"] == "https://news.example/packing"


def test_whatever_a_browser_says_of_the_page_before_the_form_opens_and_is_sent(visitor, records):
    visitor.open(HTTP_REFERER="http://[half-an-address")
    visitor.waits()

    assert visitor.send().status_code == 303
    assert records()[0]["referrer"] is None


def test_sending_the_same_form_twice_makes_one_lead_and_one_answer(visitor, records):
    first = visitor.fills_in()
    second = visitor.send()

    assert len(records()) == 1
    assert text(visitor.browser.get(second.location)) == text(visitor.browser.get(first.location))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lead__email": "olga at acme"}, "Write an e-mail address such as anna@example.com."),
        ({"lead__phone": "call me"}, "Write a phone number with country code, such as +49 30 1234567."),
        ({"lead__phone": "+49 1 (2) ---"}, "Enter the number with its country code, such as +49 30 901820."),
        ({"lead__family_name": "   "}, "Fill in this field."),
        ({"lead__interest": "x" * 501}, "Use at most 500 characters; these are 501."),
        ({"lead__interest": "Bell\x07"}, "Remove the invisible control characters."),
        ({"lead__family_name": "S" * 200}, "Shorten it to 128 characters; it has 200."),
    ],
)
def test_junk_is_told_at_its_field_and_nothing_is_kept_of_it(visitor, records, typed, said):
    answer = visitor.fills_in(**typed)

    assert answer.status_code == 422
    assert errors(answer) == [said]
    assert page(answer).xpath('//input[@name="lead.email"]/@value') == [
        typed.get("lead__email", "olga@acme.example")
    ]
    assert records() == []


def test_a_robot_that_fills_in_everything_starts_nothing(visitor, records):
    answer = visitor.fills_in(_homepage="https://spam.example")

    assert answer.status_code == 422
    assert "leave the marked field empty" in text(answer)
    assert records() == []


def test_a_person_whose_browser_filled_in_the_hidden_field_loses_nothing(visitor, records):
    visitor.fills_in(_homepage="https://acme.example", lead__interest="A packing line")
    answer = visitor.send(lead__interest="A packing line")

    assert answer.status_code == 303
    assert [lead["interest"] for lead in records()] == ["A packing line"]


def test_a_form_that_comes_back_at_once_is_asked_for_again(visitor, records):
    visitor.open()
    quick = visitor.send(lead__interest="A packing line")
    visitor.waits()
    slow = visitor.send(lead__interest="A packing line")

    assert (quick.status_code, slow.status_code) == (422, 303)
    assert "very quick" in text(quick)
    assert len(records()) == 1


def test_a_page_of_yesterday_is_asked_for_again_with_all_that_was_typed(visitor, records):
    visitor.open()
    visitor.waits(timedelta(hours=25))
    answer = visitor.send(lead__interest="A packing line")

    assert answer.status_code == 422
    assert "Nothing is lost" in text(answer)
    assert page(answer).xpath('//textarea[@name="lead.interest"]')[0].text.strip() == "A packing line"
    assert records() == []
    visitor.token = page(answer).xpath('//input[@name="_token"]/@value')[0]
    visitor.waits()
    assert visitor.send().status_code == 303


@pytest.mark.parametrize("token", ["", "made-up", "eyJhIjoxfQ.c2lnbmVk"])
def test_a_token_that_nobody_gave_out_starts_nothing(visitor, records, token):
    visitor.open()
    visitor.token = token

    assert visitor.send().status_code == 422
    assert records() == []


def test_a_flood_from_one_address_is_stopped_and_told_how_long(visitor, records):
    for _ in range(PER_ADDRESS):
        assert visitor.fills_in().status_code == 303
    answer = visitor.fills_in(lead__interest="One more")

    assert answer.status_code == 429
    assert "Wait " in text(answer)
    assert page(answer).xpath('//textarea[@name="lead.interest"]')[0].text.strip() == "One more"
    assert len(records()) == PER_ADDRESS


def test_a_flood_from_all_addresses_of_one_network_is_a_flood_from_one(engine, company):
    for number in range(PER_ADDRESS):
        engine.count_form_visit(f"2001:db8:0:7::{number:x}")

    with pytest.raises(TooManySubmissions):
        engine.count_form_visit("2001:db8:0:7:ffff::1")
    engine.count_form_visit("2001:db8:0:8::1")
    for number in range(PER_ADDRESS):
        engine.count_form_visit(f"::ffff:192.0.2.{number}")


def test_a_form_from_another_site_is_refused(visitor, records):
    visitor.open()
    visitor.waits()
    visitor.browser.token = "another"

    assert visitor.send().status_code == 400
    assert records() == []


def test_a_field_that_the_form_lost_meanwhile_is_left_out(visitor, records):
    answer = visitor.fills_in(lead__score="100", budget="1")

    assert answer.status_code == 303
    assert [lead["score"] for lead in records()] == [None]


def test_a_file_from_a_stranger_is_not_stored(visitor, tmp_path):
    visitor.open()
    visitor.waits()
    visitor.send(upload=(BytesIO(b"x" * 100), "virus.exe"))

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_an_address_without_a_form_is_nowhere(stranger):
    assert stranger.get("/public/nothing-here").status_code == 404


def test_nobody_is_thanked_for_a_number_that_was_not_given_out(visitor):
    answer = visitor.browser.get(f"/public/{ADDRESS}/thanks?sent=LEAD-000001")

    assert (answer.status_code, answer.location) == (303, f"/public/{ADDRESS}")


def test_the_page_is_never_framed_by_another_site(visitor):
    assert "frame-ancestors 'none'" in visitor.open().headers["Content-Security-Policy"]


def test_what_was_sent_is_safe_when_the_process_cannot_start(visitor, engine, company, records, instances):
    engine.deploy(files_with_broken_step(), by=company.dina, name="broken")
    answer = visitor.fills_in()

    assert answer.status_code == 303
    assert [lead["name"] for lead in records()] == ["Stein"]
    assert instances() == []
    engine.deploy(files(), by=company.dina, name="mended")
    assert visitor.send().status_code == 303
    assert len(records()) == 1


def files_with_broken_step():
    """The first step writes to a record that is none."""
    broken = files()
    wrong = mapping(inputs={"record": "=lead.name", "values": "={}"})
    step = service("write", "record.update", wrong)
    broken["intake.bpmn"] = intake(then=step)
    return broken


@pytest.mark.parametrize("who", ["stranger", "dina"])
def test_nobody_searches_the_records_of_the_company_on_a_public_form(engine, company, app, sign_in, who):
    told = '=if count records("lead", {}) = null then "Nothing is found" else "There are records"'
    asks = {"id": "told", "type": "text", "text": told}
    engine.deploy(files(contact=document(asks)), by=company.dina, name="intake")
    browser = app.test_client() if who == "stranger" else sign_in(who)

    assert "Nothing is found" in text(browser.get(f"/public/{ADDRESS}"))
