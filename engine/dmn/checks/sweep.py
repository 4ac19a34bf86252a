"""A column swept once from its first elementary value to its last: which rules take which value, which rules meet."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class TooLarge(Exception):
    """The search was given up: whether something is left is not known."""


class Steps:
    """How much may be looked at; counted, so that the same table is answered the same everywhere."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, steps: int) -> None:
        """Raises `TooLarge` when there are no more."""
        self._left -= steps
        if self._left < 0:
            raise TooLarge


def places(mask: int) -> Iterator[int]:
    """The numbers of the bits in *mask*."""
    while mask:
        last = mask & -mask
        mask ^= last
        yield last.bit_length() - 1


def runs(values: int) -> Iterator[tuple[int, int]]:
    """Neighbouring values as ranges: where one begins, and where it has ended."""
    edges = places(values ^ (values << 1))
    return zip(edges, edges, strict=True)


def takers(masks: Sequence[int], size: int) -> list[int]:
    """Per value the rules (mask) that take it; *masks* holds the values that each rule takes."""
    changes = [0] * (size + 1)
    for rule, values in enumerate(masks):
        for begin, end in runs(values):
            changes[begin] ^= 1 << rule
            changes[end] ^= 1 << rule
    taking = 0
    return [taking := taking ^ change for change in changes[:size]]


class Meeting:
    """Which rules take one of some values, for any values of a column."""

    def __init__(self, masks: Sequence[int], size: int, steps: Steps) -> None:
        self._steps = steps
        self._takers = takers(masks, size)
        before = 0
        self._begun = [0] * size
        """Per value the rules that take it, but not the value before it."""
        for at, taking in enumerate(self._takers):
            self._begun[at] = taking & ~before
            before = taking
        self._known: dict[int, int] = {}

    def rules(self, values: int) -> int:
        """The rules (mask) that take one of *values*."""
        found = self._known.get(values)
        if found is None:
            found = 0
            for begin, end in runs(values):
                self._steps.spend(end - begin)
                found |= reduce(or_, self._begun[begin + 1 : end], self._takers[begin])
            self._known[values] = found
        return found
