"""What people begin by themselves in an open ad-hoc sub-process, and the word that it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext

from engine import keys
from engine.errors import Conflict
from engine.process import queries
from webui import errors
from webui.context import current_user, engine, reading
from webui.screens.instances import showing

if TYPE_CHECKING:
    from werkzeug import Response

    Answer = Response | tuple[str, int]

screen = Blueprint("offers", __name__, template_folder="templates")


@screen.post("/instances/<int:key>/activities")
def start(key: int) -> Answer:
    """Begin an activity, and go on with its task if it is the person's own."""
    number = keys.parse(request.form.get("number", ""))
    if number is None:
        abort(400)
    try:
        begun = engine().start_activity(
            key, request.form.get("element", ""), number=number, by=current_user()
        )
    except Conflict as error:
        return _refused(key, error)
    flash(gettext("Begun"), "done")
    if begun.next_task_key is not None:
        return redirect(url_for("inbox.task", key=begun.next_task_key, view="mine"), 303)
    return _back(key)


@screen.post("/instances/<int:key>/ad-hoc/<int:number>/completion")
def finish(key: int, number: int) -> Answer:
    try:
        engine().finish_ad_hoc(key, number=number, by=current_user())
    except Conflict as error:
        return _refused(key, error)
    flash(gettext("It is enough"), "done")
    return _back(key)


def _refused(key: int, error: Conflict) -> Answer:
    """The process as it is now, and why that could not be begun."""
    with reading() as connection:
        return showing.page(connection, key, refused=errors.message(error)), errors.status_of(error)


def _back(key: int) -> Response:
    """To the process, or to the inbox where the person no longer sees it."""
    with reading() as connection:
        if not queries.sees_instance(connection, current_user(), key):
            return redirect(url_for("inbox.show"), 303)
    return redirect(url_for("instances.show", key=key, _anchor="possible"), 303)
