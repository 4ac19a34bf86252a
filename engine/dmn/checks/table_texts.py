"""The texts of a decision table: the expressions of its columns, what they allow, and every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.reading import child, children, name_of, text
from engine.feel.checking.plain import one_of
from engine.feel.types import ANY, NUMBER, ContextType, ListType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from engine.dmn.checks.texts import Texts
    from engine.dmn.checks.views import View
    from engine.dmn.item_types import ItemTypes
    from engine.feel.types import Type

_LISTS = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})


def look_at(texts: Texts, types: ItemTypes, element: etree._Element, view: View, wanted: Type) -> Type:
    """The type of what the table answers; *wanted* is what it must."""
    return _Table(texts, types, element, view).look_at(wanted)


class _Table:
    def __init__(self, texts: Texts, types: ItemTypes, element: etree._Element, view: View) -> None:
        self._texts = texts
        self._types = types
        self._element = element
        self._view = view
        self._policy = element.get("hitPolicy") or "UNIQUE"
        self._aggregation = element.get("aggregation") or ""

    def look_at(self, wanted: Type) -> Type:
        inputs = [
            self._input(each, number) for number, each in enumerate(children(self._element, "input"), 1)
        ]
        columns = list(children(self._element, "output"))
        declared = [self._types.of(each, self._view.title) for each in columns]
        if len(columns) == 1 and declared[0] == ANY and self._policy not in _LISTS:
            declared = [wanted]
        labels = [self._label(each, number) for number, each in enumerate(columns, 1)]
        found = [[self._output(*each)] for each in zip(columns, labels, declared, strict=True)]
        for number, rule in enumerate(children(self._element, "rule"), 1):
            for cell, (label, sure, kind) in zip(children(rule, "inputEntry"), inputs, strict=False):
                self._texts.tests(cell, self._view.cell(label, row=number), sure, kind)
            cells = zip(children(rule, "outputEntry"), labels, declared, found, strict=False)
            for cell, label, type_, kinds in cells:
                kinds.append(self._texts.expression(cell, self._view.cell(label, row=number), type_))
        return self._answer(columns, declared, found)

    def _input(self, element: etree._Element, number: int) -> tuple[str, Type, Type]:
        """The column's label, its type and, without one, that of its expression."""
        source = child(element, "inputExpression")
        written = " ".join(text(source).split())
        label = " ".join((element.get("label") or written or str(number)).split())
        view = self._view.cell(label)
        declared = self._types.of(source, view.title)
        found = self._texts.expression(source, view, declared)
        kind = found if declared == ANY else declared
        self._texts.tests(child(element, "inputValues"), view.at("allowed values"), declared, kind)
        return label, declared, kind

    def _output(self, element: etree._Element, label: str, wanted: Type) -> Type:
        view = self._view.cell(label)
        self._texts.tests(child(element, "outputValues"), view.at("allowed values"), wanted)
        return self._texts.expression(child(element, "defaultOutputEntry"), view.at("default"), wanted)

    def _label(self, element: etree._Element, number: int) -> str:
        return element.get("label") or name_of(element) or (self._view.owner if number == 1 else str(number))

    def _answer(
        self, columns: Sequence[etree._Element], declared: Sequence[Type], found: Sequence[Sequence[Type]]
    ) -> Type:
        kinds = [
            one_of(each) if wanted == ANY and ANY not in each[1:] else wanted
            for wanted, each in zip(declared, found, strict=True)
        ]
        named = zip(map(name_of, columns), kinds, strict=True)
        one = kinds[0] if len(kinds) == 1 else ContextType(tuple(named))
        if self._policy not in _LISTS:
            return one
        if self._policy == "COLLECT" and self._aggregation:
            return NUMBER if self._aggregation == "COUNT" else one
        return ListType(one)
