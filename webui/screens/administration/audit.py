"""The audit log: who did what, with old and new values side by side; as a page and as a file for a spreadsheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import render_template, request
from flask_babel import gettext

from engine import feel, keys
from engine.identity import SYSTEM, directory
from engine.process.queries import audit
from engine.process.queries.audit import Filter
from engine.records import types
from webui import context, localization, spreadsheets
from webui.screens.administration.section import screen
from webui.screens.administration.told import Told, subject_name
from webui.screens.administration.words import SUBJECTS, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug import Response


_PAGE, _MOST = 1_000, 1_000_000
"""Rows of a file: read in pages, and no more than a spreadsheet holds. A file that ends before the log says so."""
_YEARS = range(2000, 2100)
_COLUMNS = ("time", "business_time", "who", "verb", "subject_type", "subject_key", "subject", "old", "new")


@screen.get("/audit")
def audit_log() -> str:
    wanted, after = _wanted(), keys.parse(request.args.get("after", ""))
    with context.reading() as connection:
        page = audit.log(connection, context.current_user(), wanted, after=after)
        people = directory.everybody(connection, active_only=False)
        told = Told.of(connection, page.entries)
    shown = {name: value for name, value in request.args.items() if name != "after" and value}
    return render_template(
        "administration/audit.html",
        page=page,
        shown=shown,
        people={SYSTEM.key: gettext("System")} | people,
        verbs=sorted(((name, str(label)) for name, label in VERBS.items()), key=lambda one: one[1]),
        subjects=_subject_types(),
        told=told,
    )


@screen.get("/audit.csv")
def audit_file() -> Response:
    """Everything that the filters let through, the newest first."""
    return spreadsheets.answer("audit.csv", _COLUMNS, _rows(_wanted()))


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
    """A day of the log's lifetime; anything else filters nothing."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


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
    yield (gettext("There is more. Narrow the filters, for example to a day before the last one."),)
