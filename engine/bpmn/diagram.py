"""A BPMN model's diagram as a small SVG.

Colours are CSS variables with light defaults (``--diagram-line``, ``-fill``, ``-container``, ``-text``, ``-muted``,
``-paper``), set as presentation attributes: no style attribute, no ids, so that the picture can stand anywhere on a
page with a strict content security policy. Each shape is ``<g class="node userTask" data-id="...">``, each line
``<g class="edge sequenceFlow" data-id="...">``: a page marks tokens and heat by class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from engine.bpmn import diagram_edges, diagram_layout, reading
from engine.bpmn import diagram_icons as icons
from engine.bpmn.diagram_paint import CONTAINER, FILL, LINE, MUTED, PAPER, rectangle, sign, text
from engine.bpmn.diagram_shapes import BPMN, Box, Edge, Shape, name_in, read, tag
from engine.bpmn.diagram_text import LINE_HEIGHT, width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as XmlElement

_POOL_HEADER = 30.0
_MARGIN = 16.0
_LABEL_WIDTH = 110.0
_LEAST_LABEL_WIDTH = 90.0
"""Editors keep the bounds of their own font; a name breaks no earlier than in theirs."""
_LINES_BESIDE_THE_ICON = 2
_CONTAINERS = {"participant": 0, "lane": 1, "group": 3}
_SUB_PROCESSES = {"subProcess", "transaction", "adHocSubProcess"}
_DATA = {"dataObjectReference", "dataObject", "dataInput", "dataOutput"}


def render(xml: bytes, *, locale: str = "en") -> str:
    """The first diagram of a model as SVG; a model that brings none is laid out from left to right."""
    root = reading.read(xml).root
    shapes, edges = read(root)
    if not shapes:
        shapes, edges = diagram_layout.arrange(root)
    containers = sorted((one for one in shapes if _is_container(one)), key=_container_order)
    nodes = [one for one in shapes if not _is_container(one)]
    nodes.sort(key=lambda one: one.kind == "boundaryEvent")
    picture = _Picture(locale)
    for shape in containers:
        picture.shape(shape)
    for edge in edges:
        picture.edge(edge)
    for shape in nodes:
        picture.shape(shape)
    return picture.svg(_title(root, locale))


def _is_container(shape: Shape) -> bool:
    return shape.kind in _CONTAINERS or (shape.kind in _SUB_PROCESSES and shape.expanded)


def _container_order(shape: Shape) -> tuple[int, float]:
    return _CONTAINERS.get(shape.kind, 2), -shape.area


def _title(root: XmlElement, locale: str) -> str:
    processes = root.findall(f"{BPMN}process")
    return next((name for one in processes if (name := name_in(one, locale))), "BPMN")


class _Picture:
    """The SVG in the making: its parts and how far they reach."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self._parts: list[str] = []
        self._extent: list[Box] = []

    def svg(self, title: str) -> str:
        left = min((one.x for one in self._extent), default=0) - _MARGIN
        top = min((one.y for one in self._extent), default=0) - _MARGIN
        right = max((one.x + one.width for one in self._extent), default=0) + _MARGIN
        bottom = max((one.y + one.height for one in self._extent), default=0) + _MARGIN
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="img" aria-label={quoteattr(title)}'
            f' viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}" fill="none" stroke="{LINE}"'
            ' stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" text-anchor="middle"'
            ' font-family="var(--diagram-font,Inter,system-ui,sans-serif)" font-size="12">'
            + "".join(self._parts)
            + "</svg>"
        )

    def shape(self, shape: Shape) -> None:
        name = name_in(shape.element, self._locale)
        self._extent.append(shape.box)
        self._parts.append(
            f'<g class="node {shape.kind}" data-id={quoteattr(shape.element.get("id", ""))}>'
            f"<title>{escape(name or shape.kind)}</title>" + "".join(self._body(shape, name)) + "</g>"
        )

    def _body(self, shape: Shape, name: str) -> Iterator[str]:
        if shape.kind.endswith("Event"):
            yield from _event(shape)
            yield self._outside(shape, name)
        elif shape.kind.endswith("Gateway"):
            yield from _gateway(shape)
            yield self._outside(shape, name)
        elif shape.kind in ("participant", "lane"):
            yield from _pool(shape, name)
        elif shape.kind == "textAnnotation":
            yield from _annotation(shape, name)
        elif shape.kind == "group":
            yield rectangle(shape.box, 10, f'stroke-dasharray="8 5 1 5" stroke="{MUTED}"')
        elif shape.kind in _DATA or shape.kind == "dataStoreReference":
            yield _data(shape)
            yield self._outside(shape, name)
        else:
            yield from _activity(shape, name)

    def edge(self, edge: Edge) -> None:
        name = name_in(edge.element, self._locale)
        self._extent.extend(Box(x, y, 0, 0) for x, y in edge.points)
        label = self._on_line(edge, name) if name else ""
        self._parts.append(
            f'<g class="edge {edge.kind}" data-id={quoteattr(edge.element.get("id", ""))}>'
            + "".join(diagram_edges.draw(edge))
            + label
            + "</g>"
        )

    def _outside(self, shape: Shape, name: str) -> str:
        """The name beside a small shape: where the designer put it, else below."""
        if not name:
            return ""
        middle, below = shape.box.centre[0], shape.box.y + shape.box.height + 4
        above = shape.label is not None and shape.label.centre[1] < shape.box.y
        default = Box(middle - _LABEL_WIDTH / 2, below, _LABEL_WIDTH, 0)
        return self._label(shape.label or default, name, above=above)

    def _on_line(self, edge: Edge, name: str) -> str:
        x, y = diagram_edges.halfway(edge.points)
        return self._label(edge.label or Box(x - _LABEL_WIDTH / 2, y - 18, _LABEL_WIDTH, 0), name)

    def _label(self, place: Box, name: str, *, above: bool = False) -> str:
        """A name in its place, growing upwards where it stands *above* its shape."""
        lines = wrap(name, max(place.width, _LEAST_LABEL_WIDTH))
        wide, high = max(width(line) for line in lines), len(lines) * LINE_HEIGHT
        middle = place.centre[0]
        top = place.y + place.height - high if above else place.y
        self._extent.append(Box(middle - wide / 2, top, wide, high))
        return text(lines, middle, top + high / 2, halo=True)


