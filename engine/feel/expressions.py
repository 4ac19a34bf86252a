"""A FEEL text ready to run, kept by its text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.feel import nodes as _nodes  # noqa: F401 - importing registers how each node compiles
from engine.feel.compiler import Compiler
from engine.feel.entering import enter
from engine.feel.functions import BUILT_IN
from engine.feel.leaving import evaluated
from engine.feel.lexer import error
from engine.feel.naming import announced
from engine.feel.parser import Parser
from engine.feel.properties import PROPERTIES
from engine.feel.running import Environment, Place, Run, Scope
from engine.feel.types import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel import syntax as tree
    from engine.feel.running import Compiled
    from engine.feel.values import Value

_CACHED = 4_096
_FEW = 8
_KNOWN = frozenset(BUILT_IN) | {name for _, name in PROPERTIES} | frozenset(BY_NAME)
_DEFAULT = Environment()


class _Text:
    """What an expression and a cell have in common."""

    __slots__ = ("_place", "compiled", "names", "text", "tree", "weight")

    def __init__(self, text: str, root: tree.Node, names: frozenset[str], *, nested: bool) -> None:
        compiler = Compiler(text, names, nested=nested)
        self.text = text
        self._place = Place(text, 0, len(text))
        self.tree = root
        self.compiled: Compiled = compiler.compile(root)
        """For whoever has a `Scope` of its own: a decision model's boxed expressions."""
        self.weight = compiler.weight
        self.names = frozenset(compiler.names)
        """The free names that it reads."""

    def _run(self, value: Value, context: Mapping[str, Value], environment: Environment) -> Value:
        run = Run(environment)
        if value is not None:
            run.input = enter(value, run, self._place)
        return evaluated(self.compiled, Scope(context, run), self._place)


class Expression(_Text):
    """A FEEL expression."""

    __slots__ = ()

    def evaluate(self, context: Mapping[str, Value], environment: Environment = _DEFAULT) -> Value:
        """Its value over the names of *context*."""
        return self._run(None, context, environment)


class UnaryTests(_Text):
    """A cell of a decision table."""

    __slots__ = ()

    def evaluate(
        self, value: Value, context: Mapping[str, Value], environment: Environment = _DEFAULT
    ) -> bool:
        """Whether *value* passes."""
        return self._run(value, context, environment) is True

    def passes(self, value: Value, run: Run) -> bool:
        """Whether *value* passes, as a part of another evaluation and on its budget."""
        run.spend(1 + self.weight // _FEW)
        before, run.input = run.input, value
        try:
            return self.compiled(Scope({}, run)) is True
        finally:
            run.input = before


@lru_cache(maxsize=_CACHED)
def parse(text: str, names: frozenset[str] = frozenset(), *, nested: bool = False) -> Expression:
    """The expression of *text*; *names* announces variables with an operator or a keyword in their name.

    With *nested* it looks names up through the scopes around it, not only in the innermost.
    """
    try:
        root = Parser(text, _KNOWN | names if names else _KNOWN).expression()
        return Expression(text, root, names, nested=nested)
    except RecursionError:
        raise error(text, 0, "less nesting", "too much") from None


@lru_cache(maxsize=_CACHED)
def parse_unary(text: str, names: frozenset[str] = frozenset(), *, nested: bool = False) -> UnaryTests:
    """The tests of a decision table's cell."""
    try:
        return UnaryTests(
            text, Parser(text, _KNOWN | names if names else _KNOWN).unary_tests(), names, nested=nested
        )
    except RecursionError:
        raise error(text, 0, "less nesting", "too much") from None


def evaluate(text: str, context: Mapping[str, Value], environment: Environment = _DEFAULT) -> Value:
    """The value of *text* (without a leading `=`) over the names of *context*."""
    return parse(text, announced(context, text)).evaluate(context, environment)


def unary(text: str, value: Value, context: Mapping[str, Value], environment: Environment = _DEFAULT) -> bool:
    """Whether *value* passes the cell *text*."""
    return parse_unary(text, announced(context, text)).evaluate(value, context, environment)
