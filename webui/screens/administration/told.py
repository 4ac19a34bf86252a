"""Rows of the audit log in words: verbs, subjects, fields and values as people call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.identity import SYSTEM
from engine.records import queries, types
from webui import localization, presentation
from webui.screens.administration.words import FIELDS, SUBJECTS, VERBS, VISIBILITY
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.process.queries.audit import Entry

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


@dataclass(frozen=True)
class Told:
    """How the rows of one page are told."""

    titles: Mapping[RecordRef, str]
    """What the records that the rows speak of are called."""

    @classmethod
    def of(cls, connection: Connection, entries: Sequence[Entry]) -> Told:
        """With the names of all records that *entries* speak of, in one statement a type."""
        return cls(queries.titles(connection, _refs(entries)))

    def actor(self, entry: Entry) -> str:
        """Who did it; timers, workers and imports are the system."""
        return str(gettext("System")) if entry.actor_key == SYSTEM.key else entry.actor

    def verb(self, entry: Entry) -> str:
        """A verb in words; one without words by its own name."""
        return str(VERBS[entry.verb]) if entry.verb in VERBS else entry.verb.replace("_", " ")

    def subject(self, entry: Entry) -> str:
        """What a row is about, and what that is called."""
        name = entry.subject or self.titles.get(RecordRef(entry.subject_type, entry.subject_key))
        kind = subject_name(entry.subject_type)
        return f"{kind}: {name}" if name else kind

    def href(self, entry: Entry) -> str | None:
        """Where the subject is shown."""
        page = _PAGES.get(entry.subject_type)
        if entry.subject_type == "group":
            return url_for("administration.group", name=entry.subject) if entry.subject else None
        if page is None:
            return links.href(RecordRef(entry.subject_type, entry.subject_key))
        gone = entry.verb in _GONE or not entry.subject_key
        return None if gone else url_for(page, key=entry.subject_key)

    def field(self, entry: Entry, name: str) -> str:
        """A field as its forms call it; one without words by its own name."""
        record_type = types().get(entry.subject_type)
        if record_type is not None and record_type.writable and name in record_type.fields:
            return record_type.fields[name].labels.in_locale(localization.locale())
        return str(FIELDS[name]) if name in FIELDS else name

    def value(self, value: Value, field: str = "") -> str:
        """A value of a field as people read it."""
        if field == "visibility" and value in VISIBILITY:
            return str(VISIBILITY[value])
        if isinstance(value, list):
            return ", ".join(self.value(one) for one in value)
        if isinstance(value, dict):
            return "; ".join(f"{name}: {self.value(one)}" for name, one in value.items())
        if isinstance(value, RecordRef):
            return self.titles.get(value) or f"{subject_name(value.type)} {value.key}"
        return "" if value is None else _plain(value)


def subject_name(kind: str) -> str:
    """A kind of subject in words."""
    if kind in SUBJECTS:
        return str(SUBJECTS[kind])
    record_type = types().get(kind)
    locale = localization.locale()
    return kind.replace("_", " ") if record_type is None else record_type.labels.in_locale(locale)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, datetime):
        return localization.format_moment(value) if value.tzinfo else value.isoformat(" ")
    if isinstance(value, date):
        return localization.format_day(value)
    if isinstance(value, Decimal):
        return localization.format_number(value)
    return presentation.role_name(str(value))


def _refs(entries: Iterable[Entry]) -> set[RecordRef]:
    known = types()
    named = {RecordRef(one.subject_type, one.subject_key) for one in entries}
    for entry in entries:
        named.update(_inside([*entry.old.values(), *entry.new.values()]))
    return {ref for ref in named if ref.type in known}


def _inside(value: Value) -> Iterator[RecordRef]:
    if isinstance(value, RecordRef):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _inside(one)
