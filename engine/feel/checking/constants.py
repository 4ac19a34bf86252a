"""Conditions that have the same answer whatever the input, and parts that are null whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.contradictions import contradiction
from engine.feel.checking.problems import problem
from engine.feel.checking.walking import children, within
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.functions import BUILT_IN
from engine.feel.leaving import evaluated
from engine.feel.running import Environment, Place, Run, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.checking.problems import Problem
    from engine.feel.running import Diagnosis
    from engine.feel.values import Value

_CONDITIONS = (
    tree.Comparison, tree.Between, tree.In, tree.Conjunction, tree.Disjunction, tree.InstanceOf,
)  # fmt: skip
_PARTS = (tree.Arithmetic, tree.Negation, tree.Call)
_ASKING = frozenset({"now", "today"})
_STEPS = 2_000
_REMEDY = "Compare with a name, or leave the condition out."


def constant_conditions(root: tree.Node, text: str) -> Iterator[Problem]:
    """Of conditions inside each other only the outermost that is constant."""
    waiting = [(root, False)]
    while waiting:
        node, decides = waiting.pop()
        found = _found(node, text, decides=decides)
        if found is not None:
            yield found
        else:
            condition = node.condition if isinstance(node, tree.If | tree.Quantified) else None
            waiting += [(each, each is condition) for each in children(node)]


def _found(node: tree.Node, text: str, *, decides: bool) -> Problem | None:
    if isinstance(node, _PARTS):
        return _null(node, text)
    if not decides and not isinstance(node, _CONDITIONS):
        return None
    reason = contradiction(node, lambda part: constant(part, text)) or _answer(node, text, decides=decides)
    if reason is None:
        return None
    return problem(text, node.start, node.end, "constant-condition", reason, _REMEDY)


def _answer(node: tree.Node, text: str, *, decides: bool) -> str | None:
    known = constant(node, text)
    if known is not None:
        value, notes = known
        if isinstance(value, bool):
            return f"the condition is always {'true' if value else 'false'}"
        if value is None and decides and not notes:
            return "the condition is always null"
        return None
    return _decided(node, text)


def _decided(node: tree.Node, text: str) -> str | None:
    """A part of `and` or `or` that decides alone; two sides of a comparison that are the same."""
    if isinstance(node, tree.Conjunction | tree.Disjunction):
        decisive = isinstance(node, tree.Disjunction)
        values = [known[0] for each in node.operands if (known := constant(each, text)) is not None]
        if any(value is decisive for value in values):
            return f"the condition is always {'true' if decisive else 'false'}"
    if isinstance(node, tree.Comparison) and _is_path(node.left) and _same(node.left, node.right):
        return "both sides are the same"
    return None


def _null(node: tree.Node, text: str) -> Problem | None:
    """A part over nothing but literals that the engine cannot compute: `date("2026-02-30")`."""
    if any(not isinstance(each, tree.Literal | tree.Negation) for each in _operands(node)):
        return None
    known = constant(node, text)
    if known is None or known[0] is not None or not known[1]:
        return None
    message = f"this is always null: {known[1][0].message}"
    return problem(text, node.start, node.end, "always-null", message, "Correct the value.")


def _operands(node: tree.Node) -> Iterator[tree.Node]:
    yield from node.arguments if isinstance(node, tree.Call) else children(node)


def constant(node: tree.Node, text: str) -> tuple[Value, list[Diagnosis]] | None:
    """The value of a part that reads nothing from outside, and why it is null; None for every other part."""
    if any(_reads(each) for each in within(node)):
        return None
    compiler = Compiler(text, nested=True)
    compiled = compiler.compile(node)
    if compiler.names - BUILT_IN.keys() or compiler.reads_input:
        return None
    notes: list[Diagnosis] = []
    run = Run(Environment(diagnostics=notes, step_budget=_STEPS))
    try:
        return evaluated(compiled, Scope({}, run), Place(text, node.start, node.end)), notes
    except FeelBudgetExceeded:
        return None


def _reads(node: tree.Node) -> bool:
    """Whether *node* asks the world: a clock, a calendar, the input; definitions are left alone."""
    match node:
        case tree.Call(function=tree.Name(name=name)):
            return name in _ASKING or name not in BUILT_IN
    return isinstance(node, tree.Input | tree.FunctionOf | tree.Call)


def _is_path(node: tree.Node) -> bool:
    return isinstance(node, tree.Name) or (isinstance(node, tree.Path) and _is_path(node.target))


def _same(left: tree.Node, right: tree.Node) -> bool:
    match left, right:
        case tree.Name(name=a), tree.Name(name=b):
            return a == b
        case tree.Path(name=a), tree.Path(name=b):
            return a == b and _same(left.target, right.target)
    return False
