"""Which column of a spreadsheet is which of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.sheets.errors import SheetFinding
from engine.dmn.sheets.words import ANNOTATION, EXPRESSION, TYPE, means, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.dmn.written import Column, Table

_LETTERS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the table's columns stand in the sheet, and what is wrong with its headings."""

    columns: tuple[int, ...]
    annotations: tuple[int | None, ...]
    numbered: bool
    """Whether the first column holds the numbers of the rules."""
    width: int
    rows: tuple[list[str], ...]
    first: int
    """The number of the first of the rows in the sheet."""
    findings: tuple[SheetFinding, ...]


def layout(table: Table, grid: list[list[str]]) -> Layout:
    """How *grid* lays the table out."""
    start = next((at for at, row in enumerate(grid) if any(cell.strip() for cell in row)), 0)
    return _Finder(table, [plain(cell) for cell in grid[start]], grid[start + 1 :], start + 1).layout()


def cell_name(row: int, column: int) -> str:
    """As a spreadsheet names it, columns from 0 and rows from 1: `AB12`."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


class _Finder:
    def __init__(self, table: Table, heading: list[str], rows: list[list[str]], line: int) -> None:
        self._table = table
        self._heading = heading
        self._rows = rows
        self._line = line
        self._taken: set[int] = set()
        self._findings: list[SheetFinding] = []

    def layout(self) -> Layout:
        columns = tuple(self._column(column) for column in (*self._table.inputs, *self._table.outputs))
        annotations = tuple(self._annotation(at, name) for at, name in enumerate(self._table.annotations))
        numbered = 0 not in self._taken
        self._look_at_the_rest(numbered=numbered)
        if numbered and not self._findings:
            self._look_at_the_policy()
            self._look_at_the_facts(columns)
        return Layout(
            columns=columns,
            annotations=annotations,
            numbered=numbered,
            width=len(self._heading),
            rows=tuple(self._rows),
            first=self._line + 1,
            findings=tuple(self._findings),
        )

    def _column(self, column: Column) -> int:
        """The first free place whose heading is the label, else the expression or name of the column."""
        for wanted in (column.label, column.expression):
            for at, heading in enumerate(self._heading):
                if wanted and at not in self._taken and _alike(heading, wanted):
                    self._taken.add(at)
                    return at
        message = f"the column '{column.label}' of the table is missing."
        self._refuse("", message, "Add it, or export the table again and edit that file.")
        return 0

    def _annotation(self, number: int, name: str) -> int | None:
        for at, heading in enumerate(self._heading):
            same = means(heading, ANNOTATION) if number == 0 else _alike(heading, name)
            if same and at not in self._taken:
                self._taken.add(at)
                return at
        return None

    def _look_at_the_rest(self, *, numbered: bool) -> None:
        for at, heading in enumerate(self._heading):
            if heading and at not in self._taken and not (numbered and at == 0):
                message = f"the table has no column '{heading}'."
                self._refuse(
                    cell_name(self._line, at), message, "Remove it, or add the column in the editor first."
                )

    def _look_at_the_policy(self) -> None:
        policy = self._heading[0].upper()
        if policy and policy != self._table.hit_policy:
            message = f"the hit policy is {policy}, but the table's is {self._table.hit_policy}."
            self._refuse(cell_name(self._line, 0), message, "Change the hit policy in the editor, not here.")

    def _look_at_the_facts(self, columns: Sequence[int]) -> None:
        """Expressions and types stand in the sheet to be read; changing them there would go unnoticed."""
        for number, row in enumerate(self._rows[:2], self._line + 1):
            held = [*self._table.inputs, *self._table.outputs]
            for at, column in zip(columns, held, strict=True):
                cell = plain(row[at]) if at < len(row) else ""
                if row and means(row[0], EXPRESSION):
                    self._compare(cell_name(number, at), column, cell, column.expression)
                elif row and means(row[0], TYPE):
                    self._compare(cell_name(number, at), column, cell, column.type_name)

    def _compare(self, place: str, column: Column, cell: str, fact: str) -> None:
        if not _alike(cell, fact):
            message = f"column '{column.label}': here stands {cell}, in the table {fact}."
            self._refuse(place, message, "Change what a column tests or holds in the editor, not here.")

    def _refuse(self, cell: str, message: str, remedy: str) -> None:
        self._findings.append(SheetFinding(cell=cell, message=message, remedy=remedy))


def _alike(one: str, other: str) -> bool:
    return " ".join(plain(one).split()).casefold() == " ".join(plain(other).split()).casefold()
