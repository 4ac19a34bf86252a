"""Every decision table of a file, looked through before it is deployed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.dmn import written
from engine.dmn.checks import coverage, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.written import Table

_ORDER = {"error": 0, "warning": 1, "hint": 2}


@lru_cache(maxsize=128)
def check(xml: bytes) -> tuple[TableFinding, ...]:
    """What is wrong with the tables of a model that can be loaded: errors first, then warnings and hints.

    A file is checked once: an editor asks again for all files whenever one of them changes.
    """
    found = [finding for table in written.tables(xml) for finding in _of_table(table)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


def _of_table(table: Table) -> Iterator[TableFinding]:
    wrong = list(types.findings(table))
    yield from wrong
    mistyped = {finding.element_id for finding in wrong}
    for finding in coverage.findings(table):
        # A cell of a wrong type passes nothing; its finding has said so already.
        if finding.rule != "never-passes" or finding.element_id not in mistyped:
            yield finding
