"""The inbox: tasks on the left, the selected one on the right."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.errors import Conflict
from engine.process import queries
from webui import context, errors, forms
from webui.navigation import Destination
from webui.screens.inbox import answers, desk, outcomes

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.identity import User
    from engine.process.queries.inbox import Scope

screen = Blueprint("inbox", __name__, template_folder="templates")
navigation = (
    Destination(
        endpoint="inbox.show",
        label=_l("Inbox"),
        icon="inbox",
        key="i",
        order=10,
        sections=("tasks",),
        badge=lambda connection, user: queries.inbox_count(connection, user, "mine"),
    ),
)


@screen.get("/")
def start() -> Response:
    return redirect(url_for("inbox.show"), 303)


@screen.get("/inbox")
def show() -> str:
    user, scope = context.current_user(), desk.scope_of(request.args.get("view"))
    with context.reading() as connection:
        if "shown" in request.args:
            return _refreshed(connection, user, scope, request.args.get("shown", type=int) or desk.PAGE)
        inbox = desk.inbox(connection, user, scope, request.args.get("after"))
        if "HX-Request" in request.headers:
            return render_template("inbox/_rows.html", inbox=inbox, task=None)
        return render_template(
            "inbox/page.html", inbox=inbox, views=desk.views(connection, user), task=None, gone=None
        )


def _refreshed(connection: Connection, user: User, scope: Scope, shown: int) -> str:
    """The list as it is now, as far as it is open, for a page that heard of changes."""
    limit = min(max(shown, desk.PAGE), desk.LONGEST)
    inbox = desk.inbox(connection, user, scope, None, limit=limit)
    views = desk.views(connection, user)
    return render_template("inbox/_list.html", inbox=inbox, views=views, task=None)


@screen.get("/tasks/<int:key>")
def task(key: int) -> Response:
    return answers.task_page(key)


@screen.get("/tasks/<int:key>/completion")
def completion(key: int) -> Response:
    """The address of a refused form, opened again."""
    return redirect(url_for("inbox.task", key=key), 303)


@screen.post("/tasks/<int:key>/completion")
def complete(key: int) -> Response:
    user = context.current_user()
    with context.reading() as connection:
        try:
            detail = queries.task(connection, key, user)
        except Conflict as error:
            return answers.gone(key, error)
        submission = answers.read(connection, detail)
    if forms.wants_redraw(request) or not submission.valid:
        return answers.refused(key, submission)
    try:
        done = context.engine().complete_task(
            key, submission.values, by=user, seen=forms.read_seen(request.form.get(forms.SEEN))
        )
    except answers.REFUSALS as error:
        return answers.conflict(key, error, submission)
    flash(*outcomes.told(detail, done))
    return redirect(_after(done.next_task_key), 303)


@screen.post("/tasks/<int:key>/draft")
def save_draft(key: int) -> Response:
    context.engine().save_draft(key, forms.to_keep(request), by=context.current_user())
    return answers.draft_saved(key)


@screen.post("/tasks/<int:key>/claim")
def claim(key: int) -> Response:
    try:
        context.engine().claim_task(key, by=context.current_user())
    except Conflict as error:
        return answers.conflict(key, error)
    return redirect(url_for("inbox.task", key=key, view="mine"), 303)


@screen.post("/tasks/<int:key>/release")
def release(key: int) -> Response:
    context.engine().unclaim_task(key, by=context.current_user())
    flash(gettext("Given back."), "done")
    return redirect(_after(None), 303)


@screen.post("/tasks/<int:key>/assignment")
def assign(key: int) -> Response:
    to = request.form.get("to", type=keys.parse)
    if to is None:
        return make_response(*errors.page(HTTPStatus.BAD_REQUEST))
    context.engine().assign_task(key, to=to, by=context.current_user())
    flash(gettext("Assigned."), "done")
    return redirect(_after(key if to == context.current_user().key else None), 303)


def _after(next_task: int | None) -> str:
    """Where a person goes on: the given task, else the most urgent one of the list, else the empty list."""
    scope = desk.scope_of(request.args.get("view"))
    if next_task is None:
        with context.reading() as connection:
            next_task = desk.first_task(connection, context.current_user(), scope)
    if next_task is None:
        return url_for("inbox.show", view=scope)
    return url_for("inbox.task", key=next_task, view=scope)
