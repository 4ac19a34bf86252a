"""Files become records: what fits is imported once, what does not is named with its reason."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.records import importing, queries
from engine.records.importing.mapping import BadMapping
from engine.records.importing.rows import BadFile, safe
from tests.records.company import KEYS, NOON

INDUSTRY = "industry: {column: sector, values: {technology: Technology, retail: Retail}}"
MAPPING = """
source: old-crm
steps:
  - file: people.csv
    type: team
    ignore: [person]
    fields:
      name: {column: team}
  - file: people.csv
    type: user
    fields:
      name: {column: person}
      team: {column: team, lookup: team.name}
      groups: {value: [Account executive]}
  - file: companies.csv
    type: account
    external_id: id
    ignore: [fax]
    aliases:
      sector: {technolgy: technology}
    fields:
      name: {column: company}
      industry: {column: sector, values: {technology: Technology, retail: Retail}}
      revenue: {column: revenue, scale: 1000, decimal: ","}
      parent: {column: parent, lookup: account.name}
      city: {column: city, empty: keep}
  - file: deals.csv
    type: opportunity
    external_id: id
    fields:
      name: {template: "{product} for {company}", otherwise: "{product}"}
      account: {column: company, lookup: account.name}
      owner: {column: person, lookup: user.name}
      opened_on: {column: opened, date: D.M.YYYY}
