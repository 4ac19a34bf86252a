"""Processes as designers see them: folders with versions, drafts and proposals; new ones, imports and exports."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.errors import BatonError
from engine.studio import archives, drafts, importing, naming, queries, versions
from engine.studio.comparing import compare
from engine.studio.models import OPEN
from webui import localization
from webui.context import current_user, engine, reading
from webui.errors import message, status_of
from webui.navigation import Destination
from webui.screens.studio import editing, reviewing, sheets, telling
from webui.screens.studio.blueprint import screen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.identity import User

__all__ = ["editing", "navigation", "reviewing", "screen", "sheets"]


def _to_decide(connection: Connection, user: User) -> int:
    """Proposals that wait for a person who may deploy."""
    return queries.open_proposals(connection) if user.may_deploy else 0


navigation = (
    Destination(
        endpoint="studio.folders",
        label=_l("Process studio"),
        icon="route",
        key="d",
        order=10,
        area="design",
        roles=frozenset({"designer", "administrator"}),
        badge=_to_decide,
    ),
)


@screen.get("")
def folders() -> str:
    """Every process folder, with what runs, what is drawn and what is proposed."""
    return _list()


@screen.post("/folders")
def create() -> Response | tuple[str, int]:
    title = request.form.get("title", "").strip()
    try:
        name = engine().create_folder(title, by=current_user())
    except BatonError as error:
        return _list(refused=message(error), typed=title), status_of(error)
    return redirect(url_for("studio.edit", folder=name), 303)


@screen.post("/imports")
def bring() -> Response | tuple[str, int]:
    """A zip or a model becomes a draft: of the folder named after it, or of the one that the form names."""
    sent = request.files.get("archive")
    if sent is None or not sent.filename:
        return _list(refused=gettext("Choose a file first.")), 422
    name = request.form.get("folder") or importing.folder_of(sent.filename)
    try:
        engine().import_folder(name, sent.stream.read(archives.MAX_BYTES + 1), by=current_user())
    except BatonError as error:
        return _list(refused=telling.refusal(error)), status_of(error)
    flash(gettext("Imported as your draft"), "done")
    # A model of another tool is looked at first: what has to be changed is told beside it.
    page = "studio.folder" if sent.filename.lower().endswith(".zip") else "studio.edit"
    return redirect(url_for(page, folder=name), 303)


@screen.get("/folders/<folder>")
def folder(folder: str) -> str:
    return _page(folder)


@screen.post("/folders/<folder>/copies")
def copy(folder: str) -> Response | tuple[str, int]:
    try:
        name = engine().copy_folder(folder, title=request.form.get("title", ""), by=current_user())
    except BatonError as error:
        return _page(folder, refused=message(error)), status_of(error)
    return redirect(url_for("studio.folder", folder=name), 303)


@screen.post("/folders/<folder>/draft")
def open_draft(folder: str) -> Response:
    engine().open_draft(folder, by=current_user())
    return redirect(url_for("studio.edit", folder=folder, file=request.form.get("file") or None), 303)


@screen.post("/folders/<folder>/draft/removal")
def discard(folder: str) -> Response:
    engine().discard_draft(folder, by=current_user())
    flash(gettext("Draft discarded"), "done")
    return redirect(url_for("studio.folders"), 303)


@screen.get("/folders/<folder>/versions/<int:number>.zip")
def export(folder: str, number: int) -> Response:
    with reading() as connection:
        return _zip(f"{folder}-{number}", versions.files(connection, folder, number))


@screen.get("/folders/<folder>/draft.zip")
def export_draft(folder: str) -> Response:
    with reading() as connection:
        draft = drafts.found(connection, folder, current_user())
        return _zip(f"{folder}-draft", drafts.files(connection, draft.key))


@screen.get("/folders/<folder>/comparison")
def comparison(folder: str) -> str:
    """What two versions differ in."""
    old, new = request.args.get("old", type=int), request.args.get("new", type=int)
    if old is None or new is None:
        abort(404)
    with reading() as connection:
        found = queries.folder(connection, folder, current_user())
        before, after = (versions.files(connection, folder, one) for one in (old, new))
    return render_template(
        "studio/comparison.html",
        folder=found,
        old=old,
        new=new,
        differences=telling.differences(compare(before, after)),
    )


def _list(*, refused: str = "", typed: str = "") -> str:
    with reading() as connection:
        found = queries.folders(connection, current_user())
    waiting = [(one, line) for one in found for line in one.proposals if line.status == OPEN]
    return render_template(
        "studio/folders.html", folders=found, waiting=waiting, refused=refused, typed=typed
    )


def _page(folder: str, *, refused: str = "") -> str:
    with reading() as connection:
        found = queries.folder(connection, folder, current_user())
        files = _files(connection, found)
    return render_template(
        "studio/folder.html",
        folder=found,
        files=[telling.File(name=name, size=len(files[name])) for name in naming.in_order([*files])],
        title=found.title(localization.locale()),
        refused=refused,
    )


def _files(connection: Connection, found: queries.Folder) -> Mapping[str, bytes]:
    """The person's draft where there is one, else the newest version."""
    if found.draft is not None:
        return drafts.files(connection, found.draft.key)
    return versions.files(connection, found.name, found.newest.number) if found.newest else {}


def _zip(name: str, files: Mapping[str, bytes]) -> Response:
    answer: Response = send_file(
        io.BytesIO(archives.pack(files)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{name}.zip",
    )
    return answer
