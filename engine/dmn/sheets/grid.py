"""The bytes of a CSV file as rows of cells: its alphabet and its separator found out."""

from __future__ import annotations

import codecs
import csv
import io

from engine.dmn.sheets.errors import SheetFinding, UnusableSheet

MAX_BYTES = 2 * 1024 * 1024
_SEPARATORS = (",", ";", "\t")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How `.xlsx` and `.ods`, and `.xls` begin."""


def grids(content: bytes) -> list[list[list[str]]]:
    """The file read with each separator that it may have, best first; raises `UnusableSheet`."""
    if len(content) > MAX_BYTES:
        raise _refused(f"The file has {len(content)} bytes.", f"{MAX_BYTES} are allowed; divide the table.")
    if content.startswith(_WORKBOOKS):
        raise _refused("The file is a workbook, no CSV.", "Save the sheet as “CSV UTF-8”.")
    text = decoded(content)
    found = [(separator, grid) for separator in _SEPARATORS if (grid := _grid(text, separator))]
    if not found:
        raise _refused("The file is no CSV, or it is empty.", "Save the sheet as CSV.")
    return [grid for _, grid in sorted(found, key=lambda one: -len(one[1][0]))]


def decoded(content: bytes) -> str:
    """Excel writes UTF-8 if asked, UTF-16 as "Unicode text", and the alphabet of its Windows otherwise."""
    alphabets = (
        ("utf-16",)
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        else ("utf-8-sig", "cp1251")
    )
    for alphabet in alphabets:
        try:
            return content.decode(alphabet)
        except UnicodeDecodeError:
            continue
    raise _refused("The file is no text.", "Save the sheet as “CSV UTF-8”.")


def _grid(text: str, separator: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)) or None
    except csv.Error:
        return None


def _refused(message: str, remedy: str) -> UnusableSheet:
    return UnusableSheet([SheetFinding(cell="", message=message, remedy=remedy)])
