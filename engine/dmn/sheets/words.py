"""The headings of a table as a spreadsheet, in both languages; reading takes either."""

from __future__ import annotations

from engine.dmn.written import DESCRIPTION
from engine.labels import Labels

EXPRESSION = Labels("Expression", "Выражение")
TYPE = Labels("Type", "Тип")
ANNOTATION = Labels(DESCRIPTION, "Примечание")

_TRUTHS = {"TRUE": "true", "FALSE": "false", "ИСТИНА": "true", "ЛОЖЬ": "false"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HARMLESS = frozenset({"-"})


def means(cell: str, heading: Labels) -> bool:
    return cell.strip().casefold() in {heading.en.casefold(), heading.ru.casefold()}


def guarded(text: str) -> str:
    """A cell that a spreadsheet shows and never runs; `-` alone and a number below zero are no formulas."""
    if not text.startswith(_FORMULA) or text in _HARMLESS or _is_number(text):
        return text
    return f"'{text}"


def plain(cell: str) -> str:
    """What somebody wrote into a cell, without the guard, and truth as FEEL writes it (spreadsheets shout it)."""
    text = cell.strip().replace("\r\n", "\n")
    if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA):
        text = text[1:].strip()
    return _TRUTHS.get(text, text)


def _is_number(text: str) -> bool:
    return text.startswith("-") and text[1:].replace(".", "", 1).isdecimal()
