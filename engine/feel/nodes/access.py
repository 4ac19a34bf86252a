"""Paths (`opportunity.owner.team`) and filters (`lines[amount > 10]`, `lines[1]`)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.compiler import Compiler, compiles
from engine.feel.kinds import NATIVE, adopt, kind
from engine.feel.numbers import whole
from engine.feel.properties import PROPERTIES
from engine.feel.running import MISSING, Scope
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from engine.feel.running import Compiled, Place, Run
    from engine.feel.values import Value

_FEW = 8


@compiles(tree.Path)
def _path(compiler: Compiler, node: tree.Path) -> Compiled:
    target, name, place = compiler.compile(node.target), node.name, compiler.place(node)

    return lambda scope: _field(target(scope), name, scope.run, place)


def _field(owner: Value, name: str, run: Run, at: Place) -> Value:
    """The usual case first: a context that has the field."""
    if type(owner) is dict:
        value = owner.get(name, MISSING)
        if type(value) in NATIVE:
            return value
    return member(owner, name, run, at)


def member(owner: Value, name: str, run: Run, at: Place) -> Value:
    """The field *name* of a context, a record or a temporal value; of a list, of each of its items."""
    match owner:
        case list():
            run.spend(1 + len(owner) // _FEW, at)
            return [_field(item, name, run, at) for item in owner]
        case RecordRef():
            fields = run.record(owner)
            if fields is None:
                return run.null(at, "the {} {} does not exist (any more)", owner.type, owner.key)
        case Mapping():
            fields = owner
        case _:
            return _property(owner, name, run, at)
    value = fields.get(name, MISSING)
    return run.null(at, "there is no field {!r}", name) if value is MISSING else adopt(value)


def _property(owner: Value, name: str, run: Run, at: Place) -> Value:
    read = PROPERTIES.get((kind(owner), name))
    return run.null(at, "{} has no {!r}", kind(owner), name) if read is None else read(owner)


@compiles(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter) -> Compiled:
    target, place = compiler.compile(node.target), compiler.place(node)
    before, spoken = compiler.weight, len(compiler.spoken)
    with compiler.binding("item"):
        condition = compiler.compile(node.condition)
    weight = 1 + (compiler.weight - before) // _FEW
    scope_of = _item_scope if "item" in compiler.spoken[spoken:] else _fields_scope

    def run(scope: Scope) -> Value:
        items = target(scope)
        if not isinstance(items, list):
            items = [] if items is None else [items]
        if not items:
            return _of_nothing(condition, scope)
        kept: list[Value] = []
        spend = scope.run.spend
        for item in items:
            spend(weight, place)
            answer = condition(scope_of(item, scope))
            if type(answer) is Decimal:
                return _at(items, answer, scope.run, place)
            if answer is True:
                kept.append(item if type(item) in NATIVE else adopt(item))
            elif answer is not False and answer is not None:
                return scope.run.null(place, "the condition is {}, not true or false", kind(answer))
        return kept

    return run


def _item_scope(item: Value, scope: Scope) -> Scope:
    """Inside a filter the fields of the item come first, then `item`, then what was in view outside."""
    around = Scope({"item": adopt(item)}, scope.run, scope)
    fields = scope.run.record(item) if isinstance(item, RecordRef) else item
    return Scope(fields, scope.run, around) if isinstance(fields, Mapping) else around


def _fields_scope(item: Value, scope: Scope) -> Scope:
    """The same for a condition that does not say `item`."""
    return Scope(item, scope.run, scope) if type(item) is dict else _item_scope(item, scope)


def _of_nothing(condition: Compiled, scope: Scope) -> Value:
    """An index into nothing is null, a condition over nothing keeps nothing."""
    run = scope.run
    notes, run.notes = run.notes, None
    try:
        return None if type(condition(Scope({}, run, scope))) is Decimal else []
    finally:
        run.notes = notes


def _at(items: list[Value], index: Decimal, run: Run, at: Place) -> Value:
    position = whole(index)
    if position is None or position == 0 or abs(position) > len(items):
        return run.null(at, "there is no item {} of {}", index, len(items))
    return adopt(items[position - 1 if position > 0 else position])
