"""The input columns of a table as sets of values: what each cell surely takes, and what it possibly takes.

A cell that cannot be known takes nothing surely and everything possibly. So a gap is one whatever such cells say, and
so is an overlap; what depends on them is not told.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

from engine import feel
from engine.dmn import written
from engine.dmn.checks import cells, domains, kinds
from engine.errors import BatonError
from engine.feel import syntax as tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.checks.cells import Meaning, Test
    from engine.dmn.checks.domains import Part
    from engine.dmn.written import Column, Table
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One tested value; columns with the same expression are one."""

    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    surely_there: int
    """Values that the column can have, as far as its allowed values are known."""
    possibly_there: int
    sure: tuple[int, ...]
    """Per rule the values that it surely takes, of those possibly there."""
    possible: tuple[int, ...]
    unknown: tuple[int, ...]
    """Numbers of the rules with a cell that cannot be known."""
    paths: frozenset[tuple[str, ...]] | None
    """What the expression reads; None if that cannot be known."""
    plain: bool
    """Whether it reads a value as it is, and computes nothing."""

    @property
    def label(self) -> str:
        return self.columns[0].label


def axes(table: Table) -> tuple[Axis, ...]:
    """The axes of a table in the order of its columns."""
    together: dict[str, list[Column]] = {}
    for column in table.inputs:
        together.setdefault(" ".join(column.expression.split()), []).append(column)
    return tuple(_Maker(table, tuple(columns)).axis() for columns in together.values())


def depend(one: Axis, other: Axis) -> bool:
    """Whether the value of one column may say something about the value of the other."""
    if one.paths is None or other.paths is None:
        return True
    return any(_begins(mine, yours) or _begins(yours, mine) for mine in one.paths for yours in other.paths)


class _Maker:
    def __init__(self, table: Table, columns: tuple[Column, ...]) -> None:
        self._table = table
        self._columns = columns
        self._names = table.names
        self._allowed = [cells.meaning(column.allowed, table.names) for column in columns if column.allowed]
        self._type = columns[0].type
        self._placed: tuple[Part, ...] | None = None
        self._places: dict[tuple[str, Value], int] = {}
        self._cuts: frozenset[int] = frozenset()

    def axis(self) -> Axis:
        meanings = [
            [self._meaning(row.inputs[column.number - 1].text) for column in self._columns]
            for row in self._table.rows
        ]
        parts = self._parts(meanings)
        if parts is None:
            parts = domains.parts(None, (), whole=False)
            meanings = [[_blurred(one) for one in row] for row in meanings]
            self._allowed = [cells.UNKNOWN for _ in self._allowed]
        there = self._there(parts)
        taken = [self._taken(row, parts) for row in meanings]
        paths, plain = _paths(self._columns[0].expression, self._names)
        return Axis(
            columns=self._columns,
            parts=parts,
            surely_there=there[0],
            possibly_there=there[1],
            sure=tuple(sure & there[1] for sure, _ in taken),
            possible=tuple(possible & there[1] for _, possible in taken),
            unknown=tuple(
                row.number
                for row, meaning in zip(self._table.rows, meanings, strict=True)
                if not all(one.complete for one in meaning)
            ),
            paths=paths,
            plain=plain,
        )

    def _meaning(self, text: str) -> Meaning:
        if self._type == written.LISTED and text not in {"", "-"}:
            return cells.UNKNOWN
        found = cells.meaning(text, self._names)
        # Texts are compared for equality: nobody orders them in a table, and no text stands between two.
        ordered = any(isinstance(value, str) for test in found.tests for value in test.orders)
        return cells.UNKNOWN if ordered else found

    def _parts(self, meanings: list[list[Meaning]]) -> tuple[Part, ...] | None:
        """None if the values cannot be divided, so that no cell can be known."""
        constants = [value for row in meanings for one in row for value in one.constants]
        constants += [value for one in self._allowed for value in one.constants]
        try:
            return domains.parts(kinds.of_type(self._type), constants, whole=kinds.is_whole(self._type))
        except domains.Unordered:
            return None

    def _there(self, parts: tuple[Part, ...]) -> tuple[int, int]:
        """The values that the allowed values surely and possibly leave; null stays, as the engine lets it."""
        sure, possible = self._taken(self._allowed, parts)
        null = sum(1 << index for index, part in enumerate(parts) if part.kind == kinds.NULL)
        return sure | null, possible | null

    def _taken(self, meanings: list[Meaning], parts: tuple[Part, ...]) -> tuple[int, int]:
        """What all *meanings* together surely and possibly take."""
        whole = (1 << len(parts)) - 1
        sure = possible = whole
        for one in meanings:
            if one.everything:
                continue
            known = self._taken_by_tests(one, parts)
            sure &= known
            possible &= known if one.complete else whole
        return sure, possible

    def _taken_by_tests(self, meaning: Meaning, parts: tuple[Part, ...]) -> int:
        return reduce(or_, (self._taken_by(test, parts) for test in meaning.tests), 0)

    def _taken_by(self, test: Test, parts: tuple[Part, ...]) -> int:
        """Between two of its constants a test answers always the same, so that one value stands for all."""
        if parts is not self._placed:
            self._place(parts)
        mentioned = {self._places.get((kinds.of_value(value), value)) for value in test.constants}
        own = {at for at in mentioned if at is not None}
        cuts = sorted(self._cuts | own | {at + 1 for at in own})
        return sum(
            (1 << end) - (1 << begin)
            for begin, end in pairwise(cuts)
            if test.takes(parts[begin].sample, self._names)
        )

    def _place(self, parts: tuple[Part, ...]) -> None:
        """Where each value stands, and where values begin that no order connects with those before."""
        self._placed = parts
        self._places = {(part.kind, part.sample): at for at, part in enumerate(parts) if part.single}
        kept = {at for at, (one, other) in enumerate(pairwise(parts), 1) if one.kind != other.kind}
        texts = {at for at, part in enumerate(parts) if part.kind == kinds.STRING and not part.single}
        self._cuts = frozenset({0, len(parts)} | kept | texts)


def _blurred(meaning: Meaning) -> Meaning:
    return meaning if meaning.everything else cells.UNKNOWN


def _paths(expression: str, names: frozenset[str]) -> tuple[frozenset[tuple[str, ...]] | None, bool]:
    """The values that *expression* reads as paths, and whether it is such a path itself."""
    try:
        root = feel.parse(expression, names).tree
    except BatonError:
        return None, False
    return frozenset(_read(root)), _path(root) is not None


def _read(node: tree.Node) -> Iterator[tuple[str, ...]]:
    """The longest paths below *node*; a loop's variable among them does no harm: its source is there too."""
    path = _path(node)
    if path is not None:
        yield path
        return
    waiting = [getattr(node, one.name) for one in fields(node)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tree.Node):
            yield from _read(one)
        elif isinstance(one, tuple):
            waiting += one


def _path(node: tree.Node) -> tuple[str, ...] | None:
    match node:
        case tree.Name(name=name):
            return (name,)
        case tree.Path(target=target, name=name):
            before = _path(target)
            return None if before is None else (*before, name)
    return None


def _begins(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return other[: len(one)] == one
