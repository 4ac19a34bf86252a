"""Tables as files for a spreadsheet: CSV in which no cell is a formula, whatever somebody typed into it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from flask import Response, stream_with_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"-\d+(?:\.\d+)?")
_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for an old Windows alphabet."""


def answer(name: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Response:
    """The table as a download, sent while it is read."""
    made = Response(stream_with_context(_lines(columns, rows)), mimetype="text/csv; charset=utf-8")
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows and never runs; a loss stays a number that can be added up."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _lines(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield _MARK + _line(columns)
    for row in rows:
        yield _line(map(harmless, row))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(list(cells))
    return line.getvalue()
