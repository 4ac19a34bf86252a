"""Start a process by its form: what a person may start, and the form of one process."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.errors import NotFound
from engine.process import queries
from engine.process.errors import FieldsRefused
from engine.records import queries as records
from webui import context, errors, forms
from webui.navigation import Destination
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug import Response

    from engine.forms import Message, Submission
    from engine.process.starting import Started

screen = Blueprint("start", __name__, template_folder="templates", url_prefix="/start")
navigation = (Destination(endpoint="start.index", label=_l("Start"), icon="player-play", key="", order=45),)
_TOKEN = "_token"  # noqa: S105  the name of a field


@screen.get("")
def index() -> str:
    """Everything that this person may start."""
    with context.reading() as connection:
        found = queries.start_forms(connection, context.current_user())
    return render_template("start/index.html", forms=found)


@screen.get("/<process_id>")
def show(process_id: str) -> Response:
    return _page(process_id)


@screen.post("/<process_id>")
def begin(process_id: str) -> Response:
    """Start it once, however often the form is sent, and go where the work goes on."""
    user, token = context.current_user(), request.form.get(_TOKEN, "")[:64]
    with context.reading() as connection:
        start = queries.start_form(connection, process_id, user)
        form, _ = start.document(connection)
        submission = forms.read_submission(form, request, forms.Context(variables={}, connection=connection))
    if forms.wants_redraw(request):
        return _page(process_id, typed=submission.raw)
    if not submission.valid:
        return _again(process_id, submission, submission.errors)
    try:
        started = context.engine().submit_start_form(
            process_id, submission.values, by=user, message_id=f"{user.key} {token}" if token else None
        )
    except FieldsRefused as refused:
        known = {path: said for path, said in refused.fields.items() if path in submission.raw}
        problem = "" if len(known) == len(refused.fields) else errors.message(refused)
        return _again(process_id, submission, known, problem)
    return redirect(_after(started), HTTPStatus.SEE_OTHER)


def _again(
    process_id: str, submission: Submission, faults: Mapping[str, Message], problem: str = ""
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(process_id, typed=submission.raw, faults=faults, problem=problem, status=status)


def _page(
    process_id: str,
    *,
    typed: Mapping[str, Sequence[str]] | None = None,
    faults: Mapping[str, Message] | None = None,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    with context.reading() as connection:
        start = queries.start_form(connection, process_id, context.current_user())
        form, _ = start.document(connection)
        about = forms.Context(variables={}, connection=connection)
        page = render_template(
            "start/form.html",
            start=start,
            fields=forms.fields(form, about, submitted=typed, errors=faults),
            # The page that was refused may be sent again: it has begun nothing.
            token=request.form.get(_TOKEN) or secrets.token_hex(16),
            problem=problem,
        )
    return make_response(page, status)


def _after(started: Started) -> str:
    """The person's own next task, else the page of what was made, else the list."""
    if started.next_task_key is not None:
        return url_for("inbox.task", key=started.next_task_key)
    flash(gettext("Started: %(reference)s", reference=started.reference), "done")
    with context.reading() as connection:
        for ref in started.refs:
            try:
                records.get(connection, ref, context.current_user())
            except NotFound:
                continue
            return links.href(ref) or url_for("start.index")
    return url_for("start.index")
