"""A decision table of a draft, edited in a spreadsheet: what would change, and taking it over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import dmn
from engine.dmn import sheets
from engine.process import audit
from engine.studio import drafts, naming
from engine.studio.errors import NoSuchFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.dmn.sheets import Difference
    from engine.dmn.written import Table
    from engine.identity import User
    from engine.process.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A spreadsheet beside the table of the draft, and the file that it would make."""

    table: Table
    difference: Difference
    content: bytes
    beside: Mapping[str, bytes]
    """The other decision models of the draft, which the file may import."""


def table(connection: Connection, folder: str, name: str, decision: str, user: User) -> Table:
    """Raises `NoSuchFile`, `NoSuchTable`, `UnusableDecisions`."""
    return sheets.find(_files(connection, folder, name, user)[name], decision)


def compared(
    connection: Connection, folder: str, name: str, decision: str, content: bytes, user: User
) -> Comparison:
    """What taking the CSV file *content* would change; raises `UnusableSheet` with every reason."""
    return _compared(_files(connection, folder, name, user), name, decision, content)


def take(work: Work, folder: str, name: str, decision: str, content: bytes, *, expected: int) -> int:
    """Write the rules of a spreadsheet into the person's draft; the file's new version. Raises `FileChanged`."""
    found = _compared(_files(work.connection, folder, name, work.by), name, decision, content)
    version = drafts.save_file(work, folder, name, found.content, expected=expected)
    draft = drafts.found(work.connection, folder, work.by).key
    facts: dict[str, str | int] = {"file": name, "decision": decision}
    facts |= Counter(one.kind for one in found.difference.changes)
    audit.record(work, "import_table", ("folder_draft", draft), new=facts)
    return version


def _compared(files: Mapping[str, bytes], name: str, decision: str, content: bytes) -> Comparison:
    xml, others = files[name], {other: text for other, text in files.items() if other != name}
    dmn.load(xml, others)
    found = sheets.find(xml, decision)
    difference = sheets.compare(found, sheets.read(found, content))
    merged = sheets.merge(xml, found, difference)
    dmn.load(merged, others)
    return Comparison(table=found, difference=difference, content=merged, beside=others)


def _files(connection: Connection, folder: str, name: str, user: User) -> Mapping[str, bytes]:
    """The decision models of the draft, *name* among them."""
    held = drafts.files(connection, drafts.found(connection, folder, user).key)
    if name not in held:
        raise NoSuchFile(what="file", key=name, folder=folder, file=name)
    return {other: text for other, text in held.items() if other == name or other.endswith(naming.DECISIONS)}
