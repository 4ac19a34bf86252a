"""What happened to a record, newest first: activities, changes, documents, mails, stages, overrides of gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, false, or_, select, true

from engine.db import from_milliseconds, to_milliseconds
from engine.identity import SYSTEM
from engine.identity import queries as people
from engine.records import history, mails, queries
from engine.records.discovery import type_of
from engine.records.models import Document, FieldChange, GateOverride, StageHistory
from engine.records.paging import UnknownCursor, decode, encode, key_of
from engine.records.types.activity import REGARDING
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.records.mails import MailLine
    from engine.records.record import Record

_Moment = tuple[datetime, int]
"""Where a page begins: before this time and key."""
Kind = Literal["activity", "change", "document", "mail", "stage", "override"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that got another value."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a timeline. Which of the later fields are set depends on the kind."""

    kind: Kind
    key: int
    at: datetime
    by_key: int
    by: str
    """The person's name, or System."""
    instance: int | None = None
    activity: Record | None = None
    change: Change | None = None
    document: str | None = None
    """The name of the file that was added."""
    mail: MailLine | None = None
    stage: str | None = None
    """The stage that was entered, or whose gate was overridden."""
    reason: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """One page of a timeline."""

    entries: list[Entry]
    next: str | None


_UNTOLD = {
    "opportunity": frozenset({"stage", "probability"}),
    "case": frozenset(
        {"first_response_minutes", "update_minutes", "solution_minutes", "round_the_clock"}
        | {"solution_warn_at", "solution_critical_at", "warned_at", "director_told_at"}
        | {"paused_minutes", "remaining_minutes"}
    ),
}
"""By type: fields whose changes other entries tell already. The field history has them all."""


def timeline(
    connection: Connection, ref: RecordRef, user: User, *, after: str | None = None, limit: int = 50
) -> TimelinePage:
    """What happened to the record *ref*; raises `NotFound` when *user* may not see it."""
    queries.get(connection, ref, user)
    moment = _moment(after)
    found = [
        *_activities(connection, ref, user, moment, limit + 1),
        *_changes(connection, ref, moment, limit + 1),
        *_documents(connection, ref, moment, limit + 1),
        *_mails(connection, ref, moment, limit + 1),
    ]
    if ref.type == "opportunity":
        found += _stages(connection, ref.key, moment, limit + 1)
        found += _overrides(connection, ref.key, moment, limit + 1)
    entries = sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)
    shown = _named(connection, entries[:limit])
    more = len(entries) > limit
    return TimelinePage(
        entries=shown,
        next=encode([to_milliseconds(shown[-1].at), str(shown[-1].key)]) if more else None,
    )


def field_history(
    connection: Connection, ref: RecordRef, user: User, *, field: str | None = None, limit: int = 200
) -> list[Entry]:
    """The changes of a record's fields, newest first; of one *field* when it is named."""
    queries.get(connection, ref, user)
    of_field = [] if field is None else [FieldChange.field == field]
    return _named(connection, _change_entries(connection, ref, None, limit, of_field))


def _activities(
    connection: Connection, ref: RecordRef, user: User, moment: _Moment | None, limit: int
) -> Iterable[Entry]:
    record_type = type_of("activity")
    table = record_type.table
    statement = (
        select(table)
        .where(table.c.deleted_at.is_(None), _regarding(table, ref), visible(user, table))
        .where(_before(table.c.at, table.c.key, moment))
        .order_by(table.c.at.desc(), table.c.key.desc())
        .limit(limit)
    )
    for row in connection.execute(statement):
        activity = record_type.record(row)
        yield Entry(kind="activity", key=row.key, at=row.at, by_key=row.created_by, by="", activity=activity)


def _regarding(table: Any, ref: RecordRef) -> ColumnElement[bool]:
    """Activities of the record; for an account also those of its contacts and deals."""
    if ref.type not in REGARDING:
        return false()
    conditions = [table.c[ref.type] == ref.key]
    if ref.type == "account":
        for name in ("contact", "opportunity"):
            below = type_of(name).table
            conditions.append(table.c[name].in_(select(below.c.key).where(below.c.account == ref.key)))
    return or_(*conditions)


