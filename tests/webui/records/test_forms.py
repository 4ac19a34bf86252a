from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel.values import RecordRef
from engine.records import queries
from tests.webui.browsing import page, text


def values(answer):
    """Everything that stands in the page's form, by name."""
    controls = page(answer).xpath("//main//form//*[@name]")
    return {one.get("name"): _value(one) for one in controls if one.get("name") != "csrf_token"}


def _value(control):
    if control.tag == "select":
        return next(iter(control.xpath("option[@selected]/@value")), "")
    return control.get("value") if control.tag == "input" else (control.text or "").strip()


def stored(engine, ref, user):
    with engine.database.reading() as connection:
        return queries.get(connection, ref, user)


def test_a_new_deal_leads_to_its_first_task(sign_in, engine, process, acme):
    anna = sign_in("anna")
    form = values(anna.get(f"/opportunities/new?account={acme.key}"))

    answer = anna.post("/opportunities", {**form, "name": "Fresh", "amount": "1,234.56"})

    assert form["account"] == str(acme.key)
    assert answer.status_code == 303
    assert answer.location.startswith("/tasks/")
    assert "Fresh" in text(anna.get(answer.location))


def test_a_new_record_without_a_process_leads_to_its_page(sign_in, engine, company):
    anna = sign_in("anna")
    anna.get("/accounts/new")

    answer = anna.post("/accounts", {"name": "Nouveau"})

    key = int(answer.location.rsplit("/", 1)[1])
    record = stored(engine, RecordRef("account", key), company.anna)
    assert (record["name"], record["owner"]) == ("Nouveau", RecordRef("user", company.anna.key))


def test_what_is_missing_is_told_at_the_field_and_nothing_typed_is_lost(sign_in):
    anna = sign_in("anna")
    form = values(anna.get("/opportunities/new"))

    answer = anna.post("/opportunities", {**form, "name": "", "next_step": "Call <Bob>", "amount": "ten"})

    assert answer.status_code == 422
    assert [link.text_content() for link in page(answer).xpath("//div[@role='alert']//a")] == [
        "Name: Fill in this field.",
        "Amount: Write a number such as 1,234.5.",
    ]
    assert values(answer)["next_step"] == "Call <Bob>"
    assert values(answer)["amount"] == "ten"
    assert page(answer).xpath("//input[@name='name']/@aria-invalid") == ["true"]


def test_a_russian_types_numbers_as_russians_do(sign_in, engine, deal, company):
    boris = sign_in("boris")
    form = values(boris.get(f"/opportunities/{deal.key}/edit"))

    answer = boris.post(f"/opportunities/{deal.key}", {**form, "amount": "12 345,60"})

    assert form["amount"] == "1234,50"
    assert answer.status_code == 303
    assert stored(engine, deal, company.anna)["amount"] == Decimal("12345.60")


def test_saving_without_a_change_changes_nothing(sign_in, engine, deal, company):
    anna = sign_in("anna")
    before = stored(engine, deal, company.anna)

    anna.post(f"/opportunities/{deal.key}", values(anna.get(f"/opportunities/{deal.key}/edit")))

    after = stored(engine, deal, company.anna)
    assert (dict(after), after.version) == (dict(before), before.version)


def test_two_people_at_one_record_see_both_values_and_the_second_decides(sign_in, engine, deal, company):
    anna, olga = sign_in("anna"), sign_in("boris")
    first, second = (values(one.get(f"/opportunities/{deal.key}/edit")) for one in (anna, olga))
    olga.post(f"/opportunities/{deal.key}", {**second, "next_step": "Send the offer"})

    refused = anna.post(
        f"/opportunities/{deal.key}", {**first, "next_step": "Call again", "budget": "From May on"}
    )

    assert refused.status_code == 409
    seen = text(refused)
    assert "Борис Иванов changed OPP-000001" in seen
    assert "Saved now: Send the offer" in seen
    form = values(refused)
    assert (form["next_step"], form["budget"]) == ("Call again", "From May on")
    assert anna.post(f"/opportunities/{deal.key}", form).status_code == 303
    assert stored(engine, deal, company.anna)["next_step"] == "Call again"


