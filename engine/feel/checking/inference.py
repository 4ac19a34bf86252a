"""The types of a tree's nodes, and the problems that show on the way.

Each kind of node registers one function with `infers`; modules of this package hold them. `ANY` is the type of what
nobody knows before it runs: nothing is ever said about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.feel.checking.problems import Problem, problem
from engine.feel.types import ANY, ContextType, FunctionType, ListType, RangeType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from engine.feel import syntax as tree
    from engine.feel.checking.names import Names
    from engine.feel.checking.problems import Code
    from engine.feel.types import Type

    Rule = Callable[["Inference", tree.Node, Names], Type]
    N = TypeVar("N", bound=tree.Node)

_RULES: dict[type[tree.Node], Rule] = {}


def infers(
    node: type[N],
) -> Callable[[Callable[[Inference, N, Names], Type]], Callable[[Inference, N, Names], Type]]:
    """Register the function that finds the type of *node*."""

    def register(rule: Callable[[Inference, N, Names], Type]) -> Callable[[Inference, N, Names], Type]:
        _RULES[node] = rule  # type: ignore[assignment]  # the dict's key keeps the promise that the types cannot
        return rule

    return register


class Inference:
    """One look at one text."""

    def __init__(
        self, text: str, functions: Collection[str], types: Mapping[str, Type], input_type: Type = ANY
    ) -> None:
        self.text = text
        self.functions = functions
        self.types = types
        self.input_type = input_type
        self.problems: list[Problem] = []

    def of(self, node: tree.Node, names: Names) -> Type:
        """The type of *node* where *names* are in view."""
        return _RULES[type(node)](self, node, names)

    def report(self, node: tree.Node, code: Code, message: str, remedy: str) -> Type:
        """Note a problem; the part in question is of no known type then."""
        self.problems.append(problem(self.text, node.start, node.end, code, message, remedy))
        return ANY

    def shown(self, node: tree.Node) -> str:
        """The part of the text that *node* is, cut if it is long."""
        written = " ".join(self.text[node.start : node.end].split())
        return written if len(written) <= _SHOWN else f"{written[: _SHOWN - 1]}…"


_SHOWN = 40


def told(kind: Type) -> str:
    """A type in a message: contexts without their members."""
    match kind:
        case ContextType():
            return "context"
        case ListType(item):
            return "list" if item == ANY else f"list<{told(item)}>"
        case RangeType(end):
            return "range" if end == ANY else f"range<{told(end)}>"
        case FunctionType():
            return "function"
    return "something" if kind == ANY else str(kind)
