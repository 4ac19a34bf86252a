"""A stored process diagram as part of a page: checked against what our own renderer writes, with steps marked.

The SVG comes out of the database, so it is read like input: only the elements and attributes below come through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree
from markupsafe import Markup

from engine import safe_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element as XmlElement

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    f"{_SVG}{name}"
    for name in (
        "svg", "g", "path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text", "tspan", "title",
    )
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {
        "class", "data-id", "viewBox", "role", "aria-label", "d", "points", "transform",
        "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "width", "height",
        "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity",
        "text-anchor", "paint-order", "dominant-baseline", "font-family", "font-size", "font-weight", "font-style",
    }
)  # fmt: skip
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NEIGHBOURHOOD = (400.0, 200.0)
"""Units of the diagram around a step that stay legible in a column of 300 pixels."""
_BEFORE = 30.0
"""Of these, left of the step: what comes next says more than what was."""
_BADGE_HEIGHT = 18.0


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A few characters on the edge of a step: a count, a length of time."""

    element_id: str
    kind: str
    """The CSS class says how it looks: ``badge-<kind>``."""
    text: str
    across: float = 1.0
    """Where its middle stands on the step's outline: 0 is left, 1 is right."""
    down: float = 0.0
    """0 is the upper edge, 1 the lower one."""


def mark(svg: str, classes: Mapping[str, str], *, label: str, badges: Iterable[Badge] = ()) -> Markup:
    """The whole diagram; *classes* adds CSS classes to elements by their BPMN id."""
    root = _copy(svg)
    root.set("aria-label", label)
    _add_classes(root, classes)
    _add_badges(root, badges)
    return _markup(root)


@lru_cache(maxsize=256)
def neighbourhood(svg: str, element_id: str, *, label: str) -> Markup:
    """The part of the diagram around one step, which is marked as the current one."""
    root = _copy(svg)
    root.set("aria-label", label)
    _add_classes(root, {element_id: "is-current"})
    found = _node(root, element_id)
    box = _bounds(found) if found is not None else None
    if box is not None:
        view = _around(box, _view(root))
        root.set("viewBox", f"{view.x:g} {view.y:g} {view.width:g} {view.height:g}")
        _remove_outside(root, view)
    return _markup(root)


@lru_cache(maxsize=64)
def _checked(svg: str) -> bytes:
    """The diagram without anything that our renderer does not write; cached, since definitions never change."""
    root = safe_xml.parse(svg.encode())
    for element in list(root.iter()):
        if element.tag not in _ELEMENTS:
            parent = element.getparent()
            if parent is None:
                raise ValueError("A diagram begins with <svg>.")
            parent.remove(element)
            continue
        for name in [name for name in element.attrib if name not in _ATTRIBUTES]:
            del element.attrib[name]
    return etree.tostring(root)


def _copy(svg: str) -> XmlElement:
    return safe_xml.parse(_checked(svg))


def _markup(root: XmlElement) -> Markup:
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704  only allowed elements are left, see `_checked`


def _add_classes(root: XmlElement, classes: Mapping[str, str]) -> None:
    for element in root.iter(f"{_SVG}g"):
        added = classes.get(element.get("data-id", ""))
        if added:
            element.set("class", f"{element.get('class', '')} {added}".strip())


def _add_badges(root: XmlElement, badges: Iterable[Badge]) -> None:
    boxes = {one.get("data-id"): _bounds(one) for one in root.iter(f"{_SVG}g") if one.get("data-id")}
    for badge in badges:
        box = boxes.get(badge.element_id)
        if box is not None:
            _add_badge(root, badge, box)


def _add_badge(root: XmlElement, badge: Badge, box: Box) -> None:
    x, y = box.x + box.width * badge.across, box.y + box.height * badge.down
    wide = max(_BADGE_HEIGHT, 10 + 6.5 * len(badge.text))
    group = etree.SubElement(root, f"{_SVG}g", {"class": f"badge badge-{badge.kind}"})
    outline = {"x": x - wide / 2, "y": y - _BADGE_HEIGHT / 2, "width": wide, "height": _BADGE_HEIGHT}
    rounded = {name: f"{value:g}" for name, value in {**outline, "rx": _BADGE_HEIGHT / 2}.items()}
    etree.SubElement(group, f"{_SVG}rect", rounded)
    text = etree.SubElement(group, f"{_SVG}text", {"x": f"{x:g}", "y": f"{y + 4:g}"})
    text.text = badge.text


def _node(root: XmlElement, element_id: str) -> XmlElement | None:
    return next((one for one in root.iter(f"{_SVG}g") if one.get("data-id") == element_id), None)


def _view(root: XmlElement) -> Box:
    x, y, width, height = (float(number) for number in root.get("viewBox", "0 0 1 1").split())
    return Box(x, y, width, height)


def _remove_outside(root: XmlElement, view: Box) -> None:
    """Leave out what the view does not reach: most of a large diagram."""
    for group in [one for one in root if one.get("data-id") is not None]:
        boxes = list(_boxes(group))
        if boxes and not any(_meet(box, view) for box in boxes):
            root.remove(group)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x <= other.x + other.width
        and other.x <= one.x + one.width
        and one.y <= other.y + other.height
        and other.y <= one.y + one.height
    )


def _around(box: Box, whole: Box) -> Box:
    """A view of fixed size that begins a little before *box*, moved to stay on the diagram."""
    width = min(max(_NEIGHBOURHOOD[0], box.width + 80), whole.width)
    height = min(max(_NEIGHBOURHOOD[1], box.height + 60), whole.height)
    x = min(max(box.x - _BEFORE, whole.x), whole.x + whole.width - width)
    y = min(max(box.y + box.height / 2 - height / 2, whole.y), whole.y + whole.height - height)
    return Box(x, y, width, height)


def _bounds(node: XmlElement) -> Box | None:
    """The outline of a shape: its first drawn form."""
    return next(_boxes(node), None)


def _boxes(node: XmlElement) -> Iterator[Box]:
    for form in node.iter():
        if form.tag == f"{_SVG}rect":
            yield Box(*(float(form.get(name, "0")) for name in ("x", "y", "width", "height")))
        elif form.tag == f"{_SVG}circle":
            cx, cy, r = (float(form.get(name, "0")) for name in ("cx", "cy", "r"))
            yield Box(cx - r, cy - r, 2 * r, 2 * r)
        elif form.tag in (f"{_SVG}path", f"{_SVG}polygon"):
            numbers = [float(one) for one in _NUMBER.findall(form.get("points") or form.get("d") or "")]
            xs, ys = numbers[::2], numbers[1::2]
            if xs and ys:
                yield Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
