"""`if`, and membership: `x in (...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.nodes.tests import test
from engine.feel.running import put

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Scope
    from engine.feel.values import Value


@compiles(tree.If)
def _if(compiler: Compiler, node: tree.If) -> Compiled:
    condition = compiler.compile(node.condition)
    then, otherwise = compiler.compile(node.then), compiler.compile(node.otherwise)
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@compiles(tree.In)
def _in(compiler: Compiler, node: tree.In) -> Compiled:
    value = compiler.compile(node.value)
    words = [
        each.value for each in node.tests if isinstance(each, tree.Literal) and isinstance(each.value, str)
    ]
    if len(words) == len(node.tests):
        known = frozenset(words)
        return lambda scope: (word := value(scope)).__class__ is str and word in known
    tests = [test(compiler, each) for each in node.tests]
    place = compiler.place(node)

    def run(scope: Scope) -> Value:
        looked_at = value(scope)
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
