from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine import conformance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.conformance import Check, SuiteScore, Tally


@click.group()
def command() -> None:
    """Measure Baton against the conformance tests of a standard."""


@command.command("dmn")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--misses", is_flag=True, help="Each miss: suite, case, decision, expected, got, diagnosis.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for other programs.")
@click.option(
    "--at-least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with exit code 1 when fewer of the non-null checks pass: 98.",
)
def dmn(*, folder: Path, misses: bool, as_json: bool, at_least: float | None) -> None:
    """Run the suites at or below DIR, which are laid out as in the DMN TCK, and count what passes.

    A suite is a folder with models (*.dmn) and test files (*-test-*.xml). Each expected result is one check; the
    non-null ones expect a value. Checks whose decision calls Java functions are left out of every count, and said so.
    """
    suites = conformance.suites_below(folder)
    if not suites:
        raise click.UsageError(
            f"There is no suite at or below {folder}: a suite is a folder with *.dmn and *-test-*.xml."
        )
    scores = [conformance.score(suite) for suite in suites]
    click.echo(json.dumps(_plain(scores), ensure_ascii=False) if as_json else _told(scores, misses=misses))
    total = conformance.tally(scores)
    if at_least is not None and _percent(total.non_null_passed, total.non_null_total) < Decimal(
        str(at_least)
    ):
        reached = _percent(total.non_null_passed, total.non_null_total)
        click.echo(f"baton: {reached:.2f} % of the non-null checks pass, {at_least} % are wanted.", err=True)
        sys.exit(1)


def _told(scores: list[SuiteScore], *, misses: bool) -> str:
    """The table, then what was left out, then the misses."""
    parts = [_table(scores)]
    if left_out := [score for score in scores if score.left_out]:
        lines = [f"  {score.group}/{score.name}: {len(score.left_out)}" for score in left_out]
        count = sum(len(score.left_out) for score in left_out)
        parts.append(
            "\n".join([f"Left out, since their decisions call Java functions: {count} checks", *lines])
        )
    if unreadable := [f"  {one.group}/{one.name}: {text}" for one in scores for text in one.unreadable]:
        parts.append(
            "\n".join([f"Not readable to Baton, so without a value: {len(unreadable)} places", *unreadable])
        )
    if misses:
        parts += [_miss(check) for score in scores for check in score.misses] or ["No misses."]
    return "\n\n".join(parts)


def _table(scores: list[SuiteScore]) -> str:
    width = max(len(f"{score.group}/{score.name}") for score in scores)
    lines = [f"{'suite':<{width}}{'all':>25}{'non-null':>25}"]
    groups = sorted({score.group for score in scores})
    for group in groups:
        members = [score for score in scores if score.group == group]
        lines += (_line(f"{group}/{score.name}", conformance.tally([score]), width) for score in members)
        if len(groups) > 1:
            lines += [_line(group, conformance.tally(members), width), ""]
    return "\n".join([*lines, _line("total", conformance.tally(scores), width)])


def _line(name: str, count: Tally, width: int) -> str:
    return f"{name:<{width}}{_part(count.passed, count.total)}{_part(count.non_null_passed, count.non_null_total)}"


def _part(passed: int, total: int) -> str:
    share = f"{_percent(passed, total):.2f} %" if total else "-"
    return f"{f'{passed}/{total}':>14}{share:>11}"


def _percent(passed: int, total: int) -> Decimal:
    return Decimal(100) * passed / total if total else Decimal(100)


def _miss(check: Check) -> str:
    lines = [
        f"{check.suite}, case {check.case}, {check.node}",
        f"  expected  {conformance.shown(check.expected)}",
        f"  got       {conformance.shown(check.got)}",
    ]
    return "\n".join([*lines, f"  because   {check.diagnosis}"] if check.diagnosis else lines)


def _plain(scores: list[SuiteScore]) -> dict[str, Any]:
    return {
        "suites": [
            {
                "suite": score.name,
                "group": score.group,
                **_counts([score]),
                "left_out": len(score.left_out),
                "unreadable": list(score.unreadable),
                "misses": [_plain_miss(check) for check in score.misses],
            }
            for score in scores
        ],
        "total": {**_counts(scores), "left_out": sum(len(score.left_out) for score in scores)},
    }


def _counts(scores: Iterable[SuiteScore]) -> dict[str, int]:
    count = conformance.tally(scores)
    return {
        "passed": count.passed,
        "total": count.total,
        "non_null_passed": count.non_null_passed,
        "non_null_total": count.non_null_total,
    }


def _plain_miss(check: Check) -> dict[str, str]:
    return {
        "case": check.case,
        "decision": check.node,
        "expected": conformance.shown(check.expected),
        "got": conformance.shown(check.got),
        "diagnosis": check.diagnosis,
    }
