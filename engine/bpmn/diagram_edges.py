"""The lines of a diagram: rounded corners, arrow heads, the slash of a default flow."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.bpmn.diagram_paint import FILL, LINE, MUTED, PAPER
from engine.bpmn.diagram_shapes import BPMN, Edge, Point, tag

if TYPE_CHECKING:
    from collections.abc import Iterator


def draw(edge: Edge) -> Iterator[str]:
    kind, points = edge.kind, edge.points
    dashes = {"messageFlow": ' stroke-dasharray="8 5"', "sequenceFlow": ""}.get(
        kind, ' stroke-dasharray="1 5"'
    )
    colour = "" if kind in ("sequenceFlow", "messageFlow") else f' stroke="{MUTED}"'
    yield f'<path d="{_rounded(points)}"{dashes}{colour}/>'
    if kind == "messageFlow":
        yield f'<circle cx="{points[0][0]:g}" cy="{points[0][1]:g}" r="4" fill="{PAPER}"/>'
    if kind == "sequenceFlow" or edge.element.get("associationDirection") in ("One", "Both"):
        yield _turned(points[-1], points[-2], f'<path fill="{LINE}" stroke-width="1" d="M0 0-10-4.5v9z"/>')
    elif kind != "association":
        yield _turned(points[-1], points[-2], f'<path fill="{PAPER}" d="M-1 0-10-4.5v9z"/>')
    if kind == "sequenceFlow":
        yield _start_sign(edge)


def _start_sign(edge: Edge) -> str:
    """The slash of a default flow; the diamond of a conditional flow that leaves an activity."""
    parent = edge.element.getparent()
    siblings = () if parent is None else parent
    source = next((one for one in siblings if one.get("id") == edge.element.get("sourceRef")), None)
    if source is None:
        return ""
    if source.get("default") == edge.element.get("id"):
        return _turned(edge.points[0], edge.points[1], '<path stroke-width="2" d="M-9-5-14 5"/>')
    conditional = edge.element.find(f"{BPMN}conditionExpression") is not None
    if conditional and not tag(source).endswith("Gateway"):
        return _turned(edge.points[0], edge.points[1], f'<path fill="{FILL}" d="M0 0-8-4.5-16 0-8 4.5z"/>')
    return ""


def _turned(tip: Point, other: Point, content: str) -> str:
    """*content*, drawn pointing right at the origin, put at *tip* and pointing away from *other*."""
    angle = math.degrees(math.atan2(tip[1] - other[1], tip[0] - other[0]))
    return f'<g transform="translate({tip[0]:g} {tip[1]:g}) rotate({angle:.4g})">{content}</g>'


def _rounded(points: tuple[Point, ...], radius: float = 6) -> str:
    """A path through *points* whose corners are rounded."""
    path = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        (x, y), (u, v) = _towards(corner, before, reach), _towards(corner, after, reach)
        path.append(f"L{x:g} {y:g}Q{corner[0]:g} {corner[1]:g} {u:g} {v:g}")
    path.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(path)


def _towards(start: Point, goal: Point, distance: float) -> Point:
    whole = math.dist(start, goal) or 1.0
    share = distance / whole
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def halfway(points: tuple[Point, ...]) -> Point:
    rest = sum(math.dist(one, two) for one, two in pairwise(points)) / 2
    for one, two in pairwise(points):
        if rest <= math.dist(one, two):
            return _towards(one, two, rest)
        rest -= math.dist(one, two)
    return points[-1]
