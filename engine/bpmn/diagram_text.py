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


def width(text: str, size: float = FONT_SIZE) -> float:
    """The width of one line in pixels, rather a little too wide than too narrow."""
    return size * sum(_WIDTHS.get(sign, _UPPER if sign.isupper() else _LOWER) for sign in text)


def wrap(text: str, available: float, most: int = 99) -> list[str]:
    """*text* in lines no wider than *available*; beyond *most* lines the rest becomes an ellipsis."""
    lines: list[str] = []
    for paragraph in text.splitlines():
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
    while width(word) > available and len(word) > 1:
        fitting = next(
            (size for size in range(len(word) - 1, 1, -1) if width(word[:size] + "-") <= available), 1
        )
        pieces.append(word[:fitting] + "-")
        word = word[fitting:]
    return [*pieces, word]


def _shorten(line: str, available: float) -> str:
    while width(line) > available and len(line) > 1:
        line = line[:-2] + "…"
    return line
