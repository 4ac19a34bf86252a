"""Tracing a disagreement to the operations at fault: those that differ over the very same values.

Each operation is asked again with our values in place of its parts. What both engines then answer alike only passed a
difference on; what they answer differently is a disagreement of its own, and needs a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.feel.oracle.client import Feelin, Names, Question, Unreadable, ours, value_of
from tests.feel.oracle.trees import Node, literal, literal_node

if TYPE_CHECKING:
    from tests.feel.oracle.generating import Case

_ITEMS = 5
"""Turns of a loop that are looked into."""


@dataclass(frozen=True)
class Blame:
    """One operation over values on which the engines differ."""

    node: Node
    """As it stands in the case."""
    question: Question
    """With our values in place of its parts."""
    values: tuple[Any, ...]
    """Our values of those parts that see no more names than the whole."""
    ours: Any
    theirs: Any
    input: Any = None
    """Of a cell."""

    def __str__(self) -> str:
        cell = f" on {self.question.input}" if self.question.input else ""
        parts = ", ".join(f"{child.text} = {literal(value)}" for child, value in self._named())
        with_ = f" with {parts}" if parts else ""
        return f"{self.question.text}{cell}{with_}: we say {self.ours!r}, feelin says {self.theirs!r}"

    def _named(self) -> list[tuple[Node, Any]]:
        """The parts that the question holds as they were."""
        pairs = zip(self.node.closed, self.values, strict=True)
        return [pair for pair in pairs if pair[0].kind != "literal" and pair[0].text in self.question.text]


class Tracer:
    """Traces cases with the help of feelin."""

    def __init__(self, feelin: Feelin) -> None:
        self._feelin = feelin
        self._answers: dict[Question, Any] = {}

    def prepare(self, cases: list[Case]) -> None:
        """Ask in one go what tracing *cases* will ask for."""
        questions = {one for case in cases for one in _questions(case.tree, case.names, case.input)}
        asked = list(questions)
        self._answers |= zip(asked, self._feelin.answers(asked), strict=True)

    def blames(self, node: Node, names: Names, cell_input: str | None = None) -> list[Blame]:
        """The operations at fault, innermost first; none if the engines agree on *node*."""
        whole = Question.over(node.text, names, cell_input)
        mine, other = self._both(whole)
        if mine == other:
            return []
        below = [one for child in node.closed for one in self.blames(child, names)]
        values = _values(node, names)
        shallow = Question.over(_replaced(node, values).text, names, cell_input)
        here = self._both(shallow)
        if here[0] == here[1] and below:
            return below
        inside = list(self._in_turns(node, values, names))
        if inside:
            return below + inside
        if here[0] == here[1]:
            shallow, here = whole, (mine, other)
        given = None if cell_input is None else value_of(Question.over(cell_input, names))
        return [*below, Blame(node, shallow, values, *here, given)]

    def _both(self, question: Question) -> tuple[Any, Any]:
        if question not in self._answers:
            self._answers[question] = self._feelin.answers([question])[0]
        return ours(question), self._answers[question]

    def _in_turns(self, node: Node, values: tuple[Any, ...], names: Names) -> Iterator[Blame]:
        """The body of a loop or filter, once for each item."""
        if not node.variable:
            return
        for item in _items(values):
            written = literal(item)
            if written is not None:
                yield from self.blames(node.children[-1], _with_item(names, node, item, written))


def _items(values: tuple[Any, ...]) -> list[Any]:
    """What the first of *values* holds; the numbers of `1..4` where the text itself says it."""
    if not values:
        return [Decimal(number) for number in range(1, _ITEMS + 1)]
    return values[0][:_ITEMS] if isinstance(values[0], list) else [values[0]]


def _replaced(node: Node, values: tuple[Any, ...]) -> Node:
    """*node* over literals; a value that cannot be written down stays an expression."""
    pairs = zip(node.closed, values, strict=True)
    closed = tuple(
        child if child.kind == "literal" or isinstance(value, Unreadable) else literal_node(value) or child
        for child, value in pairs
    )
    return node.with_children((*closed, *node.children[len(closed) :]))


def _values(node: Node, names: Names) -> tuple[Any, ...]:
    return tuple(value_of(Question.over(child.text, names)) for child in node.closed)


def _questions(node: Node, names: Names, cell_input: str | None) -> Iterator[Question]:
    """Of a tree without its loops' bodies: each part as it stands, and over values."""
    yield Question.over(node.text, names, cell_input)
    if node.closed:
        yield Question.over(_replaced(node, _values(node, names)).text, names, cell_input)
    for child in node.closed:
        yield from _questions(child, names, None)


def _with_item(names: Names, node: Node, item: Any, written: str) -> Names:
    """*names* and those that a turn adds; a filter sees the members of its item too."""
    members = item if node.kind == "filter" and isinstance(item, Mapping) else {}
    added = {node.variable: written, **{key: str(literal(value)) for key, value in members.items()}}
    return (*((name, value) for name, value in names if name not in added), *added.items())
