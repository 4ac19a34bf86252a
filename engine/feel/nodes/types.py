"""`instance of`, and the types that parameters name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.types import matches, named

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Place, Scope
    from engine.feel.types import Type
    from engine.feel.values import Value


@compiles(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf) -> Compiled:
    value, place = compiler.compile(node.value), compiler.place(node.type)
    own = named(node.type, {})
    if own is not None:
        return lambda scope: matches(own, value(scope), scope.run)

    def run(scope: Scope) -> Value:
        wanted = type_of(node.type, scope, place)
        return None if wanted is None else matches(wanted, value(scope), scope.run)

    return run


def type_of(node: tree.Type, scope: Scope, at: Place) -> Type | None:
    """The type that *node* names, FEEL's own or one of the environment's; None after a diagnosis."""
    found = named(node, scope.run.environment.types)
    if found is None:
        scope.run.null(at, "there is no type {!r}", at.text[at.start : at.end])
    return found
