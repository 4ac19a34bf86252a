"""A spreadsheet back into the rules of a table: columns by their headings, each cell parsed, every fault told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.sheets.columns import Layout, cell_name, layout
from engine.dmn.sheets.errors import SheetFinding, UnusableSheet
from engine.dmn.sheets.grid import grids
from engine.dmn.sheets.words import EXPRESSION, TYPE, means, plain
from engine.feel import FeelSyntaxError
from engine.feel import syntax as tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.dmn.written import Column, Table

MOST_RULES = 5_000
_DIGITS = 9
"""Of a rule's number; no table is that long."""
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A rule as the spreadsheet has it."""

    number: int | None
    """The rule that it was, as the first column says; not to be relied on."""
    cells: tuple[str, ...]
    """Inputs and outputs, in the table's order."""
    annotations: tuple[str | None, ...]
    """None where the spreadsheet has no such column: then the table keeps its own."""


def read(table: Table, content: bytes) -> tuple[NewRow, ...]:
    """The rules in the CSV file *content*; raises `UnusableSheet` with every reason."""
    layouts = [layout(table, grid) for grid in grids(content)]
    best = min(layouts, key=lambda one: len(one.findings))
    reader = _Reader(table, best)
    found = reader.rows()
    if reader.findings:
        raise UnusableSheet(reader.findings)
    return found


@dataclass(slots=True)
class _Reader:
    table: Table
    layout: Layout
    findings: list[SheetFinding] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    """Names that the table reads as it is."""

    def __post_init__(self) -> None:
        self.findings = list(self.layout.findings)
        self.known = self.table.names | _names_read(self.table)

    def rows(self) -> tuple[NewRow, ...]:
        if self.findings:
            return ()  # without its columns nothing of a row can be said
        found = [
            self._row(number, [plain(cell) for cell in cells])
            for number, cells in enumerate(self.layout.rows, self.layout.first)
            if any(cell.strip() for cell in cells) and not self._is_heading(cells)
        ]
        if len(found) > MOST_RULES:
            self._refuse(
                "", f"The file has {len(found)} rules.", f"{MOST_RULES} are allowed; divide the table."
            )
        return tuple(found)

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """The rows of expressions and types, which the layout has looked at."""
        return self.layout.numbered and (means(cells[0], EXPRESSION) or means(cells[0], TYPE))

    def _row(self, number: int, cells: list[str]) -> NewRow:
        width = self.layout.width
        if any(cells[width:]):
            message = (
                f"there is a value beyond the last column of the table: {next(filter(None, cells[width:]))}."
            )
            self._refuse(
                cell_name(number, width), message, "Put quotes around a cell that contains the separator."
            )
        cells += [""] * (width - len(cells))
        columns = [*self.table.inputs, *self.table.outputs]
        texts = tuple(cells[at] for at in self.layout.columns)
        for at, (column, text) in enumerate(zip(columns, texts, strict=True)):
            place = cell_name(number, self.layout.columns[at])
            self._check(place, column, text, is_input=at < len(self.table.inputs))
        annotations = tuple(None if at is None else cells[at] for at in self.layout.annotations)
        return NewRow(number=self._number(number, cells), cells=texts, annotations=annotations)

    def _number(self, number: int, cells: list[str]) -> int | None:
        if not self.layout.numbered or not cells[0]:
            return None
        if not cells[0].isdecimal() or len(cells[0]) > _DIGITS:
            message = f"{cells[0][:_SHOWN]} is no number of a rule."
            self._refuse(cell_name(number, 0), message, "Leave it as it was, or empty for a new rule.")
            return None
        return int(cells[0])

    def _check(self, place: str, column: Column, text: str, *, is_input: bool) -> None:
        if text in {"", "-"}:
            return
        try:
            parse = feel.parse_unary if is_input else feel.parse
            root = parse(text, self.table.names).tree
        except FeelSyntaxError as error:
            message = (
                f"column '{column.label}': {text} is no FEEL: expected {error.expected}, found {error.found}."
            )
            self._refuse(place, message, "Correct the cell; a text stands in double quotes.")
            return
        nodes = root.tests if isinstance(root, tree.Tests) else (root,)
        for node in nodes:
            if isinstance(node, tree.Name) and node.name not in self.known:
                message = f"column '{column.label}': {node.name} is a name that this table does not know."
                self._refuse(place, message, "If it is meant as a text, put it in double quotes.")

    def _refuse(self, cell: str, message: str, remedy: str) -> None:
        self.findings.append(SheetFinding(cell=cell, message=message, remedy=remedy))


def _names_read(table: Table) -> frozenset[str]:
    """The names that the table's own cells and columns read: a new cell may read them as well."""
    texts = [column.expression for column in table.inputs]
    texts += [cell.text for row in table.rows for cell in row.outputs if cell.text not in {"", "-"}]
    tests = {cell.text for row in table.rows for cell in row.inputs if cell.text}
    found: set[str] = set()
    for parse, sources in ((feel.parse, texts), (feel.parse_unary, tests)):
        for text in sources:
            try:
                found |= parse(text, table.names).names
            except FeelSyntaxError:
                continue
    return frozenset(found)
