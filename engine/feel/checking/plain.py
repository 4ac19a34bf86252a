"""Literals, names, lists, contexts, ranges and definitions of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.inference import Inference, infers, told
from engine.feel.checking.problems import suggestion
from engine.feel.checking.samples import common, operation
from engine.feel.checking.walking import within
from engine.feel.functions import BUILT_IN
from engine.feel.types import (
    ANY,
    BOOLEAN,
    BY_NAME,
    NULL,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    named,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.checking.names import Names
    from engine.feel.types import Type


@infers(tree.Literal)
def _literal(look: Inference, node: tree.Literal, _: Names) -> Type:
    if node.value is None and look.text.startswith("@", node.start):
        message = f"{look.shown(node)} is no date, time, date and time or duration"
        return look.report(node, "malformed-literal", message, 'Write it like @"2026-01-31" or @"P1D".')
    return type_of(node.value)


@infers(tree.Input)
def _input(look: Inference, _: tree.Input, __: Names) -> Type:
    return look.input_type


@infers(tree.Name)
def _name(look: Inference, node: tree.Name, names: Names) -> Type:
    found = names.find(node.name)
    if found is not None:
        return found
    if node.name in BUILT_IN or node.name in look.functions:
        return ANY
    advice = suggestion(node.name, names.all(), "Use a name that is known here.")
    return look.report(node, "unknown-name", f"there is no {node.name!r}", advice)


@infers(tree.ListOf)
def _list(look: Inference, node: tree.ListOf, names: Names) -> Type:
    return ListType(one_of(look.of(item, names) for item in node.items))


def one_of(types: Iterable[Type]) -> Type:
    """The type of a value that is one of these; null may stand among them."""
    return common(each for each in types if each != NULL) or ANY


@infers(tree.ContextOf)
def _context(look: Inference, node: tree.ContextOf, names: Names) -> Type:
    """An entry sees those before it; a function that it defines sees all of them when it is called."""
    known: dict[str, Type] = {}
    later = dict.fromkeys((key for key, _ in node.entries), ANY)
    for key, value in node.entries:
        defines = any(isinstance(each, tree.FunctionOf) for each in within(value))
        known[key] = look.of(value, names.inside(later | known if defines else known))
    if (twice := node.twice) is not None:
        message = f"the key {twice!r} stands twice in this context, so that it is null"
        return look.report(node, "malformed-literal", message, "Give each entry a name of its own.")
    return ContextType(tuple((key, ANY if kind == NULL else kind) for key, kind in known.items()))


@infers(tree.Interval)
def _interval(look: Inference, node: tree.Interval, names: Names) -> Type:
    low, high = look.of(node.low, names), look.of(node.high, names)
    if NULL not in (low, high) and operation("<=", low, high) is None:
        message = f"a range cannot begin with {told(low)} and end with {told(high)}"
        return look.report(node, "type-clash", message, "Use two ends of the same type.")
    return RangeType(one_of((low, high)))


@infers(tree.Bound)
def _bound(look: Inference, node: tree.Bound, names: Names) -> Type:
    limit = look.of(node.limit, names)
    return RangeType(limit if limit != NULL else ANY)


@infers(tree.FunctionOf)
def _function(look: Inference, node: tree.FunctionOf, names: Names) -> Type:
    parameters = {name: ANY if kind is None else declared(look, kind) for name, kind in node.parameters}
    result = look.of(node.body, names.inside(parameters))
    return FunctionType(tuple(parameters.values()), result)


@infers(tree.InstanceOf)
def _instance_of(look: Inference, node: tree.InstanceOf, names: Names) -> Type:
    look.of(node.value, names)
    declared(look, node.type)
    return BOOLEAN


def declared(look: Inference, node: tree.Type) -> Type:
    """The type that a text names."""
    found = named(node, look.types)
    if found is not None:
        return found
    unknown = next((each for each in within(node) if _is_unknown(look, each)), node)
    name = unknown.name if isinstance(unknown, tree.Type) else ""
    advice = suggestion(name, {*BY_NAME, *look.types}, "Use one of FEEL's own.")
    return look.report(unknown, "unknown-type", f"there is no type {name!r}", advice)


def _is_unknown(look: Inference, node: tree.Node) -> bool:
    parts = isinstance(node, tree.Type) and (node.arguments or node.members)
    return isinstance(node, tree.Type) and not parts and named(node, look.types) is None
