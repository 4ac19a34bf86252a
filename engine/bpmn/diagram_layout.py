"""A plain arrangement for models that bring no diagram: columns from left to right, in the order of the flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.diagram_shapes import BPMN, Box, Edge, Point, Shape, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as XmlElement

_GAP_X, _GAP_Y, _INSET, _POOL_GAP = 60.0, 50.0, 40.0, 60.0
_SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
_TASK = (120.0, 80.0)
_SUB_PROCESSES = {"subProcess", "transaction", "adHocSubProcess"}
_NO_COLUMN = {"sequenceFlow", "laneSet", "association", "textAnnotation", "boundaryEvent"}
"""What has an id but no place in a column; boundary events sit on their hosts."""


def arrange(root: XmlElement) -> tuple[list[Shape], list[Edge]]:
    """Shapes and edges of every process in *root*, one below the other."""
    placed = _Placed()
    top = 0.0
    for process in root.iterfind(f"{BPMN}process"):
        _width, height = placed.fill(process, 0.0, top)
        top += height + _POOL_GAP
    return placed.shapes, list(placed.edges(root))


@dataclass
class _Placed:
    """What has its place already."""

    shapes: list[Shape] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)

    def fill(self, scope: XmlElement, left: float, top: float) -> tuple[float, float]:
        """Place the nodes of *scope* with its corner at (*left*, *top*); its width and height."""
        x, deepest = left, 0.0
        for column in _columns(scope):
            y, widest = top, 0.0
            for node in column:
                width, height = self._place(node, x, y)
                widest, y = max(widest, width), y + height + _GAP_Y
            x, deepest = x + widest + _GAP_X, max(deepest, y - _GAP_Y - top)
        for guest in scope.iterfind(f"{BPMN}boundaryEvent"):
            self._attach(guest)
        return max(x - _GAP_X - left, 0.0), deepest

    def _place(self, node: XmlElement, x: float, y: float) -> tuple[float, float]:
        width, height = _size(node)
        if tag(node) in _SUB_PROCESSES:
            position = len(self.shapes)
            inner_width, inner_height = self.fill(node, x + _INSET, y + _INSET)
            width, height = max(inner_width + 2 * _INSET, width), max(inner_height + 2 * _INSET, height)
            self._add(node, Box(x, y, width, height), position)
        else:
            # Small shapes stand on the middle line of the tasks beside them.
            self._add(node, Box(x, y + max(0.0, (_TASK[1] - height) / 2), width, height), len(self.shapes))
        return width, max(height, _TASK[1])

    def _attach(self, guest: XmlElement) -> None:
        host = self.boxes.get(guest.get("attachedToRef", ""))
        if host is None:
            return
        same = [one for one in self.shapes if one.element.get("attachedToRef") == guest.get("attachedToRef")]
        x = host.x + 20 + 50 * len(same)
        self._add(guest, Box(x, host.y + host.height - 18, 36, 36), len(self.shapes))

    def _add(self, node: XmlElement, box: Box, position: int) -> None:
        self.boxes[node.get("id", "")] = box
        self.shapes.insert(position, Shape(node, box, None, expanded=True, horizontal=True))

    def edges(self, root: XmlElement) -> Iterator[Edge]:
        for flow in root.iter(f"{BPMN}sequenceFlow", f"{BPMN}association"):
            source, target = (
                self.boxes.get(flow.get("sourceRef", "")),
                self.boxes.get(flow.get("targetRef", "")),
            )
            if source is not None and target is not None:
                yield Edge(flow, _route(source, target), None)


def _size(node: XmlElement) -> tuple[float, float]:
    return next((size for ending, size in _SIZES.items() if tag(node).endswith(ending)), _TASK)


def _columns(scope: XmlElement) -> list[list[XmlElement]]:
    """The nodes of one scope by their distance from a start, in document order."""
    nodes = [one for one in scope if one.get("id") and tag(one) not in _NO_COLUMN]
    followers = _followers(scope)
    reached = {target for targets in followers.values() for target in targets}
    distance = {one.get("id", ""): 0 for one in nodes if one.get("id") not in reached}
    front = list(distance) or [one.get("id", "") for one in nodes[:1]]
    while front:
        ahead = [(target, distance.get(one, 0) + 1) for one in front for target in followers.get(one, ())]
        front = [target for target, _ in ahead if target not in distance]
        distance.update({target: steps for target, steps in ahead if target not in distance})
    columns: list[list[XmlElement]] = [[] for _ in range(max(distance.values(), default=0) + 1)]
    # Handlers stand below the flow.
    for one in sorted(nodes, key=lambda one: one.get("isForCompensation") == "true"):
        columns[distance.get(one.get("id", ""), 0)].append(one)
    return [column for column in columns if column]


def _followers(scope: XmlElement) -> dict[str, list[str]]:
    """By id, what comes after a node; what follows a boundary event comes after its activity."""
    followers: dict[str, list[str]] = {}
    # A compensation event leads to its handler by an association.
    for kind in ("sequenceFlow", "association"):
        for line in scope.iterfind(f"{BPMN}{kind}"):
            followers.setdefault(line.get("sourceRef", ""), []).append(line.get("targetRef", ""))
    for guest in scope.iterfind(f"{BPMN}boundaryEvent"):
        host = guest.get("attachedToRef", "")
        followers.setdefault(host, []).extend(followers.get(guest.get("id", ""), []))
    return followers


def _route(source: Box, target: Box) -> tuple[Point, ...]:
    """Forward through the gap between two columns; backward below both."""
    start, end = (source.x + source.width, source.centre[1]), (target.x, target.centre[1])
    if start[0] < end[0]:
        middle = end[0] - _GAP_X / 2
        return (start, end) if start[1] == end[1] else (start, (middle, start[1]), (middle, end[1]), end)
    low = max(source.y + source.height, target.y + target.height) + _GAP_Y / 2
    below, above = (source.centre[0], source.y + source.height), (target.centre[0], target.y + target.height)
    return below, (below[0], low), (above[0], low), above
