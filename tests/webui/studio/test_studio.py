"""The studio's pages: who may see them, what they keep, refuse and tell."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from engine.feel.functions import BUILT_IN
from engine.forms.loading import REFUSED
from engine.identity import SYSTEM
from engine.studio import archives, drafts, queries, starting
from tests.conftest import ROOT
from tests.webui.browsing import page, text
from tests.webui.studio import sentences
from webui.screens.studio import feel_functions, sayings

FOLDER = "returns"
ADDRESS = f"/studio/folders/{FOLDER}"
MODEL = f"{ADDRESS}/draft/files/{FOLDER}.bpmn"


@pytest.fixture
def files(engine):
    """A folder that was deployed once."""
    made = starting.folder(FOLDER, "Returns", "en")
    engine.deploy(made, by=SYSTEM, name=FOLDER, why="The beginning")
    return made


@pytest.fixture
def dina(sign_in, files):
    """Who may deploy is a designer too."""
    return sign_in("dina")


def put(browser, address, content, version):
    return browser.client.put(
        address, data=content, headers={"If-Match": f'"{version}"', "X-CSRF-Token": token(browser)}
    )


def token(browser):
    return page(browser.get("/studio")).find(".//meta[@name='csrf-token']").get("content")


@pytest.mark.parametrize(
    "address",
    [
        "/studio",
        ADDRESS,
        f"{ADDRESS}/draft",
        f"{ADDRESS}/versions/1.zip",
        "/studio/templates.json",
        f"{ADDRESS}/draft.zip",
    ],
)
def test_who_is_no_designer_sees_nothing_of_the_studio(sign_in, files, address):
    anna = sign_in("anna")

    answer = anna.get(address)
    assert answer.status_code == 403
    assert "role designer" in text(answer)
    assert "Process studio" not in text(anna.get("/inbox"))


def test_every_writing_address_refuses_who_is_no_designer(sign_in, files, app):
    anna = sign_in("anna")
    rules = [
        one
        for one in app.url_map.iter_rules()
        if one.endpoint.startswith("studio.") and "POST" in one.methods
    ]

    for rule in rules:
        given = {name: 1 if name == "key" else FOLDER for name in rule.arguments}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **given)
        assert anna.post(address, {}).status_code == 403, address
    assert len(rules) >= 13


def test_the_list_tells_versions_and_offers_an_own_draft(dina):
    assert "The beginning" in text(dina.get("/studio"))

    dina.post(f"{ADDRESS}/draft", {})

    assert "My draft" in text(dina.get("/studio"))


def test_a_folder_whose_process_nobody_can_start_by_a_form_says_so(dina, engine, files):
    said = "No form begins it."
    assert said not in text(dina.get(ADDRESS))

    model = files[f"{FOLDER}.bpmn"].replace(b'<zeebe:formDefinition formId="returns-start" />', b"")
    engine.deploy({**files, f"{FOLDER}.bpmn": model}, by=SYSTEM, name=FOLDER, why="By others")

    assert said in text(dina.get(ADDRESS))


def test_a_new_process_can_be_started_from_its_form_as_it_is(dina):
    assert f"/start/{FOLDER}" in dina.get(ADDRESS).get_data(as_text=True)
    assert dina.get(f"/start/{FOLDER}").status_code == 200


def test_only_editors_may_write_styles_and_no_page_runs_foreign_scripts(dina):
    dina.post(f"{ADDRESS}/draft", {})
    editor, plain = (
        dina.get(address).headers["Content-Security-Policy"] for address in (f"{ADDRESS}/draft", ADDRESS)
    )

    assert "style-src 'self' 'unsafe-inline'" in editor
    assert re.search(r"script-src 'self' 'nonce-[\w-]+';", editor)
    assert "unsafe" not in plain
    assert "unsafe-eval" not in editor
    assert re.search(r"script-src [^;]*unsafe", editor) is None


def test_a_file_is_kept_and_another_window_is_told(dina, engine, company):
    dina.post(f"{ADDRESS}/draft", {})
    with engine.database.reading() as connection:
        model = drafts.files(connection, drafts.found(connection, FOLDER, company.dina).key)[f"{FOLDER}.bpmn"]

    first = put(dina, MODEL, model.replace(b"First step", b"Mine"), 1)
    second = put(dina, MODEL, model.replace(b"First step", b"Other"), 1)

    assert first.get_json()["version"] == 2
    assert second.status_code == 409
    assert second.get_json()["conflict"] is True
    assert second.get_json()["version"] == 2
    assert put(dina, MODEL, b"<!DOCTYPE x><x/>", 2).status_code == 422
    assert put(dina, MODEL, model, "nothing").status_code == 428


def test_findings_are_told_of_the_whole_draft_with_what_the_window_shows(dina, files):
    dina.post(f"{ADDRESS}/draft", {})
    broken = files[f"{FOLDER}.bpmn"].replace(b'formId="returns-first-step"', b'formId="nowhere"')

    answer = dina.client.post(f"{MODEL}/findings", data=broken, headers={"X-CSRF-Token": token(dina)})

    (found,) = answer.get_json()["findings"]
    assert (found["element"], found["severity"]) == ("first_step", "error")
    assert found["message"] == "User task names the form 'nowhere', which does not exist."
    assert found["remedy"] == "Deploy the form with it."


def test_a_form_is_shown_as_the_server_draws_it_or_refused_with_its_place(dina, files):
    headers = {"X-CSRF-Token": token(dina)}
    shown = dina.client.post("/studio/preview", data=files["returns-first-step.form"], headers=headers)
    refused = dina.client.post(
        "/studio/preview",
        data=json.dumps({"id": "x", "components": [{"type": "html", "id": "h", "content": "<b>"}]}),
        headers=headers,
    )

    assert "Note" in text(shown)
    assert "h (html, component 1)" in text(refused)
    assert "Use a text component with Markdown." in text(refused)


def test_an_export_comes_back_byte_by_byte(dina, engine, company):
    exported = dina.get(f"{ADDRESS}/versions/1.zip").data
    dina.client.post(
        "/studio/imports",
        data={"archive": (io.BytesIO(exported), f"{FOLDER}.zip"), "csrf_token": token(dina)},
    )

    assert dina.get(f"{ADDRESS}/draft.zip").data == exported
    with engine.database.reading() as connection:
        assert queries.folder(connection, FOLDER, company.dina).draft.base == 1


def test_a_hostile_zip_is_refused_on_the_page_with_its_place(dina):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../evil.bpmn", b"x")

    answer = dina.client.post(
        "/studio/imports",
        data={"archive": (io.BytesIO(buffer.getvalue()), "evil.zip"), "csrf_token": token(dina)},
    )

    assert answer.status_code == 422
    assert "../evil.bpmn: The name leads out of the folder." in text(answer)
    assert dina.get("/studio/folders/evil").status_code == 404


def test_a_file_too_large_to_unpack_is_no_strain_on_the_server(dina):
    packed = archives.pack({"a.bpmn": b" " * (archives.MAX_UNPACKED + 1)})
    answer = dina.client.post(
        "/studio/imports", data={"archive": (io.BytesIO(packed), "bomb.zip"), "csrf_token": token(dina)}
    )

    assert answer.status_code == 422
    assert "Unpacked, the zip has more than" in text(answer)


def test_a_version_that_came_meanwhile_must_be_replaced_knowingly(dina, engine, company, files):
    dina.post(f"{ADDRESS}/draft", {})
    mine = {**files, f"{FOLDER}.bpmn": files[f"{FOLDER}.bpmn"].replace(b"First step", b"Mine")}
    put(dina, MODEL, mine[f"{FOLDER}.bpmn"], 1)
    theirs = {**files, f"{FOLDER}.bpmn": files[f"{FOLDER}.bpmn"].replace(b"First step", b"Theirs")}
    engine.deploy(theirs, by=SYSTEM, name=FOLDER, why="Theirs first")

    review = text(dina.get(f"{ADDRESS}/draft/review"))
    assert "Version 2 was deployed after your draft was begun from version 1" in review
    refused = dina.post(f"{ADDRESS}/proposals", {"why": "Mine", "deploy": "1"})
    assert refused.status_code == 409
    assert "Compare below, then confirm." in text(refused)
    assert dina.post(f"{ADDRESS}/proposals", {"why": "Mine", "deploy": "1", "over": "2"}).status_code == 303
    assert "Version 3" in text(dina.get(ADDRESS))
    assert "Theirs Mine" in text(dina.get(f"{ADDRESS}/comparison?old=2&new=3"))


def test_a_refused_deployment_shows_the_findings_and_keeps_the_reason(dina, files):
    dina.post(f"{ADDRESS}/draft", {})
    broken = files[f"{FOLDER}.bpmn"].replace(b'formId="returns-first-step"', b'formId="nowhere"')
    put(dina, MODEL, broken, 1)

    answer = dina.post(f"{ADDRESS}/proposals", {"why": "In a hurry", "deploy": "1"})

    assert answer.status_code == 422
    assert "It cannot be deployed before the errors below are mended." in text(answer)
    assert "In a hurry" in text(answer)
    assert "First step returns.bpmn" in text(answer)


def test_every_operation_is_offered_as_a_template(dina):
    offered = dina.get("/studio/templates.json").get_json()

    assert "baton.record.create" in {one["id"] for one in offered}
    assert all("$schema" in one for one in offered), "the editor refuses one without"


def test_every_sentence_of_the_rules_on_models_is_said_in_russian():
    english = [one for one in sentences.of_rules() if not one.startswith("{}")]

    assert [one for one in english if sayings.in_russian(one) == one] == []


def test_every_reason_against_an_import_is_said_in_russian():
    assert [one for one in sentences.of_imports() if sayings.in_russian(one) == one] == []


def test_every_reason_against_a_decision_model_is_said_in_russian():
    assert [one for one in sentences.of_decisions() if sayings.in_russian(one) == one] == []


def test_everything_that_the_check_of_feel_says_is_said_in_russian():
    left = [one for one in sentences.of_feel() if sayings.in_russian(one) == sayings.of_feel(one) == one]

    assert left == []


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        (
            "userTask 'a' has FEEL in assignee that is wrong at line 1, column 3: there is no 'ownr' (=ownr)",
            "userTask 'a' содержит неверный FEEL в assignee, строка 1, столбец 3: нет имени 'ownr' (=ownr)",
        ),
        (
            "Table 'Gate', rule 2, column 'Amount', line 1, column 3: there is no function 'florr' (> florr(2))",
            "Таблица «Gate», правило 2, столбец «Amount», строка 1, столбец 3: нет функции 'florr' (> florr(2))",
        ),
        (
            "Decision 'Rate', entry 'net', result, line 1, column 1: there is no 'amout' (amout * 2)",
            "Решение «Rate», запись «net», результат, строка 1, столбец 1: нет имени 'amout' (amout * 2)",
        ),
        (
            "has a condition that is wrong at line 1, column 1: an operand of and is number, not true or false (1)",
            "имеет неверное условие, строка 1, столбец 1: операнд and — number, а не true или false (1)",
        ),
        ("Did you mean 'owner'?", "Может быть, 'owner'?"),
        (
            (
                "Decision 'Fee', rule 6, input column 2: '== 1' is no FEEL: expected a single = to compare, found '='"
                " (line 1, column 2 of the text)."
            ),
            (
                "Решение «Fee», правило 6, столбец условий 2: '== 1' — не FEEL: ожидается один знак = для сравнения,"
                " найдено '=' (строка 1, столбец 2)."
            ),
        ),
    ],
)
def test_what_is_wrong_inside_an_expression_is_said_in_russian_too(english, russian):
    assert sayings.in_russian(english) == russian


def test_no_translated_sentence_is_left_over():
    source = sentences.of_everything()
    everything = "\n".join(source)
    known = json.loads(sayings._FILE.read_text(encoding="utf-8"))
    longest = {one: max(one.split("{}"), key=len) for one in known}

    assert [one for one in known if one not in source and longest[one] not in everything] == []


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("userTask 'a' has no form.", "userTask 'a' не имеет формы."),
        ("input 'to' has no source.", "input 'to' не имеет source."),
        ("onEntry-script is not read.", "onEntry-script не читается."),
        (
            "The sequence flow 'f' from 'a' to 'b' has no condition.",
            "Поток 'f' от 'a' к 'b' не имеет условия.",
        ),
        ("Nobody has ever said this.", "Nobody has ever said this."),
    ],
)
def test_gaps_are_filled_with_what_stands_in_them(english, russian):
    assert sayings.in_russian(english) == russian


def test_the_form_editor_offers_no_field_that_the_server_refuses():
    style = (ROOT / "webui/screens/studio/assets/form/form.css").read_text(encoding="utf-8")
    hidden = set(re.findall(r"\[data-field-type='(\w+)'\]", style))

    assert hidden == {*REFUSED, "button"}


def test_expressions_are_offered_what_forms_fill_in_and_the_fields_of_records(dina, engine, files):
    form = json.loads(files["returns-first-step.form"])
    form["components"].append({"type": "textfield", "id": "n", "key": "opportunity.need", "label": "Need"})
    dina.post(f"{ADDRESS}/draft", {})
    put(dina, f"{ADDRESS}/draft/files/returns-first-step.form", json.dumps(form), 1)

    facts = page(dina.get(f"{ADDRESS}/draft")).get_element_by_id("studio-facts").text
    offered = {one["name"]: one for one in json.loads(facts)["variables"]}

    assert offered["note"]["info"] == "Note"
    fields = {one["name"]: one for one in offered["opportunity"]["entries"]}
    assert fields["amount"]["type"] == "Number"
    assert "name" in {one["name"] for one in fields["account"]["entries"]}


@pytest.mark.parametrize("components", [5, None, {"a": 1}, ["x", None, {"components": "abc"}]])
def test_a_form_that_no_editor_would_write_does_not_lock_its_designer_out(dina, components):
    dina.post(f"{ADDRESS}/draft", {})
    content = json.dumps({"type": "default", "id": "returns-first-step", "components": components})
    assert put(dina, f"{ADDRESS}/draft/files/returns-first-step.form", content, 1).status_code == 200

    for file in (f"{FOLDER}.bpmn", "returns-first-step.form"):
        assert dina.get(f"{ADDRESS}/draft?file={file}").status_code == 200
    assert dina.get(f"{ADDRESS}/draft/review").status_code == 200


def test_a_title_with_what_no_model_can_hold_names_a_copy_all_the_same(dina):
    answer = dina.post(f"{ADDRESS}/copies", {"title": "Late\x00 returns\x1b"})

    assert answer.status_code == 303
    assert "Late returns" in text(dina.get(answer.headers["Location"]))


def test_every_function_of_feel_is_offered_with_its_signature_in_both_languages():
    for locale in ("en", "ru"):
        offered = {one["name"]: one for one in feel_functions.offered(locale)}

        assert offered.keys() == BUILT_IN.keys(), "describe it in feel_functions.json"
        assert (
            "substring(string: string, start position: number, length?: number): string"
            in (offered["substring"]["info"])
        )
    assert "Часть текста" in offered["substring"]["info"]
