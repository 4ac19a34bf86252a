"""A designer's draft of a folder: opened from the newest version, saved file by file, discarded."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from engine.process import audit
from engine.process.locks import one_at_a_time
from engine.studio import contents, naming, versions
from engine.studio.errors import (
    BadFileName,
    DraftExists,
    FileChanged,
    FileTaken,
    FolderTaken,
    NoSuchDraft,
    NoSuchFile,
    NoSuchFolder,
    TooManyFiles,
)
from engine.studio.models import Draft, DraftFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User
    from engine.process.work import Work


def found(connection: Connection, folder: str, user: User) -> Row[*tuple[Any, ...]]:
    """The person's draft; raises `NoSuchDraft`."""
    row = connection.execute(select(Draft).where(Draft.folder == folder, Draft.owner == user.key)).first()
    if row is None:
        raise NoSuchDraft(what="draft", key=folder, folder=folder)
    return row


def files(connection: Connection, draft: int) -> dict[str, bytes]:
    """The draft's files as they are now."""
    rows = connection.execute(select(DraftFile.name, DraftFile.content).where(DraftFile.draft == draft))
    return {row.name: row.content for row in rows}


def opened(work: Work, folder: str) -> int:
    """The key of the person's draft, begun from the newest version if there is none. Raises `NoSuchFolder`."""
    _lock(work, folder)
    held = _key(work, folder)
    if held is not None:
        return held
    base = versions.newest(work.connection, folder)
    if not base:
        raise NoSuchFolder(what="folder", key=folder, folder=folder)
    return _begin(work, folder, versions.files(work.connection, folder, base), base=base)


def founded(work: Work, folder: str, content: Mapping[str, bytes]) -> int:
    """A draft of a new folder; raises `FolderTaken`."""
    naming.check_folder(folder)
    contents.check(content)
    _lock(work, folder)
    drawn = work.connection.scalar(select(Draft.key).where(Draft.folder == folder).limit(1))
    if drawn is not None or versions.newest(work.connection, folder):
        raise FolderTaken(reason="", remedy="", folder=folder)
    return _begin(work, folder, content, base=0)


def imported(work: Work, folder: str, content: Mapping[str, bytes]) -> int:
    """A draft that holds *content*, over the newest version where there is one. Raises `DraftExists`."""
    naming.check_folder(folder)
    _lock(work, folder)
    if _key(work, folder) is not None:
        raise DraftExists(reason="", remedy="", folder=folder)
    return _begin(work, folder, content, base=versions.newest(work.connection, folder))


def save_file(work: Work, folder: str, name: str, content: bytes, *, expected: int) -> int:
    """Keep one file; its new version. A new file expects version 0. Raises `FileChanged`, `FileRefused`."""
    contents.check_one(name, content)
    draft = _locked(work, folder)
    stored = work.connection.execute(
        select(DraftFile.version, DraftFile.content).where(DraftFile.draft == draft, DraftFile.name == name)
    ).first()
    current = 0 if stored is None else stored.version
    if stored is not None and stored.content == content:
        return int(current)
    if current != expected:
        if stored is None:
            raise NoSuchFile(what="file", key=name, folder=folder, file=name)
        raise FileChanged(reason="", remedy="", file=name)
    if stored is None:
        _add(work, draft, {**files(work.connection, draft), name: content}, name)
    else:
        values = {"content": content, "version": current + 1, "saved": work.now}
        work.connection.execute(
            update(DraftFile).where(DraftFile.draft == draft, DraftFile.name == name).values(**values)
        )
    _touch(work, draft)
    return int(current) + 1


def rename_file(work: Work, folder: str, name: str, to: str) -> None:
    """Raises `NoSuchFile`, `FileTaken`, `BadFileName`; the kind of a file stays."""
    if PurePath(naming.check_file(to)).suffix != PurePath(name).suffix:
        raise BadFileName(file=to)
    draft = _locked(work, folder)
    held = files(work.connection, draft)
    if name not in held:
        raise NoSuchFile(what="file", key=name, folder=folder, file=name)
    if to in held:
        raise FileTaken(reason="", remedy="", file=to)
    work.connection.execute(
        update(DraftFile)
        .where(DraftFile.draft == draft, DraftFile.name == name)
        .values(name=to, version=DraftFile.version + 1, saved=work.now)
    )
    _touch(work, draft)
    audit.record(work, "rename_file", ("folder_draft", draft), old={"file": name}, new={"file": to})


def delete_file(work: Work, folder: str, name: str) -> None:
    """Raises `NoSuchFile`."""
    draft = _locked(work, folder)
    removed = work.connection.execute(
        delete(DraftFile).where(DraftFile.draft == draft, DraftFile.name == name)
    )
    if not removed.rowcount:
        raise NoSuchFile(what="file", key=name, folder=folder, file=name)
    _touch(work, draft)
    audit.record(work, "delete_file", ("folder_draft", draft), old={"file": name})


def discard(work: Work, folder: str) -> None:
    """Throw the person's draft away."""
    draft = _locked(work, folder)
    remove(work.connection, draft)
    audit.record(work, "discard_draft", ("folder_draft", draft), old={"folder": folder})


def remove(connection: Connection, draft: int) -> None:
    connection.execute(delete(Draft).where(Draft.key == draft))


def rebase(connection: Connection, draft: int, base: int) -> None:
    """The draft goes on from a version that came out of it, or that its owner has seen."""
    connection.execute(update(Draft).where(Draft.key == draft).values(base=base))


def _begin(work: Work, folder: str, content: Mapping[str, bytes], *, base: int) -> int:
    key = work.parts.keys.new()
    row = {"key": key, "folder": folder, "owner": work.by.key, "base": base}
    work.connection.execute(insert(Draft), {**row, "created": work.now, "saved": work.now})
    work.connection.execute(
        insert(DraftFile), [_row(key, name, each, work.now) for name, each in content.items()]
    )
    audit.record(work, "open_draft", ("folder_draft", key), new={"folder": folder, "base": base})
    return key


def _add(work: Work, draft: int, together: Mapping[str, bytes], name: str) -> None:
    if len(together) > contents.MOST_FILES:
        raise TooManyFiles(most=contents.MOST_FILES)
    work.connection.execute(insert(DraftFile), _row(draft, name, together[name], work.now))
    audit.record(work, "add_file", ("folder_draft", draft), new={"file": name})


def _row(draft: int, name: str, content: bytes, now: datetime) -> dict[str, object]:
    return {"draft": draft, "name": name, "content": content, "version": 1, "saved": now}


def _touch(work: Work, draft: int) -> None:
    work.connection.execute(update(Draft).where(Draft.key == draft).values(saved=work.now))


def _locked(work: Work, folder: str) -> int:
    """The person's draft, which no other window changes meanwhile."""
    _lock(work, folder)
    return int(found(work.connection, folder, work.by).key)


def _key(work: Work, folder: str) -> int | None:
    return work.connection.scalar(select(Draft.key).where(Draft.folder == folder, Draft.owner == work.by.key))


def _lock(work: Work, folder: str) -> None:
    one_at_a_time(work.connection, "folder", folder)
