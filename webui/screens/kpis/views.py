"""The figures of a period, and the records behind each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from engine.analytics import metrics
from webui import context, rooms, spreadsheets
from webui.navigation import Destination
from webui.screens.kpis import asking, listing, telling

if TYPE_CHECKING:
    from flask import Response

    from engine.analytics.metric import Metric

screen = Blueprint("kpis", __name__, template_folder="templates")
rooms.only_for(screen, rooms.MANAGERS)
navigation = (
    Destination(
        endpoint="kpis.show",
        label=_l("Key figures"),
        icon="chart",
        key="k",
        order=5,
        area="control",
        roles=rooms.MANAGERS,
    ),
)


@screen.get("/kpis")
def show() -> str:
    user, now = context.current_user(), context.business_now()
    with context.reading() as connection:
        question = asking.question(connection, user, request.args, now.date())
        told = metrics.all_told(connection, user, question.period, now=now, team=question.team)
        return render_template("kpis/page.html", question=question, areas=telling.areas(connection, told))


@screen.get("/kpis/<metric_id>")
def records(metric_id: str) -> str:
    """The records behind a figure: what is listed is what was counted."""
    metric, user, now = _metric(metric_id), context.current_user(), context.business_now()
    with context.reading() as connection:
        question = asking.question(connection, user, request.args, now.date())
        items = metrics.items(connection, user, metric, question.period, now=now, team=question.team)
        page = request.args.get("page", 1, type=int)
        shown = listing.listing(connection, metric, items, page)
        return render_template("kpis/records.html", question=question, listing=shown)


@screen.get("/kpis/<metric_id>/table.csv")
def table(metric_id: str) -> Response:
    """The same records for a spreadsheet."""
    metric, user, now = _metric(metric_id), context.current_user(), context.business_now()
    with context.reading() as connection:
        question = asking.question(connection, user, request.args, now.date())
        items = metrics.items(connection, user, metric, question.period, now=now, team=question.team)
        columns, rows = listing.table(connection, metric, items)
    return spreadsheets.answer(f"{metric.id}-{question.period.start.isoformat()}.csv", columns, rows)


def _metric(metric_id: str) -> Metric:
    return metrics.by_id(metric_id) or abort(404)
