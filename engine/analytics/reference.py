"""The reference page of the key figures, written from their declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics import kpis, metrics

if TYPE_CHECKING:
    from engine.analytics.metric import Metric

_HEAD = """# Key figures

Written by `python -m engine.analytics.reference`; a test compares.

## Of a period

What the page **Key figures** (`/kpis`) shows, and `baton kpi --period month` prints. Days are days in UTC. Money is
in the base currency: a deal is converted at the rate of the day on which it was closed, an open one at that of the day
on which it was opened; a record without a rate is listed, named and left out. Everybody counts the records that they
may see. The list behind a figure holds exactly the records it is made of.

| Figure | Unit | Definition |
|---|---|---|
"""
_ALL_TIME = """
## Of all time

What `baton kpi` prints: over all deals, whoever looks.

| Figure | Unit | Definition |
|---|---|---|
"""


def page() -> str:
    """The whole page, in Markdown."""
    return _HEAD + "".join(map(_line, metrics.declarations())) + _ALL_TIME + _all_time()


def _line(metric: Metric) -> str:
    second = f" Beside it: {metric.second.en.lower()}." if metric.second else ""
    return (
        f"| **{metric.labels.en}** `{metric.id}` | {_unit(metric.unit)} | {metric.definition.en}{second} |\n"
    )


def _all_time() -> str:
    return "".join(
        f"| **{one.labels.en}** `{one.id}` | {_unit(one.unit)} | {one.definition.en} |\n"
        for one in kpis.declarations()
    )


def _unit(unit: str) -> str:
    return unit.replace("_", " ")


if __name__ == "__main__":
    from pathlib import Path

    Path("docs/reference/kpis.md").write_text(page(), encoding="utf-8")
