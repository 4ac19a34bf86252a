"""A tree into nested Python closures: what to do is decided once, only values are looked at when it runs.

Each kind of node registers one function with `compiles`; modules of the package `nodes` hold them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from engine.feel.running import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feel import syntax as tree
    from engine.feel.running import Compiled

    Rule = Callable[["Compiler", "tree.Node"], Compiled]
    N = TypeVar("N", bound=tree.Node)

_RULES: dict[type[tree.Node], Rule] = {}


def compiles(
    node: type[N],
) -> Callable[[Callable[[Compiler, N], Compiled]], Callable[[Compiler, N], Compiled]]:
    """Register the function that compiles *node*."""

    def register(rule: Callable[[Compiler, N], Compiled]) -> Callable[[Compiler, N], Compiled]:
        _RULES[node] = rule  # type: ignore[assignment]  # the dict's key keeps the promise that the types cannot
        return rule

    return register


class Compiler:
    """Compiles one text and finds the free names that it reads."""

    def __init__(self, text: str, *, nested: bool = False) -> None:
        self._text = text
        self._bound: list[frozenset[str]] = [frozenset()] if nested else []
        self.names: set[str] = set()
        self.weight = 0
        """Nodes compiled so far: what one pass costs."""
        self.reads_input = False

    def compile(self, node: tree.Node) -> Compiled:
        self.weight += 1
        return _RULES[type(node)](self, node)

    def all(self, nodes: Iterable[tree.Node]) -> tuple[Compiled, ...]:
        return tuple(self.compile(node) for node in nodes)

    def place(self, node: tree.Node) -> Place:
        return Place(self._text, node.start, node.end)

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Inside, *names* belong to the text itself, and names are looked up through several scopes."""
        self._bound.append(frozenset(names))
        yield
        self._bound.pop()

    @property
    def nested(self) -> bool:
        return bool(self._bound)

    def binds(self, name: str) -> bool:
        return any(name in names for names in self._bound)
