"""The reference page of FEEL shows what expressions really answer, and has every built-in function."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import feel
from engine.feel import kinds
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


@pytest.mark.parametrize(("text", "value"), EXAMPLES)
def test_every_example_of_the_page_is_true(text, value):
    assert feel.evaluate("string([value])", {"value": feel.evaluate(text, {})}) == feel.evaluate(
        "string([value])", {"value": feel.evaluate(value, {})}
    )


@pytest.mark.parametrize(("passing", "failing", "cell"), CELLS)
def test_every_cell_of_the_page_passes_what_it_says(passing, failing, cell):
    context = {"limits": [1, 2, 3]}
    assert feel.unary(cell, feel.evaluate(passing, {}), context)
    assert not feel.unary(cell, feel.evaluate(failing, {}), context)


def test_the_page_has_many_examples():
    assert len(EXAMPLES) > 150
    assert len(CELLS) > 5


@pytest.mark.parametrize("signature", SIGNATURES)
def test_every_built_in_function_is_on_the_page(signature):
    assert signature in FUNCTIONS


def test_the_page_has_no_function_that_does_not_exist():
    assert [signature for signature in FUNCTIONS if signature not in SIGNATURES] == []
