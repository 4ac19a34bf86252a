"""The editors of a draft's files, and what they ask the server: keep this, what is wrong with it, show this form."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from flask import abort, jsonify, make_response, redirect, render_template, request, url_for

from engine import forms as engine_forms
from engine.errors import BatonError
from engine.operations.templates import templates as service_tasks
from engine.studio import checking, contents, drafts, naming, queries, starting
from engine.studio.errors import FileChanged
from webui import forms, localization, security
from webui.context import current_user, engine, reading
from webui.errors import message, status_of
from webui.screens.studio import feel_functions, telling, variables
from webui.screens.studio.blueprint import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug import Response as AnyResponse

    from engine.process.errors import FileFinding
    from engine.studio.queries import FileLine

_KINDS = {naming.MODEL: "model", naming.FORM: "form", naming.DECISIONS: "decisions"}


@screen.get("/folders/<folder>/draft")
def edit(folder: str) -> AnyResponse:
    """The editor of one file of the person's draft; the first model without ``?file=``."""
    with reading() as connection:
        draft = drafts.found(connection, folder, current_user())
        files = queries.draft_files(connection, draft.key)
        found = queries.folder(connection, folder, current_user())
        held = drafts.files(connection, draft.key)
    current = _chosen(files)
    page = render_template(
        "studio/editor.html",
        folder=found,
        title=found.title(localization.locale()),
        draft=draft,
        files=[telling.File(name=one.name, size=0) for one in files],
        current=current,
        kind=_KINDS[PurePath(current.name).suffix],
        content=contents.text_of(current.name, held[current.name]),
        editor=_editor_facts(folder, current, held),
    )
    answer = make_response(page)
    # The editors of bpmn.io write styles into the page; their scripts are as strict as everywhere.
    answer.headers["Content-Security-Policy"] = security.content_policy(inline_styles=True)
    return answer


@screen.put("/folders/<folder>/draft/files/<name>")
def save(folder: str, name: str) -> AnyResponse:
    """Keep a file; ``If-Match`` names the version that the window began from."""
    expected = request.headers.get("If-Match", "").strip('"')
    if not expected.isdecimal():
        abort(HTTPStatus.PRECONDITION_REQUIRED)
    content = request.stream.read(contents.MAX_BYTES + 1)
    try:
        version = engine().save_draft_file(folder, name, content, expected=int(expected), by=current_user())
    except BatonError as error:
        return _refused(error, folder, name)
    return jsonify(version=version, saved=_clock(folder, name))


@screen.post("/folders/<folder>/draft/files")
def add(folder: str) -> AnyResponse | tuple[str, int]:
    """A new form or decision table; goes to its editor."""
    stem, suffix = request.form.get("name", "").strip(), request.form.get("kind", "")
    plain = naming.slug(stem)
    user = current_user()
    made = {
        naming.FORM: starting.form(plain, user.locale),
        naming.DECISIONS: starting.decisions(plain, stem, user.locale),
    }
    if suffix not in made:
        abort(HTTPStatus.BAD_REQUEST)
    name = f"{plain}{suffix}"
    engine().save_draft_file(folder, name, made[suffix], expected=0, by=user)
    return redirect(url_for("studio.edit", folder=folder, file=name), 303)


@screen.post("/folders/<folder>/draft/files/<name>/name")
def rename(folder: str, name: str) -> AnyResponse:
    to = f"{request.form.get('name', '').strip()}{PurePath(name).suffix}"
    engine().rename_draft_file(folder, name, to=to, by=current_user())
    return redirect(url_for("studio.edit", folder=folder, file=to), 303)


@screen.post("/folders/<folder>/draft/files/<name>/removal")
def delete(folder: str, name: str) -> AnyResponse:
    engine().delete_draft_file(folder, name, by=current_user())
    return redirect(url_for("studio.edit", folder=folder), 303)


@screen.post("/folders/<folder>/draft/files/<name>/findings")
def findings(folder: str, name: str) -> AnyResponse:
    """What deploying would say about the whole draft, with this file as the window shows it."""
    with reading() as connection:
        draft = drafts.found(connection, folder, current_user())
        files = drafts.files(connection, draft.key)
        text = request.stream.read(contents.MAX_BYTES + 1)
        found = checking.findings(connection, folder, {**files, name: text})
    return jsonify(findings=[_told(one) for one in found])


@screen.post("/preview")
def preview() -> str:
    """A form as Baton draws it for the people who fill it in."""
    try:
        form = engine_forms.load(request.stream.read(contents.MAX_BYTES + 1))
    except engine_forms.FormRefused as refused:
        return render_template("studio/_preview.html", fields=[], problems=refused.problems)
    with reading() as connection:
        context = forms.Context(variables={}, connection=connection)
        fields: Sequence[Any] = forms.fields(form, context)
        return render_template("studio/_preview.html", fields=fields, problems=())


@screen.get("/templates.json")
def templates() -> AnyResponse:
    """The service tasks that Baton knows, as element templates in the person's language."""
    return jsonify(service_tasks(localization.locale()))


def _chosen(files: list[FileLine]) -> FileLine:
    wanted = request.args.get("file") or (files[0].name if files else "")
    return next((one for one in files if one.name == wanted), None) or abort(404)


def _editor_facts(folder: str, current: FileLine, held: dict[str, bytes]) -> dict[str, Any]:
    """What the script of the page needs, besides the file's text."""
    return {
        "file": current.name,
        "version": current.version,
        "locale": localization.locale(),
        "save": url_for("studio.save", folder=folder, name=current.name),
        "findings": url_for("studio.findings", folder=folder, name=current.name),
        "preview": url_for("studio.preview"),
        "templates": url_for("studio.templates"),
        "forms": telling.declared(held, naming.FORM),
        "decisions": telling.declared(held, naming.DECISIONS),
        "variables": variables.offered(held, localization.locale()),
        "functions": feel_functions.offered(localization.locale()),
        "texts": telling.editor_texts(),
    }


def _refused(error: BatonError, folder: str, name: str) -> AnyResponse:
    """Why a file was not kept; of a conflict also what the other window saved, so that nothing is lost."""
    told: dict[str, Any] = {"message": message(error)}
    if isinstance(error, FileChanged):
        with reading() as connection:
            draft = drafts.found(connection, folder, current_user())
            lines = {one.name: one for one in queries.draft_files(connection, draft.key)}
        told |= {"conflict": True, "version": lines[name].version, "saved": _time(lines[name])}
    return make_response(jsonify(told), status_of(error))


def _clock(folder: str, name: str) -> str:
    with reading() as connection:
        draft = drafts.found(connection, folder, current_user())
        return _time(next(one for one in queries.draft_files(connection, draft.key) if one.name == name))


def _time(line: FileLine) -> str:
    return localization.format_clock(line.saved)


def _told(finding: FileFinding) -> dict[str, Any]:
    said, remedy = telling.finding(finding)
    return {
        "file": finding.file,
        "severity": finding.severity,
        "element": finding.element_id,
        "place": finding.place,
        "line": finding.line,
        "message": said,
        "remedy": remedy,
        "rule": finding.rule,
    }
