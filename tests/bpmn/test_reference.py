"""The table of semantics: what runs is shown by a test, what is refused is refused, and the page says both."""

from __future__ import annotations

from pathlib import Path

from engine.bpmn.reference import page
from engine.bpmn.semantics import ROWS
from tests.bpmn.shows import shown

ROOT = Path(__file__).resolve().parents[2]


def test_every_row_that_runs_is_shown_by_a_test():
    tests = shown()

    assert [row.id for row in ROWS.values() if row.runs and row.id not in tests] == []


def test_the_reference_page_is_up_to_date():
    """To write it anew: ``python -m tests.bpmn.write_reference``."""
    assert (ROOT / "docs/reference/bpmn.md").read_text(encoding="utf-8") == page(shown())
