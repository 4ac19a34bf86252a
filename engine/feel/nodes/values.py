"""Literals, names, lists, contexts and ranges."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.entering import EXACT, PLAIN, enter
from engine.feel.errors import Undefined
from engine.feel.functions import BUILT_IN
from engine.feel.kinds import kind
from engine.feel.numbers import ARITHMETIC
from engine.feel.running import MISSING, Scope
from engine.feel.temporal import read_temporal
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.running import Compiled, Place
    from engine.feel.values import Value

_NO_NAME = "there is no {!r}"
_PLUS = ARITHMETIC.plus


@compiles(tree.Literal)
def _literal(compiler: Compiler, node: tree.Literal) -> Compiled:
    value, place = node.value, compiler.place(node)
    if value is None and place.text.startswith("@", place.start):
        return _nothing_temporal(place)
    return compiler.constant(value)


def _nothing_temporal(place: Place) -> Compiled:
    """What stands behind `@` is no date, time or duration: null, and why."""
    reason = ""
    try:
        read_temporal(place.text[place.start : place.end].partition('"')[2][:-1])
    except Undefined as error:
        reason = str(error)
    return lambda scope: scope.run.null(place, "{}", reason)


@compiles(tree.Input)
def _input(compiler: Compiler, _: tree.Input) -> Compiled:
    compiler.reads_input = True
    return lambda scope: scope.run.input


@compiles(tree.Name)
def _name(compiler: Compiler, node: tree.Name) -> Compiled:
    name = node.name
    compiler.spoken.append(name)
    if not compiler.binds(name):
        compiler.names.add(name)
    return _found(compiler, node) if compiler.nested else _read(compiler, node)


def _read(compiler: Compiler, node: tree.Name) -> Compiled:
    """The hot path: a name of the one context there is."""
    name, place = node.name, compiler.place(node)

    def read(scope: Scope) -> Value:
        value = scope.values.get(name, MISSING)
        of = type(value)
        if of is Decimal and value.is_finite():
            try:
                return _PLUS(value)
            except DecimalException:
                return enter(value, scope.run, place)
        if of in PLAIN:
            return value
        if of is int and -EXACT < value < EXACT:
            return Decimal(value)
        if value is not MISSING:
            return enter(value, scope.run, place)
        return BUILT_IN.get(name) or scope.run.null(place, _NO_NAME, name)

    return read


def _found(compiler: Compiler, node: tree.Name) -> Compiled:
    name, place = node.name, compiler.place(node)

    def find(scope: Scope) -> Value:
        value = scope.values.get(name, MISSING)
        if value is MISSING or scope.parent is None:
            value = scope.find(name, place)
        if value is not MISSING:
            return value
        return BUILT_IN.get(name) or scope.run.null(place, _NO_NAME, name)

    return find


@compiles(tree.ListOf)
def _list(compiler: Compiler, node: tree.ListOf) -> Compiled:
    items = compiler.all(node.items)
    return lambda scope: [item(scope) for item in items]


@compiles(tree.ContextOf)
def _context(compiler: Compiler, node: tree.ContextOf) -> Compiled:
    """An entry sees those before it."""
    place = compiler.place(node)
    if (twice := node.twice) is not None:
        return lambda scope: scope.run.null(place, "the key {!r} stands twice in the context", twice)
    entries = []
    for index, (key, value) in enumerate(node.entries):
        with compiler.binding(*(earlier for earlier, _ in node.entries[:index])):
            entries.append((key, compiler.compile(value)))

    def build(scope: Scope) -> Value:
        built: dict[str, Value] = {}
        inner = Scope(built, scope.run, scope)
        for key, value in entries:
            built[key] = value(inner)
        return built

    return build


@compiles(tree.Interval)
def _interval(compiler: Compiler, node: tree.Interval) -> Compiled:
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    place = compiler.place(node)
    low_included, high_included = node.low_included, node.high_included

    def build(scope: Scope) -> Value:
        start, end = low(scope), high(scope)
        if start is None or end is None:
            return scope.run.null(place, "an end of the range is null")
        if kind(start) != kind(end):
            return scope.run.null(place, "a range from {} to {} has no order", kind(start), kind(end))
        return Range(start, end, low_included, high_included)

    return build


@compiles(tree.Bound)
def _bound(compiler: Compiler, node: tree.Bound) -> Compiled:
    """`(< 5)` standing alone: everything below 5."""
    limit, sign, place = compiler.compile(node.limit), node.sign, compiler.place(node)

    def build(scope: Scope) -> Value:
        value = limit(scope)
        if value is None:
            return scope.run.null(place, "the end of the range is null")
        return _UNBOUNDED[sign](value)

    return build


_UNBOUNDED: dict[str, Callable[[Value], Range]] = {
    "<": lambda end: Range(None, end, start_included=False, end_included=False),
    "<=": lambda end: Range(None, end, start_included=False, end_included=True),
    ">": lambda start: Range(start, None, start_included=False, end_included=False),
    ">=": lambda start: Range(start, None, start_included=True, end_included=False),
    "=": lambda only: Range(only, only, sign="="),
    "!=": lambda other: Range(other, other, start_included=False, end_included=False, sign="!="),
}
