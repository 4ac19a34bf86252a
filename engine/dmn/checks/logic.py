"""The texts of boxed expressions, with the names that each box brings into view. One function for each box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.checks import table_texts
from engine.dmn.reading import child, children, kind, name_of, text
from engine.dmn.vocabulary import EXPRESSIONS
from engine.feel.checking.expecting import could_be
from engine.feel.checking.inference import told
from engine.feel.checking.plain import one_of
from engine.feel.checking.samples import items
from engine.feel.types import ANY, BOOLEAN, ContextType, FunctionType, ListType, RangeType, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.etree import _Element

    from engine.dmn.checks.texts import Texts
    from engine.dmn.checks.views import View
    from engine.dmn.item_types import ItemTypes
    from engine.feel.types import Type

    Rule = Callable[["Logic", _Element, View, Type], Type]

_RULES: dict[str, Rule] = {}


def looks_at(*names: str) -> Callable[[Rule], Rule]:
    """Register the function that looks at the boxes *names*."""

    def register(rule: Rule) -> Rule:
        _RULES.update(dict.fromkeys(names, rule))
        return rule

    return register


class Logic:
    """Walks through the boxes of one model."""

    def __init__(self, texts: Texts, types: ItemTypes, parameters: Mapping[str, tuple[str, ...]]) -> None:
        self.texts = texts
        self.types = types
        self.parameters = parameters
        """The names of the parameters of the model's functions, by the names that texts call them by."""

    def box(self, element: _Element, view: View, wanted: Type = ANY) -> Type:
        """The type of what the box *element* says, which must be one of *wanted*."""
        name = kind(element) or ""
        declared = ANY if name == "functionDefinition" else self.types.of(element, view.title)
        found = _RULES[name](self, element, view, wanted if declared == ANY else declared)
        if name not in {"literalExpression", "functionDefinition"}:
            self._compare(element, view, found, wanted if declared == ANY else declared)
        return found if declared == ANY else declared

    def below(self, element: _Element | None, view: View, wanted: Type = ANY) -> Type:
        """The box directly below *element*."""
        found = None if element is None else next(children(element, *EXPRESSIONS), None)
        return ANY if found is None else self.box(found, view, wanted)

    def type_of(self, element: _Element | None, view: View) -> Type:
        return self.types.of(element, view.title)

    def _compare(self, element: _Element, view: View, found: Type, wanted: Type) -> None:
        if not could_be(found, wanted):
            mine, other = told(found), told(wanted)
            if mine == other:
                mine, other = str(found), str(wanted)
            message = f"{view.title}: the result is {mine}, not {other}."
            remedy = "Change the expression, or the type."
            self.texts.refuse(element, view, "warning", "unexpected-result", message, remedy)


@looks_at("literalExpression")
def _literal(logic: Logic, element: _Element, view: View, wanted: Type) -> Type:
    return logic.texts.expression(element, view, wanted)


@looks_at("decisionTable")
def _table(logic: Logic, element: _Element, view: View, wanted: Type) -> Type:
    return table_texts.look_at(logic.texts, logic.types, element, view, wanted)


@looks_at("context")
def _context(logic: Logic, element: _Element, view: View, wanted: Type) -> Type:
    """An entry sees those before it; a function that it defines sees all of them when it is called."""
    entries = list(children(element, "contextEntry"))
    later = {name: ANY for entry in entries if (name := name_of(child(entry, "variable")))}
    known: dict[str, Type] = {}
    for entry in entries:
        variable = child(entry, "variable")
        name = name_of(variable)
        inner = view.binding({**later, **known} if _defines(entry) else known)
        if not name:
            return logic.below(entry, inner.at("result"), wanted)
        place = inner.at(f"entry {name!r}")
        declared = logic.type_of(variable, place)
        found = logic.below(entry, place, declared)
        known[name] = found if declared == ANY else declared
    return ContextType(tuple(known.items()))


def _defines(entry: _Element) -> bool:
    """Whether a function is written in the box."""
    return any(kind(each) == "functionDefinition" or "function" in text(each) for each in entry.iter())


