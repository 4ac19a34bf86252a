"""The audit log: filtered, in pages, with values side by side, and as a file that runs nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from engine.feel.values import RecordRef
from engine.identity import accounts
from tests.webui.browsing import page, text
from webui import spreadsheets
from webui.screens.administration import audit as audit_page

HOSTILE = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture
def dina(sign_in):
    return sign_in("dina")


@pytest.fixture
def changed(engine, company):
    """Anna renames an account to a formula; Dina changes a group."""
    ref = engine.create_record("account", {"name": "Acme"}, by=company.anna)
    engine.update_record(ref, {"name": HOSTILE}, expected_version=None, by=company.anna)
    engine.set_group_members("Sales", [company.anna.key], by=company.dina)
    return ref


def verbs(dina, query=""):
    return page(dina.get(f"/administration/audit?{query}")).xpath("//tbody/tr/td[3]/text()")


def test_the_log_shows_who_did_what_with_old_and_new_values(dina, changed):
    tree = page(dina.get("/administration/audit?verb=update_record"))

    row = tree.xpath("//tbody/tr")[0]
    told = " ".join(row.text_content().split())
    assert told.endswith(f"Name Acme {HOSTILE}")
    assert "Anna Petrova" in told
    assert row.xpath(f".//a[@href='/accounts/{changed.key}']")


def test_the_log_is_filtered(dina, changed, company):
    assert verbs(dina) == ["Changed a group", "Changed a record", "Created a record"]
    assert verbs(dina, f"who={company.dina.key}") == ["Changed a group"]
    assert verbs(dina, "subject=account") == ["Changed a record", "Created a record"]
    assert verbs(dina, f"subject=account&key={changed.key}&verb=create_record") == ["Created a record"]
    assert verbs(dina, "to=2020-01-01") == []
    assert len(verbs(dina, "from=2020-01-01&to=junk&who=x&after=y")) == 3
    assert len(verbs(dina, "from=0001-01-01&to=9999-12-31")) == 3
    assert verbs(dina, "from=2099-12-31") == []


def test_values_are_told_in_words_and_records_by_name(sign_in, dina, engine, company):
    owner = RecordRef("user", company.olga.key)
    engine.create_record("account", {"name": "Acme", "owner": owner}, by=company.anna)
    anna = accounts.Account(login="anna", name="Anna", roles=frozenset({"manager"}), may_deploy=True)
    engine.change_user(company.anna.key, anna, version=1, by=company.dina)

    def told(field):
        tree = page(dina.get("/administration/audit"))
        return tree.xpath("//tr[th[text()=$field]]/td/text()", field=field)

    assert told("May deploy processes") == ["No", "Yes"]
    assert told("Roles") == ["Employee", "Manager"]
    assert "Account: Acme" in text(dina.get("/administration/audit"))
    assert "Olga Berg" in text(dina.get("/administration/audit"))
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)
    assert told("Может развёртывать процессы") == ["Нет", "Да"]


def test_the_log_goes_on_page_by_page(dina, engine, company):
    for number in range(53):
        engine.set_group_members(f"Group {number}", [], by=company.dina)

    first = page(dina.get("/administration/audit"))
    (address,) = first.xpath("//*[@class='pager']/a/@href")

    assert len(first.xpath("//tbody/tr[td[@class='nowrap']]")) == 50
    assert len(page(dina.get(address)).xpath("//tbody/tr[td[@class='nowrap']]")) == 3


def test_the_file_holds_what_the_filters_let_through_and_no_formula(dina, changed):
    answer = dina.get("/administration/audit.csv?subject=account")

    content = answer.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert content.startswith("\ufeff")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert [row["verb"] for row in rows] == ["update_record", "create_record"]
    assert rows[0]["subject"] == f"'{HOSTILE}"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_a_file_that_ends_before_the_log_says_so(dina, changed, monkeypatch):
    monkeypatch.setattr(audit_page, "_PAGE", 1)
    monkeypatch.setattr(audit_page, "_MOST", 1)

    assert "There is more. Narrow the filters" in dina.get("/administration/audit.csv").get_data(as_text=True)
    whole = dina.get("/administration/audit.csv?verb=create_record").get_data(as_text=True)
    assert "There is more" not in whole


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(cell):
    assert spreadsheets.harmless(cell) == f"'{cell}"
    assert spreadsheets.harmless(f"a{cell}") == f"a{cell}"


@pytest.mark.parametrize("cell", ["-1", "-1250.40"])
def test_a_loss_in_a_file_can_be_added_up(cell):
    assert spreadsheets.harmless(cell) == cell


def test_hostile_names_stay_text_on_every_page(dina, engine, company):
    bad = '"><script>alert(1)</script>'
    engine.set_group_members(bad, [company.anna.key], by=company.dina)

    for address in ("audit", "groups", "users", "users/new", f"users/{company.anna.key}"):
        answer = dina.get(f"/administration/{address}")
        assert bad in text(answer) or page(answer).xpath("//input[@value=$bad]", bad=bad)
        assert "<script>alert" not in answer.get_data(as_text=True)
