"""The benchmark runs, and says what `make bench` promises; how fast Baton is, is not for a test to say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    output = tmp_path_factory.mktemp("bench") / "bench.json"
    command = [sys.executable, "-m", "bench", "--quick", "--output", output]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(output.read_text())


def test_a_quick_run_compares_both_systems_and_gives_the_ratios(figures):
    w1, completion = figures["w1"]["sqlite_1"], figures["complete_p50"]
    assert w1["ratio"] == pytest.approx(w1["baton_per_s"] / w1["naive_per_s"])
    assert completion["ratio"] == pytest.approx(completion["baton_ms"] / completion["naive_ms"])


def test_completing_a_task_takes_no_more_statements_than_documented(figures):
    counts = {verb: len(statements) for verb, statements in figures["statements"].items()}
    page = (ROOT / "docs" / "reference" / "benchmarks.md").read_text()
    for verb, count in counts.items():
        assert f"| `{verb}` | {count} |" in page, f"{verb} takes {count} statements: mend it, or the page"


def test_a_finished_instance_fits_into_a_kilobyte(figures):
    # Twenty instances round up to whole pages; the full run says it exactly.
    assert figures["bytes_per_instance"] < 2000


def test_feel_is_measured_beside_the_other_engines_that_are_here(figures):
    condition, missing = figures["feel"]["condition"], " ".join(figures["feel"]["missing"])
    assert {"baton", "baton_cold"} <= condition.keys()
    for engine, named in (("feelin", "feelin"), ("bkflow", "bkflow-feel")):
        if engine in condition:
            ratio = condition["baton"]["per_s"] / condition[engine]["per_s"]
            assert condition[engine]["ratio"] == pytest.approx(ratio)
        else:
            assert named in missing or "Node" in missing


def test_decision_tables_are_measured(figures):
    assert figures["dmn"]["table_20_rules"]["per_s"] > 0
