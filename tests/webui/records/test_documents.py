"""What people upload in a task can be opened again from the record, by those who see it and by nobody else."""

from __future__ import annotations

import io
import json
from urllib.parse import unquote

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from engine.process import queries
from engine.records import documents, store
from engine.records.documents import File
from engine.records.history import Step
from tests.process.models import end, form, mapping, model, service, start, user
from tests.webui.browsing import page, text
from webui.security import LARGEST_REQUEST

FORM = {
    "id": "scan",
    "type": "default",
    "components": [
        {"type": "filepicker", "id": "f1", "key": "scans", "label": "Scans", "multiple": True},
    ],
}
MODEL = model(
    "scanning",
    start(),
    user("scan", form("scan"), name="Scan", assignee='="anna"'),
    service("keep", "document.attach", mapping(inputs={"record": "=opportunity", "documents": "=scans"})),
    end(),
    flow="start > scan > keep > end",
)
SCRIPT = b"<script>alert(1)</script>"


@pytest.fixture
def task(engine, company, deal):
    engine.deploy({"m.bpmn": MODEL, "f.form": json.dumps(FORM).encode()}, by=company.dina, name="tests")
    instance = engine.start_instance("scanning", variables={"opportunity": deal}, by=company.anna)
    with engine.database.reading() as connection:
        return queries.instance(connection, instance, company.dina).tasks[0].key


@pytest.fixture
def anna(sign_in):
    return sign_in("anna")


@pytest.fixture
def attached(engine, company, deal):
    """Attach a file as Anna; the address of the document."""

    def attach(name="Contract.pdf", content=b"%PDF-1.7", media_type="application/pdf", ref=deal):
        file = File(digest=engine.files.put(content), name=name, media_type=media_type, size=len(content))
        step = Step(by=company.anna, at=engine.business_clock.now(), keys=engine.keys)
        with engine.database.transaction() as connection:
            documents.attach(connection, ref, [file], step)
            [newest, *_] = documents.of_record(connection, ref, company.anna)
        return f"/documents/{newest.key}"

    return attach


def documents_card(answer):
    return page(answer).xpath("//section[@aria-labelledby='documents-title']")


def file_name(answer):
    """What a browser would call the file: RFC 5987 where it is given."""
    disposition = answer.headers["Content-Disposition"]
    kind, _, given = disposition.partition("; ")
    assert kind == "attachment"
    _, encoded, name = given.partition("filename*=UTF-8''")
    return unquote(name) if encoded else given.removeprefix("filename=").strip('"').replace('\\"', '"')


def test_a_file_uploaded_in_a_task_is_downloaded_from_the_deal(anna, deal, task):
    anna.get(f"/tasks/{task}")
    scans = [(io.BytesIO(SCRIPT), "Vertrag.html"), (io.BytesIO(b"x" * 1500), "Anlage.txt")]
    assert anna.post(f"/tasks/{task}/completion", {"scans": scans}).status_code == 303

    shown = anna.get(f"/opportunities/{deal.key}")

    [card] = documents_card(shown)
    rows = {row.xpath("td/a")[0].text: row for row in card.xpath(".//tbody/tr")}
    assert sorted(rows) == ["Anlage.txt", "Vertrag.html"]
    assert "1.5 kB" in rows["Anlage.txt"].text_content()
    assert "Anna Petrova" in rows["Anlage.txt"].text_content()
    assert "Document: Vertrag.html" in text(shown)
    with anna.get(rows["Vertrag.html"].xpath("td/a/@href")[0]) as answer:
        assert (answer.status_code, answer.data, answer.content_length) == (200, SCRIPT, len(SCRIPT))


def test_a_record_without_documents_has_no_card_and_companies_have_one_too(anna, deal, acme, attached):
    assert documents_card(anna.get(f"/opportunities/{deal.key}")) == []

    attached("Register.pdf", ref=acme)

    [card] = documents_card(anna.get(f"/accounts/{acme.key}"))
    assert card.xpath(".//td/a/text()") == ["Register.pdf"]


