"""The versions of a folder: its files as they were deployed together."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import func, insert, select

from engine.process.models import ProcessDefinition
from engine.studio.errors import NoSuchVersion
from engine.studio.models import FolderContent, FolderVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.process.deployments import DeploymentResult
    from engine.process.work import Work


def folder_of(connection: Connection, deployment: int) -> str | None:
    """The folder whose version was deployed by *deployment*; None if no studio knows it."""
    return connection.scalar(
        select(FolderVersion.folder).where(FolderVersion.deployment == deployment).limit(1)
    )


def keep(work: Work, folder: str, files: Mapping[str, bytes], *, why: str, result: DeploymentResult) -> int:
    """The number of the version that holds *files*, just deployed: a new one, unless the newest says the same."""
    connection = work.connection
    named = store(connection, files)
    newest = connection.execute(
        select(FolderVersion.number, FolderVersion.files)
        .where(FolderVersion.folder == folder)
        .order_by(FolderVersion.number.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.files == named:
        return int(newest.number)
    number = 1 if newest is None else newest.number + 1
    row = {
        "key": work.parts.keys.new(),
        "folder": folder,
        "number": number,
        "files": named,
        "why": why,
        "by": work.by.key,
        "at": work.now,
        "deployment": result.key or _deployment_of(connection, result),
    }
    connection.execute(insert(FolderVersion), row)
    return number


def _deployment_of(connection: Connection, result: DeploymentResult) -> int | None:
    """Where nothing that runs was new: the deployment that brought the newest of it."""
    keys = [item.key for item in result.items if item.kind == "process"]
    return connection.scalar(
        select(func.max(ProcessDefinition.deployment)).where(ProcessDefinition.key.in_(keys))
    )


def newest(connection: Connection, folder: str) -> int:
    """The number of the newest version; 0 where nothing was deployed."""
    found = connection.scalar(
        select(FolderVersion.number)
        .where(FolderVersion.folder == folder)
        .order_by(FolderVersion.number.desc())
        .limit(1)
    )
    return found or 0


def files(connection: Connection, folder: str, number: int) -> dict[str, bytes]:
    """The files of one version; raises `NoSuchVersion`."""
    named = connection.scalar(
        select(FolderVersion.files).where(FolderVersion.folder == folder, FolderVersion.number == number)
    )
    if named is None:
        raise NoSuchVersion(what="version", key=number, folder=folder, number=number)
    return read(connection, named)


def store(connection: Connection, files: Mapping[str, bytes]) -> str:
    """Keep contents that are not there yet; the JSON that names them."""
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    known = set(connection.scalars(select(FolderContent.hash).where(FolderContent.hash.in_(hashes.values()))))
    missing = {digest: files[name] for name, digest in hashes.items() if digest not in known}
    if missing:
        rows = [{"hash": digest, "content": content} for digest, content in missing.items()]
        connection.execute(insert(FolderContent), rows)
    return orjson.dumps(hashes).decode()


def read(connection: Connection, named: str) -> dict[str, bytes]:
    """The files that a stored JSON names."""
    hashes: dict[str, str] = orjson.loads(named)
    rows = connection.execute(select(FolderContent).where(FolderContent.hash.in_(hashes.values())))
    contents = {row.hash: row.content for row in rows}
    return {name: contents[digest] for name, digest in hashes.items()}
