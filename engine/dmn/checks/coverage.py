"""Gaps, overlaps and rules that never apply, from the sets of values that the cells take."""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING

from engine.dmn.checks import boxes, cells, sweep
from engine.dmn.checks.columns import Axis, axes, depend
from engine.dmn.checks.findings import of_cell, of_table
from engine.dmn.checks.sweep import Meeting, Steps, TooLarge
from engine.dmn.checks.wording import condition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.dmn.checks.boxes import Box
    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.written import Row, Table
    from engine.feel.values import Value

_ONE_ANSWER = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY"})
_MOST_GAPS = 5
_MOST_OVERLAPS = 10
_MOST_STEPS = 1_000_000
"""Of each search: about a second or two, which no table of a few hundred rules that people write comes near."""
_MOST_VALUES = 20_000_000
"""Passed over while the rules that meet are collected, many at a time."""
_NO_GAPS = (
    "Table '{}': its {} rules take more than {} comparisons: gaps and rules that never apply are not told."
)
_NOT_ALL_DEAD = (
    "Table '{}': its {} rules take more than {} comparisons: not all rules that never apply are told."
)
_NOT_ALL_OVERLAPS = "Table '{}': its {} rules take more than {} comparisons: not all overlaps are told."
_TOO_LARGE = "Divide the table into several decisions, or list the allowed values of its columns."


def findings(table: Table) -> Iterator[TableFinding]:
    """What a table with well-formed cells can still get wrong."""
    return _Coverage(table).findings()