def _event(shape: Shape) -> Iterator[str]:
    (x, y), radius, kind = shape.box.centre, shape.box.width / 2, shape.kind
    passing = kind in ("boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
    interrupting = shape.element.get("cancelActivity", shape.element.get("isInterrupting", "true"))
    # A compensation event concerns a complete activity: there is nothing that it could leave running.
    solid = interrupting == "true" or _trigger(shape.element) == "compensate"
    dashes = "" if solid else ' stroke-dasharray="4 3"'
    ends = ' stroke-width="3.5"' if kind == "endEvent" else ""
    yield f'<circle class="body" cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{FILL}"{dashes}{ends}/>'
    if passing:
        yield f'<circle cx="{x:g}" cy="{y:g}" r="{radius - 4:g}"{dashes}/>'
    signs = icons.THROWING if kind in ("endEvent", "intermediateThrowEvent") else icons.CATCHING
    trigger = signs.get(_trigger(shape.element))
    if trigger:
        scale = radius / 18 * (0.9 if passing else 1)
        yield sign(x, y, f'<g transform="scale({scale:.3g})">{trigger}</g>')


def _trigger(event: XmlElement) -> str:
    """What an event waits for or throws: message, timer, ...; empty for a none event."""
    found = [
        name.removesuffix("EventDefinition")
        for one in event
        if (name := tag(one)).endswith("EventDefinition")
    ]
    found.extend("multiple" for one in event if tag(one) == "eventDefinitionRef")
    if len(found) > 1:
        return "parallelMultiple" if event.get("parallelMultiple") == "true" else "multiple"
    return found[0] if found else ""


def _gateway(shape: Shape) -> Iterator[str]:
    (x, y), half_width, half_height = shape.box.centre, shape.box.width / 2, shape.box.height / 2
    corners = f"M{x:g} {y - half_height:g} {x + half_width:g} {y:g} {x:g} {y + half_height:g} {x - half_width:g} {y:g}z"
    yield f'<path class="body" fill="{FILL}" d="{corners}"/>'
    yield sign(
        x, y, f'<g transform="scale({shape.box.width / 50:.3g})">{icons.GATEWAY.get(shape.kind, "")}</g>'
    )


def _pool(shape: Shape, name: str) -> Iterator[str]:
    box = shape.box
    yield rectangle(box, 0, f'class="body" fill="{PAPER}"')
    if shape.horizontal:
        x, y, room = box.x + _POOL_HEADER / 2, box.centre[1], box.height - 12
        extra = f' font-weight="600" transform="rotate(-90 {x:g} {y:g})"'
        rule = f"M{box.x + _POOL_HEADER:g} {box.y:g}V{box.y + box.height:g}"
    else:
        x, y, room, extra = box.centre[0], box.y + _POOL_HEADER / 2, box.width - 12, ' font-weight="600"'
        rule = f"M{box.x:g} {box.y + _POOL_HEADER:g}H{box.x + box.width:g}"
    if shape.kind == "participant":
        yield f'<path d="{rule}"/>'
    yield text(wrap(name, room, 2), x, y, extra=extra) if name else ""


def _annotation(shape: Shape, name: str) -> Iterator[str]:
    box = shape.box
    yield f'<path stroke="{MUTED}" d="M{box.x + 12:g} {box.y:g}H{box.x:g}V{box.y + box.height:g}h12"/>'
    yield text(wrap(name, box.width - 10), box.centre[0] + 3, box.centre[1]) if name else ""


def _data(shape: Shape) -> str:
    box = shape.box
    if shape.kind == "dataStoreReference":
        side, wide = box.height - 16, f"{box.width:g}"
        rim = f"c0 10-{wide} 10-{wide} 0c0-10 {wide}-10 {wide} 0"
        path = f"M{box.x:g} {box.y + 8:g}v{side:g}c0 10 {wide} 10 {wide} 0v{-side:g}{rim}"
    else:
        page = f"h{box.width - 12:g}l12 12v{box.height - 12:g}h{-box.width:g}z"
        path = f"M{box.x:g} {box.y:g}{page}m{box.width - 12:g} 0v12h12"
    return f'<path class="body" fill="{FILL}" d="{path}"/>'


def _activity(shape: Shape, name: str) -> Iterator[str]:
    box, opened = shape.box, shape.kind in _SUB_PROCESSES and shape.expanded
    thick = ' stroke-width="3.5"' if shape.kind == "callActivity" else ""
    dots = ' stroke-dasharray="1 5"' if shape.element.get("triggeredByEvent") == "true" else ""
    yield rectangle(box, 10, f'class="body" fill="{CONTAINER if opened else FILL}"{thick}{dots}')
    if shape.kind == "transaction":
        yield rectangle(Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6), 8, "")
    if shape.kind in icons.TASK:
        yield sign(box.x + 5, box.y + 5, icons.TASK[shape.kind])
    markers = list(_markers(shape))
    for number, marker in enumerate(markers):
        left = box.centre[0] - (len(markers) - 1) * 10
        yield sign(left + number * 20, box.y + box.height - 11, icons.MARKER[marker])
    if name and opened:
        yield text(wrap(name, box.width - 20, 1), box.centre[0], box.y + 16, extra=' font-weight="600"')
    elif name:
        head, foot = 16 if shape.kind in icons.TASK else 6, 22 if markers else 6
        lines = wrap(name, box.width - 12, max(1, int((box.height - head - foot + 8) / LINE_HEIGHT)))
        shift = (head - foot) / 2 if markers or len(lines) > _LINES_BESIDE_THE_ICON else 0
        yield text(lines, box.centre[0], box.centre[1] + shift)


def _markers(shape: Shape) -> Iterator[str]:
    children = {tag(one): one for one in shape.element}
    if "multiInstanceLoopCharacteristics" in children:
        one_by_one = children["multiInstanceLoopCharacteristics"].get("isSequential") == "true"
        yield "sequential" if one_by_one else "parallel"
    if "standardLoopCharacteristics" in children:
        yield "loop"
    if shape.element.get("isForCompensation") == "true":
        yield "compensation"
    if shape.kind == "callActivity" or (shape.kind in _SUB_PROCESSES and not shape.expanded):
        yield "collapsed"
    if shape.kind == "adHocSubProcess":
        yield "adHoc"
