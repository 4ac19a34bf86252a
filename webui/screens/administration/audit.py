"""The audit log: who did what, with old and new values side by side; as a page and as a file for a spreadsheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from engine import feel, keys
from engine.feel.values import RecordRef
from engine.identity import SYSTEM, directory
from engine.process.queries import audit
from engine.process.queries.audit import Filter
from engine.records import types
from webui import context, localization, spreadsheets
from webui.screens.administration.section import screen
from webui.screens.administration.words import SUBJECTS, VERBS
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug import Response

    from engine.feel.values import Value
    from engine.process.queries.audit import Entry

_PAGE, _MOST = 1_000, 50_000
"""Rows of a file: read in pages, and no more than a spreadsheet is happy with."""
_PAGES = {
    "user": "administration.user",
    "team": "administration.team",
    "work_calendar": "administration.calendar",
    "process_instance": "instances.show",
    "task": "inbox.task",
}
"""Where subjects that are no records are shown."""
_GONE = {"complete_task", "delete_calendar"}
"""Verbs after which their subject has no page of its own."""
_COLUMNS = ("time", "business_time", "who", "verb", "subject_type", "subject_key", "subject", "old", "new")


@screen.get("/audit")
def audit_log() -> str:
    wanted, after = _wanted(), keys.parse(request.args.get("after", ""))
    with context.reading() as connection:
        page = audit.log(connection, context.current_user(), wanted, after=after)
        people = directory.everybody(connection, active_only=False)
    shown = {name: value for name, value in request.args.items() if name != "after" and value}
    return render_template(
        "administration/audit.html",
        page=page,
        shown=shown,
        people={SYSTEM.key: SYSTEM.name} | people,
        verbs=sorted(((name, str(label)) for name, label in VERBS.items()), key=lambda one: one[1]),
        subjects=_subject_types(),
        verb_name=verb_name,
        subject_name=subject_name,
        href=href,
        said=said,
    )


@screen.get("/audit.csv")
def audit_file() -> Response:
    """Everything that the filters let through, the newest first."""
    return spreadsheets.answer("audit.csv", _COLUMNS, _rows(_wanted()))


def verb_name(verb: str) -> str:
    """A verb in words; one without words by its own name."""
    return str(VERBS[verb]) if verb in VERBS else verb.replace("_", " ")


def subject_name(kind: str) -> str:
    """What a row is about, in words."""
    if kind in SUBJECTS:
        return str(SUBJECTS[kind])
    record_type = types().get(kind)
    return (
        kind.replace("_", " ") if record_type is None else record_type.labels.in_locale(localization.locale())
    )


def href(entry: Entry) -> str | None:
    """Where the subject is shown."""
    page = _PAGES.get(entry.subject_type)
    if entry.subject_type == "group":
        return url_for("administration.group", name=entry.subject) if entry.subject else None
    if page is None:
        return links.href(RecordRef(entry.subject_type, entry.subject_key))
    gone = entry.verb in _GONE or not entry.subject_key
    return None if gone else url_for(page, key=entry.subject_key)


def said(value: Value) -> str:
    """A value of the log as people read it."""
    if isinstance(value, list):
        return ", ".join(said(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said(one)}" for name, one in value.items())
    if isinstance(value, RecordRef):
        return f"{subject_name(value.type)} {value.key}"
    if isinstance(value, datetime):
        return localization.format_moment(value) if value.tzinfo else value.isoformat(" ")
    return "" if value is None else str(value)


def _wanted() -> Filter:
    asked = request.args
    since, until = _day("from"), _day("to")
    return Filter(
        actor=keys.parse(asked.get("who", "")),
        verb=asked.get("verb") or None,
        subject_type=asked.get("subject") or None,
        subject_key=keys.parse(asked.get("key", "")),
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until + timedelta(days=1)),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    """Where a day of the person who asks begins."""
    return datetime.combine(day, time(), tzinfo=localization.time_zone()).astimezone(UTC)


def _subject_types() -> list[tuple[str, str]]:
    records = [name for name, one in types().items() if one.writable]
    return sorted(((name, subject_name(name)) for name in {*SUBJECTS, *records}), key=lambda one: one[1])


def _rows(wanted: Filter) -> Iterator[tuple[Any, ...]]:
    after, count = None, 0
    while count < _MOST:
        with context.reading() as connection:
            page = audit.log(connection, context.current_user(), wanted, after=after, limit=_PAGE)
        for one in page.entries:
            yield (
                *(one.at.isoformat(), one.business_at.isoformat(), one.actor, one.verb),
                *(one.subject_type, str(one.subject_key), one.subject or ""),
                *(feel.dumps(dict(one.old)), feel.dumps(dict(one.new))),
            )
        after, count = page.next, count + len(page.entries)
        if after is None:
            return
