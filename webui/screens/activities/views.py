"""Logging what people did: calls, meetings, mails, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.records import queries
from engine.records.store import InvalidRecord
from engine.records.types.activity import REGARDING
from webui import context
from webui.context import current_user, engine, reading
from webui.screens.records import editing, links
from webui.screens.records.editing import Editor
from webui.screens.records.layout import Layout, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug import Response

    from engine.feel.values import RecordRef, Value
    from engine.forms import Message

screen = Blueprint("activities", __name__, template_folder="templates")

_LAYOUT = Layout(
    collection="activities",
    title=_l("Activities"),
    type="activity",
    icon="note",
    sections=(
        Section(title=_l("Activity"), fields=("kind", "direction", "at", "subject", "body", "outcome")),
    ),
)


@screen.get("/activities/new")
def new() -> str:
    """The form to log an activity about the record that the address names."""
    about = _regarding(request.args.get("regarding", ""))
    start: dict[str, Value] = {"kind": request.args.get("kind", "call"), "at": context.business_now()}
    return _form(about, start)


@screen.post("/activities")
def create() -> Response | tuple[str, int]:
    about = _regarding(request.form.get("_regarding", ""))
    sent = {
        name: text for name, text in request.form.items() if not name.startswith("_") and name != "csrf_token"
    }
    with reading() as connection:
        typed = Editor(connection, _LAYOUT).read(sent)
    errors = editing.missing(_LAYOUT, typed) | typed.errors
    if not errors:
        try:
            engine().log_activity(typed.values, regarding=about, by=current_user())
        except InvalidRecord as refused:
            errors = editing.from_store(refused.errors)
        else:
            flash(gettext("Logged"), "done")
            return redirect(links.href(about) or url_for("inbox.show"), 303)
    return _form(about, {}, raw=sent, errors=errors), 422


def _regarding(text: str) -> RecordRef:
    """The record that an activity is about, if the person may see it."""
    ref = links.ref_of(text)
    if ref is None or ref.type not in REGARDING:
        abort(404)
    with reading() as connection:
        queries.get(connection, ref, current_user())
    return ref


def _form(
    about: RecordRef,
    start: Mapping[str, Value],
    *,
    raw: Mapping[str, str] | None = None,
    errors: Mapping[str, Message] | None = None,
) -> str:
    names = {name for section in _LAYOUT.sections for name in section.fields}
    with reading() as connection:
        parts = Editor(connection, _LAYOUT).parts(start, raw=raw, errors=errors)
        title = queries.titles(connection, [about])[about]
    fields = [field for part in parts for field in part.fields if field.name in names]
    return render_template("activities/form.html", about=about, title=title, fields=fields)
