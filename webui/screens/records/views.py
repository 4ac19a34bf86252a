"""Accounts, contacts, opportunities, products: lists, pages, forms. One set of views over all record types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.forms.messages import REQUIRED, message
from engine.records import documents, queries
from engine.records.store import FieldOwnedByProcess, InvalidRecord, RecordChanged
from webui import localization
from webui.context import current_user, engine, reading
from webui.errors import message as said
from webui.navigation import Destination
from webui.screens.records import editing, links, lists, processes, related, stages, story
from webui.screens.records.editing import Editor
from webui.screens.records.layout import sections_of
from webui.screens.records.layouts import BY_COLLECTION, LAYOUTS
from webui.screens.records.showing import Shower

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.feel.values import Value
    from engine.forms import Message
    from engine.records import Record
    from webui.screens.records.editing import Typed
    from webui.screens.records.layout import Layout
    from webui.screens.records.showing import Shown

screen = Blueprint("records", __name__, template_folder="templates")
navigation = tuple(
    Destination(
        endpoint=f"records.{layout.collection}",
        label=layout.title,
        icon=layout.icon,
        key=layout.key,
        order=layout.order,
        area=layout.area,
    )
    for layout in LAYOUTS
    if layout.key
)
_FOUND = 6
"""Of each kind, in the palette."""
_COLLECTION = f"/<any({', '.join(BY_COLLECTION)}):collection>"
screen.app_template_global("record_href")(links.href)


def index(layout: Layout) -> str:
    """The list."""
    question = lists.question_of(layout, request.args)
    with reading() as connection:
        listing = lists.read(connection, layout, question)
        shower = Shower(connection, listing.rows)
    part = "records/_rows.html" if "HX-Request" in request.headers and question.after else "records/list.html"
    return render_template(
        part, layout=layout, question=question, listing=listing, shower=shower, address=lists.address
    )


for _layout in LAYOUTS:
    if not _layout.parent:
        screen.add_url_rule(
            f"/{_layout.collection}", endpoint=_layout.collection, view_func=partial(index, _layout)
        )


@screen.get(f"{_COLLECTION}/<int:key>")
def show(collection: str, key: int) -> str | Response:
    """The page of a record; what belongs to another record is shown there."""
    layout = BY_COLLECTION[collection]
    kind = request.args.get("show", "all")
    with reading() as connection:
        record = queries.get(connection, RecordRef(layout.type, key), current_user())
        if layout.parent:
            return redirect(links.home_of(record), 303)
        told = story.story(connection, record, kind, request.args.get("after"))
        if "HX-Request" in request.headers and request.args.get("after"):
            return render_template("records/_story.html", layout=layout, record=record, story=told, kind=kind)
        shower = Shower(connection, [record])
        page = {
            "title": shower.title(record),
            "facts": shower.all(record, layout.facts),
            "sections": _sections(layout, record, shower),
            "related": related.of_record(connection, layout, record),
            "hierarchy": related.hierarchy(connection, record),
            "processes": processes.of_record(connection, record.ref),
            "panels": [(one, one.read(connection, record)) for one in layout.panels],
            "documents": documents.of_record(connection, record.ref, current_user()),
            "bar": stages.bar(connection, record) if layout.type == "opportunity" else None,
            "targets": stages.targets(record) if layout.type == "opportunity" else [],
            "outcome": shower.all(record, related.OUTCOME[record["stage"]])
            if related.is_closed(record)
            else [],
        }
    return render_template(
        "records/show.html", layout=layout, record=record, story=told, kind=kind, kinds=story.KINDS, **page
    )


@screen.get(f"{_COLLECTION}/new")
def new(collection: str) -> str:
    """An empty form; the address may fill fields, such as the account of a new contact."""
    layout = BY_COLLECTION[collection]
    with reading() as connection:
        editor = Editor(connection, layout)
        start = {**_defaults(layout), **editor.read(_known(layout, request.args)).values}
        return _form(connection, layout, None, editor.parts(start, new=True), cancel=_cancel(layout, start))


@screen.post(_COLLECTION)
def create(collection: str) -> str | Response | tuple[str, int]:
    """Create the record; a process that begins with it leads on to its first task."""
    layout = BY_COLLECTION[collection]
    with reading() as connection:
        editor = Editor(connection, layout)
        typed = editor.read(_sent())
    errors = editing.missing(layout, typed) | typed.errors
    if not errors:
        try:
            ref = engine().create_record(layout.type, typed.values, by=current_user())
            return _created(layout, ref)
        except (InvalidRecord, FieldOwnedByProcess) as refused:
            errors = editing.from_store(refused.errors)
    return _again(layout, None, typed, errors, 422)


@screen.get(f"{_COLLECTION}/<int:key>/edit")
def edit(collection: str, key: int) -> str:
    layout = BY_COLLECTION[collection]
    with reading() as connection:
        record = queries.get(connection, RecordRef(layout.type, key), current_user())
        parts = Editor(connection, layout).parts(record)
        return _form(connection, layout, record, parts, cancel=links.home_of(record))


@screen.post(f"{_COLLECTION}/<int:key>")
def update(collection: str, key: int) -> Response | tuple[str, int]:
    """Save a record unless somebody else did so meanwhile."""
    layout = BY_COLLECTION[collection]
    ref = RecordRef(layout.type, key)
    with reading() as connection:
        record = queries.get(connection, ref, current_user())
        typed = Editor(connection, layout).read(_sent())
    version = request.form.get("_version", type=int) or abort(400)
    errors = editing.missing(layout, typed) | typed.errors
    if not errors:
        try:
            engine().update_record(ref, typed.values, expected_version=version, by=current_user())
        except (InvalidRecord, FieldOwnedByProcess) as refused:
            errors = editing.from_store(refused.errors)
        except RecordChanged as changed:
            return _again(layout, ref, typed, {}, 409, conflict=said(changed))
        else:
            flash(gettext("Saved"), "done")
            return redirect(links.home_of(record), 303)
    return _again(layout, ref, typed, errors, 422)


@screen.get(f"{_COLLECTION}/<int:key>/history")
def history(collection: str, key: int) -> str:
    """Every change of every field."""
    layout = BY_COLLECTION[collection]
    with reading() as connection:
        record = queries.get(connection, RecordRef(layout.type, key), current_user())
        shower = Shower(connection, [record])
        rows = story.changes(connection, record, request.args.get("field"))
        return render_template(
            "records/history.html", layout=layout, record=record, title=shower.title(record), rows=rows
        )


@screen.post("/opportunities/<int:key>/stage-jump")
def jump(key: int) -> Response | tuple[str, int]:
    """Ask the deal's process to go on at another stage, for a reason; its open tasks are withdrawn."""
    ref = RecordRef("opportunity", key)
    with reading() as connection:
        deal = queries.get(connection, ref, current_user())
        allowed = dict(stages.targets(deal))
    target, reason = request.form.get("target_stage", ""), request.form.get("reason", "").strip()
    if target not in allowed:
        abort(400)
    if not reason:
        return _jump_form(deal, target, reason, 422)
    engine().move_deal(ref, seen=str(deal["stage"]), to=target, reason=reason, by=current_user())
    flash(gettext("The deal is now at stage %(stage)s.", stage=allowed[target]), "done")
    return redirect(links.home_of(deal), 303)


