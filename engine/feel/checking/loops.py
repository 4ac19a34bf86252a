"""Paths, filters, `for`, `some` and `every`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.inference import Inference, infers, told
from engine.feel.checking.operators import condition
from engine.feel.checking.problems import suggestion
from engine.feel.checking.samples import items, operation, part
from engine.feel.properties import PROPERTIES
from engine.feel.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.checking.names import Names
    from engine.feel.types import Type


@infers(tree.Path)
def _path(look: Inference, node: tree.Path, names: Names) -> Type:
    return _member(look, node, look.of(node.target, names))


def _member(look: Inference, node: tree.Path, owner: Type) -> Type:
    base = plain(owner)
    if base in (ANY, NULL) or isinstance(base, FunctionType):
        return ANY
    if isinstance(base, ListType):
        return ListType(_member(look, node, base.item))
    if isinstance(base, ContextType):
        return _field(look, node, base)
    found = part(base, node.name)
    if found is None:
        known = {name for _, name in PROPERTIES if part(base, name) is not None}
        advice = suggestion(node.name, known, _listed(known, f"{told(base)} has no parts."))
        return look.report(_named(node), "unknown-field", f"{told(base)} has no {node.name!r}", advice)
    return base.end if isinstance(base, RangeType) and node.name in {"start", "end"} else found


def _field(look: Inference, node: tree.Path, owner: ContextType) -> Type:
    if not owner.members:
        return ANY
    members = dict(owner.members)
    if node.name in members:
        return members[node.name]
    advice = suggestion(node.name, members, _listed(members, ""))
    message = f"{look.shown(node.target)} has no field {node.name!r}"
    return look.report(_named(node), "unknown-field", message, advice)


def _named(node: tree.Path) -> tree.Node:
    """The place of the name itself, at the end of the path."""
    return tree.Name(start=max(node.target.end, node.end - len(node.name)), end=node.end, name=node.name)


def _listed(names: Iterable[str], otherwise: str) -> str:
    known = sorted(names)
    listed = ", ".join(known[:_FEW]) + (", …" if len(known) > _FEW else "")
    return f"There are {listed}." if known else otherwise


_FEW = 8


@infers(tree.Filter)
def _filter(look: Inference, node: tree.Filter, names: Names) -> Type:
    item = items(look.of(node.target, names))
    kind = plain(look.of(node.condition, _within_item(item, names)))
    if kind == NUMBER:
        return item
    if kind not in (ANY, BOOLEAN, NULL):
        message = f"a filter cannot keep by {told(kind)}"
        return look.report(node.condition, "type-clash", message, "Write a condition, or a position.")
    # A condition that nobody knows may be a position.
    return ListType(item) if kind == BOOLEAN else ANY


def _within_item(item: Type, names: Names) -> Names:
    """Inside a filter the fields of the item come first, then `item`, then what is in view outside."""
    around = names.inside({"item": item})
    base = plain(item)
    if isinstance(base, ContextType):
        return around.inside_item(dict(base.members), open_=not base.members)
    return around.inside_item({}, open_=base == ANY)


@infers(tree.For)
def _for(look: Inference, node: tree.For, names: Names) -> Type:
    inner = _turns(look, node.iterators, names.inside({"partial": ListType(ANY)}))
    return ListType(look.of(node.body, inner))


@infers(tree.Quantified)
def _quantified(look: Inference, node: tree.Quantified, names: Names) -> Type:
    word = "every" if node.every else "some"
    condition(look, node.condition, f"the condition of {word}", _turns(look, node.iterators, names))
    return BOOLEAN


def _turns(look: Inference, iterators: tuple[tree.Iterator, ...], names: Names) -> Names:
    """The variables of the loop; each source sees those before it."""
    for iterator in iterators:
        names = names.inside({iterator.name: _turn(look, iterator, names)})
    return names


def _turn(look: Inference, iterator: tree.Iterator, names: Names) -> Type:
    source = look.of(iterator.source, names)
    if iterator.high is not None:
        high = look.of(iterator.high, names)
        if NULL not in (source, high) and operation("-", source, high) is None:
            message = f"a loop cannot run from {told(source)} to {told(high)}"
            return look.report(iterator, "type-clash", message, "Use whole numbers or dates.")
        return source if source != NULL else ANY
    base = plain(source)
    if base in (STRING, BOOLEAN):
        advice = "Put it into [ ] if one turn is meant."
        return look.report(iterator.source, "type-clash", f"a loop needs a list, this is {base}", advice)
    return base.end if isinstance(base, RangeType) else items(base)
