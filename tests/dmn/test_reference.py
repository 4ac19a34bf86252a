"""The reference page of DMN says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from engine.dmn.hits import POLICIES
from engine.dmn.importing import MAX_IMPORTS
from engine.dmn.reading import MAX_BYTES, MAX_ELEMENTS
from engine.dmn.running import MAX_KEPT
from engine.dmn.vocabulary import EXPRESSIONS
from engine.feel.checking.problems import Code
from engine.feel.running import MAX_CALLS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/dmn.md").read_text(encoding="utf-8")


def _first_column(title):
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_boxed_expression_is_on_the_page():
    assert sorted(_first_column("Boxed expressions")) == sorted(EXPRESSIONS)


def test_every_hit_policy_is_on_the_page():
    assert sorted(_first_column("Decision tables")) == sorted(policy.name for policy in POLICIES.values())


def test_every_check_of_tables_is_on_the_page():
    written = "".join(path.read_text() for path in (ROOT / "engine/dmn/checks").glob("*.py"))
    rules = set(re.findall(r'"(?:error|warning|hint)", "([a-z-]+)"', written))
    rules |= set(re.findall(r'severity, "([a-z-]+)"', written))
    rules -= {"error", "warning", "hint"}
    rules |= set(get_args(Code)) - {"syntax"}
    assert rules
    assert rules == set(_first_column("Checks at deploy"))


def test_the_limits_are_those_of_the_code():
    assert f"more than {MAX_BYTES:,} bytes or {MAX_ELEMENTS:,} elements" in PAGE
    assert f"At most {MAX_IMPORTS}." in PAGE
    assert f"({MAX_CALLS} calls deep)" in PAGE
    assert f"| {MAX_KEPT:,} diagnoses and {MAX_KEPT:,} log entries |" in PAGE
