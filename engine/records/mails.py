"""Mails that processes sent or are about to send: the table, and who sees which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Text, and_, false, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Key
from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.records.discovery import types
from engine.records.paging import UnknownCursor, decode, encode, key_of
from engine.records.searching import folded, storable
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection, Row

    from engine.identity import User

QUEUED, SENT, WRITTEN, FAILED, REJECTED, WITHDRAWN = (
    "queued", "sent", "written", "failed", "rejected", "withdrawn",
)  # fmt: skip
STATUSES = (QUEUED, SENT, WRITTEN, FAILED, REJECTED, WITHDRAWN)
_WORDS = 8


class Mail(Base):
    """One mail: written down in the step that asks for it, marked in the step that learns what became of it."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_record", "record_type", "record_key"),
        Index("ix_mail_job", "job"),
        Index("ix_mail_instance", "instance"),
        Index("ix_mail_status", "status", "key"),
    )

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    job: Mapped[int] = mapped_column(Key)
    """The job that sends it. No foreign key: the job goes when it is done."""
    instance: Mapped[int | None] = mapped_column(Key)
    record_type: Mapped[str | None] = mapped_column(Text)
    record_key: Mapped[int | None] = mapped_column(Key)
    recipients: Mapped[str] = mapped_column(Text)
    """Addresses, separated by a comma."""
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    """queued, sent, written (to a file), failed (tries used up), rejected (by the receiver), withdrawn."""
    message_id: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    """What the last attempt ended with, when it did not succeed."""
    queued: Mapped[datetime] = mapped_column(Instant)
    """Business time."""
    done: Mapped[datetime | None] = mapped_column(Instant)
    """Business time at which it was sent, written or rejected."""
    search_text: Mapped[str] = mapped_column(Text)
    """Recipients and subject, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """One mail as a list and a page show it."""

    key: int
    recipients: str
    subject: str
    text: str
    purpose: str
    status: str
    message_id: str | None
    answer: str | None
    queued: datetime
    done: datetime | None
    instance: int | None
    record: RecordRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """One page of mails, the newest first."""

    mails: list[MailLine]
    next: str | None


def page(
    connection: Connection,
    user: User,
    *,
    search: str = "",
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> MailPage:
    """The mails that *user* may see, the newest first; raises `UnknownCursor`."""
    statement = (
        select(Mail.__table__)
        .where(_seen_by(user), _matching(search))
        .where(true() if status is None else Mail.status == status)
        .where(true() if after is None else Mail.key < _cursor(after))
        .order_by(Mail.key.desc())
        .limit(limit + 1)
    )
    rows = connection.execute(statement).all()
    more = len(rows) > limit
    return MailPage(
        mails=[_line(row) for row in rows[:limit]], next=encode([str(rows[limit - 1].key)]) if more else None
    )


def get(connection: Connection, key: int, user: User) -> MailLine:
    """One mail; raises `NotFound` when it is not there or not *user*'s to see, never saying which."""
    row = connection.execute(select(Mail.__table__).where(Mail.key == key, _seen_by(user))).first()
    if row is None:
        raise NotFound(what="mail", key=key)
    return _line(row)


def of_record(
    connection: Connection, ref: RecordRef, *, condition: ColumnElement[bool] | None = None, limit: int = 50
) -> list[MailLine]:
    """The mails about a record, the newest first; the caller has made sure that the person sees the record."""
    statement = (
        select(Mail.__table__)
        .where(Mail.record_type == ref.type, Mail.record_key == ref.key)
        .where(true() if condition is None else condition)
        .order_by(Mail.queued.desc(), Mail.key.desc())
        .limit(limit)
    )
    return [_line(row) for row in connection.execute(statement)]


def statuses(connection: Connection, refs: Iterable[RecordRef]) -> dict[RecordRef, str]:
    """What became of the newest mail about each record; a record without a mail is left out."""
    wanted: dict[str, list[int]] = {}
    for ref in refs:
        wanted.setdefault(ref.type, []).append(ref.key)
    statement = select(Mail.record_type, Mail.record_key, Mail.status).order_by(Mail.key)
    return {
        RecordRef(row.record_type, row.record_key): row.status
        for name, keys in wanted.items()
        for row in connection.execute(statement.where(Mail.record_type == name, Mail.record_key.in_(keys)))
    }


def _seen_by(user: User) -> ColumnElement[bool]:
    """Administrators see every mail, others those about records that they see; managers those about none, too."""
    if user.visibility == "all" or "administrator" in user.roles:
        return true()
    about_nothing = Mail.record_type.is_(None) if "manager" in user.roles else false()
    return or_(about_nothing, *_about_visible_records(user))


def _about_visible_records(user: User) -> Iterator[ColumnElement[bool]]:
    for name, record_type in types().items():
        table = record_type.table
        if "deleted_at" in table.c:
            seen = select(table.c.key).where(
                table.c.key == Mail.record_key, table.c.deleted_at.is_(None), visible(user, table)
            )
            yield and_(Mail.record_type == name, seen.exists())


def _matching(search: str) -> ColumnElement[bool]:
    words = storable(folded(search)).split()[:_WORDS]
    return and_(true(), *(Mail.search_text.contains(word, autoescape=True) for word in words))


def _cursor(after: str) -> int:
    try:
        [key] = decode(after)
        return key_of(key)
    except (TypeError, ValueError):
        raise UnknownCursor(cursor=after) from None


def _line(row: Row[Any]) -> MailLine:
    return MailLine(
        key=row.key, recipients=row.recipients, subject=row.subject, text=row.text, purpose=row.purpose,
        status=row.status, message_id=row.message_id, answer=row.answer, queued=row.queued, done=row.done,
        instance=row.instance,
        record=None if row.record_key is None else RecordRef(row.record_type, row.record_key),
    )  # fmt: skip
