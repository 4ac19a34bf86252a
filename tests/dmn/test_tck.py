"""The DMN TCK, counted as `baton score dmn` counts it."""

from __future__ import annotations

import pytest

from engine import conformance
from tests.dmn.tck import ROOT

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not ROOT.is_dir(), reason=f"the DMN TCK is not at {ROOT}"),
]
LEVEL_3_NON_NULL = 83
"""The percentage of level 3's non-null checks that must pass."""


@pytest.mark.parametrize("suite", conformance.suites_below(ROOT / "level-2"), ids=lambda suite: suite.name)
def test_level_2_passes_wholly(suite):
    assert suite.tests
    assert conformance.score(suite).misses == []


def test_level_3_keeps_its_score():
    count = conformance.tally(map(conformance.score, conformance.suites_below(ROOT / "level-3")))
    assert 100 * count.non_null_passed >= LEVEL_3_NON_NULL * count.non_null_total
    assert count.non_null_total > 1_000
