"""How the inbox answers: with the task's page as it is, or with what was typed and why it was not accepted."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.errors import BatonError, Conflict, Invalid
from engine.forms import Message, Submission
from engine.process import queries
from engine.process.errors import FieldsChanged, TaskAlreadyCompleted, TaskWithdrawn
from webui import context, errors, forms, localization
from webui.screens.inbox import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.feel.values import RecordRef
    from engine.forms import Field
    from engine.process.queries import TaskDetail

REFUSALS = (Conflict, Invalid)
"""What a verb says when the form was fine and the state or a record was not."""


def task_page(
    key: int,
    *,
    status: int = HTTPStatus.OK,
    typed: Mapping[str, Sequence[str]] | None = None,
    faults: Mapping[str, Message] | None = None,
    problem: str | None = None,
    seen: str | None = None,
    stale: Sequence[str] = (),
) -> Response:
    """The page of an open task; *typed* stays in the form, *faults* stand at its fields, *problem* above it.

    *seen* is the state of the records by which the person began to type; without it, what they are now. Fields that
    are *stale* show the record instead of what was sent.
    """
    user = context.current_user()
    with context.reading() as connection:
        try:
            detail = queries.task(connection, key, user)
        except Conflict as error:
            return gone(key, error)
        scope = desk.scope_of(request.args.get("view"), desk.home_of(detail, user))
        shown = {
            "task": desk.task(connection, user, detail),
            "fields": _fields(connection, detail, typed, faults, stale),
            "view": scope,
            "offers": queries.offers(connection, detail.instance_key, user),
            "problem": problem,
            "seen": seen or forms.spell_seen(_seen(detail, typed)),
        }
        if "HX-Request" in request.headers:
            return make_response(render_template("inbox/_part.html", **shown), status)
        inbox, views = desk.inbox(connection, user, scope, None), desk.views(connection, user)
        return make_response(
            render_template("inbox/page.html", inbox=inbox, views=views, gone=None, **shown), status
        )


def read(connection: Connection, detail: TaskDetail) -> Submission:
    """What the person sent; a task without a form takes nothing."""
    if detail.form is None:
        return Submission({}, {}, {})
    return forms.read_submission(detail.form, request, _about(connection, detail))


def refused(key: int, submission: Submission) -> Response:
    """The form again with what was typed, and what is wrong with it; it is kept as a draft too."""
    context.engine().save_draft(key, forms.to_keep(request), by=context.current_user())
    status = HTTPStatus.OK if forms.wants_redraw(request) else HTTPStatus.UNPROCESSABLE_ENTITY
    faults = {} if forms.wants_redraw(request) else submission.errors
    return task_page(
        key, status=status, typed=submission.raw, faults=faults, seen=request.form.get(forms.SEEN)
    )


def conflict(key: int, error: BatonError, submission: Submission | None = None) -> Response:
    """Somebody was quicker, or the process cannot go on: said above the form, which keeps what was typed."""
    if isinstance(error, TaskAlreadyCompleted | TaskWithdrawn):
        return gone(key, error)
    typed = submission.raw if submission else None
    faults, elsewhere = _faults(error, typed or {})
    problem = errors.message(error) if elsewhere or not faults else None
    # After a clash the person has read what others wrote; else the form goes on from what it was filled in by.
    clash = isinstance(error, FieldsChanged)
    return task_page(
        key, status=errors.status_of(error), typed=typed, faults=faults, problem=problem,
        seen=None if clash else request.form.get(forms.SEEN), stale=error.facts.get("stale", ()),
    )  # fmt: skip


def gone(key: int, error: Conflict) -> Response:
    """The task is over: who did it and when, and everything that was typed, to copy."""
    user, scope = context.current_user(), desk.scope_of(request.args.get("view"))
    shown = {"problem": _over(error), "title": error.task, "view": scope}
    with context.reading() as connection:
        shown["typed"] = list(_typed(connection, key))
        if "HX-Request" in request.headers:
            return make_response(
                render_template("inbox/_gone.html", gone=shown, view=scope), HTTPStatus.CONFLICT
            )
        inbox, views = desk.inbox(connection, user, scope, None), desk.views(connection, user)
        page = render_template("inbox/page.html", inbox=inbox, views=views, gone=shown, task=None, view=scope)
    return make_response(page, HTTPStatus.CONFLICT)


def draft_saved(key: int) -> Response:
    """Nothing to see for the script that saves while one types; the task again for a browser without it."""
    if "X-CSRF-Token" in request.headers:
        return make_response("", HTTPStatus.NO_CONTENT)
    return redirect(url_for("inbox.task", key=key, view=request.args.get("view")), HTTPStatus.SEE_OTHER)


def _fields(
    connection: Connection,
    detail: TaskDetail,
    typed: Mapping[str, Sequence[str]] | None,
    faults: Mapping[str, Message] | None,
    stale: Sequence[str],
) -> list[Field]:
    if detail.form is None:
        return []
    about = _about(connection, detail)
    if typed is None and detail.draft is not None:
        typed = {name: [str(one) for one in texts] for name, texts in detail.draft.values.items()}
    if typed is not None and stale:
        now = {one.name: one.texts for one in _with_names(forms.fields(detail.form, about))}
        typed = {**typed, **{name: now[name] for name in stale if name in now}}
    return forms.fields(detail.form, about, submitted=typed, errors=faults)


def _about(connection: Connection, detail: TaskDetail) -> forms.Context:
    return forms.Context(variables=detail.variables, connection=connection)


def _seen(detail: TaskDetail, typed: Mapping[str, Sequence[str]] | None) -> Mapping[RecordRef, int]:
    """A draft goes on from the records as they were when it was begun."""
    if typed is None and detail.draft is not None:
        return forms.read_seen(detail.draft.values.get(forms.SEEN))
    return detail.versions


def _faults(error: BatonError, typed: Mapping[str, Sequence[str]]) -> tuple[dict[str, Message], bool]:
    """The field errors of a refusal by the form's own names, and whether some belong to no field of the form."""
    found: dict[str, Message] = {}
    elsewhere = False
    for path, said in error.facts.get("fields", {}).items():
        if path in typed:
            found[path] = said
        else:
            elsewhere = True
    return found, elsewhere


