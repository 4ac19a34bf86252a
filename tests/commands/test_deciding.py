"""`baton decide` and `baton score`, through the real command."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest

from engine import cli
from tests.conformance.suites import decision, expecting, typed, write

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/how-to/decide-from-the-command-line.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (.+)\n((?s:.*?))```", PAGE)


@pytest.fixture
def baton(tmp_path, monkeypatch, capsys):
    """Runs a command in a folder that holds the model of the how-to page; answers exit code, output and errors."""
    [model] = re.findall(r"```xml file=fee.dmn\n((?s:.*?))```", PAGE)
    (tmp_path / "fee.dmn").write_text(model, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words, stdin=b""):
        monkeypatch.setattr("sys.argv", ["baton", *words])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return ended.value.code, said.out, said.err

    return run


def _fee(baton, text, *more):
    return baton("decide", "fee.dmn", "--decision", "Fee", "--input", text, *more)


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_the_how_to_page_shows_what_the_command_prints(baton, command, shown):
    _, *words = shlex.split(command)
    _, out, err = baton(*words)
    assert out + err == shown


def test_the_input_comes_from_a_file_or_from_standard_input(baton, tmp_path):
    text = '{"Amount": 0.10, "Tier": "silver"}'
    (tmp_path / "request.json").write_text("\ufeff" + text, encoding="utf-8")

    assert _fee(baton, "@request.json")[1].startswith("12.50\n")
    found = baton("decide", "fee.dmn", "--decision", "fee", "--input", "-", stdin=text.encode())
    assert found[:2] == (0, "12.50\n\nRules that matched:\n  Fee  3\n")


def test_numbers_are_exact_in_both_directions(baton):
    code, out, _ = _fee(baton, '{"Amount": 12345678901234567890.01, "Tier": null}', "--json")
    assert code == 0
    assert '"value": 123456789012345678.9001' in out
    assert json.loads(out)["matched"] == [2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"Amount": 1,\n "Tier" "gold"}', "line 2, column 9: Expecting ':' delimiter. Correct it."),
        ("", "line 1, column 1"),
        (r'{"Amount": "\ud83d"}', r"'\ud83d' is half of a character."),
        ("[1]", 'it is a list. Write one, such as {"amount": 100}.'),
        ('{"Amount": NaN}', "NaN is no number of JSON."),
        ('{"Amount": 1, "Amount": 2}', "'Amount' stands twice. Leave one of them."),
        ('{"Amount": 1e99999, "Tier": null}', "1e99999 is no number that FEEL can hold"),
        ('{"a":' * 100_000, "it is nested too deeply."),
    ],
)
def test_a_mistake_in_the_json_is_named_with_its_place(baton, text, said):
    code, out, err = _fee(baton, text)
    assert (code, out) == (1, "")
    assert err.startswith("baton: The input is no JSON object: ")
    assert said in err


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ('"100"', 'Amount is the string "100", the model says number.'),
        ("true", "Amount is true, the model says number."),
        ('{"a": 1}', "Amount is an object, the model says number."),
    ],
)
def test_a_value_of_the_wrong_type_is_named_with_both_types(baton, amount, said):
    code, _, err = _fee(baton, f'{{"Amount": {amount}, "Tier": "gold"}}')
    assert code == 1
    assert said in err


def test_an_unknown_decision_lists_those_there_are_and_the_nearest(baton):
    code, _, err = baton("decide", "fee.dmn", "--decision", "Fees", "--input", "{}")
    assert code == 1
    assert "no decision or service 'Fees'" in err
    assert "'Fee'" in err
    assert "It has: Fee, Due." in err


def test_of_several_decisions_one_must_be_named_once_there_is_input(baton):
    code, _, err = baton("decide", "fee.dmn", "--input", "{}")
    assert code == 2
    assert "Due: Amount (number), Tier (tTier), Signed on (date)" in err


def test_the_only_decision_of_a_file_needs_no_name(baton, tmp_path):
    (tmp_path / "one.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="One" namespace="urn:one">'
        '<decision id="d" name="D"><literalExpression><text>today()</text></literalExpression></decision>'
        "</definitions>"
    )
    assert baton("decide", "one.dmn", "--now", "2026-01-31T10:00:00Z")[:2] == (0, '"2026-01-31"\n')
    code, _, err = baton("decide", "one.dmn", "--now", "yesterday")
    assert code == 2
    assert "Write it as 2026-01-31T10:00:00Z" in err


def test_files_that_cannot_be_read_are_named(baton, tmp_path):
    (tmp_path / "text.dmn").write_text("no model")
    assert baton("decide", "none.dmn")[0] == 2
    code, _, err = baton("decide", "text.dmn")
    assert code == 1
    assert re.match(r"text\.dmn:1: error: The model is no well-formed XML: .*Open it in a DMN editor", err)
    code, _, err = _fee(baton, "@none.json")
    assert code == 1
    assert err.startswith("baton: none.json: No such file")
    (tmp_path / "latin.json").write_bytes(b'{"Tier": "\xe9"}')
    assert "byte 11 is no UTF-8. Save it as UTF-8." in _fee(baton, "@latin.json")[2]


def test_why_a_value_is_null_is_said(baton, tmp_path):
    (tmp_path / "half.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Half" namespace="urn:half">'
        '<decision id="d" name="Half"><literalExpression><text>1 / 0</text></literalExpression></decision>'
        "</definitions>"
    )
    code, out, _ = baton("decide", "half.dmn")
    assert code == 0
    assert out.startswith("null\n\nWhy something is null:\n")
    assert "division by zero" in out


MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{0}" namespace="urn:{0}">
{1}</definitions>"""
PERSON = """<itemDefinition name="tPerson">
  <itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="born"><typeRef>date</typeRef></itemComponent>
</itemDefinition>
<inputData id="person" name="Person"><variable name="Person" typeRef="tPerson"/></inputData>
<decision id="year" name="Year"><variable name="Year"/>
  <informationRequirement><requiredInput href="#person"/></informationRequirement>
  <literalExpression><text>Person.born.year</text></literalExpression></decision>
<decisionService id="s" name="Year of birth"><variable name="Year of birth"/>
  <outputDecision href="#year"/><inputData href="#person"/></decisionService>"""


