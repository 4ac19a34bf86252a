"""The DMN TCK, counted as `baton score dmn` counts it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import conformance
from tests.dmn.tck import ROOT

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not ROOT.is_dir(), reason=f"the DMN TCK is not at {ROOT}"),
]
SUITES = conformance.suites_below(ROOT)
PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/conformance.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scores():
    return [conformance.score(suite) for suite in SUITES]


@pytest.mark.parametrize("name", [suite.name for suite in SUITES])
def test_every_check_of_the_suite_passes_or_is_listed_as_a_miss(name, scores):
    [score] = [score for score in scores if score.name == name]
    listed = re.findall(rf"^\| {name} \| (.+?) \| (.+?) \| .+ \|$", PAGE, re.MULTILINE)
    assert [(check.case, check.node) for check in score.misses] == listed


def test_level_2_passes_wholly(scores):
    assert [check for score in scores if score.group == "level-2" for check in score.misses] == []


def test_at_least_98_of_100_non_null_checks_of_level_3_pass(scores):
    count = conformance.tally(score for score in scores if score.group == "level-3")
    assert 100 * count.non_null_passed >= 98 * count.non_null_total


@pytest.mark.parametrize("level", ["level-2", "level-3"])
def test_the_page_shows_the_score(level, scores):
    count = conformance.tally(score for score in scores if score.group == level)
    shown = (
        f"| {level} | {count.passed} of {count.total} | {count.non_null_passed} of {count.non_null_total} |"
    )
    assert shown in PAGE


def test_the_page_lists_what_is_left_out(scores):
    left_out = [(score.name, str(len(score.left_out))) for score in scores if score.left_out]
    assert re.findall(r"^\| (\S+) \| (\d+) \|$", PAGE, re.MULTILINE) == left_out
