"""The forms of tasks as the pages draw and read them, without JavaScript."""

from __future__ import annotations

import io
import json

import pytest

from engine.process import queries
from tests.process.models import end, form, model, start, user
from tests.webui.browsing import page, text

FORM = {
    "id": "everything",
    "type": "default",
    "components": [
        {"type": "text", "id": "help", "text": "# For {{account.name}}\n\nSee **[the rules](https://example.com)**"},
        {"type": "textfield", "id": "f1", "key": "subject", "label": "Subject", "description": "In their words",
         "validate": {"required": True, "pattern": "^100 ?%$", "patternErrorMessage": "Say {100 %}."}},
        {"type": "radio", "id": "f2", "key": "outcome", "label": "Outcome", "validate": {"required": True},
         "values": [{"value": "won", "label": "Won"}, {"value": "lost", "label": "Lost"}]},
        {"type": "textarea", "id": "f3", "key": "reason", "label": "Reason", "validate": {"required": True},
         "conditional": {"hide": '=outcome = null or outcome != "lost"'}},
        {"type": "select", "id": "f4", "key": "who", "label": "Who", "properties": {"lookup": "contact"}},
        {"type": "checkbox", "id": "f5", "key": "sure", "label": "Sure"},
        {"type": "textfield", "id": "f6", "key": "region", "label": "Region", "readonly": True},
        {"type": "dynamiclist", "id": "f7", "path": "lines", "label": "Lines", "isRepeating": True, "components": [
            {"type": "textfield", "id": "f8", "key": "item", "label": "Item", "validate": {"required": True}},
        ]},
        {"type": "filepicker", "id": "f9", "key": "files", "label": "Files", "multiple": True, "accept": ".txt"},
    ],
}  # fmt: skip
MODEL = model(
    "everything",
    start(),
    user("fill", form("everything"), name="Fill", assignee='="anna"'),
    end(),
    flow="start > fill > end",
)


@pytest.fixture
def task(engine, company, acme):
    """Anna's task with a form of every kind; its key."""
    engine.deploy({"m.bpmn": MODEL, "f.form": json.dumps(FORM).encode()}, by=company.dina, name="tests")
    values = {"account": acme, "region": "North"}
    instance = engine.start_instance("everything", variables=values, by=company.anna)
    with engine.database.reading() as connection:
        return queries.instance(connection, instance, company.dina).tasks[0].key


@pytest.fixture
def anna(sign_in, task):
    browser = sign_in("anna")
    browser.get(f"/tasks/{task}")
    return browser


def send(browser, task, **values):
    return browser.post(f"/tasks/{task}/completion", values, content_type="multipart/form-data")


COMPLETE = {"subject": "100 %", "outcome": "won", "lines": "0", "lines.0.item": "box"}


def test_every_control_has_its_label_description_and_error(anna, task):
    answer = send(anna, task, **COMPLETE | {"subject": "200 %"})

    control = page(answer).xpath("//input[@name='subject']")[0]
    assert answer.status_code == 422
    assert page(answer).xpath(f"//label[@for='{control.get('id')}']")
    notes = [
        page(answer).get_element_by_id(one).text_content() for one in control.get("aria-describedby").split()
    ]
    assert notes == ["In their words", "Say {100 %}."]
    assert (control.get("aria-invalid"), control.get("aria-required"), control.get("value")) == (
        "true",
        "true",
        "200 %",
    )
    link = page(answer).xpath("//div[@role='alert']//a")[0]
    assert (link.get("href"), link.text_content()) == (f"#{control.get('id')}", "Subject: Say {100 %}.")


def test_choices_are_a_group_with_a_legend(anna, task):
    answer = anna.get(f"/tasks/{task}")

    group = page(answer).xpath("//fieldset[@role='radiogroup']")[0]
    assert group.xpath("legend")[0].text_content().split() == ["Outcome", "*"]
    assert [one.text_content().strip() for one in group.xpath(".//label")] == ["Won", "Lost"]


