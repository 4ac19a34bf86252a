"""Every decision table and every text of a file, looked through before it is deployed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.dmn import written
from engine.dmn.checks import coverage, parts, quotes, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.written import Table

_ORDER = {"error": 0, "warning": 1, "hint": 2}
_VALUES = frozenset({"wrong-type", "not-allowed", "unknown-name", "never-passes"})
_THE_SAME = frozenset({"type-clash", "unexpected-result", "unknown-name", "constant-condition"})
"""What a text's check says about a value that the check of the table tells with the table's words."""


def check(xml: bytes, imports: Mapping[str, bytes] | None = None) -> tuple[TableFinding, ...]:
    """What is wrong with a model that can be loaded, with its *imports*: errors first, then warnings and hints."""
    return _checked(xml, tuple(sorted((imports or {}).items())))


@lru_cache(maxsize=128)
def _checked(xml: bytes, imports: tuple[tuple[str, bytes], ...]) -> tuple[TableFinding, ...]:
    """A file is checked once: an editor asks again for all files whenever one of them changes."""
    found = [finding for table in written.tables(xml) for finding in _of_table(table)]
    told = {_cell(finding) for finding in found if finding.rule in _VALUES}
    found += (
        finding
        for finding in parts.findings(xml, dict(imports))
        if finding.rule not in _THE_SAME or _cell(finding) not in told
    )
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


def _of_table(table: Table) -> Iterator[TableFinding]:
    wrong = list(types.findings(table))
    yield from wrong
    yield from quotes.findings(table)
    mistyped = {finding.element_id for finding in wrong}
    for finding in coverage.findings(table):
        # A cell of a wrong type passes nothing; its finding has said so already.
        if finding.rule != "never-passes" or finding.element_id not in mistyped:
            yield finding


def _cell(finding: TableFinding) -> tuple[int | None, tuple[int, ...], tuple[str, ...]]:
    return finding.line, finding.rows, finding.columns
