"""Why we are right where feelin answers otherwise: each entry is one rule of DMN 1.5, told by operation and values.

An entry that only said "feelin does not know this" would hide our own faults there: so it works out the right answer in
a second way (`reckoning.py`), wherever the values allow it, and applies to that answer only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.feel.oracle.explanations import conditions, dates, filters, lists, numbers, ranges
from tests.feel.oracle.explanations.entry import ALL, Explanation

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame

__all__ = ["ALL", "MODULES", "Explanation", "explain"]

MODULES = (numbers, dates, ranges, lists, filters, conditions)


def explain(blame: Blame) -> Explanation | None:
    """The first explanation that fits."""
    return next((one for one in ALL if one.applies(blame)), None)
