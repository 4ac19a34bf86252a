"""The one timeline of a record: activities, changes, stages, overrides, process steps; newest first, by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.db import from_milliseconds
from engine.identity import SYSTEM
from engine.process import queries as processes
from engine.records import timeline, type_of
from engine.records.paging import decode
from engine.records.stages import BY_VALUE
from webui import context, localization
from webui.screens.mails import words as mail_words
from webui.screens.records import links
from webui.screens.records.showing import Shower

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.process.queries import HistoryEntry
    from engine.records import Record
    from engine.records.mails import MailLine
    from engine.records.timeline import Change, Entry

PAGE = 30
_SCANNED = 200
_MOST_SCANS = 10
_MOST_INSTANCES = 20
KINDS: tuple[tuple[str, LazyString], ...] = (
    ("all", _l("All")),
    ("activity", _l("Activities")),
    ("change", _l("Changes")),
    ("mail", _l("Mails")),
    ("stage", _l("Stages")),
    ("step", _l("Steps")),
)
_SHOWN_KINDS = {
    "all": None,
    "activity": {"activity"},
    "change": {"change"},
    "mail": {"mail"},
    "stage": {"stage", "override"},
}
_ICONS = {"change": "edit", "document": "archive", "mail": "mail", "stage": "flag", "override": "flag"}
_ACTIVITY_ICONS = {"call": "phone", "meeting": "users", "email": "mail", "note": "note", "task": "check"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened."""

    icon: str
    at: datetime
    who: str
    title: str
    text: str = ""
    items: tuple[str, ...] = ()
    about: str = ""
    """The other record that an activity regards, seen from a company."""
    about_href: str | None = None
    instance: int | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    lines: list[Line]
    next: str | None


def story(connection: Connection, record: Record, kind: str, after: str | None) -> Story:
    """One page of the timeline of *record*, of one kind or "all"."""
    steps = _steps(connection, record.ref) if kind in {"all", "step"} else []
    if kind == "step":
        return Story(lines=steps, next=None)
    told = _told(connection, record, kind, after)
    end = told.lines[-1].at if told.next else None
    begin = from_milliseconds(int(decode(after)[0])) if after else None
    between = [
        step for step in steps if (end is None or step.at >= end) and (begin is None or step.at < begin)
    ]
    return Story(lines=sorted([*told.lines, *between], key=_moment, reverse=True), next=told.next)


def _moment(line: Line) -> datetime:
    return line.at


def _steps(connection: Connection, ref: RecordRef) -> list[Line]:
    """The tasks that people completed in the record's processes."""
    user = context.current_user()
    lines = processes.instances_of_record(connection, ref, user)[:_MOST_INSTANCES]
    steps = [
        _step(line.key, entry)
        for line in lines
        for entry in processes.instance(connection, line.key, user).history
        if entry.by is not None and entry.task is not None
    ]
    return sorted(steps, key=_moment, reverse=True)


def _step(instance: int, entry: HistoryEntry) -> Line:
    return Line(
        icon="check",
        at=entry.left,
        who=entry.by_name or "",
        title=gettext("Completed: %(task)s", task=entry.element.name_in(localization.locale())),
        text=gettext("after %(duration)s", duration=localization.format_duration(entry.left - entry.entered)),
        instance=instance,
    )


def _told(connection: Connection, record: Record, kind: str, after: str | None) -> Story:
    """A page of what the record itself remembers."""
    entries, following = _entries(connection, record.ref, _SHOWN_KINDS.get(kind), after)
    grouped = list(_grouped(entries))
    values = [entry.activity for entry in entries if entry.activity is not None]
    changed = [
        {"old": entry.change.old, "new": entry.change.new} for entry in entries if entry.change is not None
    ]
    shower = Shower(connection, [*values, *changed])
    return Story(lines=[_line(record, group, shower) for group in grouped], next=following)


def _entries(
    connection: Connection, ref: RecordRef, kinds: set[str] | None, after: str | None
) -> tuple[list[Entry], str | None]:
    """Entries of *kinds*, reading on until a page is full; a quiet record is read to its end."""
    found: list[Entry] = []
    for _ in range(_MOST_SCANS):
        limit = PAGE if kinds is None else _SCANNED
        page = timeline.timeline(connection, ref, context.current_user(), after=after, limit=limit)
        found += [_signed(entry) for entry in page.entries if kinds is None or entry.kind in kinds]
        after = page.next
        if after is None or len(found) >= PAGE:
            break
    return found, after


def _signed(entry: Entry) -> Entry:
    """The system has no name of its own: it is called by a word of the reader's language."""
    return replace(entry, by=gettext("System")) if entry.by_key == SYSTEM.key else entry