@looks_at("list")
def _list(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    found = enumerate(children(element, *EXPRESSIONS), 1)
    return ListType(one_of([logic.box(each, view.at(f"item {number}")) for number, each in found]))


@looks_at("relation")
def _relation(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    columns = list(children(element, "column"))
    wanted = [logic.type_of(column, view) for column in columns]
    for number, row in enumerate(children(element, "row"), 1):
        cells = zip(children(row, *EXPRESSIONS), columns, wanted, strict=False)
        for cell, column, type_ in cells:
            logic.box(cell, view.at(f"row {number}").at(f"column {name_of(column)!r}"), type_)
    return ListType(ContextType(tuple(zip(map(name_of, columns), wanted, strict=True))))


@looks_at("functionDefinition")
def _function(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    return look_at_function(logic, element, view, logic.type_of(element, view))


def look_at_function(logic: Logic, element: _Element, view: View, wanted: Type) -> Type:
    """*wanted* is the type of the function or, as older tools write it, that of its result."""
    base = plain(wanted)
    answers = base.result if isinstance(base, FunctionType) else wanted
    formal = children(element, "formalParameter")
    parameters = {name_of(each): logic.type_of(each, view) for each in formal}
    result = logic.below(element, view.binding(parameters), answers)
    return FunctionType(tuple(parameters.values()), result if answers == ANY else answers)


@looks_at("invocation")
def _invocation(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    function = plain(logic.below(element, view.at("function")))
    callee = " ".join(text(child(element, "literalExpression")).split())
    names = logic.parameters.get(callee) if callee not in view.made else None
    kinds = function.parameters if isinstance(function, FunctionType) else ()
    typed = dict(zip(names, kinds, strict=False)) if names is not None else {}
    bound = []
    for binding in children(element, "binding"):
        bound.append(name_of(child(binding, "parameter")))
        logic.below(binding, view.at(f"parameter {bound[-1]!r}"), typed.get(bound[-1], ANY))
    if names is not None and set(bound) != set(names):
        _refuse_bindings(logic, element, view, callee, names)
    return function.result if isinstance(function, FunctionType) else ANY


def _refuse_bindings(
    logic: Logic, element: _Element, view: View, callee: str, names: tuple[str, ...]
) -> None:
    wanted = ", ".join(names) or "none"
    message = f"{view.title}: the parameters of {callee} are {wanted}, but others are bound."
    remedy = "Bind each of them once; otherwise the call is null."
    logic.texts.refuse(element, view, "error", "wrong-arguments", message, remedy)


@looks_at("conditional")
def _conditional(logic: Logic, element: _Element, view: View, wanted: Type) -> Type:
    logic.below(child(element, "if"), view.at("if"), BOOLEAN)
    branches = [logic.below(child(element, name), view.at(name), wanted) for name in ("then", "else")]
    return one_of(branches)


@looks_at("filter")
def _filter(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    """Inside, the fields of the item come first, then `item`, then what is in view outside."""
    item = items(_source(logic, element, view))
    base = plain(item)
    members = dict(base.members) if isinstance(base, ContextType) else {}
    inner = view.binding({"item": item, **members}).at("match")
    known = bool(members) if isinstance(base, ContextType) else base != ANY
    condition = logic.below(child(element, "match"), inner if known else inner.opened())
    return ListType(item) if plain(condition) == BOOLEAN else ANY


@looks_at("for")
def _for(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    inner = _turn(logic, element, view).binding({"partial": ListType(ANY)})
    return ListType(logic.below(child(element, "return"), inner.at("return")))


@looks_at("some", "every")
def _quantified(logic: Logic, element: _Element, view: View, _: Type) -> Type:
    inner = _turn(logic, element, view).at("satisfies")
    logic.below(child(element, "satisfies"), inner, BOOLEAN)
    return BOOLEAN


def _turn(logic: Logic, element: _Element, view: View) -> View:
    """Inside a loop: its variable."""
    name = " ".join((element.get("iteratorVariable") or "").split())
    base = plain(_source(logic, element, view))
    return view.binding({name: base.end if isinstance(base, RangeType) else items(base)})


def _source(logic: Logic, element: _Element, view: View) -> Type:
    """What a filter or an iterator goes through, of the type that its cell names."""
    cell, place = child(element, "in"), view.at("in")
    declared = logic.type_of(cell, place)
    found = logic.below(cell, place, declared)
    return found if declared == ANY else declared
