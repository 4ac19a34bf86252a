"""The parts of one document: input data, decisions, knowledge models and services, with what they require."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.boxes import Boxes
from engine.dmn.boxes.compiling import told
from engine.dmn.boxes.functions import function, result_of
from engine.dmn.item_types import ItemTypes
from engine.dmn.model import Decision, InputData, KnowledgeModel, Model, Owner, Service
from engine.dmn.names import MAX_NAMES, Names
from engine.dmn.reading import child, children, kind, name_of, variable_of
from engine.dmn.references import References
from engine.dmn.texts import Frame, Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from engine.dmn.errors import Finding
    from engine.dmn.importing import Imported, Imports
    from engine.dmn.model import Part, Requirement
    from engine.feel.running import Compiled

_KINDS = {
    "inputData": "Input data",
    "decision": "Decision",
    "businessKnowledgeModel": "Knowledge model",
    "decisionService": "Decision service",
}


class PartLoader:
    def __init__(self, root: etree._Element, imports: Imports) -> None:
        self._root = root
        self._texts = Texts(root, tolerant=imports.tolerant)
        self.findings: list[Finding] = self._texts.findings
        self._namespace = root.get("namespace", "")
        self._name = name_of(root)
        self._imports = imports
        self._types = ItemTypes(root, self._texts, Owner(id="", name=self._name))
        self._boxes = Boxes(self._texts, self._types)

    def load(self) -> Model:
        """The model; the findings say what is wrong with it."""
        imported = list(self._imports.of(self._root, self._texts))
        self._types.load(imported)
        elements = list(children(self._root, *_KINDS))
        self._check_ids(elements)
        self._names = Names(self._root, imported)
        if len(self._names.paths) > MAX_NAMES:
            message = f"The model has {len(self._names.paths)} names of several words."
            self._texts.refuse("names", self._root, message, f"Split it; {MAX_NAMES} are allowed.")
        self._references = References(self._namespace, elements, imported, self._texts)
        parts: dict[str, Part] = {key: part for each in imported for key, part in each.model.parts.items()}
        for element in elements:
            part = self._part(element)
            parts[part.key] = part
        return self._model(imported, parts)

    def _model(self, imported: Sequence[Imported], parts: dict[str, Part]) -> Model:
        types = {key: known for each in imported for key, known in each.model.types.items()}
        return Model(
            namespace=self._namespace,
            name=self._name,
            parts=parts,
            inputs=tuple(
                part
                for key, part in parts.items()
                if isinstance(part, InputData) and key.startswith(f"{self._namespace}#")
            ),
            types={**types, self._namespace: self._types.by_name},
            tables=self._boxes.tables,
            names=self._names.paths,
            ways=_ways(imported),
            tolerated=(
                *self._texts.tolerated,
                *(found for each in imported for found in each.model.tolerated),
            ),
        )

    def _part(self, element: etree._Element) -> Part:
        match kind(element):
            case "inputData":
                return self._input_data(element)
            case "decision":
                return self._decision(element)
            case "businessKnowledgeModel":
                return self._knowledge(element)
        return self._service(element)

    # -- one function for each kind -------------------------------------------------------------------------------

    def _input_data(self, element: etree._Element) -> InputData:
        return InputData(
            key=self._references.key(element),
            id=_id(element),
            name=_name(element),
            variable=variable_of(element),
            type=self._types.of(child(element, "variable"), _title(element)),
            model=self._namespace,
        )

    def _decision(self, element: etree._Element) -> Decision:
        requirements = self._requirements(element, "requiredInput", "requiredDecision", "requiredKnowledge")
        owner = Owner(id=_id(element), name=_name(element))
        self._boxes.names = set()
        self._boxes.last = None
        body = self._logic(element, self._frame(element, owner, requirements))
        return Decision(
            key=self._references.key(element),
            id=owner.id,
            name=owner.name,
            variable=variable_of(element),
            logic=self._boxes.last,
            body=body,
            type=self._types.of(child(element, "variable"), _title(element)),
            requirements=requirements,
            reads=frozenset(self._boxes.names),
            model=self._namespace,
            owner=owner,
        )

    def _logic(self, element: etree._Element, frame: Frame) -> Compiled:
        logic = self._boxes.find(element)
        return _without_logic(frame.title) if logic is None else self._boxes.compile(logic, frame)

    def _knowledge(self, element: etree._Element) -> KnowledgeModel:
        requirements = self._requirements(element, "requiredKnowledge")
        owner = Owner(id=_id(element), name=_name(element), kind="knowledge")
        box = child(element, "encapsulatedLogic")
        frame = self._frame(element, owner, requirements)
        wanted = self._types.of(child(element, "variable"), frame.title)
        self._boxes.last = None
        body = _without_logic(frame.title) if box is None else function(self._boxes, box, frame, wanted)
        return KnowledgeModel(
            key=self._references.key(element),
            id=owner.id,
            name=owner.name,
            variable=variable_of(element),
            logic=self._boxes.last,
            body=body,
            requirements=requirements,
            model=self._namespace,
        )

    def _service(self, element: etree._Element) -> Service:
        found = {
            name: tuple(_once(self._references.all(element, children(element, name))))
            for name in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
        }
        if not found["outputDecision"]:
            message = f"{_title(element)}: it has no output decision."
            self._texts.refuse("service", element, message, "Name at least one.")
        return Service(
            key=self._references.key(element),
            id=_id(element),
            name=_name(element),
            variable=variable_of(element),
            type=result_of(self._types.of(child(element, "variable"), _title(element))),
            outputs=found["outputDecision"],
            encapsulated=found["encapsulatedDecision"],
            input_decisions=found["inputDecision"],
            input_data=found["inputData"],
            model=self._namespace,
        )

    # -- what they have in common ---------------------------------------------------------------------------------

    def _frame(self, element: etree._Element, owner: Owner, requirements: Sequence[Requirement]) -> Frame:
        names = self._names.outside(element).union(each.name for each in requirements)
        if owner.kind == "knowledge":
            names |= {variable_of(element)}
        return Frame(owner=owner, title=_title(element), names=names, whole=True)

    def _requirements(self, element: etree._Element, *kinds: str) -> tuple[Requirement, ...]:
        around = children(element, "informationRequirement", "knowledgeRequirement")
        return tuple(
            self._references.all(element, [each for one in around for each in children(one, *kinds)])
        )

    def _check_ids(self, elements: Sequence[etree._Element]) -> None:
        taken: set[str] = set()
        named: set[tuple[str | None, str]] = set()
        for element in elements:
            key, name = _id(element), (kind(element), _name(element))
            if not key or key in taken:
                problem = f"the id {key!r} stands twice." if key else "it has neither id nor name."
                self._texts.refuse(
                    "id", element, f"{_title(element)}: {problem}", "Give it an id of its own."
                )
            elif name in named:
                message = f"{_title(element)}: another one has the same name."
                self._texts.refuse("name", element, message, "Give each a name of its own.")
            taken.add(key)
            named.add(name)


def _ways(imported: Sequence[Imported]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """By which names of imports a model, also one that an import imports, is reached."""
    ways: dict[str, tuple[tuple[str, ...], ...]] = {}
    for each in imported:
        start = (each.name,) if each.name else ()
        below = {each.model.namespace: ((),), **each.model.ways}
        for namespace, found in below.items():
            ways[namespace] = (*ways.get(namespace, ()), *((*start, *way) for way in found))
    return ways


def _without_logic(title: str) -> Compiled:
    return told(f"{title}: it has no logic yet; add a table or an expression")


def _once(found: Iterable[Requirement]) -> Iterable[Requirement]:
    """Each part once, also where its model is imported under two names."""
    return {each.key: each for each in found}.values()


def _id(element: etree._Element) -> str:
    return element.get("id") or name_of(element)


def _name(element: etree._Element) -> str:
    return name_of(element) or _id(element)


def _title(element: etree._Element) -> str:
    return f"{_KINDS[kind(element) or '']} {_name(element) or '?'!r}"
