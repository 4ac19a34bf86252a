"""Literal expressions and decision tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn import tables
from engine.dmn.boxes.compiling import boxed, nothing
from engine.dmn.reading import child
from engine.dmn.table_loading import TableLoader

if TYPE_CHECKING:
    from lxml import etree

    from engine.dmn.boxes.compiling import Boxes
    from engine.dmn.texts import Frame
    from engine.feel.running import Compiled


@boxed("literalExpression")
def _literal(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    imported = child(element, "importedValues")
    if imported is not None:
        message = f"{frame.title}: values imported from another file are not supported."
        boxes.texts.refuse("unsupported", imported, message, "Write the expression itself.")
        return nothing
    expression = boxes.texts.expression(element, frame)
    boxes.keep(expression)
    boxes.last = expression
    return expression.compiled


@boxed("decisionTable")
def _table(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    loader = TableLoader(boxes.texts, boxes.types, frame)
    table = loader.load(element)
    for expression in loader.expressions:
        boxes.keep(expression)
    boxes.tables[frame.title] = table
    boxes.last = table
    return tables.compiled(table, frame.owner, frame.title, whole=frame.whole)