class _Coverage:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._name = table.name
        self._axes = axes(table)
        rules = range(len(table.rows))
        self._sure: list[Box] = [tuple(axis.sure[rule] for axis in self._axes) for rule in rules]
        self._possible: list[Box] = [tuple(axis.possible[rule] for axis in self._axes) for rule in rules]
        self._there: Box = tuple(axis.surely_there for axis in self._axes)
        self._meetings: list[Meeting] = []
        self._constants: dict[str, tuple[Value] | None] = {}

    def findings(self) -> Iterator[TableFinding]:
        yield from self._contradictions()
        try:
            yield from self._gaps()
        except TooLarge:
            yield self._too_large(_NO_GAPS)
        else:
            yield from self._as_far(self._unreachable(), _NOT_ALL_DEAD)
        yield from self._as_far(self._overlaps(), _NOT_ALL_OVERLAPS)
        yield from self._not_checked()

    def _as_far(self, found: Iterator[TableFinding], otherwise: str) -> Iterator[TableFinding]:
        try:
            yield from found
        except TooLarge:
            yield self._too_large(otherwise)

    def _too_large(self, sentence: str) -> TableFinding:
        message = sentence.format(self._name, len(self._table.rows), f"{_MOST_STEPS:,}")
        return of_table(self._table, "hint", "too-large", message, _TOO_LARGE)

    # -- cells that no value passes -------------------------------------------------------------------------------

    def _contradictions(self) -> Iterator[TableFinding]:
        for axis in self._axes:
            for row, taken in zip(self._table.rows, axis.possible, strict=True):
                if not taken:
                    column = axis.columns[0]
                    cell = row.inputs[column.number - 1]
                    message = f"the cell {cell.text} is passed by no possible value, so that the rule never applies."
                    yield of_cell(
                        self._table, "warning", "never-passes", message,
                        "Correct the cell or the column's allowed values, or remove the rule.",
                        row=row, column=column, at=cell.place,
                    )  # fmt: skip

    # -- gaps -----------------------------------------------------------------------------------------------------

    def _gaps(self) -> Iterator[TableFinding]:
        table = self._table
        if table.has_default or table.hit_policy not in _ONE_ANSWER:
            return
        found = boxes.uncovered(self._there, self._possible, Steps(_MOST_STEPS))
        for box in found[:_MOST_GAPS]:
            narrowed = self._narrowed(box)
            where = self._told(box)
            message = (
                f"Table '{self._name}': no rule covers {where}."
                if where
                else f"Table '{self._name}': no rule covers anything."
            )
            remedy = (
                "Add a rule or a default output, or list the allowed values of the column if this cannot be."
            )
            severity = "hint" if self._doubtful(narrowed) else "warning"
            names = tuple(axis.label for axis in narrowed)
            yield of_table(table, severity, "gap", message, remedy, columns=names)  # type: ignore[arg-type]
        if len(found) > _MOST_GAPS:
            message = (
                f"Table '{self._name}': further combinations that no rule covers: {len(found) - _MOST_GAPS}."
            )
            yield of_table(table, "warning", "gap", message, "Mend those above, then look again.")

    # -- rules that never apply -----------------------------------------------------------------------------------

    def _unreachable(self) -> Iterator[TableFinding]:
        steps = Steps(_MOST_STEPS)
        for index, before in self._winners():
            box = self._possible[index]
            met = list(sweep.places(before & self._meeting(box))) if all(box) else []
            if met and not boxes.uncovered(box, [self._sure[other] for other in met], steps):
                yield self._never_applies(self._table.rows[index], met)

    def _never_applies(self, row: Row, met: Sequence[int]) -> TableFinding:
        by = ", ".join(str(self._table.rows[other].number) for other in met)
        message = f"Table '{self._name}': rule {row.number} never applies: what it covers is taken before it by {by}."
        return of_table(
            self._table, "warning", "unreachable", message,
            "Move it up, narrow the others, or remove it.", rows=(row,), at=row.place,
        )  # fmt: skip

    def _winners(self) -> list[tuple[int, int]]:
        """Each rule with those (mask) that win against it wherever they match too."""
        if self._table.hit_policy == "FIRST":
            return [(index, (1 << index) - 1) for index in range(len(self._table.rows))]
        ranks = self._ranks() if self._table.hit_policy == "PRIORITY" else None
        order = sorted((rank, index) for index, rank in enumerate(ranks or ()) if rank is not None)
        before, found = 0, list[tuple[int, int]]()
        for _, index in order:
            found.append((index, before))
            before |= 1 << index
        return sorted(found)

    def _meeting(self, box: Box) -> int:
        """The rules (mask) that surely match something in *box*."""
        if not self._meetings:
            steps = Steps(_MOST_VALUES)
            self._meetings = [Meeting(axis.sure, len(axis.parts), steps) for axis in self._axes]
        found = (1 << len(self._sure)) - 1
        for meeting, values in zip(self._meetings, box, strict=True):
            found &= meeting.rules(values)
        return found

    def _ranks(self) -> list[tuple[int, ...] | None] | None:
        """Per rule the places of its outputs among the allowed values; None where they are not constant."""
        table = self._table
        orders = [
            (number, self._constant(f"[{column.allowed}\n]"))
            for number, column in enumerate(table.outputs)
            if column.allowed
        ]
        known = [(number, order[0]) for number, order in orders if order is not None]
        if len(known) < len(orders):
            return None
        return [self._rank(row, known) for row in table.rows]

    def _rank(self, row: Row, orders: Sequence[tuple[int, Value]]) -> tuple[int, ...] | None:
        found: list[int] = []
        for number, order in orders:
            value = self._constant(row.outputs[number].text)
            if value is None:
                return None
            found.append(order.index(value[0]) if value[0] in order else len(order))
        return tuple(found)

    # -- overlaps -------------------------------------------------------------------------------------------------

    def _overlaps(self) -> Iterator[TableFinding]:
        if self._table.hit_policy not in {"UNIQUE", "ANY"}:
            return
        told = more = 0
        for one, others in self._overlapping():
            shown = list(islice(sweep.places(others), _MOST_OVERLAPS - told))
            told += len(shown)
            more += others.bit_count() - len(shown)
            yield from (self._overlap(one, other) for other in shown)
        if more:
            message = f"Table '{self._name}': further pairs of rules that overlap: {more}."
            yield of_table(self._table, "warning", "overlap", message, "Mend those above, then look again.")

    def _overlapping(self) -> Iterator[tuple[int, int]]:
        """Each rule with those after it (mask) that may not match together with it, but do."""
        steps = Steps(_MOST_STEPS)
        for one, sure in enumerate(self._sure):
            box = boxes.common(sure, self._there)
            met = 0 if box is None else self._meeting(box) >> (one + 1) << (one + 1)
            if self._table.hit_policy == "ANY":
                steps.spend(met.bit_count())
                met = sum(1 << other for other in sweep.places(met) if self._differ(one, other))
            yield one, met

    def _overlap(self, first: int, second: int) -> TableFinding:
        one, other = self._table.rows[first], self._table.rows[second]
        shared = zip(self._sure[first], self._sure[second], self._there, strict=True)
        met = tuple(mine & yours & there for mine, yours, there in shared)
        narrowed = self._narrowed(met)
        where = self._told(met) or ", ".join(f"{axis.label} -" for axis in self._axes)
        pair = f"Table '{self._name}': rules {one.number} and {other.number} both match "
        message = f"{pair}{where}, but the hit policy UNIQUE allows one."
        if self._table.hit_policy == "ANY":
            message = f"{pair}{where}, with different outputs, but the hit policy ANY allows one."
        computed = any(not axis.plain for axis in narrowed)
        return of_table(
            self._table, "warning" if computed or self._doubtful(narrowed) else "error", "overlap", message,
            "Narrow one of them, or choose the hit policy FIRST.",
            rows=(one, other), columns=tuple(axis.label for axis in narrowed), at=other.place,
        )  # fmt: skip

    def _differ(self, one: int, other: int) -> bool:
        """Whether two rules surely answer differently."""
        pairs = zip(self._table.rows[one].outputs, self._table.rows[other].outputs, strict=False)
        return any(self._unequal(mine.text, yours.text) for mine, yours in pairs)

    def _unequal(self, one: str, other: str) -> bool:
        first, second = self._constant(one), self._constant(other)
        return first is not None and second is not None and first != second

    # -- what was not looked at -----------------------------------------------------------------------------------

    def _not_checked(self) -> Iterator[TableFinding]:
        """Told only where it matters: a catch-all without equals hides nothing."""
        if self._table.hit_policy not in _ONE_ANSWER or self._is_surely_whole():
            return
        for axis in self._axes:
            if axis.unknown:
                rules = ", ".join(map(str, axis.unknown))
                message = f"Table '{self._name}': column '{axis.label}' is not checked for gaps and overlaps in rules "
                message += f"{rules}: what its cells accept is known only when they are evaluated."
                yield of_table(
                    self._table, "hint", "not-checked", message, "Look at these rules yourself.",
                    columns=(axis.label,), at=axis.columns[0].place,
                )  # fmt: skip

    def _is_surely_whole(self) -> bool:
        if self._table.hit_policy in {"UNIQUE", "ANY"}:
            return False
        try:
            return not boxes.uncovered(self._there, self._sure, Steps(_MOST_STEPS))
        except TooLarge:
            return False

    # -- common ---------------------------------------------------------------------------------------------------

    def _constant(self, text: str) -> tuple[Value] | None:
        if text not in self._constants:
            found = (None,) if text in {"", "-"} else cells.constant(text, self._table.names)
            self._constants[text] = found
        return self._constants[text]

    def _narrowed(self, box: Box) -> list[Axis]:
        """The columns in which *box* is not everything that there is."""
        return [axis for axis, values in zip(self._axes, box, strict=True) if values != axis.surely_there]

    def _doubtful(self, narrowed: list[Axis]) -> bool:
        """Whether values of these columns might never come together."""
        return any(depend(one, other) for one, other in combinations(narrowed, 2))

    def _told(self, box: Box) -> str:
        return ", ".join(
            condition(axis.label, axis.parts, values)
            for axis, values in zip(self._axes, box, strict=True)
            if values != axis.surely_there
        )
