"""The DMN TCK, as far as tables and literal expressions go (level 2), and the FEEL suites of level 3."""

from __future__ import annotations

import pytest

from engine import dmn
from tests.dmn.tck import ROOT, checks, definitions_of, suites

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not ROOT.is_dir(), reason=f"the DMN TCK is not at {ROOT}"),
]
LEVEL_3_NON_NULL = 0.8
"""The part of level 3's non-null checks that must pass; boxed expressions are still to come."""


@pytest.mark.parametrize("suite", suites("level-2"), ids=lambda suite: suite.name)
def test_level_2_passes_wholly(suite):
    definitions = definitions_of(suite)
    keys = {decision.name: key for key, decision in definitions.decisions.items()}
    failed = [check for check in checks(suite) if not check.passes(definitions, keys)]
    assert failed == []


def test_level_3_keeps_its_score():
    passed = total = 0
    for suite in suites("level-3"):
        expected = [check for check in checks(suite) if check.expected is not None]
        total += len(expected)
        passed += _passing(suite, expected)
    assert passed / total >= LEVEL_3_NON_NULL


def _passing(suite, expected):
    """How many checks pass; a model that is refused for what it contains passes none."""
    try:
        definitions = definitions_of(suite)
    except dmn.UnusableDecisions:
        return 0
    keys = {decision.name: key for key, decision in definitions.decisions.items()}
    return sum(check.passes(definitions, keys) for check in expected)
