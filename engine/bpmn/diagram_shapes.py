"""What a diagram interchange says: the boxes and lines of one BPMN plane, each with its element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as XmlElement

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/DD/20100524/DI}"
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

Point = tuple[float, float]
_FARTHEST = 1e6
"""No shape is farther away; what is no number at all is not either."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in diagram pixels; *x* and *y* name its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A node as drawn."""

    element: XmlElement
    box: Box
    label: Box | None
    expanded: bool
    horizontal: bool

    @property
    def kind(self) -> str:
        return tag(self.element)

    @property
    def area(self) -> float:
        return self.box.width * self.box.height


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow or an association as drawn: a line through *points*."""

    element: XmlElement
    points: tuple[Point, ...]
    label: Box | None

    @property
    def kind(self) -> str:
        return tag(self.element)


def tag(element: XmlElement) -> str:
    """The name of a BPMN element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def name_in(element: XmlElement, locale: str) -> str:
    """The element's name in a language: property ``name:<locale>``, else its name, else an annotation's text."""
    properties = element.iterfind(f"{BPMN}extensionElements/{_ZEEBE}properties/{_ZEEBE}property")
    translated = next((one.get("value") for one in properties if one.get("name") == f"name:{locale}"), None)
    return translated or element.get("name") or element.findtext(f"{BPMN}text") or ""


def read(root: XmlElement) -> tuple[list[Shape], list[Edge]]:
    """The shapes and edges of the first plane that has any; both empty for a model without a diagram."""
    elements = {key: one for one in root.iter() if (key := one.get("id")) and BPMN in str(one.tag)}
    for plane in root.iter(f"{_BPMNDI}BPMNPlane"):
        shapes = list(_shapes(plane, elements))
        if shapes:
            return shapes, list(_edges(plane, elements))
    return [], []


def _shapes(plane: XmlElement, elements: dict[str, XmlElement]) -> Iterator[Shape]:
    for one in plane.iter(f"{_BPMNDI}BPMNShape"):
        element, box = elements.get(one.get("bpmnElement", "")), _box(one)
        if element is not None and box is not None:
            expanded, horizontal = (
                one.get("isExpanded", "true") != "false",
                one.get("isHorizontal") != "false",
            )
            yield Shape(element, box, _label(one), expanded, horizontal)


def _edges(plane: XmlElement, elements: dict[str, XmlElement]) -> Iterator[Edge]:
    for one in plane.iter(f"{_BPMNDI}BPMNEdge"):
        element = elements.get(one.get("bpmnElement", ""))
        points = tuple(_point(waypoint) for waypoint in one.iterfind(f"{_DI}waypoint"))
        if element is not None and len(points) > 1:
            yield Edge(element, points, _label(one))


def _label(shape: XmlElement) -> Box | None:
    label = shape.find(f"{_BPMNDI}BPMNLabel")
    return None if label is None else _box(label)


def _box(shape: XmlElement) -> Box | None:
    bounds = shape.find(f"{_DC}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _point(waypoint: XmlElement) -> Point:
    return _number(waypoint, "x"), _number(waypoint, "y")


def _number(element: XmlElement, name: str) -> float:
    try:
        value = float(element.get(name, "0"))
    except ValueError:
        return 0.0
    return value if abs(value) < _FARTHEST else 0.0
