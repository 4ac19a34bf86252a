"""A decision table out to a spreadsheet and back: what differs is told, what is not the table's stays."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from engine import dmn
from engine.dmn import sheets
from tests.conftest import ROOT
from tests.dmn.tabling import Col, drawn

AMOUNT = Col(name="amount", type="number", label="Amount")
TIER = Col(name="tier", type="string", label="Tier")
RESULT = [Col(name="result", type="string", label="Answer")]
MODEL = drawn(
    '< 1000 | - | "small" // Nobody is asked',
    '>= 1000 | "gold" | "trusted"',
    '>= 1000 | not("gold") | "checked" // The head decides',
    inputs=[AMOUNT, TIER],
    outputs=RESULT,
)
SHIPPED = sorted(ROOT.glob("processes/**/*.dmn"))


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet(rows: list[list[str]], separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode()


def edited(*changes, xml=MODEL):
    """What differs after *changes* to the exported rows."""
    table = sheets.find(xml)
    rows = cells(sheets.write(table))
    for change in changes:
        change(rows)
    difference = sheets.compare(table, sheets.read(table, sheet(rows)))
    return difference, sheets.merge(xml, table, difference)


def told(difference):
    return [
        (one.kind, one.old, one.new, *((cell.column, cell.old, cell.new) for cell in one.cells))
        for one in difference.changes
    ]


def refusals(content: bytes, xml=MODEL) -> list[tuple[str, str]]:
    with pytest.raises(sheets.UnusableSheet) as caught:
        sheets.read(sheets.find(xml), content)
    return [(one.cell, one.message) for one in caught.value.findings]


def test_a_table_goes_out_with_labels_expressions_types_and_a_row_per_rule():
    assert cells(sheets.write(sheets.find(MODEL))) == [
        ["UNIQUE", "Amount", "Tier", "Answer", "Annotation"],
        ["Expression", "amount", "tier", "result", ""],
        ["Type", "number", "string", "string", ""],
        ["1", "< 1000", "-", '"small"', "Nobody is asked"],
        ["2", ">= 1000", '"gold"', '"trusted"', ""],
        ["3", ">= 1000", 'not("gold")', '"checked"', "The head decides"],
    ]


def test_a_russian_spreadsheet_gets_semicolons_and_russian_headings_and_comes_back():
    table = sheets.find(MODEL)
    content = sheets.write(table, locale="ru")
    assert content.startswith("\ufeffUNIQUE;Amount;Tier;Answer;Примечание\r\nВыражение;".encode())
    assert sheets.compare(table, sheets.read(table, content)).changes == ()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_table_comes_back_without_a_difference(path):
    xml = path.read_bytes()
    table = sheets.find(xml)
    difference = sheets.compare(table, sheets.read(table, sheets.write(table)))
    assert difference.changes == ()
    assert sheets.merge(xml, table, difference) is xml


def test_a_changed_cell_is_told_and_only_it_is_written():
    xml = (ROOT / "processes/sales/lead_intake/lead_routing.dmn").read_bytes()
    difference, merged = edited(lambda rows: rows[4].__setitem__(2, ">= 500"), xml=xml)
    assert told(difference) == [("changed", 2, 2, ("Employees", ">= 1000", ">= 500"))]
    lines = list(zip(xml.splitlines(), merged.splitlines(), strict=True))
    assert [(old.strip(), new.strip()) for old, new in lines if old != new] == [
        (b"<text>&gt;= 1000</text>", b"<text>&gt;= 500</text>"),
    ]


def test_a_new_row_becomes_a_rule_with_ids_of_its_own():
    difference, merged = edited(lambda rows: rows.append(["", "null", "-", '"unknown"', "Not told"]))
    assert told(difference) == [("added", None, 4)]
    new = sheets.find(merged).rows[3]
    assert ([cell.text for cell in (*new.inputs, *new.outputs)], new.annotations) == (
        ["null", "-", '"unknown"'],
        ("Not told",),
    )
    ids = [one.get("id") for one in sheets.find(merged).element.iter("{*}*") if one.get("id")]
    assert len(ids) == len(set(ids))
    assert dmn.load(merged).evaluate("gate", {"amount": None, "tier": "gold"}).value == "unknown"


def test_a_new_row_without_a_note_does_not_get_that_of_another_rule():
    _, merged = edited(lambda rows: rows.append(["", "null", "-", '"unknown"', ""]))
    assert [row.annotations[0] for row in sheets.find(merged).rows[::3]] == ["Nobody is asked", ""]


def test_a_row_that_is_gone_is_a_rule_removed():
    difference, merged = edited(lambda rows: rows.pop(4))
    assert told(difference) == [("removed", 2, None)]
    assert [row.place.id for row in sheets.find(merged).rows] == ["r1", "r3"]


def test_a_row_in_another_place_is_moved_and_the_others_are_not():
    difference, merged = edited(lambda rows: rows.append(rows.pop(3)))
    assert told(difference) == [("moved", 1, 3)]
    assert [row.place.id for row in sheets.find(merged).rows] == ["r2", "r3", "r1"]


def test_a_row_can_be_moved_and_changed_at_once():
    difference, _ = edited(
        lambda rows: rows.append(rows.pop(3)), lambda rows: rows[5].__setitem__(3, '"tiny"')
    )
    assert told(difference) == [("changed", 1, 3, ("Answer", '"small"', '"tiny"'))]
    assert difference.changes[0].moved


def test_rules_keep_their_ids_when_the_table_grew_after_the_export():
    rows = cells(sheets.write(sheets.find(MODEL)))
    grown, _ = edited(lambda rows: rows.insert(3, ["", "0", "-", '"free"', ""]))
    assert told(grown) == [("added", None, 1)]
    table = sheets.find(sheets.merge(MODEL, sheets.find(MODEL), grown))
    back = sheets.compare(table, sheets.read(table, sheet(rows)))
    assert told(back) == [("removed", 1, None)]


def test_columns_may_stand_in_any_order_and_a_file_need_not_have_numbers():
    content = sheet([["Answer", "Tier", "Amount"], ['"small"', "-", "< 1000"]])
    difference = sheets.compare(sheets.find(MODEL), sheets.read(sheets.find(MODEL), content))
    assert told(difference) == [("removed", 2, None), ("removed", 3, None)]


def test_an_annotation_column_that_is_left_out_takes_no_annotation_away():
    content = sheet([row[:4] for row in cells(sheets.write(sheets.find(MODEL)))])
    assert sheets.compare(sheets.find(MODEL), sheets.read(sheets.find(MODEL), content)).changes == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("alphabet", ["utf-8", "utf-8-sig", "utf-16"])
def test_separator_and_alphabet_are_found_out(separator, alphabet):
    text = sheet(cells(sheets.write(sheets.find(MODEL))), separator).decode()
    table = sheets.find(MODEL)
    assert sheets.compare(table, sheets.read(table, text.encode(alphabet))).changes == ()


def test_what_excel_in_russia_saves_is_read():
    xml = MODEL.replace(b'label="Tier"', 'label="Уровень"'.encode())
    table = sheets.find(xml)
    text = sheets.write(table, locale="ru").decode("utf-8-sig")
    assert sheets.compare(table, sheets.read(table, text.encode("cp1251"))).changes == ()


def test_no_cell_runs_in_a_spreadsheet_and_the_guard_does_not_come_back():
    xml = drawn('= 5 | @"2026-01-10"', "-5 | - // =cmd()", inputs=[AMOUNT], outputs=[Col(name="day")])
    table = sheets.find(xml)
    content = sheets.write(table)
    assert [row[1:] for row in cells(content)[3:]] == [
        ["'= 5", '\'@"2026-01-10"', ""],
        ["-5", "-", "'=cmd()"],
    ]
    assert sheets.compare(table, sheets.read(table, content)).changes == ()


def test_truth_as_a_spreadsheet_shouts_it_is_truth():
    xml = drawn("true | false", inputs=[Col(name="urgent", type="boolean")])
    table = sheets.find(xml)
    content = sheets.write(table).replace(b"true", b"TRUE").replace(b"false", "ЛОЖЬ".encode())
    assert sheets.compare(table, sheets.read(table, content)).changes == ()


def test_every_faulty_cell_is_told_at_once_with_its_place():
    rows = cells(sheets.write(sheets.find(MODEL)))
    rows[3][1], rows[4][3], rows[5][0] = "< < 5", "(1", "last"
    found = refusals(sheet(rows))
    assert [place for place, _ in found] == ["B4", "D5", "A6"]
    assert found[0][1].startswith("column 'Amount': < < 5 is no FEEL: expected an expression")
    assert found[2][1] == "last is no number of a rule."


def test_digits_that_go_on_for_pages_are_no_number_of_a_rule():
    rows = cells(sheets.write(sheets.find(MODEL)))
    rows[3][0] = "1" * 5_000
    assert refusals(sheet(rows)) == [("A4", f"{'1' * 40} is no number of a rule.")]


def test_each_of_many_new_rows_has_ids_that_no_other_element_has():
    _, merged = edited(lambda rows: rows.extend(["", f"{at}", "-", '"new"', ""] for at in range(50)))
    ids = [one.get("id") for one in sheets.find(merged).element.iter("{*}*") if one.get("id")]
    assert len(sheets.find(merged).rows) == 53
    assert len(ids) == len(set(ids))


def test_a_text_without_quotes_is_no_name_that_the_table_knows():
    rows = cells(sheets.write(sheets.find(MODEL)))
    rows[4][2] = "gold"
    assert refusals(sheet(rows)) == [("C5", "column 'Tier': gold is a name that this table does not know.")]
    rows[4][2] = "amount"
    sheets.read(sheets.find(MODEL), sheet(rows))


def test_a_missing_and_a_foreign_column_are_told():
    rows = [["UNIQUE", "Amount", "Level", "Answer"], ["1", "5", '"gold"', '"x"']]
    assert refusals(sheet(rows)) == [
        ("", "the column 'Tier' of the table is missing."),
        ("C1", "the table has no column 'Level'."),
    ]


def test_what_only_the_editor_changes_is_not_ignored():
    rows = cells(sheets.write(sheets.find(MODEL)))
    rows[0][0], rows[1][1], rows[2][2] = "FIRST", "total", "number"
    assert refusals(sheet(rows)) == [
        ("A1", "the hit policy is FIRST, but the table's is UNIQUE."),
        ("B2", "column 'Amount': here stands total, in the table amount."),
        ("C3", "column 'Tier': here stands number, in the table string."),
    ]


def test_a_value_beyond_the_last_column_is_told():
    rows = cells(sheets.write(sheets.find(MODEL)))
    rows[4] += ["", "stray"]
    assert refusals(sheet(rows)) == [
        ("F5", "there is a value beyond the last column of the table: stray."),
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x98", b"x" * (2 * 1024 * 1024 + 1), b'"open'])
def test_what_is_no_csv_is_refused(content):
    assert refusals(content)


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_told_from_a_csv_with_missing_columns(beginning):
    assert refusals(beginning + b"a,b") == [("", "The file is a workbook, no CSV.")]


def test_comments_diagram_and_everything_else_of_the_file_stay():
    xml = MODEL.replace(b"<rule", b"<!-- kept --><rule", 1).replace(
        b"</definitions>", b"<foreign xmlns='x'/></definitions>"
    )
    _, merged = edited(lambda rows: rows.append(["", "null", "-", "1", ""]), xml=xml)
    assert b"<!-- kept -->" in merged
    assert b'<foreign xmlns="x"/>' in merged


def test_rules_can_be_brought_into_a_table_that_has_none():
    xml = drawn(inputs=[AMOUNT], outputs=RESULT)
    table = sheets.find(xml)
    rows = [*cells(sheets.write(table)), ["", "< 5", '"small"', "First"]]
    merged = sheets.merge(xml, table, sheets.compare(table, sheets.read(table, sheet(rows))))
    assert dmn.load(merged).evaluate("gate", {"amount": Decimal(3)}).value == "small"
    assert sheets.find(merged).rows[0].annotations == ("First",)


def test_a_model_without_that_table_names_those_it_has():
    with pytest.raises(sheets.NoSuchTable, match="It has: gate"):
        sheets.find(MODEL, "other")
