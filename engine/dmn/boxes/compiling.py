"""Boxed expressions into the same closures that FEEL texts become, so that all of a decision is one evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.model import Boxed
from engine.dmn.reading import children, kind
from engine.dmn.running import conformed, note
from engine.dmn.vocabulary import EXPRESSIONS
from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from engine.dmn.item_types import ItemTypes
    from engine.dmn.model import DecisionTable, Logic
    from engine.dmn.texts import Frame, Texts
    from engine.feel import Expression, UnaryTests, Value
    from engine.feel.running import Compiled, Scope
    from engine.feel.types import Type

    Rule = Callable[["Boxes", _Element, Frame], Compiled]

_RULES: dict[str, Rule] = {}


def boxed(name: str) -> Callable[[Rule], Rule]:
    """Register the function that compiles the element *name*."""

    def register(rule: Rule) -> Rule:
        _RULES[name] = rule
        return rule

    return register


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded(tree.Node):
    """A compiled box as an operand of a FEEL tree: `if`, loops, filters and calls mean what they mean in FEEL."""

    compiled: Compiled
    weight: int
    names: frozenset[str]
    """What its texts read."""


@compiles(Embedded)
def _embedded(compiler: Compiler, node: Embedded) -> Compiled:
    compiler.weight += node.weight
    compiler.spoken += node.names
    return node.compiled


class Boxes:
    """Compiles the boxes of one model, and keeps what was found on the way."""

    def __init__(self, texts: Texts, types: ItemTypes) -> None:
        self.texts = texts
        self.types = types
        self.tables: dict[str, DecisionTable] = {}
        self.names: set[str] = set()
        """The free names of the texts so far."""
        self.weight = 0
        self.last: Logic | Expression | None = None
        """What the box that was compiled last says."""

    def compile(self, element: _Element, frame: Frame) -> Compiled:
        """The box *element*, its value made an instance of the type that it names."""
        name = kind(element) or ""
        self.weight += 1
        compiled = _RULES[name](self, element, frame)
        if name not in {"decisionTable", "literalExpression"}:
            self.last = Boxed(kind=name)
        # A function's own rule knows whether its type is that of the function or that of its result.
        wanted = ANY if name == "functionDefinition" else self.types.of(element, frame.title)
        return typed(compiled, wanted, f"the value of {frame.title}")

    def find(self, element: _Element) -> _Element | None:
        """The boxed expression directly below *element*."""
        found = list(children(element, *EXPRESSIONS))
        if len(found) > 1:
            message = f"There are {len(found)} expressions in one {kind(element)}."
            self.texts.refuse("several", found[1], message, "Keep one, or put them into a context or a list.")
        return found[0] if found else None

    def below(self, element: _Element | None, frame: Frame, around: _Element) -> Compiled:
        """The box below *element*; a finding at *around* if there is none."""
        found = None if element is None else self.find(element)
        if found is None:
            message = f"{frame.title}: there is no expression."
            self.texts.refuse("empty", around, message, "Add one.")
            return told(message)
        return self.compile(found, frame)

    def all(self, element: _Element, frame: Frame, what: str) -> list[Compiled]:
        """Every box directly below *element*, in order."""
        found = list(children(element, *EXPRESSIONS))
        return [self.compile(each, frame.at(f"{what} {number}")) for number, each in enumerate(found, 1)]

    def operand(
        self, element: _Element | None, frame: Frame, around: _Element, wanted: Type = ANY
    ) -> Embedded:
        """The box below *element* as an operand of a FEEL tree, of the type *wanted*."""
        before = self.weight
        outside, self.names = self.names, set()
        compiled = typed(self.below(element, frame, around), wanted, f"the value of {frame.title}")
        names, weight = frozenset(self.names), self.weight - before
        self.names |= outside
        return Embedded(start=0, end=len(frame.title), compiled=compiled, weight=weight, names=names)

    def built(self, node: tree.Node, frame: Frame) -> Compiled:
        """A FEEL tree over operands; a diagnosis of it shows the title of the box."""
        return Compiler(frame.title, nested=True).compile(node)

    def keep(self, expression: Expression | UnaryTests) -> None:
        """Remember what a text reads and costs."""
        self.names |= expression.names
        self.weight += expression.weight


def typed(compiled: Compiled, wanted: Type, what: str) -> Compiled:
    """*compiled* as an instance of *wanted*."""
    if wanted is ANY:
        return compiled
    return lambda scope: conformed(wanted, compiled(scope), scope.run, what)


def nothing(_: Scope) -> Value:
    return None


def told(message: str) -> Compiled:
    """Null, and why."""

    def tell(scope: Scope) -> Value:
        note(scope.run, message)

    return tell