def _grouped(entries: Iterable[Entry]) -> Iterable[list[Entry]]:
    """Changes that one person saved at one moment are one thing that happened."""
    group: list[Entry] = []
    for entry in entries:
        together = group and entry.kind == "change" == group[0].kind
        if together and (entry.at, entry.by_key) == (group[0].at, group[0].by_key):
            group.append(entry)
            continue
        if group:
            yield group
        group = [entry]
    if group:
        yield group


def _line(record: Record, group: Sequence[Entry], shower: Shower) -> Line:
    entry = group[0]
    if entry.activity is not None:
        return _activity(record, entry, entry.activity, shower)
    if entry.change is not None:
        return _changes(record, group, shower)
    if entry.document is not None:
        return _document(entry, entry.document)
    if entry.mail is not None:
        return _mail(entry, entry.mail)
    stage = BY_VALUE.get(entry.stage or "")
    name = stage.labels.in_locale(localization.locale()) if stage else entry.stage
    if entry.kind == "override":
        title = gettext("Gate of %(stage)s passed by override", stage=name)
    else:
        title = gettext("Stage %(stage)s", stage=name)
    return Line(
        icon=_ICONS[entry.kind], at=entry.at, who=entry.by, title=title, text=entry.reason or "",
        items=tuple(_item(record, item) for item in entry.missing), instance=entry.instance,
    )  # fmt: skip


_COUNTED = {"contacts": _l("Contacts and roles")}
"""What a gate counts beside the record's own fields."""


def _item(record: Record, item: str) -> str:
    """What a gate asked for, in the words of the record's field where one holds it."""
    field = type_of(record.ref.type).fields.get(item)
    if field is not None:
        return field.label(localization.locale())
    return str(_COUNTED[item]) if item in _COUNTED else item.replace("_", " ").capitalize()


def _activity(record: Record, entry: Entry, activity: Record, shower: Shower) -> Line:
    kind = type_of("activity").fields["kind"].choice_label(activity["kind"], localization.locale())
    about = next(
        (activity[name] for name in ("opportunity", "contact") if activity[name] not in (None, record.ref)),
        None,
    )
    return Line(
        icon=_ACTIVITY_ICONS.get(activity["kind"], "note"),
        at=entry.at,
        who=entry.by,
        title=f"{kind}: {activity['subject']}",
        text=activity["body"] or "",
        items=(activity["outcome"],) if activity["outcome"] else (),
        about="" if about is None else shower.name(about),
        about_href=None if about is None else links.href(about),
        instance=entry.instance,
    )


def _document(entry: Entry, name: str) -> Line:
    return Line(
        icon=_ICONS[entry.kind],
        at=entry.at,
        who=entry.by,
        title=gettext("Document: %(name)s", name=name),
        instance=entry.instance,
    )


def _mail(entry: Entry, mail: MailLine) -> Line:
    status = mail_words.STATUSES[mail.status].label
    return Line(
        icon=_ICONS[entry.kind],
        at=entry.at,
        who=entry.by,
        title=gettext("Mail: %(subject)s", subject=mail.subject),
        about=f"{status} · {mail.recipients}",
        about_href=url_for("mails.show", key=mail.key),
        instance=entry.instance,
    )


def _changes(record: Record, group: Sequence[Entry], shower: Shower) -> Line:
    items = tuple(_change(record, entry, shower) for entry in group)
    entry = group[0]
    single = len(items) == 1
    return Line(
        icon=_ICONS["change"],
        at=entry.at,
        who=entry.by,
        title=items[0] if single else gettext("%(count)s fields changed", count=len(items)),
        items=() if single else items,
        instance=entry.instance,
    )


def _change(record: Record, entry: Entry, shower: Shower) -> str:
    if entry.change is None:
        return ""
    label, old, new = _words(record, entry.change, shower)
    return f"{label}: {old} → {new}"


def changes(
    connection: Connection, record: Record, field: str | None
) -> list[tuple[datetime, str, str, str, str]]:
    """The field history: when, who, which field, the old and the new value."""
    found = timeline.field_history(connection, record.ref, context.current_user(), field=field)
    entries = [_signed(entry) for entry in found]
    told = [entry.change for entry in entries if entry.change is not None]
    shower = Shower(connection, [{"old": change.old, "new": change.new} for change in told])
    return [
        (entry.at, entry.by, *_words(record, entry.change, shower))
        for entry in entries
        if entry.change is not None
    ]


def _words(record: Record, change: Change, shower: Shower) -> tuple[str, str, str]:
    """The name of a field, its old and its new value."""
    field = type_of(record.ref.type).fields.get(change.field)
    if field is None:
        return change.field, str(change.old or "—"), str(change.new or "—")
    currency = str(record.get("currency") or "")
    old, new = ("—" if one is None else shower.text(field, one, currency) for one in (change.old, change.new))
    return field.label(localization.locale()), old, new
