"""Process instances: finding them, one with everything about it, and the levers of those who manage it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine import keys
from engine.errors import Conflict, Invalid
from engine.process import queries
from webui import downloads, errors, rooms
from webui.context import current_user, engine, reading
from webui.screens.instances import finding, literals, showing, values
from webui.screens.instances.levers import pull, reason
from webui.screens.instances.showing import Editing

if TYPE_CHECKING:
    from werkzeug import Response

    from webui.screens.instances.levers import Answer

screen = Blueprint("instances", __name__, template_folder="templates")


@screen.get("/instances")
def search() -> str:
    """Instances by what they are about, where they stand and how they are; for those who watch processes."""
    rooms.require(rooms.READERS)
    with reading() as connection:
        return render_template("instances/search.html", **finding.page(connection))


@screen.get("/instances/<int:key>")
def show(key: int) -> str:
    with reading() as connection:
        return showing.page(connection, key)


@screen.get("/instances/<int:key>/files/<digest>")
def file(key: int, digest: str) -> Response:
    """A file that somebody sent with a task of the instance; always to save, never to run in the page."""
    with reading() as connection:
        detail = queries.instance(connection, key, current_user())
    held = [
        *detail.variables.values(),
        *(value for entry in detail.history for value in entry.values.values()),
    ]
    found = next((one for value in held for one in values.files_of(value) if one.digest == digest), None)
    if found is None:
        abort(404)
    return downloads.attachment(digest, found.name)


@screen.post("/instances/<int:key>/cancellation")
def cancel(key: int) -> Answer:
    with reading() as connection:
        if not reason():
            return showing.page(connection, key, refused=gettext("Say why the process is cancelled.")), 422
    return pull(
        key, lambda: engine().cancel_instance(key, reason=reason(), by=current_user()), gettext("Cancelled")
    )


@screen.post("/instances/<int:key>/suspension")
def suspend(key: int) -> Answer:
    return pull(key, lambda: engine().suspend_instance(key, by=current_user()), gettext("Suspended"))


@screen.post("/instances/<int:key>/resumption")
def resume(key: int) -> Answer:
    return pull(key, lambda: engine().resume_instance(key, by=current_user()), gettext("Resumed"))


@screen.post("/instances/<int:key>/variables")
def set_variable(key: int) -> Answer:
    """Write one variable, if the process has not moved on since the page was read."""
    name, text = request.form.get("name", "").strip(), request.form.get("value", "")
    seen, of = (keys.parse(request.form.get(one, "")) for one in ("seen", "of"))
    try:
        value = literals.read(text)
        with reading() as connection:
            queries.instance(connection, key, current_user())
        engine().set_variables(key, {name: value}, seen=seen, of=of, by=current_user())
    except (literals.NotALiteral, Conflict, Invalid) as error:
        problem = str(error) if isinstance(error, literals.NotALiteral) else errors.message(error)
        status = errors.status_of(error) if isinstance(error, Conflict) else 422
        with reading() as connection:
            editing = Editing(name=name, text=text, problem=problem, of=of)
            return showing.page(connection, key, editing=editing), status
    flash(gettext("Changed: %(name)s", name=name), "done")
    return redirect(url_for("instances.show", key=key, _anchor="variables"), 303)


@screen.post("/instances/<int:key>/tasks/<int:task>/assignment")
def assign(key: int, task: int) -> Answer:
    to = request.form.get("to", type=keys.parse) or abort(400)
    return pull(key, lambda: engine().assign_task(task, to=to, by=current_user()), gettext("Assigned"))


@screen.post("/instances/<int:key>/tasks/<int:task>/release")
def release(key: int, task: int) -> Answer:
    return pull(key, lambda: engine().unclaim_task(task, by=current_user()), gettext("Given back."))


@screen.post("/instances/<int:key>/tasks/<int:task>/skip")
def skip(key: int, task: int) -> Answer:
    return pull(key, lambda: engine().skip_task(task, reason=reason(), by=current_user()), gettext("Skipped"))


@screen.post("/instances/<int:key>/incidents/<int:incident>/retry")
def retry(key: int, incident: int) -> Answer:
    return pull(key, lambda: engine().retry_incident(incident, by=current_user()), gettext("Tried again"))


@screen.post("/instances/<int:key>/incidents/<int:incident>/resolution")
def resolve(key: int, incident: int) -> Answer:
    return pull(
        key,
        lambda: engine().resolve_incident(incident, reason=reason(), by=current_user()),
        gettext("Resolved"),
    )
