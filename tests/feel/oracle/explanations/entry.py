"""What an explanation is, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.feel.oracle.blaming import Blame

    Predicate = Callable[[Blame], bool]


@dataclass(frozen=True)
class Explanation:
    """One rule of the standard by which our answer, and no other, is right."""

    name: str
    paragraph: str
    """Of DMN 1.5."""
    reason: str
    applies: Predicate


ALL: list[Explanation] = []


def because(name: str, paragraph: str, reason: str) -> Callable[[Predicate], Predicate]:
    """Register the predicate below; it looks at the operation and the values, and counts out what we should say."""

    def register(applies: Predicate) -> Predicate:
        ALL.append(Explanation(name, paragraph, reason, applies))
        return applies

    return register
