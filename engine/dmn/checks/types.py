"""Cells against the type and the allowed values of their column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.dmn import written
from engine.dmn.checks import cells, kinds
from engine.dmn.checks.findings import of_cell
from engine.dmn.checks.wording import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.checks.cells import Meaning
    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.written import Cell, Column, Row, Table
    from engine.feel.values import Value

_UNCHECKED = frozenset({written.LISTED, "context"})


def findings(table: Table) -> Iterator[TableFinding]:
    """The cells that hold a value of another type, or one that the column does not allow."""
    for column in table.inputs:
        allowed = cells.meaning(column.allowed, table.names) if column.allowed else cells.EVERYTHING
        for row in table.rows:
            cell = row.inputs[column.number - 1]
            tests = cells.meaning(cell.text, table.names)
            yield from _of_input(table, row, column, cell, tests=tests, allowed=allowed)
    for column in table.outputs:
        allowed = cells.meaning(column.allowed, table.names) if column.allowed else cells.EVERYTHING
        for row in table.rows:
            yield from _of_output(table, row, column, row.outputs[column.number - 1], allowed)


def _of_input(
    table: Table, row: Row, column: Column, cell: Cell, *, tests: Meaning, allowed: Meaning
) -> Iterator[TableFinding]:
    if column.type in _UNCHECKED:
        return
    kind = kinds.of_type(column.type)
    for value in dict.fromkeys(tests.constants):
        if not kinds.fits(value, kind):
            yield _wrong_type(table, row, column, cell, value)
    for test in tests.tests:
        for value in dict.fromkeys(one for one in test.constants if one not in test.orders):
            if kinds.fits(value, kind) and _is_forbidden(value, allowed, table):
                yield _not_allowed(table, "warning", row, column, cell, value)


def _of_output(
    table: Table, row: Row, column: Column, cell: Cell, allowed: Meaning
) -> Iterator[TableFinding]:
    found = None if cell.text in {"", "-"} else cells.constant(cell.text, table.names)
    if found is None or column.type in _UNCHECKED or isinstance(found[0], list | dict):
        return
    (value,) = found
    if not kinds.fits(value, kinds.of_type(column.type)):
        yield _wrong_type(table, row, column, cell, value)
    elif _is_forbidden(value, allowed, table):
        yield _not_allowed(table, "error", row, column, cell, value)


def _wrong_type(table: Table, row: Row, column: Column, cell: Cell, value: Value) -> TableFinding:
    message = (
        f"{literal(value)} is of the type {kinds.of_value(value)}, but the column's is {column.type_name}."
    )
    remedy = "Correct the cell, or the type of the column."
    return of_cell(table, "error", "wrong-type", message, remedy, row=row, column=column, at=cell.place)


def _not_allowed(
    table: Table, severity: Literal["error", "warning"], row: Row, column: Column, cell: Cell, value: Value
) -> TableFinding:
    message = f"{literal(value)} is not among the allowed values {column.allowed}."
    remedy = "Correct it, or allow it in the column."
    return of_cell(table, severity, "not-allowed", message, remedy, row=row, column=column, at=cell.place)


def _is_forbidden(value: Value, allowed: Meaning, table: Table) -> bool:
    if kinds.of_value(value) in {kinds.NULL, kinds.OTHER} or allowed.everything or not allowed.complete:
        return False
    return not any(test.takes(value, table.names) for test in allowed.tests)
