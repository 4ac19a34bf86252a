"""`for`, `some` and `every`, with the budget paid for every turn."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.kinds import NATIVE, adopt, kind
from engine.feel.numbers import whole
from engine.feel.running import Scope
from engine.feel.timeline import day_at, ordinal
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.running import Compiled, Place, Run
    from engine.feel.values import Value

_FEW = 8
_Source = tuple[str, "Compiled", "Compiled | None", "Place"]


@compiles(tree.For)
def _for(compiler: Compiler, node: tree.For) -> Compiled:
    spoken = len(compiler.spoken)
    sources, body, weight = _compiled(compiler, node.iterators, node.body, "partial")
    place = compiler.place(node)
    reads_partial = "partial" in compiler.spoken[spoken:]

    def run(scope: Scope) -> Value:
        made: list[Value] = []
        so_far: dict[str, Value] = {"partial": []}
        around = Scope(so_far, scope.run, scope) if reads_partial else scope
        for turn in _turns(sources, around):
            if turn is None:
                return None
            scope.run.spend(weight, place)
            if reads_partial:
                # A copy: the body may keep it, and the list goes on growing.
                scope.run.make(len(made), place)
                so_far["partial"] = list(made)
            made.append(body(turn))
        scope.run.make(len(made), place)
        return made

    return run


@compiles(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified) -> Compiled:
    sources, condition, weight = _compiled(compiler, node.iterators, node.condition)
    decisive, place = not node.every, compiler.place(node)

    def run(scope: Scope) -> Value:
        result: Value = not decisive
        for turn in _turns(sources, scope):
            if turn is None:
                return None
            scope.run.spend(weight, place)
            answer = condition(turn)
            if answer is decisive:
                return decisive
            if not isinstance(answer, bool):
                result = scope.run.null(place, "the condition is {}, not true or false", kind(answer))
        return result

    return run


def _compiled(
    compiler: Compiler, iterators: tuple[tree.Iterator, ...], body: tree.Node, *names: str
) -> tuple[list[_Source], Compiled, int]:
    """The sources, each seeing the variables before it, and the body that sees them all."""
    sources: list[_Source] = []
    for index, iterator in enumerate(iterators):
        with compiler.binding(*names, *(earlier.name for earlier in iterators[:index])):
            source = compiler.compile(iterator.source)
            high = compiler.compile(iterator.high) if iterator.high else None
        sources.append((iterator.name, source, high, compiler.place(iterator)))
    before = compiler.weight
    with compiler.binding(*names, *(iterator.name for iterator in iterators)):
        compiled = compiler.compile(body)
    return sources, compiled, 1 + (compiler.weight - before) // _FEW


def _turns(sources: list[_Source], scope: Scope) -> Iterator[Scope | None]:
    """One scope for each combination, the last variable running fastest; None if a source cannot be run over."""
    (name, source, high, place), *rest = sources
    items = _items(source(scope), high, scope, place)
    if items is None:
        yield None
        return
    run = scope.run
    for item in items:
        inner = Scope({name: item if type(item) in NATIVE else adopt(item)}, run, scope)
        if rest:
            run.spend(1, place)
            yield from _turns(rest, inner)
        else:
            yield inner


def _items(
    source: Value, high: Compiled | None, scope: Scope, at: Place
) -> Iterator[Value] | list[Value] | None:
    run = scope.run
    if high is not None:
        return _steps(Range(source, high(scope)), run, at)
    if isinstance(source, Range):
        return _steps(source, run, at)
    if source is None:
        run.null(at, "there is nothing to run over")
        return None
    return source if isinstance(source, list) else [source]


def _steps(area: Range, run: Run, at: Place) -> Iterator[Value] | None:
    """Whole numbers or days from one end to the other, downwards if the end is the smaller; without open ends."""
    low, high = area.start, area.end
    if kind(low) == kind(high) == kinds.DATE:
        return map(day_at, _whole_numbers(area, ordinal(low), ordinal(high)))
    first = whole(low) if isinstance(low, Decimal) else None
    last = whole(high) if isinstance(high, Decimal) else None
    if first is None or last is None or area.sign == "!=":
        run.null(at, "cannot run from {} to {}", kind(low), kind(high))
        return None
    return (Decimal(each) for each in _whole_numbers(area, first, last))


def _whole_numbers(area: Range, first: int, last: int) -> range:
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return numbers[0 if area.start_included else 1 : None if area.end_included else -1]
