"""The reference of BPMN elements says what the linter does."""

from __future__ import annotations

from pathlib import Path

from engine.bpmn.reference import page

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_page_is_up_to_date():
    assert (ROOT / "docs/reference/bpmn.md").read_text(encoding="utf-8") == page()
