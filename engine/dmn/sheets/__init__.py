"""Decision tables as spreadsheets: out as CSV, in again with everything that differs told before it is taken."""

from engine.dmn.sheets.comparing import Change, Difference, compare
from engine.dmn.sheets.errors import NoSuchTable, SheetFinding, UnusableSheet
from engine.dmn.sheets.finding import find
from engine.dmn.sheets.merging import merge
from engine.dmn.sheets.reading import read
from engine.dmn.sheets.writing import write

__all__ = [
    "Change",
    "Difference",
    "NoSuchTable",
    "SheetFinding",
    "UnusableSheet",
    "compare",
    "find",
    "merge",
    "read",
    "write",
]
