"""The pipeline board: open deals by stage. A card that moves is an event of its deal's process."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.analytics import pipeline
from engine.errors import Conflict, Forbidden, Invalid
from engine.feel.values import RecordRef
from engine.process.pursuit import ReasonMissing
from engine.records import queries
from engine.records.stages import BY_VALUE
from webui import context, errors, localization
from webui.navigation import Destination
from webui.screens.pipeline import asking, cards

if TYPE_CHECKING:
    from werkzeug import Response

    from engine.errors import BatonError

screen = Blueprint("pipeline", __name__, template_folder="templates")
navigation = (
    Destination(
        endpoint="pipeline.show", label=_l("Pipeline"), icon="board", key="b", order=10, area="sales"
    ),
)
_PAGE = 30
"""Cards of a stage until “show more”."""
_STAGES = [stage.value for stage in pipeline.OPEN]
_REFUSALS = (Conflict, Forbidden, Invalid)


@screen.get("/pipeline")
def show() -> str:
    user, now = context.current_user(), context.business_now()
    stage, after = request.args.get("stage"), request.args.get("after")
    with context.reading() as connection:
        question = asking.question(connection, user, request.args)
        if stage in _STAGES and after:
            found = pipeline.more(connection, user, question.filters, stage, after, now=now, limit=_PAGE)
            (column,) = cards.board(connection, found).columns
            return render_template("pipeline/_cards.html", column=column, question=question)
        found = pipeline.board(connection, user, question.filters, now=now, limit=_PAGE)
        board = cards.board(connection, found)
        part = "pipeline/_board.html" if "HX-Request" in request.headers else "pipeline/page.html"
        return render_template(part, board=board, question=question)


@screen.get("/pipeline/<int:key>/move")
def ask(key: int) -> str:
    """Where to, and why: the way without a script."""
    return _form(RecordRef("opportunity", key))


@screen.post("/pipeline/<int:key>/move")
def move(key: int) -> Response:
    """Move a deal; a refusal says what is missing and where to mend it."""
    deal = RecordRef("opportunity", key)
    to, reason = request.form.get("to", ""), request.form.get("reason", "").strip()[:1000]
    if to not in _STAGES:
        abort(400)
    try:
        context.engine().move_deal(
            deal, seen=request.form.get("seen", ""), to=to, reason=reason, by=context.current_user()
        )
    except _REFUSALS as refusal:
        return _refused(deal, to, refusal)
    said = gettext("The deal is now at stage %(stage)s.", stage=_name(to))
    if _is_script():
        return jsonify({"text": said})
    flash(said, "done")
    return redirect(url_for("pipeline.show"), 303)


def _refused(deal: RecordRef, to: str, refusal: BatonError) -> Response:
    status, problem = errors.status_of(refusal), errors.message(refusal)
    if isinstance(refusal, ReasonMissing):
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    task = refusal.facts.get("task")
    told = {
        "problem": problem,
        "missing": list(refusal.facts.get("missing", ())),
        "task": url_for("inbox.task", key=task) if isinstance(task, int) else None,
        "task_name": refusal.facts.get("task_name"),
        "needs_reason": isinstance(refusal, ReasonMissing),
    }
    if _is_script():
        return make_response(jsonify(told), status)
    return make_response(_form(deal, to=to, told=told), status)


def _form(deal: RecordRef, *, to: str = "", told: dict[str, object] | None = None) -> str:
    with context.reading() as connection:
        record = queries.get(connection, deal, context.current_user())
    stages = [(stage.value, _name(stage.value)) for stage in pipeline.OPEN]
    return render_template(
        "pipeline/move.html",
        record=record,
        stages=stages,
        to=to,
        told=told,
        reason=request.form.get("reason", ""),
    )


def _name(stage: str) -> str:
    return BY_VALUE[stage].labels.in_locale(localization.locale())


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
