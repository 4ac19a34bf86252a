"""Ranges: how they are written, what lies in them, how they lie to each other, and as texts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment, Range, dumps, loads
from engine.feel.functions import BUILT_IN

D = Decimal


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("[1..5]", (1, 3, 5), (0, 6)),
        ("(1..5)", ("1.1", 3, "4.9"), (1, 5)),
        ("]1..5[", ("1.1", 3, "4.9"), (1, 5)),
        ("]1..5]", (2, 5), (1, 6)),
        ("[1..5[", (1, 4), (5, 0)),
        ("(1..5]", (2, 5), (1,)),
        ("[1..5)", (1, 4), (5,)),
        ("(< 5)", (4, -100), (5, 6)),
        ("(<= 5)", (4, 5), (6,)),
        ("(> 5)", (6, 1000), (5, 4)),
        ("(>= 5)", (5, 6), (4,)),
        ("(= 5)", (5,), (4, 6)),
        ("(!= 5)", (4, 6), (5,)),
        ("[-1..1]", (-1, 0, 1), (-2, 2)),
        ("[1 + 1..2 * 3]", (2, 6), (1, 7)),
        ("[-(1)..(2)]", (-1, 2), (3,)),
    ],
)
def test_a_range_holds_what_lies_between_its_ends(text, inside, outside):
    assert all(feel.evaluate(f"{value} in {text}", {}) is True for value in inside)
    assert not any(feel.evaluate(f"{value} in {text}", {}) for value in outside)
    as_value = {"area": feel.evaluate(text, {})}
    assert all(feel.evaluate(f"{value} in area", as_value) is True for value in inside)
    assert not any(feel.evaluate(f"{value} in area", as_value) for value in outside)
    assert all(feel.unary(text, D(value), {}) for value in inside)
    assert not any(feel.unary(text, D(value), {}) for value in outside)


@pytest.mark.parametrize(
    "text",
    [
        '"b" in ["a".."c"]',
        '@"2026-02-01" in [@"2026-01-01"..@"2026-12-31"]',
        '@"12:00:00" in (@"08:00:00"..@"18:00:00")',
        '@"P2D" in [@"P1D"..@"P3D"]',
        '@"P2M" in [@"P1M"..@"P1Y"]',
        '@"2026-01-01T12:00:00Z" in (> @"2026-01-01T11:00:00Z")',
        "5 in [[1..3], [4..6]]",
        "5 in ([1..3], [4..6])",
        "5 in (> 6, < 6)",
        "5 in > 4",
        "5 in (!= 4)",
        "5 in 5",
        "5 in (4, 5)",
        "5 in [< 3, > 4]",
        "5 in [3, (< 3), = 5]",
        "5 in [4, 5]",
        "[1..3] in [[1..3]]",
        "[1..3] in ([1..3], [4..5])",
        "null in [null]",
        "null in null",
    ],
)
def test_membership_takes_values_ranges_comparisons_and_lists_of_them(text):
    assert feel.evaluate(text, {}) is True


@pytest.mark.parametrize(
    "text",
    [
        "[1..null]",
        "[null..1]",
        '[1.."b"]',
        "(< null)",
        "(!= null)",
        '1 in ["a".."b"]',
        "null in [1..2]",
        "5 in (null..10]",
    ],
)
def test_what_has_no_order_is_null(text):
    diagnostics = []
    assert feel.evaluate(text, {}, Environment(diagnostics=diagnostics)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1..2] = [1..2]", True),
        ("[1..2] = (1..2]", False),
        ("]1..2[ = (1..2)", True),
        ("[1..2] = [1.0..2.00]", True),
        ("[1..2] = [1..3]", False),
        ("(< 5) = (< 5)", True),
        ("(< 5) = (<= 5)", False),
        ("(= 5) = [5..5]", False),
        ("(= 5) = (= 5)", True),
        ("(!= 5) = (!= 5)", True),
        ("(!= 5) = (= 5)", False),
        ("[1..2] = 1", None),
        ("[1..2] != [1..3]", True),
        ('[@"10:00:00Z"..@"11:00:00Z"] = [@"11:00:00+01:00"..@"12:00:00+01:00"]', True),
    ],
)
def test_ranges_are_equal_if_they_are_written_alike(text, value):
    assert feel.evaluate(text, {}) is value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[1..10)", (D(1), D(10), True, False)),
        ("]1..10]", (D(1), D(10), False, True)),
        ("(< 10)", (None, D(10), False, False)),
        ("(>= 10)", (D(10), None, True, False)),
        ("(= 10)", (D(10), D(10), True, True)),
    ],
)
def test_a_range_tells_its_parts(text, parts):
    names = ("start", "end", "start included", "end included")
    assert tuple(feel.evaluate(f"{text}.{name}", {}) for name in names) == parts


POINTS = {
    "before": [("1, 2", True), ("2, 1", False), ("1, 1", False), ("1, [1..5]", False), ("1, (1..5]", True),
               ("[1..5], 5", False), ("[1..5), 5", True), ("[1..5], [6..9]", True), ("[1..5], [5..9]", False),
               ("[1..5), [5..9]", True), ("(< 5), [5..9]", True), ("[1..5], (> 0)", False), ("1, (< 0)", False)],
    "after": [("2, 1", True), ("1, 2", False), ("6, [1..5]", True), ("5, [1..5)", True), ("5, [1..5]", False),
              ("[6..9], 5", True), ("[6..9], [1..5]", True), ("(5..9], [1..5]", True), ("[5..9], [1..5]", False)],
    "meets": [("[1..5], [5..9]", True), ("[1..5), [5..9]", False), ("[1..5], (5..9]", False),
              ("[1..4], [5..9]", False)],
    "met by": [("[5..9], [1..5]", True), ("[5..9], [1..5)", False), ("(5..9], [1..5]", False)],
    "overlaps": [("[1..5], [3..9]", True), ("[3..9], [1..5]", True), ("[1..9], [3..5]", True), ("[1..5], [5..9]", True),
                 ("[1..5), [5..9]", False), ("[1..5], [6..9]", False), ("(< 5), (> 4)", True), ("(< 5), (> 5)", False)],
    "overlaps before": [("[1..5], [3..9]", True), ("[1..5], [5..9]", True), ("[1..5], (5..9]", False),
                        ("[1..5), (1..5]", True), ("[1..5], [1..5]", False), ("[3..9], [1..5]", False),
                        ("[1..9], [3..5]", False), ("(< 5), [3..9]", True), ("[1..5], [3..5)", False),
                        ("[1..5), [3..5]", True)],
    "overlaps after": [("[3..9], [1..5]", True), ("[5..9], [1..5]", True), ("(5..9], [1..5]", False),
                       ("(1..5], [1..5)", True), ("[1..5], [1..5]", False), ("[1..5], [3..9]", False)],
    "finishes": [("5, [1..5]", True), ("5, [1..5)", False), ("4, [1..5]", False), ("[3..5], [1..5]", True),
                 ("[3..5), [1..5]", False), ("[1..5], [1..5]", True), ("[0..5], [1..5]", False),
                 ("(> 3), (> 1)", True), ("[3..5], (3..5]", False), ("(3..5], [3..5]", True)],
    "finished by": [("[1..5], 5", True), ("[1..5), 5", False), ("[1..5], [3..5]", True), ("[1..5], [3..5)", False)],
    "includes": [("[1..5], 3", True), ("[1..5], 5", True), ("[1..5), 5", False), ("[1..5], [2..4]", True),
                 ("[1..5], [1..5]", True), ("(1..5], [1..5]", False), ("[1..5], (1..5)", True), ("(< 9), [1..5]", True),
                 ("[1..5], (< 3)", False)],
    "during": [("3, [1..5]", True), ("5, [1..5)", False), ("[2..4], [1..5]", True), ("[1..5], (1..5]", False)],
    "starts": [("1, [1..5]", True), ("1, (1..5]", False), ("[1..3], [1..5]", True), ("(1..3], [1..5]", False),
               ("[1..5], [1..5]", True), ("[1..9], [1..5]", False), ("(< 3), (< 5)", True)],
    "started by": [("[1..5], 1", True), ("(1..5], 1", False), ("[1..5], [1..3]", True), ("[1..5], [1..5]", True)],
    "coincides": [("5, 5", True), ("5, 6", False), ("[1..5], [1..5]", True), ("[1..5], [1..5)", False)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "arguments", "value"), [(n, *case) for n, cases in POINTS.items() for case in cases]
)
def test_points_and_ranges_lie_to_each_other_as_the_standard_says(name, arguments, value):
    assert feel.evaluate(f"{name}({arguments})", {}) is value


@pytest.mark.parametrize("name", POINTS)
def test_a_relation_of_what_cannot_be_compared_is_null(name):
    for arguments in (
        '1, ["a".."b"]',
        '[1..2], ["a".."b"]',
        "null, [1..2]",
        "1",
        "[1..2], (!= 1)",
        "true, true",
    ):
        assert feel.evaluate(f"{name}({arguments})", {}) is None


@pytest.mark.parametrize("name", POINTS)
def test_every_relation_can_be_called_by_the_names_of_its_parameters(name):
    values = {
        "point": "1",
        "point1": "1",
        "point2": "1",
        "range": "[1..1]",
        "range1": "[1..1]",
        "range2": "[1..1]",
    }
    for signature in BUILT_IN[name].signatures:
        named = ", ".join(f"{each.name}: {values[each.name]}" for each in signature.parameters)
        unnamed = ", ".join(values[each.name] for each in signature.parameters)
        assert isinstance(feel.evaluate(f"{name}({named})", {}), bool)
        assert feel.evaluate(f"{name}({named})", {}) is feel.evaluate(f"{name}({unnamed})", {})


@pytest.mark.parametrize(
    "text",
    [
        "[1..5]", "(1..5)", "]1..5[", "[-5..-1.5]", '["a".."b"]', '[@"2026-01-01"..@"2026-02-01"]',
        '[@"P1D"..@"P2D"]', '(@"10:00:00"..@"11:00:00"]', '[date("2026-01-01")..date("2026-02-01")]',
        '[date and time("2026-01-01T00:00:00")..@"2026-01-02T00:00:00")', '[duration("P1M")..duration("P1Y")]',
        " [ 1 .. 5 ] ", "[5..5]",
    ],
)  # fmt: skip
def test_a_text_becomes_the_range_that_it_writes(text):
    assert feel.evaluate("range(text)", {"text": text}) == feel.evaluate(text, {})


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1", "[1..2", "[..2]", "[1..]", "[1..2..3]", ">= 10", "(>= 10)", "[1, 2]", "[a..b]", "[1 + 1..3]",
        '[1.."b"]', "[5..1]", "[null..null]", "[1..null]", '[date(x)..@"2026-01-01"]', "[1..sum([2])]",
        "[(1)..2] and true",
        '[@"2026-01-01"..@"2026-01-01T00:00:00"]', '[date(string("2026-01-01"))..@"2026-01-02"]', '[@"foo"..@"bar"]',
    ],
)  # fmt: skip
def test_a_text_that_writes_no_range_of_literals_is_null_with_a_reason(text):
    diagnostics = []
    assert feel.evaluate("range(text)", {"text": text}, Environment(diagnostics=diagnostics)) is None
    assert diagnostics


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("for i in 1..3 return i", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in -1..1 return i", [-1, 0, 1]),
        ("for i in [1..3] return i", [1, 2, 3]),
        ("for i in (1..4) return i", [2, 3]),
        ("for i in ]1..4] return i", [2, 3, 4]),
        ("for i in [3..1] return i", [3, 2, 1]),
        ("for i in (1..1) return i", []),
        ("for i in 1..count([5, 6]) return i", [1, 2]),
        ("for i in 1..2, j in i..2 return i * 10 + j", [11, 12, 22]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("for i in 1..2 return for j in 1..2 return count(partial)", [[0, 1], [0, 1]]),
        ("for i in 5 return i", [5]),
        ("for i in [] return i", []),
        ("for i in [[1, 2], [3]] return count(i)", [2, 1]),
    ],
)
def test_a_loop_runs_over_ranges_and_lists(text, value):
    assert feel.evaluate(text, {}) == value


@pytest.mark.parametrize(
    "text", ["for i in 1.5..3 return i", "for i in 1..null return i", "for i in null return i",
             'for i in "a".."c" return i', "for i in (< 5) return i", "for i in (!= 5) return i",
             'for i in 1..@"2026-01-01" return i']
)  # fmt: skip
def test_a_loop_over_nothing_countable_is_null(text):
    assert feel.evaluate(text, {}) is None


def test_days_are_run_over_in_both_directions():
    days = feel.evaluate('for d in @"2026-02-27"..@"2026-03-02" return string(d)', {})
    assert days == ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]
    assert feel.evaluate('for d in @"2026-03-02"..@"2026-02-27" return string(d)', {}) == days[::-1]


@pytest.mark.parametrize("text", ["[1..2]", "(< 5)", "(= 5)", "(!= 5)"])
def test_a_range_survives_being_stored(text):
    area = feel.evaluate(text, {})
    assert isinstance(area, Range)
    assert loads(dumps({"area": area})) == {"area": area}


@pytest.mark.parametrize(
    "text", ["[1..2]", "(1..2)", "(< 5)", "(<= 5)", "(> 5)", "(>= 5)", "(= 5)", "(!= 5)", '["a".."b"]']
)
def test_a_range_is_written_as_feel_writes_it(text):
    written = feel.evaluate(f"string({text})", {})
    assert written == text
    assert feel.evaluate(written, {}) == feel.evaluate(text, {})