@screen.get("/search")
def search() -> Response:
    """Records by their words, for the palette and for fields that suggest; of one type or of all."""
    words = request.args.get("q", "").strip()[:100]
    only = request.args.get("type")
    found = []
    with reading() as connection:
        for layout in LAYOUTS:
            if layout.parent or not words or (only and layout.type != only):
                continue
            title = layout.record_type.title
            page = queries.page(
                connection,
                layout.type,
                current_user(),
                search=words,
                limit=_FOUND if only is None else 4 * _FOUND,
            )
            kind = layout.record_type.labels.in_locale(localization.locale())
            found += [
                {
                    "label": row[title] or row["number"],
                    "icon": layout.icon,
                    "kind": kind,
                    "href": links.href(row.ref),
                }
                for row in page.rows
            ]
    return jsonify(found)


def _sections(layout: Layout, record: Record, shower: Shower) -> list[tuple[str, list[Shown]]]:
    """The record's filled fields; empty ones are for the form."""
    sections = []
    for section in sections_of(layout):
        shown = [one for one in shower.all(record, section.fields) if one.text]
        if shown:
            sections.append((str(section.title), shown))
    return sections


def _defaults(layout: Layout) -> dict[str, Value]:
    """What a new record begins with; the store fills in the same for those who send nothing."""
    simple = {
        name: field.default
        for name, field in layout.record_type.fields.items()
        if isinstance(field.default, (str, bool)) and field.kind not in {"date", "instant"}
    }
    own = {"owner": RecordRef("user", current_user().key)} if not layout.parent else {}
    return {**simple, **own}


