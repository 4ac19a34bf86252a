"""Tests of a value: the cells of a decision table and the right side of `in`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.comparing import ORDERS, PLAIN, SORTABLE, belongs, equal, ordered, within
from engine.feel.compiler import Compiler, compiles
from engine.feel.running import Scope
from engine.feel.values import Range

if TYPE_CHECKING:
    from engine.feel.running import Compiled
    from engine.feel.values import Value

Test = Callable[["Value", Scope], "bool | None"]
_Order = Callable[["Value", "Value"], bool]
_CONDITIONS = (
    tree.Comparison, tree.Conjunction, tree.Disjunction, tree.Between, tree.In, tree.Quantified, tree.InstanceOf,
    tree.Call,
)  # fmt: skip


@compiles(tree.Tests)
def _tests(compiler: Compiler, node: tree.Tests) -> Compiled:
    """A whole cell, over `?`."""
    if not node.tests:
        return lambda _: True
    tests, negated = [_cell_test(compiler, each) for each in node.tests], node.negated
    if len(tests) == 1 and not negated:
        [only] = tests
        return lambda scope: only(scope.run.input, scope) is True

    return _none_of(tests) if negated else _any_of(tests)


def _any_of(tests: list[Test]) -> Compiled:
    def run(scope: Scope) -> bool:
        value = scope.run.input
        return any(passes(value, scope) for passes in tests)

    return run


def _none_of(tests: list[Test]) -> Compiled:
    """`not(...)`, three-valued: what cannot be compared, such as null with `> 5`, does not pass turned around."""

    def run(scope: Scope) -> bool | None:
        value = scope.run.input
        results = [passes(value, scope) for passes in tests]
        if True in results:
            return False
        return None if None in results else True

    return run


def test(compiler: Compiler, node: tree.Node) -> Test:
    """The test that *node* stands for: a bound, a range, or a value to be equal to or contained in."""
    match node:
        case tree.Bound():
            return _bound(compiler, node)
        case tree.Interval():
            return _interval(compiler, node)
        case tree.Literal():
            return _constant(node.value)
    expected = compiler.compile(node)
    return lambda value, scope: belongs(value, expected(scope), scope.run) or False


def _cell_test(compiler: Compiler, node: tree.Node) -> Test:
    """In a cell an expression over `?` decides by itself; another condition does so for inputs that are no booleans."""
    if isinstance(node, tree.Bound | tree.Interval | tree.Literal):
        return test(compiler, node)
    before, compiler.reads_input = compiler.reads_input, False
    expected = compiler.compile(node)
    over_input, compiler.reads_input = compiler.reads_input, before or compiler.reads_input
    if over_input:
        return lambda _, scope: _boolean(expected(scope))
    decides = isinstance(node, _CONDITIONS)

    def passes(value: Value, scope: Scope) -> bool | None:
        result = expected(scope)
        if result is True and not isinstance(value, bool) and (decides or value is not None):
            return True
        return belongs(value, result, scope.run) or False

    return passes


def _boolean(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _constant(expected: Value) -> Test:
    def passes(value: Value, scope: Scope) -> bool | None:
        if type(value) is type(expected) and type(value) in PLAIN:
            return bool(value == expected)
        return equal(value, expected, scope.run) or False

    return passes


def _bound(compiler: Compiler, node: tree.Bound) -> Test:
    limit, sign = compiler.compile(node.limit), node.sign
    if sign not in ORDERS:
        wanted = sign == "="
        return lambda value, scope: _same(equal(value, limit(scope), scope.run), wanted=wanted)
    known = compiler.known(limit)
    if type(known) in SORTABLE:
        return _bound_at(sign, known)
    short = ORDERS[sign]

    def passes(value: Value, scope: Scope) -> bool | None:
        end = limit(scope)
        if type(value) is type(end) and type(value) in SORTABLE:
            return short(value, end)
        return ordered(sign, value, end, scope.run)

    return passes


def _bound_at(sign: str, limit: Value) -> Test:
    """`> 1000`: what it compares with is known before it runs."""
    short, usual = ORDERS[sign], type(limit)

    def passes(value: Value, scope: Scope) -> bool | None:
        return short(value, limit) if type(value) is usual else ordered(sign, value, limit, scope.run)

    return passes


def _same(result: bool | None, *, wanted: bool) -> bool | None:  # noqa: FBT001 - the three-valued answer itself
    return None if result is None else result is wanted


def _interval(compiler: Compiler, node: tree.Interval) -> Test:
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    low_included, high_included = node.low_included, node.high_included
    above, below = ORDERS[">=" if low_included else ">"], ORDERS["<=" if high_included else "<"]
    first, last = compiler.known(low), compiler.known(high)
    if type(first) in SORTABLE and type(first) is type(last):
        area = Range(first, last, low_included, high_included)
        return _inside(area, above, below)

    def passes(value: Value, scope: Scope) -> bool | None:
        start, end = low(scope), high(scope)
        if type(value) in SORTABLE and type(value) is type(start) is type(end):
            return above(value, start) and below(value, end)
        area = Range(start, end, low_included, high_included)
        if area.start is None or area.end is None:
            return None
        return within(value, area, scope.run)

    return passes


def _inside(area: Range, above: _Order, below: _Order) -> Test:
    """`[1000..5000)`: its ends are known before it runs."""
    start, end, usual = area.start, area.end, type(area.start)

    def passes(value: Value, scope: Scope) -> bool | None:
        if type(value) is usual:
            return above(value, start) and below(value, end)
        return within(value, area, scope.run)

    return passes