def test_the_parts_of_a_structured_input_are_told_and_asked_for(baton, tmp_path):
    (tmp_path / "person.dmn").write_text(MODEL.format("person", PERSON))
    assert "\ntPerson is {name: string, born: date}\n" in baton("decide", "person.dmn")[1]

    code, _, err = baton(
        "decide", "person.dmn", "--decision", "Year", "--input", '{"Person": {"name": 1, "year": 2000}}'
    )
    assert code == 1
    assert "  Person.name is the number 1, the model says string." in err
    assert "  Person.born is missing (date). Give it, or null if it is not known." in err


def test_a_decision_service_is_asked_by_its_name(baton, tmp_path):
    (tmp_path / "person.dmn").write_text(MODEL.format("person", PERSON))
    text = '{"Person": {"name": "Ada", "born": "1815-12-10"}}'
    code, out, _ = baton("decide", "person.dmn", "--decision", "Year of birth", "--input", text)
    assert (code, out) == (0, "1815\n")


def test_a_model_that_is_imported_is_found_beside_the_file(baton, tmp_path):
    (tmp_path / "person.dmn").write_text(MODEL.format("person", PERSON))
    importing = """<import namespace="urn:person" name="p" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
      <decision id="d" name="Next"><variable name="Next"/>
      <informationRequirement><requiredDecision href="urn:person#year"/></informationRequirement>
      <literalExpression><text>p.Year + 1</text></literalExpression></decision>"""
    (tmp_path / "next.dmn").write_text(MODEL.format("next", importing))
    text = '{"Person": {"name": "Ada", "born": "1815-12-10"}}'
    assert baton("decide", "next.dmn", "--input", text)[:2] == (0, "1816\n")


def test_a_table_without_input_data_asks_for_the_names_that_it_reads(baton):
    table = str(ROOT / "processes/marketing/campaign/budget_approval.dmn")
    assert "  amount is missing (number)." in baton("decide", table)[2]
    assert baton("decide", table, "--input", '{"amount": 1}')[0] == 0


@pytest.fixture
def suites(tmp_path):
    """Two levels with a suite each; one check of three fails."""
    cases = expecting("a", typed("decimal", "1")) + expecting("b", typed("decimal", "3"), case="002")
    write(tmp_path / "tck/level-2/0001-sums", decision("a", "1") + decision("b", "2"), cases)
    write(tmp_path / "tck/level-3/0002-texts", decision("c", '"x"'), expecting("c", typed("string", "x")))
    return tmp_path / "tck"


def test_a_score_shows_each_suite_each_level_and_the_total(baton, suites):
    code, out, _ = baton("score", "dmn", str(suites))
    assert code == 0
    table = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line}
    assert table["level-2/0001-sums"] == ["1/2", "50.00", "%", "1/2", "50.00", "%"]
    assert table["level-3"] == ["1/1", "100.00", "%", "1/1", "100.00", "%"]
    assert table["total"][0] == "2/3"
    assert len({len(line) for line in out.splitlines() if line}) == 1, "the columns are aligned"


def test_each_miss_is_told_with_what_was_expected_and_what_came(baton, suites):
    _, out, _ = baton("score", "dmn", str(suites), "--misses")
    assert "0001-sums, case 002, b\n  expected  3\n  got       2" in out


def test_a_score_for_other_programs_is_one_json_object(baton, suites):
    _, out, _ = baton("score", "dmn", str(suites), "--json")
    found = json.loads(out)
    assert found["total"] == {
        "passed": 2,
        "total": 3,
        "non_null_passed": 2,
        "non_null_total": 3,
        "left_out": 0,
    }
    assert found["suites"][0]["misses"][0]["expected"] == "3"


def test_a_score_below_the_wanted_one_ends_with_exit_code_1(baton, suites):
    assert baton("score", "dmn", str(suites), "--at-least", "66")[0] == 0
    code, _, err = baton("score", "dmn", str(suites), "--at-least", "98")
    assert code == 1
    assert "66.67 % of the non-null checks pass, 98.0 % are wanted." in err


def test_a_folder_without_suites_says_what_a_suite_is(baton, tmp_path):
    code, _, err = baton("score", "dmn", str(tmp_path))
    assert code == 2
    assert "a suite is a folder with *.dmn and *-test-*.xml" in err
