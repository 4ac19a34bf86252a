"""A decision table of a draft, edited in a spreadsheet: what would change, and taking it over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import dmn
from engine.dmn import sheets
from engine.process import audit
from engine.studio import drafts
from engine.studio.errors import NoSuchFile

if TYPE_CHECKING:
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


def table(connection: Connection, folder: str, name: str, decision: str, user: User) -> Table:
    """Raises `NoSuchFile`, `NoSuchTable`, `UnusableDecisions`."""
    return sheets.find(_file(connection, folder, name, user), decision)


def compared(
    connection: Connection, folder: str, name: str, decision: str, content: bytes, user: User
) -> Comparison:
    """What taking the CSV file *content* would change; raises `UnusableSheet` with every reason."""
    return _compared(_file(connection, folder, name, user), decision, content)


def take(work: Work, folder: str, name: str, decision: str, content: bytes, *, expected: int) -> int:
    """Write the rules of a spreadsheet into the person's draft; the file's new version. Raises `FileChanged`."""
    found = _compared(_file(work.connection, folder, name, work.by), decision, content)
    version = drafts.save_file(work, folder, name, found.content, expected=expected)
    draft = drafts.found(work.connection, folder, work.by).key
    facts: dict[str, str | int] = {"file": name, "decision": decision}
    facts |= Counter(one.kind for one in found.difference.changes)
    audit.record(work, "import_table", ("folder_draft", draft), new=facts)
    return version


def _compared(xml: bytes, decision: str, content: bytes) -> Comparison:
    dmn.load(xml)
    found = sheets.find(xml, decision)
    difference = sheets.compare(found, sheets.read(found, content))
    merged = sheets.merge(xml, found, difference)
    dmn.load(merged)
    return Comparison(table=found, difference=difference, content=merged)


def _file(connection: Connection, folder: str, name: str, user: User) -> bytes:
    held = drafts.files(connection, drafts.found(connection, folder, user).key)
    if name not in held:
        raise NoSuchFile(what="file", key=name, folder=folder, file=name)
    return held[name]