def _changes(connection: Connection, ref: RecordRef, moment: _Moment | None, limit: int) -> list[Entry]:
    untold = _UNTOLD.get(ref.type)
    others = [] if untold is None else [FieldChange.field.not_in(untold)]
    return _change_entries(connection, ref, moment, limit, others)


def _change_entries(
    connection: Connection,
    ref: RecordRef,
    moment: _Moment | None,
    limit: int,
    conditions: Sequence[ColumnElement[bool]],
) -> list[Entry]:
    record_type = type_of(ref.type)
    statement = (
        select(FieldChange.__table__)
        .where(FieldChange.record_key == ref.key, FieldChange.record_type == ref.type, *conditions)
        .where(_before(FieldChange.at, FieldChange.key, moment))
        .order_by(FieldChange.at.desc(), FieldChange.key.desc())
        .limit(limit)
    )

    def value(row: Row[Any], text: str | None) -> Value:
        return history.from_text(record_type, row.field, text)

    return [
        Entry(
            kind="change",
            key=row.key,
            at=row.at,
            by_key=row.changed_by,
            by="",
            instance=row.instance,
            change=Change(field=row.field, old=value(row, row.old_value), new=value(row, row.new_value)),
        )
        for row in connection.execute(statement)
    ]


def _documents(connection: Connection, ref: RecordRef, moment: _Moment | None, limit: int) -> Iterable[Entry]:
    statement = (
        select(Document.__table__)
        .where(Document.record_key == ref.key, Document.record_type == ref.type)
        .where(_before(Document.added_at, Document.key, moment))
        .order_by(Document.added_at.desc(), Document.key.desc())
        .limit(limit)
    )
    for row in connection.execute(statement):
        yield Entry(
            kind="document",
            key=row.key,
            at=row.added_at,
            by_key=row.added_by,
            by="",
            instance=row.instance,
            document=row.name,
        )


def _mails(connection: Connection, ref: RecordRef, moment: _Moment | None, limit: int) -> Iterable[Entry]:
    before = _before(mails.Mail.queued, mails.Mail.key, moment)
    for mail in mails.of_record(connection, ref, condition=before, limit=limit):
        yield Entry(
            kind="mail",
            key=mail.key,
            at=mail.queued,
            by_key=SYSTEM.key,
            by="",
            instance=mail.instance,
            mail=mail,
        )


def _stages(connection: Connection, key: int, moment: _Moment | None, limit: int) -> Iterable[Entry]:
    statement = (
        select(StageHistory.__table__)
        .where(StageHistory.opportunity == key, _before(StageHistory.entered_at, StageHistory.key, moment))
        .order_by(StageHistory.entered_at.desc(), StageHistory.key.desc())
        .limit(limit)
    )
    for row in connection.execute(statement):
        yield Entry(
            kind="stage",
            key=row.key,
            at=row.entered_at,
            by_key=row.changed_by,
            by="",
            instance=row.instance,
            stage=row.stage,
            reason=row.reason,
        )


def _overrides(connection: Connection, key: int, moment: _Moment | None, limit: int) -> Iterable[Entry]:
    statement = (
        select(GateOverride.__table__)
        .where(GateOverride.opportunity == key, _before(GateOverride.at, GateOverride.key, moment))
        .order_by(GateOverride.at.desc(), GateOverride.key.desc())
        .limit(limit)
    )
    for row in connection.execute(statement):
        yield Entry(
            kind="override",
            key=row.key,
            at=row.at,
            by_key=row.decided_by,
            by="",
            instance=row.instance,
            stage=row.stage,
            reason=row.reason,
            missing=tuple(row.missing.splitlines()),
        )


def _before(at: Any, key: Any, moment: _Moment | None) -> ColumnElement[bool]:
    if moment is None:
        return true()
    when, last = moment
    return or_(at < when, and_(at == when, key < last))


def _moment(cursor: str | None) -> _Moment | None:
    if cursor is None:
        return None
    try:
        milliseconds, key = decode(cursor)
        return from_milliseconds(milliseconds), key_of(key)
    except (TypeError, ValueError, OverflowError):
        raise UnknownCursor(cursor=cursor) from None


def _named(connection: Connection, entries: list[Entry]) -> list[Entry]:
    names = people.names(connection, {entry.by_key for entry in entries})
    return [replace(entry, by=names.get(entry.by_key, "")) for entry in entries]
