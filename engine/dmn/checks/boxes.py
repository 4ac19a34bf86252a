"""Boxes over columns of elementary values. A set of values is a bit mask, a rule one mask per column: a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.dmn.checks import sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.dmn.checks.sweep import Steps

    Box = tuple[int, ...]

_MOST_BOXES = 200
_RULES_PER_STEP = 1000


def uncovered(space: Box, boxes: Sequence[Box], steps: Steps) -> list[Box]:
    """What of *space* no box covers, some of it if it is much; raises `TooLarge` after so many *steps*."""
    if not all(space):
        return []
    steps.spend(len(space) * len(boxes))
    search = _Search(space, boxes, steps)
    return _merged(search.below(0, (1 << len(boxes)) - 1))


def common(one: Box, other: Box) -> Box | None:
    """Where two boxes meet."""
    met = tuple(mine & yours for mine, yours in zip(one, other, strict=True))
    return met if all(met) else None


@dataclass(slots=True)
class _Search:
    """Divides the space column by column; what the rules still in play cannot tell apart stays together."""

    space: Box
    boxes: Sequence[Box]
    steps: Steps
    takers: list[dict[int, int]] = field(default_factory=list)
    """Per column: the values that the same rules (mask) take."""
    catch_all: list[int] = field(default_factory=list)
    """Per column: the rules (mask) that take everything from it on."""
    known: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.takers = [self._takers_of(column) for column in range(len(self.space))]
        everything = (1 << len(self.boxes)) - 1
        self.catch_all = [everything]
        for column in reversed(range(len(self.space))):
            whole = self.space[column]
            takes = sum(1 << rule for rule, box in enumerate(self.boxes) if whole & ~box[column] == 0)
            self.catch_all.insert(0, self.catch_all[0] & takes)

    def below(self, column: int, rules: int) -> list[Box]:
        """The uncovered rest of the columns from *column* on, while *rules* are still in play."""
        if not rules:
            return [self.space[column:]]
        if rules & self.catch_all[column]:
            return []
        found = self.known.get((column, rules))
        if found is None:
            found = self.known[column, rules] = self._divided(column, rules)
        return found

    def _divided(self, column: int, rules: int) -> list[Box]:
        together = self._together(column, rules)
        found: list[Box] = []
        for left, values in together.items():
            if len(found) >= _MOST_BOXES:
                break
            found += ((values, *rest) for rest in self.below(column + 1, left))
        return found

    def _together(self, column: int, rules: int) -> dict[int, int]:
        """The values of *column* that the same of *rules* take."""
        groups = self.takers[column]
        if rules.bit_count() * 3 < len(groups):
            return self._divided_by_few(column, rules)
        # Masks of thousands of rules are long.
        self.steps.spend(len(groups) * (1 + len(self.boxes) // _RULES_PER_STEP))
        together: dict[int, int] = {}
        for takers, values in groups.items():
            left = takers & rules
            together[left] = together.get(left, 0) | values
        return together

    def _divided_by_few(self, column: int, rules: int) -> dict[int, int]:
        """Rule by rule: a few rules of a large table tell few values apart."""
        together = {0: self.space[column]}
        for rule in sweep.places(rules):
            self.steps.spend(len(together))
            mine = self.boxes[rule][column]
            divided: dict[int, int] = {}
            for takers, values in together.items():
                if values & mine:
                    divided[takers | 1 << rule] = values & mine
                if values & ~mine:
                    divided[takers] = values & ~mine
            together = divided
        return together

    def _takers_of(self, column: int) -> dict[int, int]:
        together: dict[int, int] = {}
        space = self.space[column]
        takers = sweep.takers([box[column] & space for box in self.boxes], space.bit_length())
        for value in sweep.places(space):
            together[takers[value]] = together.get(takers[value], 0) | 1 << value
        return together


def _merged(boxes: list[Box]) -> list[Box]:
    """Boxes that differ in one column only become one, so that fewer are told."""
    merged: list[Box] = []
    for box in boxes[:_MOST_BOXES]:
        joined = box
        while (
            at := next((n for n, one in enumerate(merged) if _differ_in_one(one, joined)), None)
        ) is not None:
            joined = tuple(mine | yours for mine, yours in zip(merged.pop(at), joined, strict=True))
        merged.append(joined)
    return merged


def _differ_in_one(one: Box, other: Box) -> bool:
    return sum(mine != yours for mine, yours in zip(one, other, strict=True)) == 1
