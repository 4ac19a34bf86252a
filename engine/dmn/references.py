"""What a `href` means: a part of this model or of one that it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.errors import did_you_mean
from engine.dmn.model import Decision, InputData, KnowledgeModel, Requirement, Service
from engine.dmn.reading import kind, name_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml import etree

    from engine.dmn.importing import Imported
    from engine.dmn.model import Part
    from engine.dmn.texts import Texts

_DECISIONS = frozenset({"decision"})
_INPUTS = frozenset({"inputData"})
_FUNCTIONS = frozenset({"businessKnowledgeModel", "decisionService"})
_WANTED = {
    "requiredDecision": _DECISIONS,
    "outputDecision": _DECISIONS,
    "encapsulatedDecision": _DECISIONS,
    "inputDecision": _DECISIONS,
    "requiredInput": _INPUTS,
    "inputData": _INPUTS,
    "requiredKnowledge": _FUNCTIONS,
}
_KIND_OF: dict[type[Part], str] = {
    Decision: "decision",
    InputData: "inputData",
    KnowledgeModel: "businessKnowledgeModel",
    Service: "decisionService",
}


class References:
    def __init__(
        self,
        namespace: str,
        elements: Sequence[etree._Element],
        imported: Sequence[Imported],
        texts: Texts,
    ) -> None:
        self._namespace = namespace
        self._own = {each.get("id") or name_of(each): each for each in elements}
        self._imported: dict[str, list[Imported]] = {}
        for each in imported:
            self._imported.setdefault(each.model.namespace, []).append(each)
        self._texts = texts

    def key(self, element: etree._Element) -> str:
        """Under which the part *element* is kept."""
        return f"{self._namespace}#{element.get('id') or name_of(element)}"

    def all(self, element: etree._Element, references: Iterable[etree._Element]) -> Iterator[Requirement]:
        """What *references*, which stand in *element*, mean; a finding for each that means nothing."""
        for reference in references:
            namespace, _, name = reference.get("href", "").strip().rpartition("#")
            found = (
                self._at_home(reference, name)
                if namespace in {"", self._namespace}
                else self._abroad(reference, namespace, name)
            )
            if not found:
                self._refuse(element, reference, namespace, name)
            yield from found

    def _at_home(self, reference: etree._Element, name: str) -> list[Requirement]:
        element = self._own.get(name)
        if element is None or kind(element) not in _WANTED[kind(reference) or ""]:
            return []
        return [Requirement(key=self.key(element), id=name, name=variable_of(element))]

    def _abroad(self, reference: etree._Element, namespace: str, name: str) -> list[Requirement]:
        """The part under each name by which its model is imported."""
        imported = self._imported.get(namespace, [])
        part = imported[0].model.own(name) if imported else None
        if part is None or _KIND_OF[type(part)] not in _WANTED[kind(reference) or ""]:
            return []
        return [
            Requirement(key=part.key, id=part.id, name=part.variable, under=each.name) for each in imported
        ]

    def _refuse(self, element: etree._Element, reference: etree._Element, namespace: str, name: str) -> None:
        title = f"{element.get('name') or element.get('id')!r}"
        foreign = namespace not in {"", self._namespace}
        if foreign and namespace not in self._imported:
            message = f"{title} refers to {name!r} of the model {namespace!r}, which is not imported."
            self._texts.refuse("requirement", reference, message, "Import that model.")
            return
        where = "that model" if foreign else "this model"
        known = [part.id for part in self._imported[namespace][0].model.own_parts] if foreign else self._own
        wanted = " or ".join(sorted(_WANTED[kind(reference) or ""]))
        message = f"{title}: it requires {name!r}, which is not in {where} as {wanted}."
        closest = "" if name in known else did_you_mean(name, known)
        remedy = f"Add it or remove the requirement.{closest}"
        self._texts.refuse("requirement", reference, message, remedy)