@pytest.mark.parametrize(
    ("name", "value"), [("stage", "won"), ("won_amount", "1"), ("number", "X"), ("password", "x")]
)
def test_what_the_process_or_the_store_owns_cannot_be_typed(sign_in, engine, deal, company, name, value):
    anna = sign_in("anna")
    form = values(anna.get(f"/opportunities/{deal.key}/edit"))

    answer = anna.post(f"/opportunities/{deal.key}", {**form, name: value})

    assert name not in form
    assert answer.status_code == 422
    assert stored(engine, deal, company.anna)["stage"] == "qualify"


def test_the_form_says_what_the_process_sets(sign_in, deal):
    section = page(sign_in("anna").get(f"/opportunities/{deal.key}/edit")).xpath(
        "//section[@aria-labelledby='locked-title']"
    )

    assert "Stage" in section[0].text_content()
    assert "Complete the tasks to change these" in section[0].text_content()


def test_a_reference_to_something_invisible_is_refused(sign_in, make, deal, company):
    secret = make("opportunity", by=company.clara, name="Secret")
    till = make("product", name="Till")
    anna = sign_in("anna")
    anna.get(f"/lines/new?opportunity={deal.key}")

    answer = anna.post(
        "/lines", {"opportunity": secret.key, "product": till.key, "unit_price": "1", "quantity": "1"}
    )

    assert answer.status_code == 422
    assert "Secret" not in text(answer)


def test_a_line_is_added_to_its_deal_and_its_amount_computed(sign_in, engine, make, deal, company):
    till = make("product", name="Till")
    anna = sign_in("anna")
    form = values(anna.get(f"/lines/new?opportunity={deal.key}"))

    answer = anna.post(
        "/lines",
        {**form, "product": till.key, "quantity": "3", "unit_price": "9.99", "discount_percent": "10"},
    )

    assert form["opportunity"] == str(deal.key)
    assert answer.location == f"/opportunities/{deal.key}"
    assert "$26.97" in text(anna.get(answer.location))


def test_a_long_list_is_typed_into_and_found_by_name_or_number(sign_in, engine, make, company, monkeypatch):
    from webui.screens.records import editing  # noqa: PLC0415

    monkeypatch.setattr(editing, "_SELECTABLE", 2)
    for name in ("Alpha", "Alpha Two", "Beta"):
        make("account", name=name)
    anna = sign_in("anna")
    form = values(anna.get("/contacts/new"))

    def saved(account):
        return anna.post("/contacts", {**form, "family_name": "Berg", "account": account})

    assert saved("Beta").status_code == 303
    assert saved("Alpha").status_code == 303
    assert saved("ACC-000002").status_code == 303
    assert "fits several" in text(saved("Al"))
    assert "nothing called “Gamma”" in text(saved("Gamma"))
    assert values(saved("Gamma"))["account"] == "Gamma"


def test_every_field_of_a_type_can_be_reached(sign_in):
    """What a layout forgets must still be on the form."""
    from engine.records import type_of  # noqa: PLC0415
    from webui.screens.records.layout import sections_of  # noqa: PLC0415
    from webui.screens.records.layouts import LAYOUTS  # noqa: PLC0415

    for layout in LAYOUTS:
        named = {name for section in sections_of(layout) for name in section.fields}
        wanted = {
            name
            for name, one in type_of(layout.type).fields.items()
            if not one.stamped and one.kind != "json"
        }
        missing = wanted - named - layout.hidden
        assert missing <= {"owner", "team", "source", "external_id"} if layout.parent else not missing, (
            layout.type
        )


def test_an_activity_is_logged_and_told(sign_in, deal):
    anna = sign_in("anna")
    form = values(anna.get(f"/activities/new?regarding=opportunity:{deal.key}"))

    refused = anna.post("/activities", {**form, "subject": "", "body": "They like it"})
    logged = anna.post("/activities", {**form, "kind": "meeting", "subject": "Lunch", "body": "They like it"})

    assert refused.status_code == 422
    assert values(refused)["body"] == "They like it"
    assert logged.location == f"/opportunities/{deal.key}"
    assert "Meeting: Lunch" in text(anna.get(logged.location))


@pytest.mark.parametrize("about", ["opportunity:1", "user:1", "product:1", "nonsense", "opportunity:x", ""])
def test_an_activity_needs_a_record_that_the_person_may_see(sign_in, deal, about):
    assert sign_in("anna").get(f"/activities/new?regarding={about}").status_code == 404
    assert sign_in("clara").get(f"/activities/new?regarding=opportunity:{deal.key}").status_code == 404
