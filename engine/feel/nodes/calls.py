"""Calls of built-in functions, of functions in the context and of the environment's own; definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.entering import enter
from engine.feel.functions import BUILT_IN, BuiltIn
from engine.feel.kinds import FUNCTION, kind
from engine.feel.nodes.types import type_of
from engine.feel.running import MISSING, FeelFunction, Scope
from engine.feel.types import ANY

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Place
    from engine.feel.values import Value

_FEW = 8


@compiles(tree.Call)
def _call(compiler: Compiler, node: tree.Call) -> Compiled:
    arguments = compiler.all(node.arguments)
    place = compiler.place(node)
    name = node.function.name if isinstance(node.function, tree.Name) else None
    if name is not None and not compiler.binds(name):
        if name not in BUILT_IN:
            return _named(compiler, name, arguments, node)
        if not compiler.announced(name):
            return _built_in(BUILT_IN[name], arguments, node.names, place)
    function, names = compiler.compile(node.function), node.names
    # A knowledge model may be called like a built-in function and comes before it; an input called so is no function.
    instead = None if name is None or compiler.binds(name) else BUILT_IN.get(name)

    def run(scope: Scope) -> Value:
        called = function(scope)
        if instead is not None and kind(called) != FUNCTION:
            called = instead
        return _apply(called, [argument(scope) for argument in arguments], names, scope, place)

    return run


def _built_in(
    function: BuiltIn, arguments: tuple[Compiled, ...], names: tuple[str, ...], place: Place
) -> Compiled:
    call = function.prepared(len(arguments), names)
    if len(arguments) == 1:
        [only] = arguments
        return lambda scope: call(scope.run, [only(scope)], place)
    return lambda scope: call(scope.run, [argument(scope) for argument in arguments], place)


def _named(compiler: Compiler, name: str, arguments: tuple[Compiled, ...], node: tree.Call) -> Compiled:
    """A function that only the run knows: in the context (a business knowledge model), else the environment's."""
    compiler.names.add(name)
    compiler.spoken.append(name)
    place, names = compiler.place(node), node.names

    def run(scope: Scope) -> Value:
        values = [argument(scope) for argument in arguments]
        function = scope.find(name, place)
        if function is not MISSING:
            return _apply(function, values, names, scope, place)
        own = scope.run.environment.functions.get(name)
        if own is None or names:
            return scope.run.null(place, "there is no function {!r}", name)
        scope.run.spend(1, place)
        return enter(own(*values), scope.run, place)

    return run


def _apply(
    function: Value, arguments: list[Value], names: tuple[str, ...], scope: Scope, place: Place
) -> Value:
    if isinstance(function, BuiltIn):
        return function.prepared(len(arguments), names)(scope.run, arguments, place)
    if not isinstance(function, FeelFunction):
        return scope.run.null(place, "this is no function")
    if names:
        if set(names) != set(function.parameters):
            return scope.run.null(place, "the parameters are {}", ", ".join(function.parameters))
        by_name = dict(zip(names, arguments, strict=True))
        arguments = [by_name[name] for name in function.parameters]
    if len(arguments) != len(function.parameters):
        return scope.run.null(place, "it takes {} arguments", len(function.parameters))
    return function(scope.run, *arguments)


@compiles(tree.FunctionOf)
def _function(compiler: Compiler, node: tree.FunctionOf) -> Compiled:
    parameters = tuple(name for name, _ in node.parameters)
    before = compiler.weight
    with compiler.binding(*parameters):
        body = compiler.compile(node.body)
    weight = 1 + (compiler.weight - before) // _FEW
    place = compiler.place(node)
    types = [kind for _, kind in node.parameters]

    def define(scope: Scope) -> Value:
        wanted = tuple(ANY if each is None else type_of(each, scope, place) for each in types)
        if None in wanted:
            return None
        return FeelFunction(
            parameters, body, scope, weight, tuple(each for each in wanted if each), place=place
        )

    return define