def test_texts_are_structure_with_safe_links(anna, task):
    shown = page(anna.get(f"/tasks/{task}")).xpath("//div[contains(@class, 'form-text')]")[0]

    assert shown.xpath("h2/text()") == ["For Acme"]
    (link,) = shown.xpath("p/a[@href='https://example.com']")
    assert link.xpath("strong/text()") == ["the rules"]
    assert link.get("rel") == "noopener noreferrer"


def test_a_field_for_some_answers_appears_when_they_are_sent(anna, task):
    first = page(anna.get(f"/tasks/{task}")).xpath("//textarea[@name='reason']/..")[0]
    second = send(anna, task, **COMPLETE | {"outcome": "lost"})

    assert first.get("hidden") is not None
    assert first.xpath("textarea/@disabled")
    assert second.status_code == 422
    assert page(second).xpath("//textarea[@name='reason']/..")[0].get("hidden") is None
    assert send(anna, task, **COMPLETE | {"outcome": "lost", "reason": "Price"}).status_code == 303


def test_asking_for_the_fields_of_todays_answers_completes_nothing(anna, task):
    answer = send(anna, task, **COMPLETE | {"outcome": "lost", "_refresh": "1"})

    assert answer.status_code == 200
    assert page(answer).xpath("//textarea[@name='reason']/..")[0].get("hidden") is None
    assert not page(answer).xpath("//div[@role='alert']")


def test_rows_come_and_go_and_keep_what_was_typed(anna, task):
    added = send(anna, task, **COMPLETE | {"_add": "lines"})
    removed = send(
        anna, task, **COMPLETE | {"lines": ["0", "1"], "lines.1.item": "bag", "_remove": "lines.0"}
    )

    items = "//input[starts-with(@name, 'lines.')]"
    assert [(one.get("name"), one.get("value")) for one in page(added).xpath(items)] == [
        ("lines.0.item", "box"), ("lines.1.item", ""),
    ]  # fmt: skip
    assert [(one.get("name"), one.get("value")) for one in page(removed).xpath(items)] == [
        ("lines.1.item", "bag")
    ]


def test_a_file_survives_a_refused_form_and_is_stored_with_the_values(anna, engine, task, company):
    refused = send(anna, task, **COMPLETE | {"subject": "", "files": (io.BytesIO(b"hello"), "offer.txt")})
    (kept,) = page(refused).xpath("//input[@type='checkbox'][@name='files']")

    done = send(anna, task, **COMPLETE | {"files": kept.get("value")})

    assert refused.status_code == 422
    assert kept.get("checked") is not None
    assert done.status_code == 303
    with engine.database.reading() as connection:
        stored = queries.instance(
            connection, queries.completed_task(connection, task).instance_key, company.dina
        ).variables
    (file,) = stored["files"]
    assert (file["name"], int(file["size"])) == ("offer.txt", 5)
    assert engine.files.get(file["key"]) == b"hello"


def test_a_file_is_saved_by_those_who_see_the_process_and_by_nobody_else(
    anna, sign_in, engine, company, task
):
    attack = b"<script>alert(1)</script>"
    send(anna, task, **COMPLETE | {"files": (io.BytesIO(attack), "предложение.txt", "text/html")})
    with engine.database.reading() as connection:
        given = queries.instance(
            connection, queries.completed_task(connection, task).instance_key, company.dina
        )
    variables = {"files": given.variables["files"]}
    instance = engine.start_instance("everything", variables=variables, by=company.anna)

    [address] = page(anna.get(f"/instances/{instance}")).xpath("//a[contains(@href, '/files/')]/@href")[:1]
    with anna.get(address) as answer:
        assert answer.data == attack
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert sign_in("clara").get(address).status_code == 404
    other = engine.files.put(b"secret")
    assert anna.get(f"/instances/{instance}/files/{other}").status_code == 404


def test_nobody_can_name_a_file_that_they_did_not_send(anna, sign_in, engine, task):
    key = engine.files.put(b"secret")
    theirs = page(send(anna, task, **COMPLETE | {"subject": "", "files": (io.BytesIO(b"x"), "a.txt")}))
    token = theirs.xpath("//input[@type='checkbox'][@name='files']/@value")[0]
    boris = sign_in("boris")
    boris.get(f"/tasks/{task}")

    assert send(anna, task, **COMPLETE | {"files": key}).status_code == 422
    assert send(anna, task, **COMPLETE | {"files": token[:-2] + "xx"}).status_code == 422
    assert send(boris, task, **COMPLETE | {"files": token}).status_code == 422


