"""Hostile texts: each ends soon, in one of FEEL's own errors or in null."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from engine import feel
from engine.feel import Environment, FeelBudgetExceeded, FeelSyntaxError, UnreadableVariables

BOMBS = {
    "endless quantifier": "some x in 1..100000000 satisfies x < 0",
    "nested loops": "for a in 1..1000 return for b in 1..1000 return for c in 1..1000 return 1",
    "several iterators": "count(for a in 1..1000, b in 1..1000, c in 1..1000 return 1) > 0",
    "growing string": 'for i in 1..100 return if i = 1 then "aaaaaaaa" else partial[-1] + partial[-1]',
    "growing list": "for i in 1..100 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])",
    "endless recursion": "(function(f) f(f))(function(f) f(f))",
    "heavy body": "for a in 1..100000 return " + " + ".join(["a"] * 100),
    "roots": "count(for i in 1..12000 return i ** 0.123456789) > 0",
    "back-reference": 'matches("' + "a" * 2000 + 'b", "(a*)*\\1$")',
}
EXPLODING_NUMBERS = [
    "9 ** (9 ** 9)",
    "(9 ** 9 ** 9) ** (9 ** 9 ** 9)",
    "exp(10 ** 9)",
    "10 ** (10 ** 10)",
]
DEEP = [
    "(" * 20000,
    "[" * 500 + "]" * 500,
    "-" * 20000 + "1",
    "if " * 2000,
    "a" + ".b" * 20000,
    "1" + "+1" * 20000,
]


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_stops_at_the_budget(text):
    with pytest.raises(FeelBudgetExceeded):
        feel.evaluate(text, {})


@pytest.mark.parametrize("text", EXPLODING_NUMBERS)
def test_a_number_beyond_34_digits_and_exponent_6144_is_null(text):
    assert feel.evaluate(text, {}) is None


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:3])
def test_a_text_nested_too_deeply_is_refused_with_its_place(text):
    with pytest.raises(FeelSyntaxError) as refusal:
        feel.parse(text)
    assert refusal.value.column > 1


def test_a_text_too_long_is_refused():
    with pytest.raises(FeelSyntaxError):
        feel.parse("1" + " " * 70_000)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "^(a|a)*$", "(.*)*x", "a*a*a*a*a*a*b", "(((a*)*)*)*b"]
)
def test_no_pattern_runs_away(pattern):
    assert feel.evaluate("matches(text, pattern)", {"text": "a" * 60 + "!", "pattern": pattern}) is False


def test_the_budget_is_the_environments():
    text = "for i in 1..500 return i"
    assert len(feel.evaluate(text, {})) == 500
    with pytest.raises(FeelBudgetExceeded, match="100 steps"):
        feel.evaluate(text, {}, Environment(step_budget=100))


def test_the_size_is_the_environments():
    with pytest.raises(FeelBudgetExceeded, match="50 items and characters"):
        feel.evaluate(
            '"aaaaaaaaaa" + string join(["a", "b"], "' + "-" * 30 + '")', {}, Environment(size_budget=50)
        )


@pytest.mark.parametrize(
    ("text", "line", "column", "source"),
    [
        ("1 +\n  count(for i in 1..1000000 return i)", 2, 9, "for i in 1..1000000 return i"),
        ("[1,\n 2, upper case(long + long)]", 2, 16, "long + long"),
        ("count(\n  sort(few, function(a, b) a > b))", 2, 13, "function(a, b) a > b"),
        ("count(\n  sort(many))", 2, 3, "sort(many)"),
        ("if true then many = many else 1", 1, 14, "many = many"),
        ("many.a.b", 1, 1, "many.a"),
        ("1 + (function(g) g(g))(function(g) g(g))", 1, 24, "function(g) g(g)"),
    ],
)
def test_the_error_names_the_part_of_the_text_that_ran(text, line, column, source):
    context = {"long": "a" * 600_000, "many": [Decimal(each) for each in range(9_000)]}
    context["few"] = context["many"][:500]
    with pytest.raises(
        FeelBudgetExceeded, match="Make the expression, its lists or its texts smaller"
    ) as error:
        feel.evaluate(text, context, Environment(step_budget=1_000))
    assert (error.value.line, error.value.column, error.value.source) == (line, column, source)


SHARED = {
    "text": "string(shared)",
    "JSON": "to json(shared)",
    "equality": "shared = shared",
    "members": "flatten(many)",
    "result": "shared",
    "made here": "(for i in 1..60 return {a: partial[-1], b: partial[-1]})[-1]",
}


@pytest.mark.parametrize("text", SHARED.values(), ids=SHARED)
def test_a_value_that_is_endless_on_paper_stops_at_the_budget(text):
    shared, many = Decimal(1), [Decimal(1)]
    for _ in range(60):
        shared, many = {"a": shared, "b": shared}, [many, many]
    with pytest.raises(FeelBudgetExceeded):
        feel.evaluate(text, {"shared": shared, "many": many})
    with pytest.raises(UnreadableVariables, match="items and characters"):
        feel.dumps({"v": shared})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Decimal("sNaN"), "infinite, none at all or beyond"),
        (Decimal("-Infinity"), "infinite, none at all or beyond"),
        (float("nan"), "infinite, none at all or beyond"),
        (Decimal("1E+7000"), "infinite, none at all or beyond"),
        (b"bytes", "bytes of Python is no FEEL value"),
        (range(10**12), "range of Python is no FEEL value"),
        (print, "builtin_function_or_method of Python"),
        ({5: "a"}, "a context has a key that is int"),
        (datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=23))), "beyond 14 hours"),
    ],
)
def test_a_value_that_feel_does_not_know_is_null_and_says_why(value, reason):
    notes: list[feel.Diagnosis] = []
    assert feel.evaluate("[x, 1]", {"x": value}, Environment(diagnostics=notes)) == [None, 1]
    assert reason in notes[0].message
    assert (notes[0].line, notes[0].column, notes[0].text) == (1, 2, "x")


def test_an_int_beyond_all_numbers_is_null():
    assert feel.evaluate("x", {"x": 10**7000}) is None


def test_each_look_for_duplicates_is_paid_for():
    numbers = [Decimal(at) for at in range(1_000)]
    text = "count(for turn in 1..20 return count(distinct values(numbers)))"
    assert feel.evaluate(text, {"numbers": numbers}, Environment(size_budget=50_000)) == 20
    with pytest.raises(FeelBudgetExceeded, match="15000 items and characters"):
        feel.evaluate(text, {"numbers": numbers}, Environment(size_budget=15_000))


def test_what_is_written_in_several_places_counts_in_each():
    text = "x" * 100
    assert len(feel.evaluate("[s, s]", {"s": text}, Environment(size_budget=250))) == 2
    with pytest.raises(FeelBudgetExceeded, match="250 items and characters"):
        feel.evaluate("[s, s, s]", {"s": text}, Environment(size_budget=250))


def test_a_context_that_has_to_be_copied_on_its_way_in_is_paid_for():
    with pytest.raises(FeelBudgetExceeded, match="250 items and characters"):
        feel.evaluate("x = null", {"x": {str(at): 1.5 for at in range(300)}}, Environment(size_budget=250))


def test_a_list_that_contains_itself_is_null_inside():
    notes: list[feel.Diagnosis] = []
    endless = [Decimal(1)]
    endless.append(endless)
    assert feel.evaluate("x", {"x": endless}, Environment(diagnostics=notes)) == [1, None]
    assert notes[0].message == "a list or context contains itself"


def test_a_value_nested_too_deeply_is_cut_and_says_so():
    notes: list[feel.Diagnosis] = []
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    with pytest.raises(FeelBudgetExceeded, match="levels of lists and contexts"):
        feel.evaluate("[x]", {"x": deep}, Environment(diagnostics=notes))
    assert "nested deeper than 100 levels" in notes[0].message


def test_numbers_of_python_have_34_digits_inside():
    found = feel.evaluate(
        "[a, b, c, d]", {"a": 10**40 + 1, "b": Decimal("0." + "7" * 50), "c": 0.1, "d": 10**5000}
    )
    assert found == [Decimal("1E+40"), Decimal("0." + "7" * 33 + "8"), Decimal("0.1"), Decimal("1E+5000")]


@pytest.mark.parametrize(
    "text",
    [
        "1e6144 * 10",
        "-1e6144 - 9e6144",
        "9.9e6144 + 9.9e6144",
        "1 / 0",
        "0 ** -1",
        "log(0)",
        "log(-1)",
        "sqrt(-1)",
        "exp(1e9)",
    ],
)
def test_a_number_out_of_range_is_null_with_a_diagnosis(text):
    notes: list[feel.Diagnosis] = []
    assert feel.evaluate(text, {}, Environment(diagnostics=notes)) is None
    assert notes


def test_a_number_too_small_becomes_zero_by_way_of_the_subnormal_ones():
    assert feel.evaluate("1e-6143 / 10", {}) == Decimal("1e-6144")
    assert feel.evaluate("1e-6176 / 10", {}) == 0


def test_diagnoses_stop_when_they_help_nobody_any_more():
    notes: list[feel.Diagnosis] = []
    feel.evaluate("for i in 1..5000 return nothing", {}, Environment(diagnostics=notes))
    assert len(notes) == 1_000


WORST = [
    "for i in 1..100000 return even(10 ** 6000)",
    "for i in 1..100000 return [1][10 ** 6000]",
    "for i in 1..100000 return partial",
    "string join(for i in 1..90000 return long)",
    "string(for i in 1..90000 return long)",
    "for a in many, b in many, c in many return [a, b, c]",
    'replace(long, "a", long)',
    'replace(long, "a+", many_groups)',
    r'matches(digits, "(9|99)+\\1a")',
    "(function(f, n) f(f, n))(function(f, n) if n = 0 then 0 else f(f, n - 1) + f(f, n - 1), 50)",
]
ALONE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from decimal import Decimal
from engine import feel
context = {
    "x": Decimal("1.23456789"), "long": "a" * 500_000, "digits": "9" * 1_000_000, "many_groups": "$0" * 100_000,
    "many": [Decimal(each) for each in range(50_000)],
}
for text in sys.argv[1:]:
    try:
        feel.evaluate(text, context)
        print("answered")
    except feel.FeelBudgetExceeded as error:
        print("budget", error.line)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_the_worst_that_we_know_leaves_its_process_alive():
    run = subprocess.run(
        [sys.executable, "-c", ALONE, *WORST], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.stderr == ""
    assert run.stdout.splitlines() == ["budget 1"] * len(WORST)
