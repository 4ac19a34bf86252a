"""The reference page of FEEL shows what expressions really answer, and has every built-in function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import feel
from engine.feel import cursor, entering, far_dates, kinds, lexer, patterns, running
from engine.feel.functions import BUILT_IN

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/feel.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\|.*\| `([^`]+)` \| `([^`]+)` \|$", PAGE, re.MULTILINE)
CELLS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \| [^`|]", PAGE, re.MULTILINE)
FUNCTIONS = re.findall(r"^\| `([a-z ]+\(.*?\))` \|", PAGE, re.MULTILINE)


POINT = {kinds.NUMBER, kinds.STRING, kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS}


def _kinds(parameter):
    return "point" if parameter.kinds == POINT else " or ".join(sorted(parameter.kinds))


def _written(name, signature):
    """A signature as the page writes it."""
    parameters = ", ".join(
        f"{'...' if each.repeated else ''}{each.name}{'?' if each.optional else ''}: {_kinds(each)}"
        for each in signature.parameters
    )
    return f"{name}({parameters})"


SIGNATURES = [_written(name, signature) for name, found in BUILT_IN.items() for signature in found.signatures]


def _text(expression):
    return feel.evaluate("string([value])", {"value": feel.evaluate(expression, {})})


def test_every_example_of_the_page_is_true():
    assert len(EXAMPLES) > 150
    assert [text for text, value in EXAMPLES if _text(text) != _text(value)] == []


@pytest.mark.parametrize(("passing", "failing", "cell"), CELLS)
def test_every_cell_of_the_page_passes_what_it_says(passing, failing, cell):
    context = {"limits": [1, 2, 3]}
    assert feel.unary(cell, feel.evaluate(passing, {}), context)
    assert not feel.unary(cell, feel.evaluate(failing, {}), context)


def test_every_built_in_function_is_on_the_page():
    assert [signature for signature in SIGNATURES if signature not in FUNCTIONS] == []


def test_the_page_has_no_function_that_does_not_exist():
    assert [signature for signature in FUNCTIONS if signature not in SIGNATURES] == []


@pytest.mark.parametrize(
    "limit",
    [
        f"{feel.Environment().step_budget:,} steps",
        f"{feel.Environment().size_budget:,} items and characters",
        f"{running.MAX_STRING:,} characters in a string",
        f"{running.MAX_CALLS} calls of defined functions inside each other",
        f"{entering.MAX_NESTING} levels of lists and contexts",
        f"{patterns.MAX_SECONDS} seconds of regular expressions",
        f"{lexer.MAX_TEXT:,} characters",
        f"{cursor.MAX_DEPTH} levels of nesting",
        f"{cursor.MAX_LENGTH} operators or path steps",
    ],
)
def test_the_limits_of_the_page_are_those_of_the_code(limit):
    assert f"| {limit} |" in PAGE


def test_the_years_of_the_page_are_those_of_the_code():
    assert f"years from -{far_dates.MAX_YEAR:,} to {far_dates.MAX_YEAR:,}" in PAGE
