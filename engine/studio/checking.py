"""What a designer is told about files before they are deployed: all that deploying refuses, and hints."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from engine.bpmn import dialects, reading
from engine.dmn import reading as dmn_reading
from engine.errors import BatonError
from engine.forms import load as load_form
from engine.process.checking import check_files
from engine.process.errors import FileFinding
from engine.process.models import DecisionDefinition, FormDefinition, ProcessDefinition
from engine.studio.models import FolderVersion
from engine.studio.naming import DECISIONS, FORM, MODEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_DEPLOYED: dict[str, tuple[Any, Any, Any]] = {
    "process": (ProcessDefinition, ProcessDefinition.process_id, ProcessDefinition.xml),
    "decision": (DecisionDefinition, DecisionDefinition.decision_id, DecisionDefinition.xml),
    "form": (FormDefinition, FormDefinition.form_id, FormDefinition.document),
}


def findings(connection: Connection, folder: str, files: Mapping[str, bytes]) -> tuple[FileFinding, ...]:
    """Errors first, in the order of the files."""
    found = [*check_files(connection, files).findings, *foreign(connection, folder, files)]
    order = {"error": 0, "warning": 1}
    return tuple(sorted(found, key=lambda one: (order.get(one.severity, 2), one.file, one.line or 0)))


def foreign(connection: Connection, folder: str, files: Mapping[str, bytes]) -> list[FileFinding]:
    """Ids that another folder brings: deploying them here would change that folder's process unseen."""
    return [
        FileFinding(
            file=name, severity="error", rule="foreign-id", place=f"{kind} {item}", element_id=None, line=None,
            message=f"the {kind} {item!r} belongs to the folder {owner!r}.",
            remedy="Give it another id, or change it there.",
        )
        for name, kind, item in _ids(files)
        if (owner := _owner(connection, kind, item)) not in (None, folder)
    ]  # fmt: skip


def _ids(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """What each file declares: file, kind, id. Unreadable files are told about by `check_files`."""
    for name, content in files.items():
        try:
            if name.endswith(MODEL):
                yield from ((name, "process", one) for one in dialects.translate(reading.read(content)))
            elif name.endswith(DECISIONS):
                yield from ((name, "decision", one) for one in dmn_reading.declared(content))
            elif name.endswith(FORM):
                yield name, "form", load_form(content).id
        except BatonError:
            continue


def _owner(connection: Connection, kind: str, item: str) -> str | None:
    """The folder whose newest version still holds what is deployed under this id."""
    table, column, content = _DEPLOYED[kind]
    row = connection.execute(
        select(content.label("content"), FolderVersion.folder)
        .join(FolderVersion, FolderVersion.deployment == table.deployment)
        .where(column == item)
        .order_by(table.version.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    newest = connection.scalar(
        select(FolderVersion.files)
        .where(FolderVersion.folder == row.folder)
        .order_by(FolderVersion.number.desc())
        .limit(1)
    )
    held = orjson.loads(newest or "{}").values()
    return row.folder if hashlib.sha256(row.content).hexdigest() in held else None
