"""Documents of records: which files belong to a record, since when, and who may open them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from engine.errors import NotFound
from engine.feel.values import RecordRef
from engine.identity import queries as people
from engine.records import queries
from engine.records.discovery import type_of
from engine.records.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User
    from engine.records.history import Step

_LONGEST_NAME = 255
_NAMELESS = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that somebody handed in, as the file store knows it. *size* is in bytes."""

    digest: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One document of a record."""

    key: int
    record: RecordRef
    name: str
    media_type: str
    size: int
    digest: str
    added_at: datetime
    added_by: str
    """The person's name, or System."""


def attach(connection: Connection, ref: RecordRef, files: Iterable[File], step: Step) -> list[str]:
    """The record *ref* has *files* from now on; the names under which they are kept.

    A file that the record has already, under the same name, is left alone. Raises `NotFound` for a record that is gone.
    """
    if type_of(ref.type).load(connection, ref.key, lock=True) is None:
        raise NotFound(what=ref.type, key=ref.key)
    present = {(row.digest, row.name) for row in connection.execute(_of_record(ref))}
    named = {(file.digest, plain_name(file.name)): file for file in files}
    instance, task = step.cause or (None, None)
    rows = [
        {
            "key": step.keys.new(), "record_type": ref.type, "record_key": ref.key, "name": name,
            "media_type": file.media_type, "size": file.size, "digest": digest,
            "added_by": step.by.key, "added_at": step.at, "instance": instance, "task": task,
        }
        for (digest, name), file in named.items()
        if (digest, name) not in present
    ]  # fmt: skip
    if rows:
        connection.execute(insert(Document), rows)
    return [name for _, name in named]


def of_record(connection: Connection, ref: RecordRef, user: User) -> list[Attached]:
    """The documents of a record, the newest first; raises `NotFound` when *user* may not see it."""
    queries.get(connection, ref, user)
    newest_first = _of_record(ref).order_by(Document.added_at.desc(), Document.key.desc())
    return _named(connection, connection.execute(newest_first).all())


def get(connection: Connection, key: int, user: User) -> Attached:
    """One document; raises `NotFound` when it is not there or *user* may not see its record, never saying which."""
    row = connection.execute(select(Document.__table__).where(Document.key == key)).first()
    if row is None:
        raise NotFound(what="document", key=key)
    try:
        queries.get(connection, RecordRef(row.record_type, row.record_key), user)
    except NotFound:
        raise NotFound(what="document", key=key) from None
    [document] = _named(connection, [row])
    return document


def plain_name(name: str) -> str:
    """The last part of a file's name, without characters that do not show or that turn the reading direction."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if not unicodedata.category(one).startswith("C")).strip(" .")
    # From a name that is too long the ending is kept: it tells what opens the file.
    return shown[-_LONGEST_NAME:] or _NAMELESS


def _of_record(ref: RecordRef) -> Any:
    return select(Document.__table__).where(Document.record_key == ref.key, Document.record_type == ref.type)


def _named(connection: Connection, rows: Sequence[Row[Any]]) -> list[Attached]:
    names = people.names(connection, {row.added_by for row in rows})
    return [
        Attached(
            key=row.key,
            record=RecordRef(row.record_type, row.record_key),
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            digest=row.digest,
            added_at=row.added_at,
            added_by=names.get(row.added_by, ""),
        )
        for row in rows
    ]
