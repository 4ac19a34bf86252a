"""The list of processes as a table that can be sorted, each process followed by its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from webui import localization
from webui.screens.processes.sorting import Heading, Sorting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from engine.process.queries.control import ProcessReport, Tally, VersionLine

HEADINGS = (
    Heading(name="process", label=_l("Process"), number=False),
    Heading(name="running", label=_l("Running")),
    Heading(name="overdue", label=_l("Late tasks")),
    Heading(name="incidents", label=_l("Incidents")),
    Heading(name="started", label=_l("Started")),
    Heading(name="finished", label=_l("Finished")),
    Heading(name="median", label=_l("Median length")),
    Heading(name="deployed", label=_l("Deployed")),
)


@dataclass(frozen=True, kw_only=True)
class Version:
    line: VersionLine
    median: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process with the numbers of all its versions."""

    id: str
    name: str
    tally: Tally
    median: timedelta | None
    newest: VersionLine
    versions: Sequence[Version]
    """The newest first; only where there is more than one to tell apart."""


@dataclass(frozen=True, kw_only=True)
class Table:
    sorting: Sorting
    rows: list[Process]


def table(
    reports: Sequence[ProcessReport],
    medians: Mapping[str, timedelta],
    of_versions: Mapping[int, timedelta],
    *,
    sort: str,
) -> Table:
    """Sorted by name unless *sort* names a heading, ``-`` before it for the largest first."""
    sorting = Sorting.read(sort, HEADINGS, default="process")
    rows = [_process(report, medians.get(report.process.id), of_versions) for report in reports]
    return Table(sorting=sorting, rows=sorting.sorted(rows, _value))


def _process(
    report: ProcessReport, median: timedelta | None, of_versions: Mapping[int, timedelta]
) -> Process:
    versions = [Version(line=one, median=of_versions.get(one.definition_key)) for one in report.versions]
    return Process(
        id=report.process.id,
        name=report.process.name_in(localization.locale()),
        tally=report.tally,
        median=median,
        newest=report.newest,
        versions=versions if len(versions) > 1 else (),
    )


def _value(row: Process, heading: str) -> object:
    if heading == "process":
        return row.name.casefold()
    if heading == "median":
        return row.median
    return row.newest.deployed_at if heading == "deployed" else getattr(row.tally, heading)
