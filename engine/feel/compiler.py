"""A tree into nested Python closures: what to do is decided once, only values are looked at when it runs.

Each kind of node registers one function with `compiles`; modules of the package `nodes` hold them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from engine.feel.folding import FOLDED, SETTLED, Folding
from engine.feel.running import MISSING, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feel import syntax as tree
    from engine.feel.running import Compiled, Scope
    from engine.feel.values import Value

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

    def __init__(self, text: str, names: frozenset[str] = frozenset(), *, nested: bool = False) -> None:
        self._text = text
        self._announced = names
        self._bound: list[frozenset[str]] = [frozenset()] if nested else []
        self.names: set[str] = set()
        self.weight = 0
        """Nodes compiled so far: what one pass costs."""
        self.reads_input = False
        self.spoken: list[str] = []
        """Every name that was compiled, in order, also those that the text itself makes."""
        self._unsettled = 0
        """Nodes compiled so far whose values only a run knows."""
        self._known: dict[Compiled, Value] = {}
        self._folding = Folding()

    def compile(self, node: tree.Node) -> Compiled:
        self.weight += 1
        before = self._unsettled
        self._unsettled += type(node) not in SETTLED
        compiled = _RULES[type(node)](self, node)
        if self._unsettled > before or type(node) not in FOLDED:
            return compiled
        value = self._folding.value(compiled)
        return compiled if value is MISSING else self.constant(value)

    def constant(self, value: Value) -> Compiled:
        """What always answers *value*."""

        def answer(_: Scope) -> Value:
            return value

        self._known[answer] = value
        return answer

    def known(self, compiled: Compiled) -> Value:
        """What *compiled* always answers; `MISSING` if only a run knows."""
        return self._known.get(compiled, MISSING)

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

    def announced(self, name: str) -> bool:
        """Whether who gave the text said that there may be something of this *name*."""
        return name in self._announced

    def binds(self, name: str) -> bool:
        return any(name in names for names in self._bound)
