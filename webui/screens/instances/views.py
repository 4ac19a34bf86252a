"""Process instances: finding them, and each with where it stands, what it did, what it waits for, and the levers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine import keys
from engine.identity import queries as people
from engine.process import definitions, queries
from engine.process.errors import StepFailed
from engine.records import queries as record_queries
from engine.records import types
from webui import downloads, localization, rooms
from webui.context import current_user, engine, reading
from webui.errors import message as said
from webui.screens.instances import finding, values
from webui.screens.records.processes import drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.feel.values import RecordRef
    from engine.process.queries import HistoryEntry, InstanceDetail
    from webui.screens.instances.values import Variable

screen = Blueprint("instances", __name__, template_folder="templates")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of an instance's history."""

    entry: HistoryEntry
    given: list[Variable]
    """What the person gave."""


@screen.get("/instances")
def search() -> str:
    """Instances by what they are about, where they stand and how they are; for those who watch processes."""
    if current_user().roles.isdisjoint(rooms.READERS):
        raise rooms.ForManagers
    with reading() as connection:
        return render_template("instances/search.html", **finding.page(connection))


@screen.get("/instances/<int:key>")
def show(key: int) -> str:
    with reading() as connection:
        return _page(connection, key)


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
def cancel(key: int) -> Response | tuple[str, int]:
    reason = request.form.get("reason", "").strip()
    with reading() as connection:
        if not reason:
            return _page(connection, key, refused=gettext("Say why the process is cancelled.")), 422
        queries.instance(connection, key, current_user())
    return _do(
        key, lambda: engine().cancel_instance(key, reason=reason, by=current_user()), gettext("Cancelled")
    )


@screen.post("/instances/<int:key>/suspension")
def suspend(key: int) -> Response | tuple[str, int]:
    return _do(key, lambda: engine().suspend_instance(key, by=current_user()), gettext("Suspended"))


@screen.post("/instances/<int:key>/resumption")
def resume(key: int) -> Response | tuple[str, int]:
    return _do(key, lambda: engine().resume_instance(key, by=current_user()), gettext("Resumed"))


@screen.post("/instances/<int:key>/tasks/<int:task>/assignment")
def assign(key: int, task: int) -> Response | tuple[str, int]:
    to = request.form.get("to", type=keys.parse) or abort(400)
    return _do(key, lambda: engine().assign_task(task, to=to, by=current_user()), gettext("Assigned"))


@screen.post("/instances/<int:key>/incidents/<int:incident>/retry")
def retry(key: int, incident: int) -> Response | tuple[str, int]:
    return _do(key, lambda: engine().retry_incident(incident, by=current_user()), gettext("Tried again"))


@screen.post("/instances/<int:key>/incidents/<int:incident>/resolution")
def resolve(key: int, incident: int) -> Response | tuple[str, int]:
    return _do(key, lambda: engine().resolve_incident(incident, by=current_user()), gettext("Resolved"))


def _do(key: int, verb: Callable[[], object], done: str) -> Response | tuple[str, int]:
    """Pull a lever of an instance that the person may see; a step that fails again is told on the page."""
    with reading() as connection:
        queries.instance(connection, key, current_user())
    try:
        verb()
    except StepFailed as failed:
        with reading() as connection:
            return _page(connection, key, refused=said(failed)), 409
    flash(done, "done")
    return redirect(url_for("instances.show", key=key), 303)


def _page(connection: Connection, key: int, *, refused: str = "") -> str:
    detail = queries.instance(connection, key, current_user())
    titles = record_queries.titles(connection, [ref for _, ref in detail.records])
    everything = request.args.get("show") == "all"
    shown = [entry for entry in detail.history if everything or _is_told(entry)]
    operator = not rooms.MANAGERS.isdisjoint(current_user().roles)
    return render_template(
        "instances/show.html",
        detail=detail,
        diagram=drawn(detail),
        variables=values.shown(connection, detail.variables),
        steps=[Step(entry=entry, given=values.shown(connection, entry.values)) for entry in shown],
        silent=len(detail.history) - len(shown),
        roles={role: _role(role, ref) for role, ref in detail.records},
        inputs={one.key: values.shown(connection, one.input) for one in detail.incidents},
        names=titles,
        subject=", ".join(dict.fromkeys(title for ref, title in titles.items() if ref.type != "user")),
        people=people.people(connection) if operator else [],
        elements=_elements(connection, detail),
        operator=operator,
        reader=not rooms.READERS.isdisjoint(current_user().roles),
        refused=refused,
    )


def _elements(connection: Connection, detail: InstanceDetail) -> dict[str, str]:
    """The names of the elements that incidents and jobs tell only the ids of."""
    known = definitions.get(connection, detail.definition_key).elements
    ids = [one.element_id for one in detail.incidents] + [one.element_id for one in detail.jobs]
    return {one: known[one].name_in(localization.locale()) for one in ids if one in known}


def _is_told(entry: HistoryEntry) -> bool:
    """The model gave the step a name, or a person did it: the rest is wiring."""
    return entry.by is not None or entry.element.names[0][1] != entry.element.id


def _role(role: str, ref: RecordRef) -> str:
    """A variable that is called as its record type carries the type's name."""
    return (
        types()[role].labels.in_locale(localization.locale())
        if role == ref.type and role in types()
        else role
    )
