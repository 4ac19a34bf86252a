"""`baton table`: a decision table out to a spreadsheet and in again."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from engine import dmn
from engine.commands.table import command
from engine.dmn.sheets import NoSuchTable
from tests.conftest import ROOT

SHIPPED = ROOT / "processes/sales/lead_intake/lead_routing.dmn"


@pytest.fixture
def model(tmp_path):
    return shutil.copy(SHIPPED, tmp_path / "lead_routing.dmn")


@pytest.fixture
def sheet(tmp_path, model):
    """The exported table, ready to be edited."""
    exported = CliRunner().invoke(command, ["export", str(model)], catch_exceptions=False)
    path = tmp_path / "rules.csv"
    path.write_bytes(exported.stdout_bytes)
    return path


def taken(*arguments):
    return CliRunner().invoke(command, ["import", *map(str, arguments)], catch_exceptions=False).output


def test_an_export_that_nobody_touched_changes_nothing(model, sheet):
    assert taken(model, sheet) == "Nothing differs.\n"


def test_differences_are_told_and_written_only_when_asked(model, sheet):
    sheet.write_bytes(sheet.read_bytes().replace(b">= 1000", b">= 500"))
    assert taken(model, sheet) == (
        "rule 2 changed\n  Employees: >= 1000 -> >= 500\nNothing is written yet: add --write.\n"
    )
    assert model.read_bytes() == SHIPPED.read_bytes()
    assert taken(model, sheet, "--write").endswith("lead_routing.dmn: written\n")
    lead = {"lead": {"email": "x", "employees": 600, "origin": "web"}}
    assert dmn.load(model.read_bytes()).evaluate("lead_routing", lead).matched == (2,)


def test_what_the_change_breaks_is_told_before_it_is_written(model, sheet):
    sheet.write_bytes(sheet.read_bytes().replace(b">= 1000", b'"""many"""'))
    assert "error: Table 'Lead routing', rule 2, column 'Employees': \"many\" is of the type string" in taken(
        model, sheet
    )


def test_a_faulty_sheet_is_refused_with_its_cells(model, sheet):
    sheet.write_bytes(sheet.read_bytes().replace(b">= 1000", b">= >= 1").replace(b'"""event"""', b"fair"))
    before = model.read_bytes()

    told = taken(model, sheet, "--write").splitlines()
    assert [line.partition(": error: column ")[0] for line in told] == [f"{sheet}:C5", f"{sheet}:D6"]
    assert model.read_bytes() == before


def test_a_decision_that_is_not_there_is_named(model):
    with pytest.raises(NoSuchTable, match="It has: lead_routing"):
        CliRunner().invoke(command, ["export", str(model), "--decision", "other"], catch_exceptions=False)
