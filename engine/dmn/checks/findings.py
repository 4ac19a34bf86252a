"""A finding about a decision table, with its place in the table and in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

Severity = Literal["error", "warning", "hint"]

if TYPE_CHECKING:
    from engine.dmn.written import Column, Place, Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFinding:
    """Where (table, rows, columns), what, and what to do about it. Errors forbid deployment."""

    severity: Severity
    rule: str
    table: str
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    element_id: str | None
    line: int | None
    message: str
    remedy: str


def of_table(
    table: Table,
    severity: Severity,
    rule: str,
    message: str,
    remedy: str,
    *,
    rows: tuple[Row, ...] = (),
    columns: tuple[str, ...] = (),
    at: Place | None = None,
) -> TableFinding:
    """A finding that concerns several rules or the whole table; it is shown at *at*, else at the table."""
    return TableFinding(
        severity=severity,
        rule=rule,
        table=table.name,
        rows=tuple(row.number for row in rows),
        columns=columns,
        element_id=(at.id if at is not None else None) or table.owner,
        line=at.line if at is not None else None,
        message=message,
        remedy=remedy,
    )


def of_cell(
    table: Table,
    severity: Literal["error", "warning"],
    rule: str,
    message: str,
    remedy: str,
    *,
    row: Row,
    column: Column,
    at: Place,
) -> TableFinding:
    """A finding in one cell."""
    return TableFinding(
        severity=severity,
        rule=rule,
        table=table.name,
        rows=(row.number,),
        columns=(column.label,),
        element_id=at.id or row.place.id or table.owner,
        line=at.line,
        message=f"Table '{table.name}', rule {row.number}, column '{column.label}': {message}",
        remedy=remedy,
    )
