"""The tree that a FEEL text becomes. `start` and `end` are offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A number, string, boolean, null, or a temporal value written with @."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Node):
    """`?`: the value that a unary test looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    target: Node
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    target: Node
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Conjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disjunction(Node):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Node):
    """`< 5`: a test of a value; standing alone in parentheses it is an unbounded range."""

    sign: str
    limit: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Node):
    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]

    @property
    def twice(self) -> str | None:
        """The first key that stands twice; such a context is null."""
        seen: set[str] = set()
        for key, _ in self.entries:
            if key in seen:
                return key
            seen.add(key)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Iterator(Node):
    """`x in list` or `x in 1..10`; with `high` it runs over whole numbers or days, downwards too."""

    name: str
    source: Node
    high: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Type(Node):
    """`list<number>`, `context<a: string>`, `function<number> -> string`, or a plain name."""

    name: str
    arguments: tuple[Type, ...] = ()
    members: tuple[tuple[str, Type], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Node):
    value: Node
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionOf(Node):
    parameters: tuple[tuple[str, Type | None], ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A call; `names` is empty for positional arguments, else one name per argument."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests(Node):
    """A cell: any of the tests passes, or with `negated` none. No tests at all is `-`."""

    tests: tuple[Node, ...]
    negated: bool = False
