"""What a model, a form and a decision table consist of, each part flattened into comparable facts. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from engine.bpmn import reading
from engine.dmn import reading as dmn_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WIRING = frozenset({"incoming", "outgoing", "flowNodeRef", "lane", "laneSet"})
_CONTAINERS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess", "collaboration"})
_DRAWN = "layout"
_NAMING = {"property": ("name",), "input": ("target",), "output": ("target",), "header": ("key",)}
"""Extension elements that are told apart by an attribute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a designer would name, with its properties as texts."""

    id: str
    what: str
    name: str
    facts: Mapping[str, str]


def of_model(content: bytes) -> list[Part]:
    """The elements of a BPMN model, its lanes and messages; raises `Unreadable`."""
    root = reading.read(content).root
    drawn = _positions(root)
    return [_element(node, drawn) for node in _elements(root)]


def of_form(content: bytes) -> list[Part]:
    """The components of a form, those in groups and lists included."""
    document = json.loads(content)
    return list(_components(document.get("components", []), place=""))


def of_decisions(content: bytes) -> list[Part]:
    """Decisions, their columns and their rows; raises `UnusableDecisions`."""
    root = dmn_reading.parse(content)
    return [part for decision in dmn_reading.children(root, "decision") for part in _decision(decision)]


def _elements(node: etree._Element) -> Iterator[etree._Element]:
    """Everything with an id that is an element of its own, in document order."""
    for child in node.iterchildren(etree.Element):
        tag = etree.QName(child)
        if tag.namespace != reading.BPMN or tag.localname == "extensionElements":
            continue
        if tag.localname == "laneSet":
            yield from child.iter(reading.bpmn("lane"))
        elif child.get("id") and tag.localname not in _WIRING:
            yield child
            if tag.localname in _CONTAINERS:
                yield from _elements(child)


def _element(node: etree._Element, drawn: Mapping[str, str]) -> Part:
    what, element = etree.QName(node).localname, node.get("id", "")
    facts = dict(_facts(node, what))
    if what == "lane":
        facts["elements"] = ", ".join(
            sorted(one.text or "" for one in node.iter(reading.bpmn("flowNodeRef")))
        )
    if element in drawn:
        facts[_DRAWN] = drawn[element]
    return Part(id=element, what=what, name=node.get("name") or "", facts=facts)


def _facts(node: etree._Element, what: str) -> Iterator[tuple[str, str]]:
    """Attributes and what stands inside, by readable paths: ``formDefinition formId``."""
    hidden = {"id", *_NAMING.get(what, ())}
    yield from (
        (str(name), str(value))
        for name, value in node.attrib.items()
        if name not in hidden and not str(name).startswith("{")
    )
    counts: dict[str, int] = {}
    for child in node.iterchildren(etree.Element):
        tag = etree.QName(child).localname
        if tag in _WIRING or (
            what in _CONTAINERS and etree.QName(child).namespace == reading.BPMN and child.get("id")
        ):
            continue
        label = _label(child, tag)
        counts[label] = counts.get(label, 0) + 1
        prefix = "" if tag in ("extensionElements", "properties", "ioMapping", "taskHeaders") else label
        suffix = f" {counts[label]}" if counts[label] > 1 else ""
        text = (child.text or "").strip()
        if text:
            yield f"{label}{suffix}", text
        yield from ((f"{prefix} {name}{suffix}".strip(), value) for name, value in _facts(child, tag))


def _label(node: etree._Element, tag: str) -> str:
    """A property and a mapping carry their own name, so that a new one does not shift the others."""
    return " ".join([tag, *(node.get(one) or "" for one in _NAMING.get(tag, ()))])


def _positions(root: etree._Element) -> dict[str, str]:
    """Where each element is drawn, as text."""
    found: dict[str, str] = {}
    for node in root.iter(etree.Element):
        element = node.get("bpmnElement")
        if element:
            points = [one for one in node if etree.QName(one).localname in ("Bounds", "waypoint")]
            found[element] = " ".join(
                f"{name!s}={value!s}" for one in points for name, value in one.attrib.items()
            )
    return found


def _get(node: etree._Element, name: str) -> str:
    return node.get(name) or ""


def _components(components: Any, place: str) -> Iterator[Part]:
    for number, one in enumerate(components if isinstance(components, list) else []):
        if not isinstance(one, dict):
            continue
        name = str(one.get("id") or one.get("key") or one.get("path") or f"{place}{number}")
        facts = {key: _text(value) for key, value in one.items() if key not in ("id", "components")}
        label = str(one.get("label") or one.get("text") or one.get("key") or "")
        yield Part(
            id=name,
            what=str(one.get("type")),
            name=label,
            facts={**facts, "position": f"{place}{number + 1}"},
        )
        yield from _components(one.get("components"), place=f"{place}{number + 1}.")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _decision(decision: etree._Element) -> Iterator[Part]:
    name = _get(decision, "name") or _get(decision, "id")
    table = dmn_reading.child(decision, "decisionTable")
    if table is None:
        logic = etree.tostring(decision, encoding="unicode", with_tail=False)
        yield Part(id=_get(decision, "id"), what="decision", name=name, facts={"expression": logic})
        return
    policy = {"name": name, "hitPolicy": table.get("hitPolicy", "UNIQUE")}
    yield Part(id=_get(decision, "id"), what="decision", name=name, facts=policy)
    columns = [_column(one) for one in dmn_reading.children(table, "input", "output")]
    yield from columns
    for number, rule in enumerate(dmn_reading.children(table, "rule"), start=1):
        yield _row(rule, number, name, columns)


def _column(node: etree._Element) -> Part:
    what = etree.QName(node).localname
    expression = dmn_reading.text(dmn_reading.child(node, "inputExpression"))
    label = _get(node, "label") or _get(node, "name") or expression
    facts = {"label": label, "name": _get(node, "name"), "expression": expression}
    return Part(id=node.get("id") or label, what=what, name=label, facts=facts)


def _row(rule: etree._Element, number: int, table: str, columns: list[Part]) -> Part:
    cells = [dmn_reading.text(one) for one in dmn_reading.children(rule, "inputEntry", "outputEntry")]
    facts = {
        column.name or str(at): cell for at, (column, cell) in enumerate(zip(columns, cells, strict=False))
    }
    facts.setdefault("description", _note(rule))
    told = ", ".join(cell for cell in cells if cell and cell != "-")
    return Part(
        id=rule.get("id") or f"{table} {number}", what="rule", name=f"{table}, {number}: {told}", facts=facts
    )


def _note(rule: etree._Element) -> str:
    """What people wrote beside a rule."""
    notes = dmn_reading.children(rule, "description", "annotationEntry")
    texts = ((one.text or "").strip() or dmn_reading.text(one) for one in notes)
    return "\n".join(text for text in texts if text)
