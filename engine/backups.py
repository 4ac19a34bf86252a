"""A backup of a running installation in one file: the database as it was at one moment, then the files it speaks of.

Files are kept under their digests and never change, so that those that are copied after the database are all there.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from engine import schema
from engine.errors import Conflict, Invalid, Unavailable
from engine.files import is_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import IO

    from engine.db import Database
    from engine.files import Files

_CONTENTS = "backup.json"
_DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_FILES = PurePosixPath("files")


class NotEmpty(Conflict):
    text = "{what} is not empty. A backup is restored beside what exists, never over it: {remedy}"


class BackupExists(Conflict):
    text = "{path} exists already, and a backup overwrites nothing: name a new file."


class NoBackup(Invalid):
    text = "{path} is no backup of this kind of database: {reason} {remedy}"


class ProgramMissing(Unavailable):
    text = "A backup of PostgreSQL needs {program}. Install PostgreSQL's client programs and put them on the PATH."


class ProgramFailed(Unavailable):
    text = "{program} says: {reason} Nothing was kept."


def write(database: Database, files: Files, path: Path, *, at: datetime) -> None:
    """Write a backup to *path*, whole or not at all, while others work; raises `BackupExists`, `Unavailable`."""
    if path.exists():
        raise BackupExists(path=path, reason="", remedy="")
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    told = {"database": database.dialect, "schema": schema.version(database), "taken": at.isoformat()}
    with _draft(path) as draft, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / _DATABASES[database.dialect]
        (_copy_sqlite if database.dialect == "sqlite" else _dump_postgresql)(database, copy)
        contents = Path(folder) / _CONTENTS
        contents.write_text(json.dumps(told))
        with tarfile.open(draft, "w") as archive:
            archive.add(contents, _CONTENTS)
            archive.add(copy, copy.name)
            if files.folder.is_dir():
                archive.add(files.folder, str(_FILES), filter=_only_contents)


def restore(database: Database, files: Files, path: Path) -> str:
    """Fill an empty database and the file store from *path*; the backup's schema version.

    Raises `NoBackup`, `NotEmpty`, `Unavailable`.
    """
    _require_empty(database)
    database.dispose()
    try:
        with tarfile.open(path) as archive, tempfile.TemporaryDirectory() as folder:
            told = json.loads(_member(archive, _CONTENTS, path).read())
            if told["database"] != database.dialect:
                raise _of_another_kind(path, told["database"], database.dialect)
            _restore_all(database, files, archive, Path(folder), path)
    except (tarfile.TarError, ValueError, KeyError) as error:
        remedy = "Name a file that `baton backup` has written."
        # tarfile tells on further lines what each of its ways of reading said.
        reason = str(error).partition("\n")[0].rstrip(":.")
        raise NoBackup(path=path, reason=f"{reason}.", remedy=remedy, what="") from error
    return str(told["schema"])


def _of_another_kind(path: Path, found: str, wanted: str) -> NoBackup:
    reason = f"it was taken from {found}, this database is {wanted}."
    return NoBackup(path=path, reason=reason, remedy="Set BATON_DATABASE_URL accordingly.", what="")


def _restore_all(
    database: Database, files: Files, archive: tarfile.TarFile, folder: Path, path: Path
) -> None:
    copy = folder / _DATABASES[database.dialect]
    with copy.open("wb") as file:
        shutil.copyfileobj(_member(archive, copy.name, path), file)
    _restore_files(archive, files)
    (_restore_sqlite if database.dialect == "sqlite" else _restore_postgresql)(database, copy)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file beside *path* that takes its name when it is whole and on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield draft
        draft.chmod(0o600)  # it holds what the settings hold, passwords too
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _only_contents(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Not what is being written at this moment: it belongs to a step that the database's copy does not know."""
    name = PurePosixPath(member.name).relative_to(_FILES)
    return member if member.isdir() or is_digest("".join(name.parts)) else None


def _copy_sqlite(database: Database, copy: Path) -> None:
    # Reads one moment of the database; in WAL mode it waits for nobody, and nobody waits for it.
    with closing(sqlite3.connect(f"file:{database.url.database}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))


def _restore_sqlite(database: Database, copy: Path) -> None:
    target = Path(str(database.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    with _draft(target) as draft:
        shutil.copyfile(copy, draft)


def _dump_postgresql(database: Database, copy: Path) -> None:
    _run("pg_dump", database, "--format=custom", f"--file={copy}")


def _restore_postgresql(database: Database, copy: Path) -> None:
    _run("pg_restore", database, "--no-owner", "--single-transaction", "--exit-on-error", str(copy))


def _run(program: str, database: Database, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise ProgramMissing(program=program, what="", reason="", remedy="")
    address = database.url.set(drivername="postgresql", password=None).render_as_string()
    # The password goes by the environment: arguments can be read by everybody on the machine.
    environment = {
        **os.environ,
        **({"PGPASSWORD": str(database.url.password)} if database.url.password else {}),
    }
    command = [found, f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = done.stderr.strip().rpartition("\n")[2]
        raise ProgramFailed(program=program, reason=f"{reason.rstrip('.')}.", what="", remedy="")


def _require_empty(database: Database) -> None:
    with database.reading() as connection:
        if inspect(connection).get_table_names():
            name = database.url.render_as_string(hide_password=True)
            remedy = "give BATON_DATABASE_URL another database, or move this one away."
            raise NotEmpty(what=f"The database {name}", remedy=remedy, reason="")


def _restore_files(archive: tarfile.TarFile, files: Files) -> None:
    """Each file by its content: a name in the archive decides nothing."""
    for member in archive:
        if member.isfile() and PurePosixPath(member.name).is_relative_to(_FILES):
            content = archive.extractfile(member)
            if content is not None:
                files.put(content.read())


def _member(archive: tarfile.TarFile, name: str, path: Path) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise NoBackup(path=path, reason=f"{name} is missing in it.", remedy="Name another file.", what="")
    return found
