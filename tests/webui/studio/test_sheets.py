"""A decision table of a draft in a spreadsheet: out, in again, and nothing taken that was not shown."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from engine.dmn import sheets
from engine.identity import SYSTEM
from engine.process.journal import Audit
from engine.studio import drafts, starting
from tests.conftest import ROOT
from tests.webui.browsing import page, text

FOLDER = "returns"
DRAFT = f"/studio/folders/{FOLDER}/draft/files/lead_routing.dmn"
TABLE = f"{DRAFT}/tables/lead_routing"
ROUTING = (ROOT / "processes/sales/lead_intake/lead_routing.dmn").read_bytes()


@pytest.fixture
def dina(sign_in, engine, company):
    """With a draft that holds the routing of leads."""
    engine.deploy(starting.folder(FOLDER, "Returns", "en"), by=SYSTEM, name=FOLDER, why="The beginning")
    engine.open_draft(FOLDER, by=company.dina)
    engine.save_draft_file(FOLDER, "lead_routing.dmn", ROUTING, expected=0, by=company.dina)
    return sign_in("dina")


def compare(browser, content, address=TABLE):
    return browser.post(f"{address}/comparison", {"sheet": (io.BytesIO(content), "rules.csv")})


def take(browser, shown):
    """Press “Take over” on the page of a comparison."""
    form = page(shown).xpath("//form[contains(@action, '/rules')]")[0]
    held = {one.get("name"): one.get("value") for one in form.xpath(".//input[@name='version']")}
    return browser.post(form.get("action"), {**held, "sheet": form.xpath(".//textarea")[0].text_content()})


def held(engine, company):
    with engine.database.reading() as connection:
        draft = drafts.found(connection, FOLDER, company.dina)
        return drafts.files(connection, draft.key)["lead_routing.dmn"]


def test_a_table_is_exported_as_it_is_in_the_draft(dina):
    answer = dina.get(f"{TABLE}.csv")

    assert answer.mimetype == "text/csv"
    assert answer.data == sheets.write(sheets.find(ROUTING))


def test_differences_are_shown_and_written_only_when_they_are_taken(dina, engine, company):
    shown = compare(dina, dina.get(f"{TABLE}.csv").data.replace(b">= 1000", b">= 500"))

    [change] = page(shown).xpath("//li[@class='studio-change']")
    assert " ".join(" ".join(change.itertext()).split()) == "changed Rule 2 Employees >= 1000 >= 500"
    assert held(engine, company) == ROUTING
    answer = take(dina, shown)
    assert (answer.status_code, answer.location) == (
        303,
        f"/studio/folders/{FOLDER}/draft?file=lead_routing.dmn",
    )
    assert held(engine, company) == ROUTING.replace(b"&gt;= 1000", b"&gt;= 500")


def test_a_condition_that_is_gone_is_anything_and_an_output_that_is_gone_is_nothing(dina):
    content = dina.get(f"{TABLE}.csv").data.replace(b'"""round_robin"""', b"").replace(b">= 1000", b"")

    changes = page(compare(dina, content)).xpath("//li[@class='studio-change']")
    assert [" ".join(" ".join(one.itertext()).split()) for one in changes] == [
        "changed Rule 2 Employees >= 1000 anything",
        'changed Rule 4 Method "round_robin" nothing',
    ]


def test_who_took_what_over_is_in_the_audit_log(dina, engine):
    take(dina, compare(dina, dina.get(f"{TABLE}.csv").data.replace(b">= 1000", b">= 500")))

    with engine.database.reading() as connection:
        row = connection.execute(select(Audit).where(Audit.verb == "import_table")).one()
    assert '"changed":1' in str(row.new).replace(" ", "")


def test_what_the_checks_would_say_is_shown_beside_the_differences(dina):
    shown = compare(dina, dina.get(f"{TABLE}.csv").data.replace(b">= 1000", b'"""many"""'))

    assert "is of the type string, but the column's is number" in text(shown)


def test_faulty_cells_are_told_with_their_places_and_nothing_is_offered(dina):
    shown = compare(dina, dina.get(f"{TABLE}.csv").data.replace(b">= 1000", b">= many >"))

    assert shown.status_code == 422
    assert page(shown).xpath("//ul[@class='studio-faults']/li/b/text()") == ["C5"]
    assert page(shown).xpath("//form[contains(@action, '/rules')]") == []


def test_a_russian_designer_reads_it_in_russian(dina, engine, company):
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)

    content = dina.get(f"{TABLE}.csv").data
    assert content.startswith("\ufeffFIRST;Lead;".encode())
    assert "столбец" in text(compare(dina, content.replace(b">= 1000", b">= >"))).lower()
    shown = " ".join(text(compare(dina, content.replace(b">= 1000", b">= 500"))).split())
    assert "Что меняет электронная таблица 1 изменено Правило 2" in shown


def test_a_draft_that_changed_meanwhile_is_not_overwritten(dina, engine, company):
    shown = compare(dina, dina.get(f"{TABLE}.csv").data.replace(b">= 1000", b">= 500"))
    other = ROUTING.replace(b'"event"', b'"fair"')
    engine.save_draft_file(FOLDER, "lead_routing.dmn", other, expected=1, by=company.dina)

    answer = take(dina, shown)
    assert answer.status_code == 409
    assert held(engine, company) == other
    assert "changed Rule 3" in " ".join(text(answer).split()), "the differences are shown anew"
    assert take(dina, answer).status_code == 303


def test_a_sheet_that_says_the_same_offers_nothing(dina):
    shown = compare(dina, dina.get(f"{TABLE}.csv").data)

    assert "The spreadsheet says the same as the table." in text(shown)
    assert page(shown).xpath("//form[contains(@action, '/rules')]") == []


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (b"\xff\xfe\x00", 422), (b"x" * 400_001, 413)])
def test_what_is_no_spreadsheet_is_refused_on_the_page(dina, content, status):
    answer = compare(dina, content)

    assert answer.status_code == status
    assert "Rules in a spreadsheet" in text(answer)


@pytest.mark.parametrize("address", [f"{DRAFT[:-16]}{FOLDER}.bpmn/tables", f"{DRAFT}/tables/other.csv"])
def test_there_is_nothing_where_there_is_no_table(dina, address):
    assert dina.get(address).status_code == 404
