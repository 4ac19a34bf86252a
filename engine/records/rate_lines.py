"""Exchange rates as people paste them: currency, day and rate on each line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.errors import Invalid
from engine.records.rates import Rate

_SEPARATORS = re.compile(r"[;\t ]+")
_PARTS = 3
_MOST = 10_000


class UnreadableLine(Invalid):
    text = "Line {line}, “{content}”, is no rate. Write a currency, a day and a number, such as EUR 2026-01-31 1.0843."


class NoLines(Invalid):
    text = "There is no rate. Write one a line: a currency, a day and a rate, such as EUR 2026-01-31 1.0843."


class TooManyLines(Invalid):
    text = "These are {count} lines. Send at most {most} at once."


def read(text: str) -> list[Rate]:
    """The rates in *text*; raises `UnreadableLine` with the first line that is none, `NoLines`, `TooManyLines`."""
    numbered = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not numbered:
        raise NoLines(what="", reason="", remedy="")
    if len(numbered) > _MOST:
        raise TooManyLines(what="", reason="", remedy="", count=len(numbered), most=_MOST)
    return [_rate(number, line) for number, line in numbered]


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _rate(number: int, line: str) -> Rate:
    parts = [part for part in _SEPARATORS.split(line) if part]
    on, rate = (day(parts[1]), _number(parts[2])) if len(parts) == _PARTS else (None, None)
    if on is None or rate is None:
        raise UnreadableLine(what="", reason="", remedy="", line=number, content=line[:60])
    return Rate(parts[0].upper(), on, rate)


def _number(text: str) -> Decimal | None:
    """With a decimal point, or the comma of a Russian or German table."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
