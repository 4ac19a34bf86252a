"""What predicates over a disagreement are made of."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel.kinds import kind
from tests.feel.oracle.client import plain

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

DURATIONS = ("days and time duration", "years and months duration")
TEMPORAL = ("date", "time", "date and time")
_TOLERANCE = 1e-11
"""Of doubles, in relation to the largest number that went in."""


def kinds_of(blame: Blame) -> tuple[str, ...]:
    return tuple(kind(value) for value in blame.values)


def is_(blame: Blame, *names: str) -> bool:
    """The operation is one of *names*."""
    return blame.node.kind in names


def close(mine: Any, other: Any, scale: float) -> bool:
    """The same but for the last digits of a double."""
    match mine, other:
        case float(), float():
            return abs(mine - other) <= _TOLERANCE * max(scale, abs(mine))
        case list(), list():
            return len(mine) == len(other) and all(
                close(a, b, scale) for a, b in zip(mine, other, strict=True)
            )
        case dict(), dict():
            return mine.keys() == other.keys() and all(close(mine[key], other[key], scale) for key in mine)
    return bool(mine == other)


def scale_of(values: Any) -> float:
    """The largest number anywhere in *values*."""
    match values:
        case list() | tuple():
            return max((scale_of(each) for each in values), default=1.0)
        case dict():
            return scale_of(list(values.values()))
        case feel.Range():
            return scale_of([values.start, values.end])
    return max(abs(float(values)), 1.0) if kind(values) == "number" else 1.0


def apart(blame: Blame) -> float:
    """How far two numbers lie apart; endlessly, if one answer is no number."""
    if isinstance(blame.ours, float) and isinstance(blame.theirs, float):
        return abs(blame.ours - blame.theirs)
    return math.inf


def without_zeros(text: Any) -> Any:
    """The numbers in a text as doubles write them, to their 11th digit."""
    return re.sub(r"-?\d+(\.\d+)?(e[-+]?\d+)?", lambda found: f"{float(found[0]):.11g}", str(text))


def backwards(start: Any, end: Any) -> bool:
    return kind(start) == kind(end) and feel.evaluate("start > end", {"start": start, "end": end}) is True


def at(values: tuple[Any, ...], index: int) -> int | None:
    """A whole number among the values."""
    value = values[index] if index < len(values) else None
    return int(value) if kind(value) == "number" and value == int(value) else None


def signs(blame: Blame) -> str:
    """The operator between the parts."""
    return "".join(part for part in blame.node.parts if isinstance(part, str)).strip()


def length_of(duration: Any) -> tuple[str, float]:
    """Its unit and size."""
    ((unit, size),) = plain(duration).items()
    return unit, size


def near(mine: Any, wanted: Any) -> bool:
    """The same number, to the nanosecond of a day or the last digits of a double."""
    numbers = isinstance(mine, float) and isinstance(wanted, float)
    return numbers and abs(mine - wanted) <= 1e-9 + _TOLERANCE * abs(wanted)
