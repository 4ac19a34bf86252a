"""Diagrams for models that bring none, so that an editor can open them; all else stays as it was."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn import diagram_layout, reading
from engine.bpmn.diagram_shapes import Box, tag
from engine.bpmn.dialects.structure import FLOW_NODES, reference, stands_by_itself
from engine.bpmn.reading import bpmn

if TYPE_CHECKING:
    from engine.bpmn.diagram_shapes import Edge, Shape

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_WAYPOINT = "http://www.omg.org/spec/DD/20100524/DI"
_HEADER, _MARGIN = 50.0, 40.0
_SHOWN = FLOW_NODES | frozenset(
    {"process", "participant", "lane", "sequenceFlow", "messageFlow", "association", "textAnnotation", "group",
     "dataObjectReference", "dataStoreReference"}
)  # fmt: skip
_SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})


def with_diagrams(xml: bytes) -> bytes:
    """The model with a diagram of its processes; the same bytes where any of them is shown already."""
    root = reading.read(xml).root
    shown = {reference(one.get("bpmnElement")) for one in root.iter(f"{{{_DI}}}BPMNShape")}
    processes = [one for one in root.findall(bpmn("process")) if _has_nodes(one)]
    if not processes or any(_is_shown(one, shown) for one in processes):
        return xml
    _name_all(root)
    shapes, edges = diagram_layout.arrange(root)
    plane = _plane(root, _in_pools(root, processes))
    for pool in root.iterfind(f"{bpmn('collaboration')}/{bpmn('participant')}"):
        inside = [one for one in shapes if _process_of(one) == reference(pool.get("processRef"))]
        if inside:
            _shape(plane, pool, _around(inside), isHorizontal="true")
    for one in shapes:
        _shape(plane, one.element, one.box, **({"isExpanded": "true"} if one.kind in _SUB_PROCESSES else {}))
    for line in edges:
        _edge(plane, line)
    drawn = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    # Without a diagram a model at the limit can be read at least.
    return drawn if len(drawn) <= reading.MAX_BYTES else xml


def _name_all(root: etree._Element) -> None:
    """BPMN wants an id only of what is referred to; a diagram refers to all that it shows."""
    taken = {one.get("id") for one in root.iter(etree.Element)}
    for one in root.iter(etree.Element):
        kind = tag(one)
        if kind in _SHOWN and one.get("id") is None and stands_by_itself(one):
            name = next(f"{kind}_{count}" for count in itertools.count(1) if f"{kind}_{count}" not in taken)
            one.set("id", name)
            taken.add(name)


def _has_nodes(process: etree._Element) -> bool:
    return any(
        tag(one).endswith(("Event", "Task", "task", "Gateway", "Process", "Activity")) for one in process
    )


def _is_shown(process: etree._Element, shown: set[str | None]) -> bool:
    return any(one.get("id") in shown for one in process.iter(etree.Element) if one is not process)


def _process_of(shape: Shape) -> str | None:
    return next((one.get("id") for one in shape.element.iterancestors(bpmn("process"))), None)


def _in_pools(root: etree._Element, processes: list[etree._Element]) -> etree._Element:
    """What the diagram shows: the only process, or a collaboration with a pool for each of them."""
    collaboration = root.find(bpmn("collaboration"))
    if collaboration is None:
        if len(processes) == 1:
            return processes[0]
        collaboration = etree.Element(bpmn("collaboration"), id=f"{processes[0].get('id')}_collaboration")
        root.insert(root.index(processes[0]), collaboration)
    pooled = {reference(one.get("processRef")) for one in collaboration.findall(bpmn("participant"))}
    for one in processes:
        name = one.get("id", "")
        if name not in pooled:
            etree.SubElement(collaboration, bpmn("participant"), id=f"{name}_pool", processRef=name)
    return collaboration


def _plane(root: etree._Element, subject: etree._Element) -> etree._Element:
    name = subject.get("id", "")
    diagram = etree.SubElement(
        root, f"{{{_DI}}}BPMNDiagram", nsmap={"bpmndi": _DI, "dc": _DC, "di": _WAYPOINT}
    )
    diagram.set("id", f"{name}_diagram")
    return etree.SubElement(diagram, f"{{{_DI}}}BPMNPlane", id=f"{name}_plane", bpmnElement=name)


def _shape(plane: etree._Element, element: etree._Element, box: Box, **marks: str) -> None:
    name = element.get("id", "")
    shape = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", {"id": f"{name}_di", "bpmnElement": name, **marks})
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    etree.SubElement(shape, f"{{{_DC}}}Bounds", {key: f"{value:g}" for key, value in sides.items()})


def _edge(plane: etree._Element, line: Edge) -> None:
    name = line.element.get("id", "")
    edge = etree.SubElement(plane, f"{{{_DI}}}BPMNEdge", id=f"{name}_di", bpmnElement=name)
    for x, y in line.points:
        etree.SubElement(edge, f"{{{_WAYPOINT}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _around(shapes: list[Shape]) -> Box:
    """A pool around what is in it."""
    left, top = min(one.box.x for one in shapes), min(one.box.y for one in shapes)
    right = max(one.box.x + one.box.width for one in shapes)
    bottom = max(one.box.y + one.box.height for one in shapes)
    return Box(
        left - _HEADER - _MARGIN,
        top - _MARGIN,
        right - left + _HEADER + 2 * _MARGIN,
        bottom - top + 2 * _MARGIN,
    )
