"""Arithmetic, comparison, membership, conditions and three-valued logic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.inference import Inference, infers, told
from engine.feel.checking.plain import one_of
from engine.feel.checking.samples import can_belong, negation, operation
from engine.feel.types import ANY, BOOLEAN, NULL, ListType, RangeType, plain

if TYPE_CHECKING:
    from engine.feel.checking.names import Names
    from engine.feel.types import Type

_CONVERT = "Compare values of one type; convert one side, e.g. with number() or string()."


@infers(tree.Arithmetic)
def _arithmetic(look: Inference, node: tree.Arithmetic, names: Names) -> Type:
    left, right = look.of(node.left, names), look.of(node.right, names)
    if NULL in (left, right):
        return _always_null(look, node)
    found = operation(node.sign, left, right)
    if found is not None:
        return found
    message = f"{told(left)} {node.sign} {told(right)} is not defined"
    return look.report(node, "type-clash", message, "Convert one side, e.g. with number() or string().")


def _always_null(look: Inference, node: tree.Node) -> Type:
    return look.report(node, "always-null", "one side is null, so the result is always null", "Use a value.")


@infers(tree.Negation)
def _negation(look: Inference, node: tree.Negation, names: Names) -> Type:
    operand = look.of(node.operand, names)
    if operand == NULL:
        return _always_null(look, node)
    found = negation(operand)
    if found is None:
        return look.report(node, "type-clash", f"{told(operand)} has no sign", "Use a number or a duration.")
    return found


@infers(tree.Comparison)
def _comparison(look: Inference, node: tree.Comparison, names: Names) -> Type:
    left, right = look.of(node.left, names), look.of(node.right, names)
    compared(look, node, node.sign, left, right)
    return BOOLEAN


def compared(look: Inference, node: tree.Node, sign: str, left: Type, right: Type) -> None:
    """Report a comparison that is null for all values of these types."""
    if operation(sign, left, right) is not None:
        return
    if NULL in (left, right):
        _always_null(look, node)
    else:
        look.report(
            node, "type-clash", f"{told(left)} cannot be compared with {told(right)} by {sign}", _CONVERT
        )


@infers(tree.Between)
def _between(look: Inference, node: tree.Between, names: Names) -> Type:
    value, low, high = (look.of(each, names) for each in (node.value, node.low, node.high))
    before = len(look.problems)
    compared(look, node, ">=", value, low)
    if len(look.problems) == before:
        compared(look, node, "<=", value, high)
    return BOOLEAN


@infers(tree.In)
def _in(look: Inference, node: tree.In, names: Names) -> Type:
    value = look.of(node.value, names)
    for test in node.tests:
        tested(look, test, value, names)
    return BOOLEAN


def tested(look: Inference, test: tree.Node, value: Type, names: Names) -> None:
    """Report a test that no value of a type can pass."""
    if isinstance(test, tree.Bound):
        compared(look, test, test.sign, value, look.of(test.limit, names))
        return
    kind = look.of(test, names)
    if NULL not in (value, kind) and not can_belong(value, kind):
        look.report(test, "type-clash", f"{told(value)} can never be {_shown(kind)}", _CONVERT)


def _shown(kind: Type) -> str:
    return f"in {told(kind)}" if isinstance(plain(kind), ListType | RangeType) else told(kind)


@infers(tree.Conjunction)
def _conjunction(look: Inference, node: tree.Conjunction, names: Names) -> Type:
    return _logic(look, node, "and", names)


@infers(tree.Disjunction)
def _disjunction(look: Inference, node: tree.Disjunction, names: Names) -> Type:
    return _logic(look, node, "or", names)


def _logic(look: Inference, node: tree.Conjunction | tree.Disjunction, word: str, names: Names) -> Type:
    for operand in node.operands:
        condition(look, operand, f"an operand of {word}", names)
    return BOOLEAN


def condition(look: Inference, node: tree.Node, what: str, names: Names) -> None:
    """Report what stands where true or false is wanted and is neither."""
    kind = look.of(node, names)
    if plain(kind) not in (ANY, BOOLEAN, NULL):
        look.report(node, "type-clash", f"{what} is {told(kind)}, not true or false", "Write a condition.")


@infers(tree.If)
def _if(look: Inference, node: tree.If, names: Names) -> Type:
    condition(look, node.condition, "the condition", names)
    return one_of((look.of(node.then, names), look.of(node.otherwise, names)))
