"""`baton lint FILE...`: models, decisions and forms, single or in folders, without a database."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from engine.commands.lint import command
from tests.bpmn import building as b
from tests.conftest import ROOT

SHIPPED = ROOT / "processes/sales/lead_intake"
WRONG = b.process("p", b.start(), b.user("a"), flow="start>a a>gone")
LONELY = b.process(
    "q",
    b.start(),
    b.user("ask", '<zeebe:formDefinition formId="elsewhere"/>'),
    b.rule("rate", "rates", "rate"),
    b.call("sub", "other"),
    flow="start>ask ask>rate rate>sub",
)


def linted(*arguments):
    done = CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)
    return done.exit_code, done.output


@pytest.fixture
def lonely(tmp_path):
    path = tmp_path / "lonely.bpmn"
    path.write_bytes(LONELY)
    return path


def test_what_a_single_file_refers_to_is_a_warning_and_in_strict_an_error(lonely):
    code, output = linted(lonely)

    assert code == 0
    lines = [one for one in output.splitlines() if "not among the files given" in one]
    assert sorted(one.split(": ")[1:3] for one in lines) == [
        ["warning", "ask"],
        ["warning", "rate"],
        ["warning", "sub"],
    ]
    assert all(one.startswith(f"{lonely}:1: ") for one in lines)

    code, output = linted("--strict", lonely)
    assert code == 1
    assert "3 to mend" in output


def test_files_and_folders_of_every_kind_are_checked_and_one_error_ends_with_code_1(tmp_path, lonely):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "wrong.bpmn").write_bytes(WRONG)
    shutil.copy(SHIPPED / "lead_routing.dmn", folder)
    (tmp_path / "broken.form").write_text('{"type": "default", "components": [{"type": "nothing"}]}')

    code, output = linted("--json", folder, lonely, tmp_path / "broken.form", SHIPPED / "lead_routing.dmn")

    assert code == 1
    told = json.loads(output)
    errors = [one for one in told["findings"] if one["severity"] == "error"]
    assert told["errors"] == len(errors)
    assert {one["file"] for one in errors} == {str(folder / "wrong.bpmn"), str(tmp_path / "broken.form")}
    assert ("a_gone", "dangling-flow") in {(one["element_id"], one["rule"]) for one in errors}


def test_two_single_files_may_hold_the_same_process(tmp_path, lonely):
    shutil.copy(lonely, tmp_path / "copy.bpmn")

    assert linted(lonely, tmp_path / "copy.bpmn")[0] == 0
    assert "double-id" in linted(lonely, tmp_path / "copy.bpmn")[1]
    assert linted(tmp_path)[0] == 1


@pytest.mark.parametrize("name", ["order.bpmn20.xml", "order.bpmn2"])
def test_a_model_may_be_called_as_other_tools_call_theirs(tmp_path, lonely, name):
    lonely.rename(tmp_path / name)

    code, output = linted(tmp_path / name)
    assert (code, "calls 'other'" in output) == (0, True)


def test_findings_are_told_in_russian_on_request(lonely):
    assert "которой нет среди данных файлов" in linted("--locale", "ru", lonely)[1]
