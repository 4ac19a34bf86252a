"""The table of a model that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn import written
from engine.dmn.sheets.errors import NoSuchTable

if TYPE_CHECKING:
    from engine.dmn.written import Table


def find(xml: bytes, decision: str | None = None) -> Table:
    """The table of *decision* (name or id), or the only one of the model; raises `NoSuchTable`."""
    found = written.tables(xml)
    if decision is None and len(found) == 1:
        return found[0]
    wanted = [table for table in found if decision in {table.owner, table.name}]
    if not wanted:
        available = ", ".join(table.owner for table in found) or "none"
        raise NoSuchTable(what="table", key=decision or "", available=available)
    return next((table for table in wanted if table.owner == decision), wanted[0])