def test_the_card_speaks_russian(sign_in, deal, attached):
    attached()

    [card] = documents_card(sign_in("boris").get(f"/opportunities/{deal.key}"))

    assert "Документы" in card.text_content()
    assert "8 байт" in card.text_content()


def test_a_document_is_given_only_to_those_who_see_its_record(sign_in, stranger, attached):
    address = attached()

    answers = {}
    for login in ("anna", "boris", "olga", "clara", "dina"):
        with sign_in(login).get(address) as answer:
            answers[login] = answer.status_code

    # Olga sells beside Anna and sees her own deals only; Clara sells elsewhere.
    assert answers == {"anna": 200, "boris": 200, "dina": 200, "olga": 404, "clara": 404}
    assert stranger.get(address).status_code == 303


def test_a_hidden_document_and_none_at_all_read_the_same(sign_in, attached):
    clara, address = sign_in("clara"), attached()

    hidden, absent = text(clara.get(address)), text(clara.get("/documents/1"))

    assert hidden.replace(address.rpartition("/")[2], "1") == absent


def test_a_document_goes_with_its_deal(anna, engine, company, deal, attached):
    address = attached()
    with engine.database.transaction() as connection:
        store.delete(connection, deal, by=company.anna, at=engine.business_clock.now(), keys=engine.keys)

    assert anna.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Договор №5 «Север».pdf", "Договор №5 «Север».pdf"),
        ("../../../etc/passwd", "passwd"),
        ('a"; filename="run.exe', 'a"; filename="run.exe'),
        ("a\r\nSet-Cookie: baton=1.pdf", "aSet-Cookie: baton=1.pdf"),
        ("semi;colon, comma's %22.pdf", "semi;colon, comma's %22.pdf"),
        ("\u202efdp.exe\x00", "fdp.exe"),
        ("<script>alert(1)<.pdf", "<script>alert(1)<.pdf"),
    ],
)
def test_a_hostile_name_stays_a_name(anna, deal, attached, name, kept):
    address = attached(name)

    with anna.get(address) as answer:
        assert answer.status_code == 200
        assert file_name(answer) == kept
        assert len(answer.headers.getlist("Content-Disposition")) == 1
        assert "Set-Cookie" not in answer.headers
    [card] = documents_card(anna.get(f"/opportunities/{deal.key}"))
    assert card.xpath(".//td/a/text()") == [kept]


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("application/pdf", "application/pdf"),
        ("image/png", "image/png"),
        ("text/plain", "text/plain"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("text/html\r\nX-Evil: 1", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_file_is_saved_never_shown_whatever_it_calls_itself(anna, attached, said, sent):
    with anna.get(attached("page.html", SCRIPT, said)) as answer:
        headers = answer.headers
        assert (answer.mimetype, answer.data) == (sent, SCRIPT)
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers.getlist("Content-Security-Policy") == [
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    ]
    assert headers["Cache-Control"] == "no-store"


def test_a_document_whose_content_is_lost_is_not_found(anna, engine, attached, tmp_path):
    address = attached()
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    assert anna.get(address).status_code == 404


def send_large(browser, task, size):
    """The test client leaves a temporary file open for a large form unless it is spelled beforehand."""
    film = FileStorage(io.BytesIO(b"x" * size), "film.mp4")
    boundary, body = encode_multipart({"csrf_token": browser.token, "scans": film})
    content_type = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(f"/tasks/{task}/completion", data=body, content_type=content_type)


def test_too_large_a_file_is_told_at_its_field_and_too_large_a_request_altogether(anna, deal, task):
    anna.get(f"/tasks/{task}")

    refused = send_large(anna, task, 10_000_001)
    whole = send_large(anna, task, LARGEST_REQUEST)

    assert (refused.status_code, whole.status_code) == (422, 413)
    assert "“film.mp4” is too large. Add files of at most 10 MB." in text(refused)
    assert documents_card(anna.get(f"/opportunities/{deal.key}")) == []
