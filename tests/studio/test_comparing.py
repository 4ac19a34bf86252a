"""Differences, hints and copies of folders, without a database where none is needed."""

from __future__ import annotations

import json

import pytest

from engine.studio import checking, copying, starting
from engine.studio.comparing import compare
from tests.studio.conftest import FOLDER

TABLE = starting.decisions("refund", "Refund", "en")
ROW = (
    b'<rule id="more"><inputEntry id="i2"><text>"gift"</text></inputEntry>'
    b'<outputEntry id="o2"><text>"no"</text></outputEntry></rule>'
)


def told(old, new):
    return [(one.kind, one.what, one.name) for one in compare(old, new)]


def test_nothing_differs_from_itself(files):
    assert compare(files, files) == []


def test_an_added_row_of_a_decision_table_is_named_with_its_cells(files):
    old = {**files, "refund.dmn": TABLE}
    new = {**files, "refund.dmn": TABLE.replace(b"</decisionTable>", ROW + b"</decisionTable>")}

    assert told(old, new) == [("added", "rule", 'Refund, 2: "gift", "no"')]


def test_a_note_beside_a_rule_is_told_when_it_changes():
    cell = TABLE.index(b"<inputEntry")
    new = TABLE[:cell] + b"<description>Agreed</description>" + TABLE[cell:]
    (change,) = compare({"refund.dmn": TABLE}, {"refund.dmn": new})

    assert [(fact.name, fact.old, fact.new) for fact in change.facts] == [("description", "", "Agreed")]


def test_a_changed_cell_is_told_with_before_and_after(files):
    new = TABLE.replace(b'"yes"', b'"maybe"')
    (change,) = compare({"refund.dmn": TABLE}, {"refund.dmn": new})

    assert [(fact.name, fact.old, fact.new) for fact in change.facts] == [("Answer", '"yes"', '"maybe"')]


def test_elements_are_told_apart_by_their_id(files):
    model = files["returns.bpmn"]
    renamed = model.replace(b'name="First step"', b'name="Look"').replace(
        b'id="end" name="Done"', b'id="end" name="Over"'
    )

    assert told({"a.bpmn": model}, {"a.bpmn": renamed}) == [
        ("changed", "userTask", "Look"),
        ("changed", "endEvent", "Over"),
    ]


def test_a_form_of_another_name_in_a_task_is_told(files):
    model = files["returns.bpmn"]
    (change,) = compare({"a.bpmn": model}, {"a.bpmn": model.replace(b"returns-first-step", b"other")})

    assert [(fact.name, fact.old, fact.new) for fact in change.facts] == [
        ("formDefinition formId", "returns-first-step", "other")
    ]


def test_an_element_that_was_only_moved_says_so(files):
    model = files["returns.bpmn"]
    (change,) = compare({"a.bpmn": model}, {"a.bpmn": model.replace(b'x="260"', b'x="265"', 1)})

    assert [fact.name for fact in change.facts] == ["layout"]


def test_a_field_of_a_form_and_whole_files_are_told(files):
    form = json.loads(files["returns-first-step.form"])
    form["components"].append({"type": "number", "id": "f2", "key": "amount", "label": "Amount"})
    new = {"returns-first-step.form": json.dumps(form).encode(), "more.form": b"{}"}

    assert told(files, new) == [
        ("removed", "file", "returns.bpmn"),
        ("added", "file", "more.form"),
        ("added", "number", "Amount"),
        ("removed", "file", "returns-start.form"),
    ]


def test_a_file_that_cannot_be_read_still_counts_as_changed(files):
    assert told({"a.dmn": TABLE}, {"a.dmn": b"<x"}) == [("changed", "file", "a.dmn")]


@pytest.mark.parametrize(
    ("change", "hinted"),
    [
        ((b"", b""), False),
        ((b"<text></text>", b'<text>"gift"</text>'), True),
        ((b'hitPolicy="FIRST"', b'hitPolicy="COLLECT"'), False),
    ],
)
def test_a_table_that_may_answer_nothing_gets_a_warning(studio, files, change, hinted):
    table = TABLE.replace(*change) if change[0] else TABLE
    with studio.engine.database.reading() as connection:
        found = checking.findings(connection, FOLDER, {**files, "refund.dmn": table})

    assert [(one.severity, one.rule) for one in found] == ([("warning", "gap")] if hinted else [])


def test_a_copy_has_ids_of_its_own_and_can_be_deployed_beside_the_original(studio, people, files):
    model = files["returns.bpmn"].replace(
        b"<zeebe:userTask />",
        b'<zeebe:userTask /><zeebe:properties><zeebe:property name="sla" value="PT4H" /></zeebe:properties>',
    )
    made = copying.copied({**files, "returns.bpmn": model, "refund.dmn": TABLE}, "gifts", "Gifts")

    assert sorted(made) == ["gifts-first-step.form", "gifts-refund.dmn", "gifts-start.form", "gifts.bpmn"]
    assert b'formId="gifts-first-step"' in made["gifts.bpmn"]
    assert b'id="gifts_refund"' in made["gifts-refund.dmn"]
    with studio.engine.database.reading() as connection:
        assert checking.findings(connection, "gifts", made) == ()


def test_a_folder_is_duplicated_as_a_draft(studio, people):
    name = studio.engine.copy_folder(FOLDER, title="Gifts & more", by=people.vera)

    assert name == "gifts-more"
    assert studio.folder(name).title("en") == "Gifts & more"
    key = studio.engine.propose(name, why="To begin", by=people.vera)
    assert studio.engine.deploy_proposal(key, by=people.dora) == 1
