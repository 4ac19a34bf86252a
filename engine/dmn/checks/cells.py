"""What a cell compares its column's value with, as far as that can be known without running a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine import feel
from engine.errors import BatonError
from engine.feel import syntax as tree
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.values import Value

_MAKERS = frozenset({
    "date", "time", "date and time", "duration", "years and months duration", "number", "string", "abs",
})  # fmt: skip
"""Functions whose answer depends on their arguments alone, and which people write in cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A part of a cell that compares with constants only, so that it can be tried out on any value."""

    text: str
    constants: tuple[Value, ...]
    orders: tuple[Value, ...]
    """Those of the constants that the value is not only equal to, but smaller or larger than."""

    def takes(self, value: Value, names: frozenset[str]) -> bool:
        return feel.parse_unary(self.text, names).evaluate(value, {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A cell: the tests that are known, and whether they are all there is."""

    tests: tuple[Test, ...]
    complete: bool
    everything: bool = False

    @property
    def constants(self) -> tuple[Value, ...]:
        return tuple(value for test in self.tests for value in test.constants)


EVERYTHING = Meaning(tests=(), complete=True, everything=True)
UNKNOWN = Meaning(tests=(), complete=False)


@lru_cache(maxsize=16_384)
def meaning(text: str, names: frozenset[str]) -> Meaning:
    """What the cell *text* says; texts that are no FEEL are refused elsewhere."""
    if text in {"", "-"}:
        return EVERYTHING
    try:
        root = feel.parse_unary(text, names).tree
    except BatonError:
        return UNKNOWN
    if not isinstance(root, tree.Tests):
        return UNKNOWN
    reader = _Reader(text, names)
    if root.negated:
        whole = reader.test(root.tests, text)
        return UNKNOWN if whole is None else Meaning(tests=(whole,), complete=True)
    tests = [reader.test((one,), text[one.start : one.end]) for one in root.tests]
    known = tuple(one for one in tests if one is not None)
    return Meaning(tests=known, complete=len(known) == len(tests))


def constant(text: str, names: frozenset[str]) -> tuple[Value] | None:
    """The value of an expression that depends on nothing; None if it depends on something."""
    try:
        root = feel.parse(text, names).tree
        return (_value(text, names),) if _is_constant(root) else None
    except (BatonError, _Unknown):
        return None


class _Unknown(Exception):
    """A part of a cell that depends on more than the column's value."""


class _Reader:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._text = text
        self._names = names

    def test(self, nodes: tuple[tree.Node, ...], text: str) -> Test | None:
        """The *text* that consists of *nodes*; None if it depends on more than the value."""
        try:
            found = [pair for node in nodes for pair in self._constants(node)]
        except (_Unknown, BatonError):
            return None
        return Test(
            text=text,
            constants=tuple(value for value, _ in found),
            orders=tuple(value for value, ordered in found if ordered),
        )

    def _constants(self, node: tree.Node) -> Iterator[tuple[Value, bool]]:
        """The constants of a test: each with whether it is an end of a range."""
        if _is_constant(node):
            yield from self._values(node, ordered=False)
            return
        match node:
            case tree.Bound(sign=sign, limit=limit):
                yield from self._values(limit, ordered=sign not in {"=", "!="})
            case tree.Interval(low=low, high=high):
                yield from (*self._values(low, ordered=True), *self._values(high, ordered=True))
            case tree.ListOf(items=items):
                for item in items:
                    yield from self._constants(item)
            case _:
                yield from self._conditions(node)

    def _conditions(self, node: tree.Node) -> Iterator[tuple[Value, bool]]:
        """A condition over `?`: `? > 3 and ? < 5`."""
        match node:
            case tree.Comparison(sign=sign, left=tree.Input(), right=other):
                yield from self._values(other, ordered=sign not in {"=", "!="})
            case tree.Comparison(sign=sign, left=other, right=tree.Input()):
                yield from self._values(other, ordered=sign not in {"=", "!="})
            case tree.Between(value=tree.Input(), low=low, high=high):
                yield from (*self._values(low, ordered=True), *self._values(high, ordered=True))
            case tree.In(value=tree.Input(), tests=tests):
                for test in tests:
                    yield from self._constants(test)
            case tree.Conjunction(operands=operands) | tree.Disjunction(operands=operands):
                for operand in operands:
                    yield from self._conditions(operand)
            case tree.Call(function=tree.Name(name="not"), arguments=(inner,)):
                yield from self._conditions(inner)
            case _:
                raise _Unknown

    def _values(self, node: tree.Node, *, ordered: bool) -> Iterator[tuple[Value, bool]]:
        if not _is_constant(node):
            raise _Unknown
        written = self._text[node.start : node.end]
        value = node.value if isinstance(node, tree.Literal) else _value(written, self._names)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Range):
                yield from ((end, True) for end in (one.start, one.end) if end is not None)
            elif isinstance(one, dict | list):
                raise _Unknown
            else:
                yield one, ordered


def _is_constant(node: tree.Node) -> bool:
    match node:
        case tree.Literal():
            return True
        case tree.Negation(operand=operand):
            return _is_constant(operand)
        case tree.Arithmetic(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case tree.ListOf(items=items):
            return all(map(_is_constant, items))
        case tree.Call(function=tree.Name(name=name), arguments=arguments):
            return name in _MAKERS and all(map(_is_constant, arguments))
    return False


def _value(text: str, names: frozenset[str]) -> Value:
    return feel.parse(text, names).evaluate({})
