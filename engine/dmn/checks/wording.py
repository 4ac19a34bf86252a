"""A combination of values as people read it: `Amount in [1000..5000), Tier = "gold"`."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from engine.dmn.checks import kinds
from engine.feel.far_dates import FarDate, FarDateTime, FarDuration
from engine.feel.temporal import iso
from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.dmn.checks.domains import Part
    from engine.feel.values import Value

_MOST = 8
"""Pieces of one column that are told."""


def condition(label: str, parts: Sequence[Part], values: int) -> str:
    """That the column *label* has one of *values*, a mask over its *parts*."""
    pieces = [*_lines(parts, values), *_texts(parts, values)]
    if len(pieces) == 1:
        return f"{label} {_joined(pieces[0])}"
    shown = [*pieces[:_MOST], *(["…"] if len(pieces) > _MOST else [])]
    return f"{label} in ({', '.join(shown)})"


def literal(value: Value) -> str:
    """A value as FEEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case (
            dt.date() | dt.time() | dt.timedelta() | YearsMonths() | FarDate() | FarDateTime() | FarDuration()
        ):
            return f'@"{iso(value)}"'
    return f"{value:f}"


def _joined(piece: str) -> str:
    if piece.startswith(("<", ">")):
        return piece
    return f"in {piece}" if piece.startswith(("(", "[", "not(")) else f"= {piece}"


def _lines(parts: Sequence[Part], values: int) -> Iterator[str]:
    """Ordered values: neighbours become one range."""
    index = 0
    while index < len(parts):
        if not values >> index & 1 or parts[index].kind == kinds.STRING:
            index += 1
            continue
        last = index
        while _goes_on(parts, values, last):
            last += 1
        yield _range(parts[index], parts[last])
        index = last + 1


def _goes_on(parts: Sequence[Part], values: int, at: int) -> bool:
    following = at + 1
    if following >= len(parts) or not values >> following & 1:
        return False
    here, there = parts[at], parts[following]
    return here.kind == there.kind and here.kind not in {kinds.BOOLEAN, kinds.STRING, kinds.NULL}


def _range(first: Part, last: Part) -> str:
    if first is last and first.single:
        return literal(first.sample)
    low = first.sample if first.single else first.low
    high = last.sample if last.single else last.high
    opening, closing = "[" if first.single else "(", "]" if last.single else ")"
    if low is None and high is None:
        return "not(null)"
    if low is None:
        return f"{'<=' if last.single else '<'} {literal(high)}"
    if high is None:
        return f"{'>=' if first.single else '>'} {literal(low)}"
    return f"{opening}{literal(low)}..{literal(high)}{closing}"


def _texts(parts: Sequence[Part], values: int) -> Iterator[str]:
    """Texts: those listed, or every one but those."""
    texts = [(part, values >> index & 1) for index, part in enumerate(parts) if part.kind == kinds.STRING]
    if any(taken and not part.single for part, taken in texts):
        others = [literal(part.sample) for part, taken in texts if part.single and not taken]
        yield f"not({', '.join(others) or 'null'})"
        return
    yield from (literal(part.sample) for part, taken in texts if taken)
