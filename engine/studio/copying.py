"""A folder under another name: every id that it declares becomes another, and what refers to it follows."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn import reading
from engine.bpmn.dialects import zeebe
from engine.bpmn.dialects.camunda7_texts import camunda
from engine.dmn import reading as dmn_reading
from engine.studio import naming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_REFERENCES = {
    "formDefinition": "formId",
    "calledDecision": "decisionId",
    "calledElement": "processId",
}
"""zeebe elements that name a form, a decision or a process, with the attribute that does."""


_OF_CAMUNDA_7 = ("calledElement", camunda("formRef"), camunda("formKey"), camunda("decisionRef"))


def copied(files: Mapping[str, bytes], name: str, title: str) -> dict[str, bytes]:
    """The files of the copy: the first model takes the name *name* and the title *title*."""
    renaming = _Renaming(files, name)
    made: dict[str, bytes] = {}
    for file, content in files.items():
        write = renaming.writers[PurePath(file).suffix]
        made[renaming.file(file)] = write(content, title)
    return made


def _references(node: etree._Element) -> tuple[str, ...]:
    """The attributes of a node that name a form, a decision or a process."""
    named = etree.QName(node)
    if named.namespace == zeebe.NAMESPACE:
        return (_REFERENCES[named.localname],) if named.localname in _REFERENCES else ()
    return _OF_CAMUNDA_7 if named.namespace == reading.BPMN else ()


class _Renaming:
    """New ids for everything that the folder declares."""

    def __init__(self, files: Mapping[str, bytes], name: str) -> None:
        self._name = name
        self._process: dict[str, str] = {}
        self._form: dict[str, str] = {}
        self._decision: dict[str, str] = {}
        self._old = ""
        for file in naming.in_order([*files]):
            self._learn(file, files[file])
        self.writers: Mapping[str, Callable[[bytes, str], bytes]] = {
            naming.MODEL: self._model,
            naming.FORM: self._form_document,
            naming.DECISIONS: self._decisions,
        }

    def file(self, file: str) -> str:
        path = PurePath(file)
        if path.stem == self._old:
            return f"{self._name}{path.suffix}"
        return f"{self._name}-{path.stem.removeprefix(f'{self._old}-')}{path.suffix}"[:100]

    def _learn(self, file: str, content: bytes) -> None:
        match PurePath(file).suffix:
            case naming.MODEL:
                for process in reading.read(content).root.iterchildren(reading.bpmn("process")):
                    first = not self._process
                    own = naming.identifier(self._name)
                    self._old = PurePath(file).stem if first else self._old
                    old = process.get("id", "")
                    self._process[old] = own if first else f"{own}_{old}"
            case naming.FORM:
                old = str(json.loads(content).get("id", ""))
                self._form[old] = f"{self._name}-{old.removeprefix(f'{self._old}-')}"
            case _:
                for decision in _decisions_of(dmn_reading.parse(content)):
                    old = decision.get("id", "")
                    self._decision[old] = f"{naming.identifier(self._name)}_{old}"

    def _model(self, content: bytes, title: str) -> bytes:
        root = reading.read(content).root
        first = next(iter(self._process))
        for node in root.iter(etree.Element):
            if node.tag == reading.bpmn("process") and node.get("id") == first:
                node.set("name", title)
            for attribute in ("id", "processRef", "bpmnElement"):
                _follow(node, attribute, self._process)
            for reference in _references(node):
                _follow(node, reference, {**self._process, **self._form, **self._decision})
        return _written(root)

    def _form_document(self, content: bytes, _title: str) -> bytes:
        document = json.loads(content)
        document["id"] = self._form[str(document.get("id", ""))]
        return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"

    def _decisions(self, content: bytes, _title: str) -> bytes:
        root = dmn_reading.parse(content)
        references = {f"#{old}": f"#{new}" for old, new in self._decision.items()}
        for node in root.iter(etree.Element):
            _follow(node, "href", references)
            for attribute in ("id", "dmnElementRef"):
                _follow(node, attribute, self._decision)
        return _written(root)


def _decisions_of(root: etree._Element) -> list[etree._Element]:
    return list(dmn_reading.children(root, "decision"))


def _follow(node: etree._Element, attribute: str, names: Mapping[str, str]) -> None:
    value = node.get(attribute) or ""
    if value in names:
        node.set(attribute, names[value])


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
