"""What differs between the rules of a table and those of a spreadsheet: added, removed, changed, moved."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.dmn.sheets.reading import NewRow
    from engine.dmn.written import Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    column: str
    old: str
    new: str
    is_condition: bool
    """Nothing in a condition means anything; in an output or a note it is nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one rule."""

    kind: Literal["added", "removed", "changed", "moved"]
    old: int | None
    """Its number in the table, and below the one it gets."""
    new: int | None
    moved: bool
    """Whether its place among the others changed, besides its cells."""
    cells: tuple[CellChange, ...]
    summary: tuple[str, ...]
    """The cells that say something, for rules that are added or removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The new rules, each with the old one that it was."""

    rows: tuple[tuple[NewRow, Row | None], ...]
    changes: tuple[Change, ...]


def compare(table: Table, rows: Sequence[NewRow]) -> Difference:
    """What taking *rows* would change."""
    pairs = _paired(table, rows)
    moved = _moved([old for _, old in pairs])
    changes = [
        change
        for number, (new, old) in enumerate(pairs, 1)
        if (change := _change(table, number, new, old, moved)) is not None
    ]
    kept = {old.number for _, old in pairs if old is not None}
    removed = [_removed(row) for row in table.rows if row.number not in kept]
    return Difference(rows=tuple(pairs), changes=(*changes, *removed))


def same(one: str, other: str) -> bool:
    """Whether two cells say the same: nothing and `-` both mean anything, or no answer."""
    return _text(one) == _text(other)


def _paired(table: Table, rows: Sequence[NewRow]) -> list[tuple[NewRow, Row | None]]:
    """Each new rule with the old one: the same in all, then by its number, then with the same conditions."""
    inputs = len(table.inputs)
    passes: list[tuple[Callable[[Row], object], Callable[[NewRow], object]]] = [
        (lambda old: (_cells(old), old.annotations), lambda new: (_texts(new.cells), new.annotations)),
        (_cells, lambda new: _texts(new.cells)),
        (lambda old: old.number, lambda new: new.number),
        (lambda old: _cells(old)[:inputs], lambda new: _texts(new.cells[:inputs])),
    ]
    free = list(table.rows)
    found: dict[int, Row] = {}
    for of_old, of_new in passes:
        waiting: dict[object, list[Row]] = {}
        for row in free:
            waiting.setdefault(of_old(row), []).append(row)
        for at, new in enumerate(rows):
            if at not in found and (alike := waiting.get(of_new(new))):
                found[at] = alike.pop(0)
        taken = {row.number for row in found.values()}
        free = [row for row in free if row.number not in taken]
    return [(new, found.get(at)) for at, new in enumerate(rows)]


def _moved(olds: list[Row | None]) -> frozenset[int]:
    """Numbers of the rules outside the longest run that kept its order: the fewest that must have been moved."""
    numbers = [old.number for old in olds if old is not None]
    tails: list[int] = []
    lengths: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        lengths.append(at + 1)
    wanted, kept = len(tails), set[int]()
    for number, length in zip(reversed(numbers), reversed(lengths), strict=True):
        if length == wanted and (not kept or number < min(kept)):
            kept.add(number)
            wanted -= 1
    return frozenset(numbers) - kept


def _change(table: Table, number: int, new: NewRow, old: Row | None, moved: frozenset[int]) -> Change | None:
    if old is None:
        told = tuple(cell for cell in new.cells if cell not in {"", "-"})
        return Change(kind="added", old=None, new=number, moved=False, cells=(), summary=told)
    cells = (*_changed_cells(table, new, old), *_changed_annotations(table, new, old))
    was_moved = old.number in moved
    if not cells and not was_moved:
        return None
    return Change(
        kind="changed" if cells else "moved",
        old=old.number,
        new=number,
        moved=was_moved,
        cells=cells,
        summary=_summary(old),
    )


def _removed(row: Row) -> Change:
    return Change(kind="removed", old=row.number, new=None, moved=False, cells=(), summary=_summary(row))


def _changed_cells(table: Table, new: NewRow, old: Row) -> Iterator[CellChange]:
    held = zip((*table.inputs, *table.outputs), (*old.inputs, *old.outputs), new.cells, strict=True)
    for at, (column, cell, text) in enumerate(held):
        if not same(cell.text, text):
            condition = at < len(table.inputs)
            yield CellChange(column=column.label, old=cell.text, new=text, is_condition=condition)


def _changed_annotations(table: Table, new: NewRow, old: Row) -> Iterator[CellChange]:
    for name, before, after in zip(table.annotations, old.annotations, new.annotations, strict=False):
        if after is not None and before != after:
            yield CellChange(column=name, old=before, new=after, is_condition=False)


def _summary(row: Row) -> tuple[str, ...]:
    return tuple(cell.text for cell in (*row.inputs, *row.outputs) if cell.text not in {"", "-"})


def _cells(row: Row) -> tuple[str, ...]:
    return _texts(cell.text for cell in (*row.inputs, *row.outputs))


def _texts(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_text, cells))


def _text(cell: str) -> str:
    return cell or "-"
