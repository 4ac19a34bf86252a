"""What FEEL understands as something else than people mean: texts without quotes, numbers with a comma."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.checks.findings import of_cell
from engine.errors import BatonError
from engine.feel import syntax as tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.written import Cell, Column, Row, Table

_COMMA = re.compile(r"(?:[<>]=?\s*)?-?\d+,\d+")
"""`>= 100,5` is one number to people, and at least 100 or 5 to FEEL."""


def findings(table: Table) -> Iterator[TableFinding]:
    """Cells that hold a bare name which neither the file nor a column knows, or two numbers that look like one."""
    known = table.names | {name for column in table.inputs for name in _read(column.expression, table)}
    for row in table.rows:
        for column, cell in zip(table.inputs, row.inputs, strict=False):
            yield from _of_names(table, row, column, cell, known, is_input=True)
            if _COMMA.fullmatch(cell.text):
                message = f"{cell.text} is read as two values."
                remedy = "Write a decimal number with a point; put a blank after a comma that separates."
                yield of_cell(
                    table, "warning", "decimal-comma", message, remedy, row=row, column=column, at=cell.place
                )
        for column, cell in zip(table.outputs, row.outputs, strict=False):
            yield from _of_names(table, row, column, cell, known, is_input=False)


def _of_names(
    table: Table, row: Row, column: Column, cell: Cell, known: frozenset[str], *, is_input: bool
) -> Iterator[TableFinding]:
    for name in _bare(cell.text, table, is_input=is_input):
        if name not in known:
            message = f"{name} is a name that this table does not know."
            remedy = "If it is meant as a text, put it in double quotes."
            yield of_cell(
                table, "warning", "unknown-name", message, remedy, row=row, column=column, at=cell.place
            )


def _bare(text: str, table: Table, *, is_input: bool) -> Iterator[str]:
    """The names that stand alone in a cell; texts that are no FEEL are refused elsewhere."""
    if text in {"", "-"}:
        return
    try:
        root = (feel.parse_unary if is_input else feel.parse)(text, table.names).tree
    except BatonError:
        return
    for node in root.tests if isinstance(root, tree.Tests) else (root,):
        if isinstance(node, tree.Name):
            yield node.name


def _read(expression: str, table: Table) -> frozenset[str]:
    try:
        return feel.parse(expression, table.names).names
    except BatonError:
        return frozenset()
