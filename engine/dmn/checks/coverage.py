"""Gaps, overlaps and rules that never apply, from the sets of values that the cells take."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.dmn.checks import boxes, cells
from engine.dmn.checks.boxes import TooLarge
from engine.dmn.checks.columns import Axis, axes, depend
from engine.dmn.checks.findings import of_cell, of_table
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
_MOST_PAIRS = 500_000
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

    def findings(self) -> Iterator[TableFinding]:
        yield from self._contradictions()
        try:
            yield from self._gaps()
            yield from self._unreachable()
        except TooLarge:
            message = f"Table '{self._name}': it is too large to be checked for gaps."
            yield of_table(self._table, "hint", "too-large", message, _TOO_LARGE)
        yield from self._overlaps()
        yield from self._not_checked()

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
        found = boxes.uncovered(self._there, self._possible)
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
        for index, row in enumerate(self._table.rows):
            before = self._before(index)
            box = self._possible[index]
            if not all(box) or not before or boxes.uncovered(box, [self._sure[other] for other in before]):
                continue
            met = [other for other in before if boxes.common(self._sure[other], box)]
            rules = ", ".join(str(self._table.rows[other].number) for other in met)
            mine = row.number
            message = f"Table '{self._name}': rule {mine} never applies: what it covers is taken before it by {rules}."
            yield of_table(
                self._table, "warning", "unreachable", message,
                "Move it up, narrow the others, or remove it.", rows=(row,), at=row.place,
            )  # fmt: skip

    def _before(self, index: int) -> list[int]:
        """The rules that win against a rule wherever they match too."""
        if self._table.hit_policy == "FIRST":
            return list(range(index))
        if self._table.hit_policy != "PRIORITY":
            return []
        ranks = self._ranks()
        mine = None if ranks is None else ranks[index]
        if ranks is None or mine is None:
            return []
        return [
            other for other, rank in enumerate(ranks) if rank is not None and (rank, other) < (mine, index)
        ]

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
        policy = self._table.hit_policy
        if policy not in {"UNIQUE", "ANY"}:
            return
        rows = self._table.rows
        if len(rows) * len(rows) // 2 > _MOST_PAIRS:
            message = f"Table '{self._name}': it has too many rules to be checked for overlaps."
            yield of_table(self._table, "hint", "too-large", message, _TOO_LARGE)
            return
        told = more = 0
        for one, other in combinations(range(len(rows)), 2):
            met = boxes.common(self._sure[one], self._sure[other])
            met = None if met is None else boxes.common(met, self._there)
            if met is None or (policy == "ANY" and not self._differ(rows[one], rows[other])):
                continue
            told, more = (told + 1, more) if told < _MOST_OVERLAPS else (told, more + 1)
            if not more:
                yield self._overlap(rows[one], rows[other], met)
        if more:
            message = f"Table '{self._name}': further pairs of rules that overlap: {more}."
            yield of_table(self._table, "warning", "overlap", message, "Mend those above, then look again.")

    def _overlap(self, one: Row, other: Row, met: Box) -> TableFinding:
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

    def _differ(self, one: Row, other: Row) -> bool:
        """Whether two rules surely answer differently."""
        pairs = zip(one.outputs, other.outputs, strict=False)
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
            return not boxes.uncovered(self._there, self._sure)
        except TooLarge:
            return False

    # -- common ---------------------------------------------------------------------------------------------------

    def _constant(self, text: str) -> tuple[Value] | None:
        return (None,) if text in {"", "-"} else cells.constant(text, self._table.names)

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
