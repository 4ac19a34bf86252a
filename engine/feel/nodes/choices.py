"""`if`, and membership: `x in (...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.nodes.tests import Test, test
from engine.feel.running import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.feel.running import Compiled, Place, Scope
    from engine.feel.values import Value


@compiles(tree.If)
def _if(compiler: Compiler, node: tree.If) -> Compiled:
    condition = compiler.compile(node.condition)
    then, otherwise = compiler.compile(node.then), compiler.compile(node.otherwise)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@compiles(tree.In)
def _in(compiler: Compiler, node: tree.In) -> Compiled:
    value = compiler.compile(node.value)
    if (words := _words(node.tests)) is not None:
        return lambda scope: (word := value(scope)).__class__ is str and word in words
    passing = _passing([test(compiler, each) for each in node.tests], compiler.place(node))
    match node.tests:
        case (tree.ListOf(items=items),) if (listed := _words(items)) is not None:
            return _listed(listed, value, passing)
    return lambda scope: passing(value(scope), scope)


def _words(nodes: Sequence[tree.Node]) -> frozenset[str] | None:
    """The strings that *nodes* are, if all of them are."""
    words = [each.value for each in nodes if isinstance(each, tree.Literal) and isinstance(each.value, str)]
    return frozenset(words) if len(words) == len(nodes) else None


def _listed(words: frozenset[str], value: Compiled, passing: Test) -> Compiled:
    """`tier in ["gold", "silver"]`; the same list, too, is in it."""

    def run(scope: Scope) -> Value:
        looked_at = value(scope)
        return looked_at in words if type(looked_at) is str else passing(looked_at, scope)

    return run


def _passing(tests: list[Test], place: Place) -> Test:
    """Whether a value passes any of *tests*."""

    def run(looked_at: Value, scope: Scope) -> bool | None:
        result: bool | None = False
        for passes in tests:
            try:
                answer = passes(looked_at, scope)
            except FeelBudgetExceeded as error:
                put(error, place)
                raise
            if answer:
                return True
            result = None if answer is None else result
        return result

    return run