"""
FILES = {
    "people.csv": "person,team\nAnna Ivanova,North\nBoris Petrov,North\n",
    "companies.csv": (
        "id,company,sector,revenue,parent,fax,city\n"
        '1,Child,technolgy,"1,5",Mother,123,\n'
        "2,Mother,technology,20,,,Omsk\n"
    ),
    "deals.csv": (
        "id,product,company,person,opened\na,Bolts,Child,Anna Ivanova,2.3.2026\nb,Nuts,,Boris Petrov,\n"
    ),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    for name, text in FILES.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return tmp_path / "in"


def mapped(folder, text=MAPPING):
    path = folder.parent / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return importing.read_mapping(path)


def run(database, folder, mapping=None, path=None, **options):
    mapping = mapping or mapped(folder)
    rejects = folder.parent / "rejects"
    return importing.run(database, path or folder, mapping, at=NOON, keys=KEYS, rejects=rejects, **options)


def figures(report):
    return [(step.type, step.created, step.updated, step.unchanged, step.rejected) for step in report.steps]


def all_of(database, type_):
    with database.reading() as connection:
        return {row["external_id"]: row for row in queries.page(connection, type_, SYSTEM).rows}


def test_a_folder_becomes_people_companies_and_deals(database, folder):
    told = []
    report = run(database, folder, progress=lambda *step: told.append(step))
    assert figures(report) == [
        ("team", 1, 0, 0, 0),
        ("user", 2, 0, 0, 0),
        ("account", 2, 0, 0, 0),
        ("opportunity", 2, 0, 0, 0),
    ]
    assert told[-1] == ("deals.csv", 2, 2)
    accounts, deals = all_of(database, "account"), all_of(database, "opportunity")
    assert accounts["1"]["revenue"] == Decimal(1500)
    assert accounts["1"]["parent"] == accounts["2"].ref, "the parent stands further down in the file"
    assert accounts["1"]["industry"] == "Technology"
    assert report.steps[2].aliases == {("sector", "technolgy"): 1}
    with database.reading() as connection:
        anna = people.find_user(connection, "anna.ivanova")
    assert anna.groups == {"Account executive"}
    assert deals["a"]["name"] == "Bolts for Child"
    assert deals["a"]["owner"] == RecordRef("user", anna.key)
    assert deals["a"]["team"] == RecordRef("team", anna.team_key)
    assert deals["a"]["opened_on"] == date(2026, 3, 2)
    assert (deals["b"]["name"], deals["b"]["account"], deals["b"]["opened_on"]) == ("Nuts", None, None)


def test_importing_again_changes_only_what_is_different(database, folder):
    run(database, folder)
    assert figures(run(database, folder)) == [
        ("team", 0, 0, 1, 0),
        ("user", 0, 0, 2, 0),
        ("account", 0, 0, 2, 0),
        ("opportunity", 0, 0, 2, 0),
    ]
    text = FILES["companies.csv"].replace(",20,", ",21,").replace("Omsk", "")
    (folder / "companies.csv").write_text(text, encoding="utf-8")
    assert figures(run(database, folder))[2] == ("account", 0, 1, 1, 0)
    mother = all_of(database, "account")["2"]
    assert (mother["revenue"], mother.version) == (21000, 2)
    assert mother["city"] == "Omsk", "an empty cell keeps the field where the mapping says so"


def test_a_dry_run_reports_everything_and_writes_nothing(database, folder):
    report = run(database, folder, dry_run=True)
    assert [step.created for step in report.steps] == [1, 2, 2, 2]
    assert all_of(database, "account") == {}


def test_the_rejects_of_an_earlier_run_go_when_its_rows_fit(database, folder):
    good = FILES["deals.csv"]
    (folder / "deals.csv").write_text(good.replace("Child", "Nobody Ltd"), encoding="utf-8")
    run(database, folder)
    rejects = folder.parent / "rejects" / "deals.opportunity.rejects.csv"
    assert rejects.exists()

    (folder / "deals.csv").write_text(good, encoding="utf-8")
    run(database, folder)

    assert not rejects.exists()


def test_rows_that_do_not_fit_are_kept_with_line_column_and_reason(database, folder):
    (folder / "deals.csv").write_text(
        "id,product,company,person,opened\n"
        "a,Bolts,Nobody Ltd,Anna Ivanova,2.3.2026\n"
        "b,=cmd(),Child,Anna Ivanova,31.2.2026\n"
        "c,Nuts,Child,Anna Ivanova,2.3.2026\n"
        "c,Nuts,Child,Anna Ivanova,2.3.2026\n"
        ",Nuts,Child,Anna Ivanova,2.3.2026\n"
        "d,,,Anna Ivanova,2.3.2026\n",
        encoding="utf-8",
    )
    report = run(database, folder)
    assert figures(report)[-1] == ("opportunity", 1, 0, 0, 5)
    with (folder.parent / "rejects" / "deals.opportunity.rejects.csv").open(encoding="utf-8-sig") as file:
        kept = list(csv.DictReader(file))
    assert [(row["line"], row["column"]) for row in kept] == [
        ("2", "company"),
        ("3", "opened"),
        ("5", "id"),
        ("6", "id"),
        ("7", "name"),
    ]
    assert "Nobody Ltd" in kept[0]["reason"]
    assert "D.M.YYYY" in kept[1]["reason"]
    assert kept[1]["product"] == "'=cmd()", "no spreadsheet runs it"


def test_a_text_that_stands_for_nothing_is_rejected(database, folder):
    (folder / "companies.csv").write_text(FILES["companies.csv"] + "3,Farm,farming,1,,,\n", encoding="utf-8")
    [reject] = run(database, folder, path=folder / "companies.csv").steps[0].rejects
    assert (reject.column, reject.reason) == ("sector", "'farming' is none of: technology, retail.")


def test_a_name_that_two_records_have_is_no_lookup(database, folder):
    (folder / "companies.csv").write_text(FILES["companies.csv"] + "3,Child,,1,,,\n", encoding="utf-8")
    report = run(database, folder)
    assert figures(report)[-1] == ("opportunity", 1, 0, 0, 1)
    assert "Several" in report.steps[-1].rejects[0].reason


def test_one_file_of_a_mapping_can_be_imported_alone(database, folder):
    run(database, folder)
    assert [step.file for step in run(database, folder, path=folder / "deals.csv").steps] == ["deals.csv"]
    with pytest.raises(BadFile, match="no step"):
        run(database, folder, path=folder.parent / "mapping.yaml")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("deals.csv", None, "does not exist"),
        ("deals.csv", "id,product,company,person\n", "column opened is missing"),
        ("deals.csv", "id,product,company,person,opened,colour\n", "what column colour is"),
        ("deals.csv", "id,id,product,company,person,opened\n", "there twice"),
        ("deals.csv", "id,product,company,person,opened\na,b\n", "line 2 has 2 cells"),
        ("deals.csv", "", "missing"),
        ("deals.csv", b"\xff\xfe\x00", "is not utf-8-sig"),
    ],
)
def test_a_file_that_is_not_as_mapped_stops_the_import_before_anything_is_written(
    database, folder, name, text, words
):
    (folder / name).unlink()
    if isinstance(text, bytes):
        (folder / name).write_bytes(text)
    elif text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=words):
        run(database, folder)
    assert all_of(database, "account") == {}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("source: old-crm", "source: [", "line"),
        ("source: old-crm", "", "source is missing"),
        ("type: account", "type: planet", "no record type 'planet'"),
        (
            "industry: {column: sector, values: {technology: Technology, retail: Retail}}",
            "colour: {column: sector}",
            "step 3, fields: colour is not known",
        ),
        (
            "industry: {column: sector, values: {technology: Technology, retail: Retail}}",
            "stage: {column: sector}",
            "stage is not known",
        ),
        (
            "industry: {column: sector, values: {technology: Technology, retail: Retail}}",
            "industry: {colum: sector}",
            "field industry: colum is not known",
        ),
        (
            "industry: {column: sector, values: {technology: Technology, retail: Retail}}",
            "industry: {column: sector, value: x}",
            "exactly one",
        ),
        (
            "industry: {column: sector, values: {technology: Technology, retail: Retail}}",
            "industry: sector",
            "names and values",
        ),
        ("lookup: account.name", "lookup: account.nick", "look up"),
        ("date: D.M.YYYY", "date: D.M", "no form of dates"),
        ("scale: 1000", "scale: many", "scale"),
        ("empty: keep", "empty: drop", "empty: keep"),
        ("    external_id: id\n    ignore", "    ignore", "external_id is missing"),
    ],
)
def test_a_bad_mapping_is_refused_with_its_place(folder, old, new, words):
    assert old in MAPPING
    with pytest.raises(BadMapping, match=words):
        mapped(folder, MAPPING.replace(old, new, 1))


def test_a_mapping_that_is_not_there_is_named(folder):
    with pytest.raises(BadMapping, match="does not exist"):
        importing.read_mapping(folder / "nowhere.yaml")


@given(st.text())
def test_no_cell_of_a_reject_file_begins_like_a_formula(cell):
    assert not safe(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe(cell).endswith(cell)
