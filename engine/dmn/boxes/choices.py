"""Conditionals, filters and iterators: FEEL's own `if`, `[...]`, `for`, `some` and `every` over boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.boxes.compiling import boxed, nothing
from engine.dmn.reading import child
from engine.dmn.running import note, shown
from engine.feel import syntax as tree

if TYPE_CHECKING:
    from lxml import etree

    from engine.dmn.boxes.compiling import Boxes
    from engine.dmn.texts import Frame
    from engine.feel import Value
    from engine.feel.running import Compiled, Scope


@boxed("conditional")
def _conditional(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    """Unlike FEEL's `if`, a condition that is neither a boolean nor null has no answer (DMN 1.5, 10.2.1.11)."""
    place = frame.at("if")
    condition = boxes.operand(child(element, "if"), place, element).compiled
    then = boxes.operand(child(element, "then"), frame.at("then"), element).compiled
    otherwise = boxes.operand(child(element, "else"), frame.at("else"), element).compiled

    def choose(scope: Scope) -> Value:
        answer = condition(scope)
        if answer is True:
            return then(scope)
        if answer is False or answer is None:
            return otherwise(scope)
        note(scope.run, f"{place.title}: the condition is {shown(answer)}, not true or false")
        return None

    return choose


@boxed("filter")
def _filter(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    source = _source(boxes, element, frame)
    match = boxes.operand(child(element, "match"), frame.binding("item").at("match"), element)
    end = len(frame.title)
    return boxes.built(tree.Filter(start=0, end=end, target=source, condition=match), frame)


@boxed("for")
def _for(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    iterators = _iterators(boxes, element, frame)
    if not iterators:
        return nothing
    inner = frame.binding(iterators[0].name, "partial").at("return")
    body = boxes.operand(child(element, "return"), inner, element)
    return boxes.built(tree.For(start=0, end=len(frame.title), iterators=iterators, body=body), frame)


@boxed("some")
def _some(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    return _quantified(boxes, element, frame, every=False)


@boxed("every")
def _every(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    return _quantified(boxes, element, frame, every=True)


def _quantified(boxes: Boxes, element: etree._Element, frame: Frame, *, every: bool) -> Compiled:
    iterators = _iterators(boxes, element, frame)
    if not iterators:
        return nothing
    inner = frame.binding(iterators[0].name).at("satisfies")
    condition = boxes.operand(child(element, "satisfies"), inner, element)
    node = tree.Quantified(
        start=0, end=len(frame.title), every=every, iterators=iterators, condition=condition
    )
    return boxes.built(node, frame)


def _iterators(boxes: Boxes, element: etree._Element, frame: Frame) -> tuple[tree.Iterator, ...]:
    """The one variable of a boxed iterator; none after a finding."""
    name = " ".join((element.get("iteratorVariable") or "").split())
    source = _source(boxes, element, frame)
    if not name:
        message = f"{frame.title}: the iterator has no variable."
        boxes.texts.refuse("iterator", element, message, "Name the variable.")
        return ()
    return (tree.Iterator(start=0, end=len(frame.title), name=name, source=source, high=None),)


def _source(boxes: Boxes, element: etree._Element, frame: Frame) -> tree.Node:
    """What a filter or an iterator goes through, of the type that its cell names."""
    cell, place = child(element, "in"), frame.binding().at("in")
    return boxes.operand(cell, place, element, boxes.types.of(cell, place.title))
