"""The models that a model imports: found among the documents at hand, loaded once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.errors import UnusableDecisions
from engine.dmn.reading import children, is_dmn, name_of, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lxml import etree

    from engine.dmn.model import Model
    from engine.dmn.texts import Texts

MAX_IMPORTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A model under the name that this one gives it; without a name its parts are like its own."""

    name: str
    model: Model


class Imports:
    """The documents at hand, by location or namespace."""

    def __init__(
        self,
        documents: Mapping[str, bytes],
        load: Callable[[etree._Element, Imports], Model],
        *,
        tolerant: bool = False,
    ) -> None:
        self.tolerant = tolerant
        self._documents = documents
        self._load = load
        self._models: dict[str, Model] = {}
        self._loading: list[str] = []
        self._by_namespace: dict[str, bytes] | None = None
        self.used: dict[str, bytes] = {}
        """The documents that were imported, by namespace."""

    def of(self, root: etree._Element, texts: Texts) -> Iterator[Imported]:
        """The models that the document *root* imports."""
        self._loading.append(root.get("namespace", ""))
        taken: set[str] = set()
        for element in children(root, "import"):
            name = name_of(element)
            if name and name in taken:
                message = f"Another import has the name {name!r}, too."
                texts.refuse("import", element, message, "Give each a name of its own.")
            taken.add(name)
            model = self._found(element, texts)
            if model is not None:
                yield Imported(name=name, model=model)
        self._loading.pop()

    def _found(self, element: etree._Element, texts: Texts) -> Model | None:
        namespace = element.get("namespace", "")
        title = f"The import {name_of(element) or namespace!r}"
        if not is_dmn(element.get("importType", "")):
            kind = element.get("importType") or "not said"
            message = f"{title} is no decision model; its type is {kind}."
            texts.refuse("import", element, message, "Import DMN only, and define types as item definitions.")
            return None
        if namespace in self._loading:
            circle = " -> ".join([*self._loading, namespace])
            texts.refuse("import", element, f"{title} leads back to itself: {circle}.", "Cut the circle.")
            return None
        if namespace in self._models:
            return self._models[namespace]
        document = self._document(element, namespace)
        if document is None or len(self._models) >= MAX_IMPORTS:
            self._refuse_missing(element, title, texts)
            return None
        self.used[namespace] = document
        return self._model(document, namespace, element, texts)

    def _refuse_missing(self, element: etree._Element, title: str, texts: Texts) -> None:
        known = ", ".join(self._documents) or "no other model"
        message = f"{title}, namespace {element.get('namespace', '')!r}, is not at hand; there is {known}."
        remedy = f"Give that model along with this one (at most {MAX_IMPORTS}), or put what it offers into this model."
        texts.refuse("import", element, message, remedy)

    def _model(self, document: bytes, namespace: str, element: etree._Element, texts: Texts) -> Model | None:
        try:
            self._models[namespace] = self._load(parse(document), self)
        except UnusableDecisions as refused:
            for finding in refused.findings:
                message = f"In the imported model {namespace!r}, line {finding.line}: {finding.message}"
                texts.refuse(finding.rule, element, message, finding.remedy)
            return None
        return self._models[namespace]

    def _document(self, element: etree._Element, namespace: str) -> bytes | None:
        """The document that *element* means: by its location, its file name, or its namespace."""
        location = (element.get("locationURI") or "").strip()
        for key in (location, location.rpartition("/")[2], namespace):
            if key and key in self._documents:
                return self._documents[key]
        if self._by_namespace is None:
            self._by_namespace = dict(self._namespaces())
        return self._by_namespace.get(namespace)

    def _namespaces(self) -> Iterator[tuple[str, bytes]]:
        for document in self._documents.values():
            try:
                root = parse(document)
            except UnusableDecisions:
                continue  # whoever imports it is told that it is not at hand
            yield root.get("namespace", ""), document
