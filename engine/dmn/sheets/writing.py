"""A decision table as CSV: three rows of headings, then a row per rule."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from engine.dmn.sheets.words import ANNOTATION, EXPRESSION, TYPE, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.written import Table

_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for an old Windows alphabet."""


def write(table: Table, *, locale: str = "en") -> bytes:
    """The table as a spreadsheet opens it; a Russian one reads semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if locale.startswith("ru") else ",", lineterminator="\r\n")
    for row in _rows(table, locale):
        writer.writerow([guarded(cell) for cell in row])
    return (_MARK + text.getvalue()).encode()


def _rows(table: Table, locale: str) -> Iterator[list[str]]:
    columns = [*table.inputs, *table.outputs]
    annotations = [ANNOTATION.in_locale(locale), *table.annotations[1:]]
    yield [table.hit_policy, *(column.label for column in columns), *annotations]
    yield [
        EXPRESSION.in_locale(locale),
        *(column.expression for column in columns),
        *("" for _ in annotations),
    ]
    yield [TYPE.in_locale(locale), *(column.type_name for column in columns), *("" for _ in annotations)]
    for row in table.rows:
        told = [*row.annotations, *("" for _ in annotations)][: len(annotations)]
        yield [str(row.number), *(cell.text for cell in (*row.inputs, *row.outputs)), *told]