def test_a_file_of_another_kind_is_refused(anna, task):
    answer = send(anna, task, **COMPLETE | {"files": (io.BytesIO(b"MZ"), "run.exe")})

    assert answer.status_code == 422
    assert "“run.exe” is not accepted here. Use .txt." in text(answer)


def test_a_lookup_offers_only_visible_records_and_takes_no_other(anna, engine, task, make, company, acme):
    make("opportunity", by=company.clara, name="x")
    jane = make("contact", family_name="Jane", account=acme)
    hidden = make("contact", by=company.clara, family_name="Hidden")

    offered = page(anna.get(f"/tasks/{task}")).xpath("//select[@name='who']/option/text()")

    assert offered == ["—", "Jane"]
    assert send(anna, task, **COMPLETE | {"who": f"contact:{hidden.key}"}).status_code == 422
    assert send(anna, task, **COMPLETE | {"who": f"contact:{jane.key}"}).status_code == 303


def test_a_lookup_offers_the_people_of_the_same_company_first(anna, task, make, acme):
    elsewhere = make("account", name="Elsewhere")
    for name in ("Abel", "Bach"):
        make("contact", family_name=name, account=elsewhere)
    zoe = make("contact", family_name="Zuse", account=acme)

    offered = page(anna.get(f"/tasks/{task}")).xpath("//select[@name='who']/option/text()")

    assert offered == ["—", "Zuse", "Abel", "Bach"]
    assert send(anna, task, **COMPLETE | {"who": f"contact:{zoe.key}"}).status_code == 303


def test_a_readonly_field_is_shown_and_what_is_sent_for_it_ignored(anna, engine, task, company):
    assert page(anna.get(f"/tasks/{task}")).xpath("//output/text()")[0].strip() == "North"
    assert send(anna, task, **COMPLETE | {"region": "Moon"}).status_code == 303
    with engine.database.reading() as connection:
        key = queries.completed_task(connection, task).instance_key
        assert queries.instance(connection, key, company.dina).variables["region"] == "North"


def test_a_name_that_the_form_does_not_have_is_refused(anna, task):
    assert send(anna, task, **COMPLETE | {"salary": "1"}).status_code == 422


def test_a_russian_reads_the_errors_in_russian(sign_in, task):
    boris = sign_in("boris")
    boris.get(f"/tasks/{task}")

    assert "Заполните это поле." in text(send(boris, task, **COMPLETE | {"subject": ""}))


def test_a_form_finds_the_records_that_its_reader_may_see(engine, company, sign_in, acme):
    """Anna has a deal; Clara, of another team, sees none and is asked why."""
    engine.create_record("opportunity", {"name": "Ten cranes", "account": acme}, by=company.anna)
    document = {
        "id": "look",
        "type": "default",
        "components": [
            {"type": "textfield", "id": "f1", "key": "reason", "label": "Why none?", "validate": {"required": True},
             "conditional": {"hide": '=count records("opportunity", {account: account}) > 0'}},
        ],
    }  # fmt: skip
    asked = model(
        "look", start(), user("fill", form("look"), assignee="=who"), end(), flow="start > fill > end"
    )
    engine.deploy({"m.bpmn": asked, "f.form": json.dumps(document).encode()}, by=company.dina, name="tests")

    for login, hidden, status in (("anna", "", 303), ("clara", None, 422)):
        key = engine.start_instance("look", variables={"account": acme, "who": login}, by=company.anna)
        with engine.database.reading() as connection:
            [task] = queries.instance(connection, key, company.dina).tasks
        browser = sign_in(login)
        shown = page(browser.get(f"/tasks/{task.key}")).xpath("//input[@name='reason']/..")[0]
        assert shown.get("hidden") == hidden
        assert send(browser, task.key).status_code == status