def _over(error: Conflict) -> str:
    """Who and when, in the person's own time."""
    if isinstance(error, TaskAlreadyCompleted):
        moment = localization.format_moment(error.at)
        return str(gettext("%(who)s completed this task on %(moment)s.", who=error.who, moment=moment))
    if isinstance(error, TaskWithdrawn):
        moment = localization.format_moment(error.at)
        return str(gettext("The process withdrew this task on %(moment)s.", moment=moment))
    return errors.message(error)


def _typed(connection: Connection, key: int) -> Iterator[tuple[str, str]]:
    """What was sent, under the names that people know and with the words of its choices."""
    sent = forms.raw(request)
    closed = queries.completed_task(connection, key) if sent else None
    drawn: dict[str, Field] = {}
    if closed is not None and closed.form_id is not None:
        form, _ = queries.latest_form(connection, closed.form_id)
        about = forms.Context(variables={}, connection=connection)
        drawn = {field.name: field for field in _with_names(forms.fields(form, about, submitted=sent))}
    for name, texts in sent.items():
        field = drawn.get(name)
        words = {option.text: option.label for option in field.options} if field else {}
        shown = ", ".join(words.get(text, text) for text in texts if text)
        if shown:
            yield (field.label if field else "") or name, shown


def _with_names(drawn: Sequence[Field]) -> Iterator[Field]:
    """The fields that are sent, those inside groups and rows included."""
    for field in drawn:
        if field.name:
            yield field
        yield from _with_names(field.fields)
