"""Numbers and texts."""

from __future__ import annotations

import re
import statistics
from decimal import Decimal
from math import isinf
from typing import TYPE_CHECKING

from tests.feel.oracle.client import plain
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import apart, at, close, is_, kinds_of, near, scale_of, without_zeros

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

_NOT_FINITE = ({"number": "NaN"}, {"number": "Infinity"}, {"number": "-Infinity"})
_SCALES = (-6111, 6176)
_ROUNDINGS = ("decimal", "round", "floor", "ceiling")


@because(
    "doubles", "10.3.2.3.1", "Numbers are Decimal128; feelin's are doubles: the same but for the last digits."
)
def _(blame: Blame) -> bool:
    return blame.ours is not None and close(blame.ours, blame.theirs, scale_of(blame.values))


@because(
    "modulo to nine digits",
    "10.3.4.5",
    "modulo is dividend - divisor * floor(dividend / divisor), not rounded.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "modulo") or kinds_of(blame) != ("number", "number") or isinf(apart(blame)):
        return False
    # Beside a multiple of the divisor the doubles may fall to the other side.
    step = abs(float(blame.values[1]))
    beside = max(min(abs(each), abs(step - abs(each))) for each in (blame.ours, blame.theirs))
    return apart(blame) < 1e-8 or (beside < 1e-8 and abs(apart(blame) - step) < 1e-8)


@because("digits of a number", "10.3.2.3.1", "A number is a pair of digits and scale; its text keeps both.")
def _(blame: Blame) -> bool:
    return is_(blame, "string") and without_zeros(blame.ours) == without_zeros(blame.theirs)


@because(
    "rounding a double",
    "10.3.4.5",
    "5.015 is 5.015: a double lies beside it and rounds to the other neighbour.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, *_ROUNDINGS) or kinds_of(blame) != ("number", "number"):
        return False
    digits = at(blame.values, 1)
    if digits is None or apart(blame) > 1.001 * 10.0**-digits:
        return False
    beyond = abs(blame.values[0].scaleb(digits)) % 1
    return blame.ours == float(blame.values[0]) if beyond == 0 else beyond == Decimal("0.5")


@because("no NaN", "10.3.2.3.1", "No number is infinite or NaN: what has no finite result is null.")
def _(blame: Blame) -> bool:
    return blame.theirs in _NOT_FINITE and blame.ours is None


@because("duration / duration", "10.3.2.15", "Durations of a kind divide into a number; feelin says NaN.")
def _(blame: Blame) -> bool:
    if blame.theirs not in _NOT_FINITE or len(blame.values) != 2:
        return False
    lengths = [plain(value) for value in blame.values]
    if not all(isinstance(one, dict) for one in lengths) or lengths[0].keys() != lengths[1].keys():
        return False
    (over,), (under,) = (one.values() for one in lengths)
    return under != 0 and near(blame.ours, over / under)


@because("median of numbers", "10.3.4.4", "The median sorts by value; feelin sorts the numbers as texts.")
def _(blame: Blame) -> bool:
    return is_(blame, "median") and near(blame.ours, float(statistics.median(blame.values[0])))


@because(
    "order of modes", "10.3.4.4", "mode answers in ascending order; feelin in that of JavaScript's keys."
)
def _(blame: Blame) -> bool:
    return is_(blame, "mode") and isinstance(blame.theirs, list) and sorted(blame.theirs) == blame.ours


@because(
    "texts of numbers", "10.3.4.1", "An empty text and a text with a blank is no number; JavaScript reads it."
)
def _(blame: Blame) -> bool:
    if not is_(blame, "number") or blame.ours is not None or kinds_of(blame) != ("string",):
        return False
    return re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", blame.values[0]) is None


@because(
    "a whole scale",
    "10.3.4.5",
    "A scale is a whole number of -6111 to 6176, else null; feelin takes 10 to any power.",
)
def _(blame: Blame) -> bool:
    scaled = is_(blame, *_ROUNDINGS) and len(blame.values) == 2
    if not scaled or blame.ours is not None:
        return False
    scale = at(blame.values, 1)
    return scale is None or not _SCALES[0] <= scale <= _SCALES[1]


@because(
    "substring outside",
    "10.3.4.3",
    "A start position is not 0 and inside the string, a length is positive; else null.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "substring") or blame.ours is not None:
        return False
    start, length = at(blame.values, 1), at(blame.values, 2)
    outside = start is not None and (start == 0 or abs(start) > len(blame.values[0]))
    return outside or (len(blame.values) == 3 and (length is None or length < 1))


@because(
    "characters above the BMP",
    "10.3.4.3",
    "Positions count code points; feelin counts halves of surrogate pairs.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "substring"):
        return False
    text, start = str(blame.values[0]), at(blame.values, 1)
    if not start or not any(ord(letter) > 0xFFFF for letter in text):
        return False
    first = start - 1 if start > 0 else len(text) + start
    length = at(blame.values, 2) if len(blame.values) == 3 else len(text)
    return length is not None and blame.ours == text[first : first + length]
