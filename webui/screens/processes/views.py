"""The control room: every process with its counts, and each as a map of where work stands and how long it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from engine.analytics import durations, steps
from engine.process import definitions, queries
from engine.process.queries import control
from engine.process.queries.standing import standing
from webui import localization, rooms
from webui.context import business_now, current_user, reading
from webui.navigation import Destination
from webui.screens.processes import lengths, lines, maps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.process.queries.control import ProcessReport, VersionLine

screen = Blueprint("processes", __name__, template_folder="templates")
rooms.only_for(screen, rooms.READERS)
screen.add_app_template_filter(lengths.spelled, "length_of_time")
navigation = (
    Destination(
        endpoint="processes.index",
        label=_l("Processes"),
        icon="diagram",
        key="r",
        order=10,
        sections=("instances",),
        area="control",
        roles=rooms.READERS,
    ),
)
PERIODS = (7, 30, 90, 365)
"""Days."""
PERIOD = 90


@screen.get("/processes")
def index() -> str:
    """Every process: what runs, what is late, what stands still, and how long it takes."""
    user, now = current_user(), business_now()
    since = now - timedelta(days=PERIOD)
    with reading() as connection:
        reports = control.reports(connection, user, now)
        ids = [one.process.id for one in reports]
        medians = durations.medians(connection, user, ids, since)
        of_versions = durations.medians_of_versions(connection, user, ids, since)
    table = lines.table(reports, medians, of_versions, sort=request.args.get("sort", ""))
    return render_template("processes/index.html", table=table, recent=control.RECENT.days, period=PERIOD)


@screen.get("/processes/<process_id>")
def show(process_id: str) -> str:
    """One process: its diagram with what waits, what is late and what takes long, and the same as a table."""
    user, now = current_user(), business_now()
    days = request.args.get("days", PERIOD, type=int)
    days = days if days in PERIODS else PERIOD
    with reading() as connection:
        report = control.report(connection, user, now, process_id)
        chosen = _chosen(report)
        versions = [definitions.get(connection, one.definition_key) for one in chosen]
        times = steps.step_times(connection, user, versions, now - timedelta(days=days))
        stands = standing(connection, user, process_id, [one.key for one in versions], now)
        map_ = maps.drawn(
            _svg(connection, chosen[0]), versions, stands, times, sort=request.args.get("sort", "")
        )
    return render_template(
        "processes/show.html",
        report=report,
        name=report.process.name_in(localization.locale()),
        one_version=chosen[0] if len(chosen) < len(report.versions) else None,
        tally=sum((one.tally for one in chosen), control.Tally()),
        map=map_,
        days=days,
        periods=PERIODS,
        everything=user.visibility == "all" or "administrator" in user.roles,
        migrates=_behind(report) if not rooms.MANAGERS.isdisjoint(user.roles) else (),
    )


def _chosen(report: ProcessReport) -> tuple[VersionLine, ...]:
    """The version that the address names, or all of them, the newest first."""
    asked = request.args.get("version", type=int)
    return tuple(one for one in report.versions if one.version == asked) or report.versions


def _behind(report: ProcessReport) -> tuple[VersionLine, ...]:
    """The versions besides the newest on which something runs."""
    return tuple(one for one in report.versions[1:] if one.tally.running)


def _svg(connection: Connection, line: VersionLine) -> str:
    return queries.diagram(connection, line.definition_key, localization.locale())
