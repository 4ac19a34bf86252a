"""Rows of a CSV file, and the file of the rows that did not fit."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from engine.records.importing.mapping import Step

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BadFile(Invalid):
    """A file to import is missing or not what the mapping says."""

    text = "{file}: {reason} {remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, with the line of the file on which it ends."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that was not imported, and why."""

    row: Row
    column: str
    reason: str


def read(path: Path, step: Step) -> list[Row]:
    """All rows of the file; raises `BadFile` for a missing file or column, or one that the mapping ignores silently."""
    try:
        with path.open(encoding=step.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=step.delimiter, strict=True)
            header = [name.strip() for name in next(reader, [])]
            _check(path, header, step)
            return [
                Row(line=reader.line_num, cells=_cells(path, header, cells, reader.line_num))
                for cells in reader
                if cells
            ]
    except FileNotFoundError:
        raise BadFile(
            file=str(path), reason="it does not exist.", remedy="Check the folder and the mapping."
        ) from None
    except (UnicodeDecodeError, LookupError) as error:
        remedy = "Say its encoding in the mapping, such as `encoding: cp1251`."
        raise BadFile(file=str(path), reason=f"it is not {step.encoding}.", remedy=remedy) from error
    except csv.Error as error:
        raise BadFile(file=str(path), reason=f"it is no CSV: {error}.", remedy="Export it again.") from error


def write_rejects(path: Path, header: Sequence[str], rejects: Iterable[Reject]) -> None:
    """The rejected rows as CSV that no spreadsheet takes for formulas: line, column, reason, then the row."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["line", "column", "reason", *map(safe, header)])
        for reject in rejects:
            cells = [reject.row.cells.get(name, "") for name in header]
            writer.writerow([reject.row.line, *map(safe, [reject.column, reject.reason, *cells])])


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows as text and never runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _check(path: Path, header: list[str], step: Step) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    missing = sorted(step.columns - set(header))
    unknown = sorted(set(header) - step.columns)
    found = f"It has: {', '.join(header) or 'nothing'}."
    if twice:
        raise BadFile(
            file=path.name, reason=f"column {', '.join(twice)} is there twice.", remedy="Rename one."
        )
    if missing:
        reason = f"column {', '.join(missing)} is missing."
        raise BadFile(file=path.name, reason=reason, remedy=f"Correct the mapping. {found}")
    if unknown:
        reason = f"the mapping does not say what column {', '.join(unknown)} is."
        raise BadFile(file=path.name, reason=reason, remedy="Map it, or list it under `ignore`.")


def _cells(path: Path, header: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) != len(header):
        reason = f"line {line} has {len(cells)} cells, the header has {len(header)}."
        raise BadFile(file=path.name, reason=reason, remedy="Export the file again, or correct the line.")
    return dict(zip(header, (cell.strip() for cell in cells), strict=True))
