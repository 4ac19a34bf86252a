"""A process for everybody in a segment: begin it, watch how far it is, cancel it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.errors import Conflict
from engine.feel.values import RecordRef
from engine.process import batches, definitions
from engine.process.queries import batches as running
from engine.process.queries.naming import named_in
from engine.records import queries
from webui import context, errors, localization
from webui.context import current_user, engine, reading
from webui.screens.records import links

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.process.definitions import Deployed
    from engine.process.queries.batches import Batch, Failure

screen = Blueprint("batches", __name__, template_folder="templates")
_SHOWN = 100
_MINUTE = 60


@screen.post("/segments/<int:key>/batches")
def begin(key: int) -> Response:
    """Begin to start a process for everybody in a segment."""
    process, token = request.form.get("process", ""), request.form.get("_token", "")[:64]
    sent = f"{current_user().key} {token}" if token else None
    segment = RecordRef("segment", key)
    batch = engine().start_for_segment(process, segment, by=current_user(), message_id=sent)
    return redirect(url_for("batches.show", key=batch), 303)


@screen.get("/batches/<int:key>")
def show(key: int) -> str | tuple[str, dict[str, str]]:
    """How far a batch is; while it runs, the page asks again every two seconds."""
    with reading() as connection:
        batch = running.get(connection, key, current_user())
        deployed = definitions.get(connection, batch.definition)
        failed = running.failures(connection, key, limit=_SHOWN) if batch.failed else []
        facts = {
            "batch": batch,
            "process": deployed,
            "segment": queries.get(connection, batch.segment, current_user()),
            "segment_href": links.href(batch.segment),
            "failures": _told(connection, failed),
            "steps": {one.element_id: _step(deployed, one.element_id) for one in failed},
            "left": _left(batch),
            "may_cancel": batch.running and batches.may_start(current_user()),
        }
    if "HX-Request" not in request.headers:
        return render_template("batches/show.html", **facts)
    # What has ended cannot be cancelled any more: the page around it changes, too.
    return render_template("batches/_progress.html", **facts), {} if batch.running else {"HX-Refresh": "true"}


@screen.post("/batches/<int:key>/cancel")
def cancel(key: int) -> Response:
    try:
        engine().cancel_batch(key, reason=request.form.get("reason", ""), by=current_user())
        flash(gettext("Nobody else is started."), "done")
    except Conflict as over:
        flash(errors.message(over), "error")
    return redirect(url_for("batches.show", key=key), 303)


def _told(connection: Connection, failed: list[Failure]) -> list[tuple[str, str | None, Failure]]:
    """Name and address of each person who could not be started."""
    names = queries.titles(connection, [one.ref for one in failed])
    return [(names.get(one.ref, ""), links.href(one.ref), one) for one in failed]


def _step(deployed: Deployed, element_id: str) -> str:
    """Where it failed; an expression of the process itself has no step."""
    element = deployed.elements.get(element_id)
    named = deployed.model if element is None else named_in(deployed, element)
    return named.name_in(localization.locale())


def _left(batch: Batch) -> str:
    """About how long it still takes, in words."""
    seconds = batch.seconds_left(context.engine().system_clock.now())
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return str(gettext("less than a minute left"))
    minutes = localization.format_number(round(seconds / _MINUTE))
    return str(gettext("about %(minutes)s min left", minutes=minutes))
