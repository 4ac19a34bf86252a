"""Write docs/reference/bpmn.md anew: ``python -m tests.bpmn.write_reference``."""

from __future__ import annotations

from pathlib import Path

from engine.bpmn.reference import page
from tests.bpmn.shows import shown

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[2] / "docs/reference/bpmn.md"
    target.write_text(page(shown()), encoding="utf-8")
