"""Decision tables in a spreadsheet: out as CSV, in again with the differences shown before they are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.dmn import checks, sheets, written
from engine.dmn.sheets import UnusableSheet, grid
from engine.errors import BatonError
from engine.studio import drafts, naming, queries
from engine.studio import sheets as tables
from webui import localization
from webui.context import current_user, engine, reading
from webui.errors import message, status_of
from webui.screens.studio import sayings
from webui.screens.studio.blueprint import screen

if TYPE_CHECKING:
    from werkzeug import Response as AnyResponse


_LARGEST = 400_000
"""Bytes; the page hands the file back in a form, and forms are small."""


@screen.get("/folders/<folder>/draft/files/<name>/tables")
def sheet(folder: str, name: str) -> str:
    """The tables of a file: each can be taken along and brought back."""
    return _page(folder, name)


@screen.get("/folders/<folder>/draft/files/<name>/tables/<decision>.csv")
def export_table(folder: str, name: str, decision: str) -> AnyResponse:
    with reading() as connection:
        found = tables.table(connection, folder, name, decision, current_user())
    made = Response(sheets.write(found, locale=localization.locale()), mimetype="text/csv; charset=utf-8")
    made.headers["Content-Disposition"] = f'attachment; filename="{naming.slug(found.owner) or "table"}.csv"'
    return made


@screen.post("/folders/<folder>/draft/files/<name>/tables/<decision>/comparison")
def compare_table(folder: str, name: str, decision: str) -> str | tuple[str, int]:
    """What the chosen spreadsheet would change."""
    sent = request.files.get("sheet")
    content = sent.stream.read(_LARGEST + 1) if sent is not None and sent.filename else b""
    if not content:
        return _page(folder, name, decision=decision, refused=gettext("Choose a CSV file first.")), 422
    if len(content) > _LARGEST:
        large = gettext("The file is too large for this page. Use the command baton table import.")
        return _page(folder, name, decision=decision, refused=large), 413
    return _compared(folder, name, decision, content)


@screen.post("/folders/<folder>/draft/files/<name>/tables/<decision>/rules")
def take_table(folder: str, name: str, decision: str) -> AnyResponse | str | tuple[str, int]:
    """Take over what the page has shown; if the draft changed meanwhile, the differences are shown anew."""
    content = request.form.get("sheet", "").encode()
    expected = request.form.get("version", type=int) or abort(400)
    try:
        engine().take_draft_table(folder, name, decision, content, expected=expected, by=current_user())
    except BatonError as error:
        return _compared(folder, name, decision, content, error=error)
    flash(gettext("Taken over into your draft"), "done")
    return redirect(url_for("studio.edit", folder=folder, file=name), 303)


def _compared(
    folder: str, name: str, decision: str, content: bytes, *, error: BatonError | None = None
) -> str | tuple[str, int]:
    try:
        with reading() as connection:
            found = tables.compared(connection, folder, name, decision, content, current_user())
    except UnusableSheet as unusable:
        return _page(folder, name, decision=decision, faults=_faults(unusable)), 422
    except BatonError as other:
        return _page(folder, name, decision=decision, refused=message(other)), status_of(other)
    page = _page(
        folder,
        name,
        decision=decision,
        refused=message(error) if error else "",
        changes=found.difference.changes,
        sheet=grid.decoded(content),
        findings=[
            _said(one) for one in checks.check(found.content, found.beside) if one.table == found.table.name
        ],
    )
    return (page, status_of(error)) if error else page


def _page(folder: str, name: str, *, decision: str = "", **told: Any) -> str:
    with reading() as connection:
        found = queries.folder(connection, folder, current_user())
        draft = drafts.found(connection, folder, current_user())
        lines = {one.name: one for one in queries.draft_files(connection, draft.key)}
        held = drafts.files(connection, draft.key)
    if name not in lines or not name.endswith(naming.DECISIONS):
        abort(404)
    return render_template(
        "studio/sheet.html",
        folder=found,
        file=lines[name],
        tables=written.tables(held[name]),
        chosen=decision,
        **{"refused": "", "faults": [], "changes": None, "sheet": "", "findings": [], **told},
    )


def _faults(error: UnusableSheet) -> list[tuple[str, str]]:
    return [(one.cell, f"{_upper(_in_words(one.message))} {_in_words(one.remedy)}") for one in error.findings]


def _said(finding: checks.TableFinding) -> tuple[str, str]:
    return finding.severity, f"{_in_words(finding.message)} {_in_words(finding.remedy)}"


def _in_words(text: str) -> str:
    return sayings.in_russian(text) if localization.locale() == "ru" else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