def _known(layout: Layout, sent: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in sent.items() if name in layout.record_type.fields}


def _sent() -> dict[str, str]:
    """The form's own fields; names that begin with _ belong to the page."""
    return {
        name: text for name, text in request.form.items() if not name.startswith("_") and name != "csrf_token"
    }


def _created(layout: Layout, ref: RecordRef) -> Response:
    with reading() as connection:
        record = queries.get(connection, ref, current_user())
        task = processes.next_task(connection, ref)
    flash(gettext("Created"), "done")
    if task is not None and not layout.parent:
        return redirect(url_for("inbox.task", key=task), 303)
    return redirect(links.home_of(record), 303)


def _again(
    layout: Layout,
    ref: RecordRef | None,
    typed: Typed,
    errors: Mapping[str, Message],
    status: int,
    *,
    conflict: str = "",
) -> tuple[str, int]:
    """The form with everything that was typed, and what is wrong with it."""
    with reading() as connection:
        record = None if ref is None else queries.get(connection, ref, current_user())
        shower = Shower(connection, [] if record is None else [record])
        notes = editing.notes_of_conflict(shower, record, typed) if record is not None and conflict else {}
        parts = Editor(connection, layout).parts(
            record or {}, new=record is None, raw=typed.raw, errors=errors, notes=notes
        )
        cancel = _cancel(layout, typed.values) if record is None else links.home_of(record)
        return _form(connection, layout, record, parts, cancel=cancel, conflict=conflict), status


def _cancel(layout: Layout, start: Mapping[str, Value]) -> str:
    """Where a new record's form leads back to: what it would belong to, else the list."""
    owner = next(
        (start.get(one) for one in (layout.parent, "opportunity", "account") if start.get(one)), None
    )
    found = links.href(owner) if isinstance(owner, RecordRef) else None
    return found or url_for("records.opportunities" if layout.parent else f"records.{layout.collection}")


def _form(
    connection: Connection,
    layout: Layout,
    record: Record | None,
    parts: list[editing.Part],
    *,
    cancel: str,
    conflict: str = "",
) -> str:
    shower = Shower(connection, [] if record is None else [record])
    return render_template(
        "records/form.html",
        layout=layout,
        record=record,
        parts=parts,
        cancel=cancel,
        title="" if record is None else shower.title(record),
        locked=[] if record is None else editing.locked(layout, shower, record),
        conflict=conflict,
    )


def _jump_form(deal: Record, target: str, reason: str, status: int) -> tuple[str, int]:
    return (
        render_template(
            "records/jump.html", record=deal, targets=stages.targets(deal), target=target, reason=reason,
            error=message(REQUIRED), title=deal["name"],
        ),
        status,
    )  # fmt: skip
