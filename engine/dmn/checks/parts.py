"""The texts of every part of a model: types, decisions, knowledge models."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from engine.dmn.checks.logic import Logic, look_at_function
from engine.dmn.checks.texts import Texts
from engine.dmn.checks.views import View
from engine.dmn.errors import UnusableDecisions
from engine.dmn.importing import Imports
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import Decision, InputData, KnowledgeModel, Owner, Service
from engine.dmn.names import Names
from engine.dmn.parts import PartLoader
from engine.dmn.reading import child, children, kind, name_of, parse, text
from engine.dmn.texts import Texts as Parser
from engine.dmn.vocabulary import EXPRESSIONS
from engine.feel import Environment
from engine.feel.running import FeelFunction, Run, Scope
from engine.feel.types import ANY, ContextType, FunctionType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from engine.dmn.checks.findings import TableFinding
    from engine.dmn.model import Model, Part, Requirement
    from engine.feel.types import Type

_WORD = re.compile(r"[^\W_]+")
_LIMITS = ("allowedValues", "typeConstraint")


def findings(xml: bytes, imports: Mapping[str, bytes]) -> list[TableFinding]:
    """What is wrong with the texts of a model, whatever else it is refused for that concerns single decisions."""
    try:
        root = parse(xml)
        found = Imports(imports, _loaded, tolerant=True)
        return _Parts(root, _loaded(root, found), found).findings()
    except UnusableDecisions:
        return []


def _loaded(root: _Element, imports: Imports) -> Model:
    loader = PartLoader(root, imports)
    model = loader.load()
    if loader.findings:
        raise UnusableDecisions(loader.findings)
    return model


class _Parts:
    def __init__(self, root: _Element, model: Model, imports: Imports) -> None:
        self._root = root
        self._model = model
        parser = Parser(root, tolerant=True)
        imported = list(imports.of(root, parser))
        self._types = ItemTypes(root, parser, Owner(id="", name=""))
        self._types.load(imported)
        self._names = Names(root, imported)
        spelt = _words(root)
        self._texts = Texts(
            model.types[model.namespace], {each.variable for each in model.parts.values()}, spelt
        )
        self._parameters: dict[str, tuple[str, ...]] = {}
        self._logic = Logic(self._texts, self._types, self._parameters)
        self._elements = {
            _key(model, each): each for each in children(root, "decision", "businessKnowledgeModel")
        }
        self._results: dict[str, Type] = {}
        """Types of the decisions and functions that were looked at."""

    def findings(self) -> list[TableFinding]:
        for element in self._root.iter("{*}itemDefinition", "{*}itemComponent"):
            self._type(element)
        for key in self._in_order():
            self._result(key)
        return self._texts.finish()

    def _in_order(self) -> list[str]:
        """The decisions and knowledge models, what each requires before it: a long chain is no deep recursion."""
        order: dict[str, None] = {}
        waiting = [(key, False) for key in reversed(self._elements)]
        seen: set[str] = set()
        while waiting:
            key, is_ready = waiting.pop()
            if is_ready:
                order[key] = None
            elif key not in seen:
                seen.add(key)
                part = self._model.parts[key]
                required = part.requirements if isinstance(part, Decision | KnowledgeModel) else ()
                waiting += [(key, True), *((each.key, False) for each in reversed(required))]
        return [key for key in order if key in self._elements]

    def _type(self, element: _Element) -> None:
        """What a type allows."""
        view = View(owner=name_of(element), title=f"Type {name_of(element)!r}", sealed=True)
        many = element.get("isCollection", "false").strip() in {"true", "1"}
        for name in _LIMITS:
            tests = child(element, name)
            if text(tests):
                held = ANY if many and name == "typeConstraint" else self._types.of(element, view.title)
                self._texts.tests(tests, view.at("allowed values"), held)

    def _result(self, key: str) -> Type:
        """The type of what a part says; its texts are looked at the first time."""
        part = self._model.parts[key]
        if key not in self._results:
            self._results[key] = _declared(part)  # what leans on itself is known so far
            if key in self._elements:
                self._results[key] = self._looked_at(part, self._elements[key])
        return self._results[key]

    def _looked_at(self, part: Part, element: _Element) -> Type:
        known = self._results[part.key]
        if isinstance(part, Decision):
            found = self._logic.below(element, self._view_of(part, element), part.type)
            return found if known == ANY else known
        box = child(element, "encapsulatedLogic")
        if not isinstance(part, KnowledgeModel) or box is None:
            return known
        view = self._view_of(part, element)
        wanted = self._types.of(child(element, "variable"), view.title)
        found = look_at_function(self._logic, box, view, wanted)
        return known if known == ANY else found

    def _view_of(self, part: Decision | KnowledgeModel, element: _Element) -> View:
        is_decision = isinstance(part, Decision)
        names = self._required(part.requirements, by_id=is_decision)
        if not is_decision:
            names.setdefault(part.variable, self._results[part.key])
        is_table = any(kind(each) == "decisionTable" for each in children(element, *EXPRESSIONS))
        what = "Table" if is_table else "Decision" if is_decision else "Knowledge model"
        return View(
            owner=part.name,
            title=f"{what} '{part.name}'",
            element=None if is_table else part.id,
            names=names,
            spoken=self._names.outside(element).union(name for name in names if not name.isidentifier()),
            more=is_decision and not self._declares_inputs(part),
            sealed=not is_decision,
        )

    def _declares_inputs(self, part: Decision | KnowledgeModel) -> bool:
        """Models that are drawn for other engines leave their inputs out; what they read is not known then."""
        required = (self._model.parts[each.key] for each in part.requirements)
        return bool(self._model.inputs) or any(isinstance(each, InputData) for each in required)

    def _required(self, requirements: Sequence[Requirement], *, by_id: bool) -> dict[str, Type]:
        """The names that a part's requirements bring, those of imports as members of a context."""
        names: dict[str, Type] = {}
        under: dict[str, dict[str, Type]] = {}
        for each in requirements:
            part, found = self._model.parts[each.key], self._result(each.key)
            self._remember(f"{each.under}.{each.name}" if each.under else each.name, part)
            if each.under:
                under.setdefault(each.under, {})[each.name] = found
                continue
            names[each.name] = found
            if by_id and isinstance(part, Decision):
                names.setdefault(each.id, found)
        return {**names, **{name: ContextType(tuple(members.items())) for name, members in under.items()}}

    def _remember(self, name: str, part: Part) -> None:
        """What a function's parameters are called."""
        if isinstance(part, Service):
            self._parameters[name] = tuple(each.name for each in part.parameters)
        elif isinstance(part, KnowledgeModel) and (function := _function(part)) is not None:
            self._parameters[name] = function.parameters


def _declared(part: Part) -> Type:
    """The type that the file names for what a part says."""
    if isinstance(part, KnowledgeModel):
        function = _function(part)
        return ANY if function is None else FunctionType(function.wanted, function.result)
    if isinstance(part, Service):
        return FunctionType(tuple(ANY for _ in part.parameters), part.type)
    return part.type


def _function(part: KnowledgeModel) -> FeelFunction | None:
    made = part.body(Scope({}, Run(Environment())))
    return made if isinstance(made, FeelFunction) else None


def _words(root: _Element) -> Counter[str]:
    """How often each word stands in the file, in labels and ids, too."""
    said = (text for each in root.iter("{*}*") for text in (each.text or "", *each.attrib.values()))
    return Counter(word.casefold() for text in said for word in _WORD.findall(str(text)))


def _key(model: Model, element: _Element) -> str:
    return f"{model.namespace}#{element.get('id') or name_of(element)}"
