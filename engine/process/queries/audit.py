"""The audit log: who did what to what, the newest first, with what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel, keys
from engine.identity import queries as identity
from engine.identity.rights import require_administrator
from engine.process.journal import Audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from engine.feel.values import Value
    from engine.identity import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows of the log are wanted; None is any."""

    actor: int | None = None
    verb: str | None = None
    subject_type: str | None = None
    subject_key: int | None = None
    since: datetime | None = None
    """System time, this moment included."""
    until: datetime | None = None
    """System time, this moment excluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One verb that somebody called."""

    key: int
    at: datetime
    """System time."""
    business_at: datetime
    actor_key: int
    actor: str
    verb: str
    subject_type: str
    subject_key: int
    subject: str | None
    """What the subject is called, where the log can say."""
    old: Mapping[str, Value]
    new: Mapping[str, Value]

    @property
    def changes(self) -> list[tuple[str, Value, Value]]:
        """Field, old and new value of everything that is not the same before and after."""
        names = dict.fromkeys([*self.old, *self.new])
        both = ((name, self.old.get(name), self.new.get(name)) for name in names)
        return [(name, old, new) for name, old, new in both if old != new]


@dataclass(frozen=True, slots=True)
class Log:
    entries: tuple[Entry, ...]
    next: int | None
    """The key after which the next page begins."""


def log(
    connection: Connection, user: User, wanted: Filter, *, after: int | None = None, limit: int = 50
) -> Log:
    """A page of the log, for administrators; raises `Forbidden`."""
    require_administrator(user, "read the audit log")
    statement = _matching(wanted).order_by(Audit.key.desc()).limit(limit + 1)
    if after is not None:
        statement = statement.where(Audit.key < after)
    rows = connection.execute(statement).all()
    shown = rows[:limit]
    people = [row.actor for row in shown] + [row.subject_key for row in shown if row.subject_type == "user"]
    names = identity.names(connection, people)
    entries = tuple(_entry(row, names) for row in shown)
    return Log(entries, shown[-1].key if len(rows) > limit else None)


def _matching(wanted: Filter) -> Select[Audit]:
    statement = select(Audit)
    for column, value in (
        (Audit.actor, wanted.actor),
        (Audit.verb, wanted.verb),
        (Audit.subject_type, wanted.subject_type),
        (Audit.subject_key, wanted.subject_key),
    ):
        if value is not None:
            statement = statement.where(column == value)
    # Keys follow the system clock: the walk along the primary key begins and ends where the time does.
    if wanted.since is not None:
        statement = statement.where(Audit.key >= _first_key(wanted.since))
    if wanted.until is not None:
        statement = statement.where(Audit.key < _first_key(wanted.until))
    return statement


def _first_key(moment: datetime) -> int:
    return min(keys.first_of(moment), keys.LARGEST)


def _entry(row: Row[Any], names: Mapping[int, str]) -> Entry:
    old, new = (feel.loads(text) if text else {} for text in (row.old, row.new))
    return Entry(
        key=row.key,
        at=row.at,
        business_at=row.business_at,
        actor_key=row.actor,
        actor=names.get(row.actor, str(row.actor)),
        verb=row.verb,
        subject_type=row.subject_type,
        subject_key=row.subject_key,
        subject=_name(row, old, new, names),
        old=old,
        new=new,
    )


def _name(
    row: Row[Any], old: Mapping[str, Value], new: Mapping[str, Value], names: Mapping[int, str]
) -> str | None:
    if row.subject_type == "user":
        return names.get(row.subject_key)
    for one in (new, old):
        for field in ("name", "group"):
            if isinstance(one.get(field), str):
                return str(one[field])
    return None
