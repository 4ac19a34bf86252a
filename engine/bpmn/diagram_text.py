"""How wide a text is, and where it breaks: an estimate for common sans-serif fonts, Latin and Cyrillic."""

from __future__ import annotations

FONT_SIZE = 12.0
LINE_HEIGHT = 14.0
_NARROW, _THIN, _WIDE, _BROAD = 0.30, 0.42, 0.80, 0.95
_WIDTHS = (
    dict.fromkeys("iljI.,:;'|!()[]", _NARROW)
    | dict.fromkeys('frt-/ "', _THIN)
    | dict.fromkeys("mwMWжшщюыфмЖМЫФДЦ@%", _WIDE)
    | dict.fromkeys("ШЩЮ", _BROAD)
)
_LOWER, _UPPER = 0.58, 0.70
_LONGEST = 500
"""No line has more signs, however wide a shape is."""


def width(text: str, size: float = FONT_SIZE) -> float:
    """The width of one line in pixels, rather a little too wide than too narrow."""
    return size * sum(_WIDTHS.get(sign, _UPPER if sign.isupper() else _LOWER) for sign in text)


def wrap(text: str, available: float, most: int = 99) -> list[str]:
    """*text* in lines no wider than *available*; beyond *most* lines the rest becomes an ellipsis."""
    lines: list[str] = []
    # A line holds a sign at least, so that what comes later cannot be seen.
    for paragraph in text[: _LONGEST * most].splitlines():
        lines.extend(_wrap_paragraph(paragraph, available))
    if len(lines) > most:
        lines = [*lines[: most - 1], _shorten(lines[most - 1] + "…", available)]
    return lines


def _wrap_paragraph(paragraph: str, available: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}" if line else word
        if width(longer) <= available:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, available)
        lines.extend(full)
    return [*lines, line] if line else lines


def _pieces(word: str, available: float) -> list[str]:
    """A word cut with hyphens where it is wider than a whole line."""
    pieces = []
    while len(word) > 1 and width(word[:_LONGEST]) > available:
        fitting = _fitting(word, available - width("-"))
        pieces.append(word[:fitting] + "-")
        word = word[fitting:]
    return [*pieces, word]


def _fitting(word: str, room: float) -> int:
    """How many signs of a word that is too wide there is room for; one at least."""
    used = 0.0
    for size, sign in enumerate(word):
        used += width(sign)
        if used > room:
            return max(size, 1)
    return max(len(word) - 1, 1)


def _shorten(line: str, available: float) -> str:
    while width(line) > available and len(line) > 1:
        line = line[:-2] + "…"
    return line
