"""What FEEL tells the person who wrote the text."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pytest

from engine import feel
from engine.feel import Environment, FeelSyntaxError, RecordRef

D = Decimal


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("1 +", 1, 4, "an expression"),
        ("if a then b", 1, 12, "else"),
        ("a\n  and )", 2, 7, "an expression"),
        ('"open', 1, 1, 'a closing "'),
        ("[1, 2", 1, 6, "]"),
        ("{a 1}", 1, 5, ":"),
        ("a # b", 1, 3, "an expression"),
        ("f(a: 1, 2)", 1, 10, "by name"),
        ("1 2", 1, 3, "an operator"),
        ("for x in [1] x", 1, 14, "return"),
        ("/* open", 1, 1, "*/"),
    ],
)
def test_a_syntax_error_says_where_and_what_could_stand_there(text, line, column, expected):
    with pytest.raises(FeelSyntaxError) as error:
        feel.parse(text)
    assert (error.value.line, error.value.column) == (line, column)
    assert expected in error.value.expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("amount > 1", "there is no 'amount'"),
        ('1 + "a"', "number + string is not defined"),
        ('1 < "a"', "cannot compare number with string"),
        ("deal.owner", "there is no field 'owner'"),
        ("[1][5]", "there is no item 5 of 1"),
        ("1 and true", "an operand is number"),
        ("nothing(1)", "there is no function 'nothing'"),
        ("substring(1, 2)", "string is number, not string"),
        ("1 / 0", "division by zero"),
        ('number("{x}")', "'{x}' is no number"),
        ("{a: 1, b: 2, a: 3}", "the key 'a' stands twice"),
    ],
)
def test_a_null_says_why(text, message):
    diagnostics = []
    assert feel.evaluate(text, {"deal": {}}, Environment(diagnostics=diagnostics)) is None
    assert message in str(diagnostics[0])
    assert "line 1, column" in str(diagnostics[0])


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("1 +", 1, 4, "expected an expression", "Correct"),
        ("a and\n cuont(b)", 2, 2, "there is no function 'cuont'", "'count'"),
        ("substring(a)", 1, 1, "does not take these arguments", "substring(string, start position, length)"),
        ("date(jahr: 1)", 1, 1, "does not take these arguments", "date(year, month, day)"),
        ("x instance of strin", 1, 15, "there is no type 'strin'", "'string'"),
        ('@"2026-1-1" > x', 1, 1, "is no date", "P1D"),
    ],
)
def test_the_linter_names_problem_place_and_remedy(text, line, column, message, remedy):
    [problem] = feel.check(text)
    assert (problem.line, problem.column) == (line, column)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "text", ["a + b", "{f: function(x) x, y: f(1)}.y", "sum(a)", "for f in fs return f(1)", "due > today()"]
)
def test_the_linter_accepts_what_works(text):
    assert feel.check(text) == []


def test_the_linter_knows_further_functions_and_cells():
    assert feel.check("working days(3)", functions={"working days"}) == []
    assert feel.check("> 5, < ", unary=True) != []
    assert feel.check('"a", "b"', unary=True) == []


class TestRecords:
    ROWS: ClassVar = {
        ("opportunity", 1): {"amount": 500, "owner": RecordRef("user", 2), "name": "Bakery"},
        ("user", 2): {"team": RecordRef("team", 3)},
        ("team", 3): {"manager": "Anna"},
    }

    def environment(self, **more):
        return Environment(resolve=lambda ref: self.ROWS.get((ref.type, ref.key)), **more)

    def evaluate(self, text, **more):
        return feel.evaluate(text, {"opportunity": RecordRef("opportunity", 1)}, self.environment(**more))

    def test_a_path_reads_the_live_record_and_goes_on_through_others(self):
        assert self.evaluate("opportunity.owner.team.manager") == "Anna"

    def test_numbers_of_a_record_are_decimal(self):
        value = self.evaluate("opportunity.amount")
        assert value == D(500)
        assert type(value) is D

    def test_a_record_that_is_gone_is_null_with_a_diagnosis(self):
        diagnostics = []
        gone = {"opportunity": RecordRef("opportunity", 9)}
        environment = self.environment(diagnostics=diagnostics)
        assert feel.evaluate("opportunity.amount", gone, environment) is None
        assert "the opportunity 9 does not exist" in str(diagnostics[0])

    def test_lists_of_records_can_be_filtered(self):
        context = {"deals": [RecordRef("opportunity", 1), RecordRef("opportunity", 9)]}
        assert feel.evaluate("deals[amount > 100].name", context, self.environment()) == ["Bakery"]

    def test_only_what_is_looked_at_is_read(self):
        asked = []
        environment = Environment(resolve=asked.append)
        assert feel.evaluate("1 > 2 and a.b", {"a": RecordRef("account", 1)}, environment) is False
        assert asked == []
