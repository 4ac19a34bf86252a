"""What is only looked at: texts, lines, gaps, tables, and the buttons that Baton draws itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms.components.base import COMMON, Component
from engine.forms.components.choices import OptionsInvalid
from engine.forms.source import pairs
from engine.forms.templates import Expression, Localised, show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.values import Value
    from engine.forms.components.base import Drawing
    from engine.forms.fields import Field
    from engine.forms.markdown import Document
    from engine.forms.scope import Scope
    from engine.forms.source import Source

_TALLEST = 400
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Component):
    type: ClassVar[str] = "text"
    summary: ClassVar[str] = (
        "Markdown: headings, paragraphs, lists, quotes, rules, bold, italic, code, links; no HTML"
    )
    properties: ClassVar[Mapping[str, str]] = COMMON | {
        "text": "Markdown; values as `{{…}}`",
        "label": "harmless",
    }
    custom: ClassVar[tuple[str, ...]] = ("text:ru",)

    plain: Document
    russian: Document | None

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003
        russian = source.own.get("text:ru")
        return {
            "plain": source.document(source.text("text")),
            "russian": None if russian is None else source.document(russian),
        }

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        document = self.russian if scope.locale == "ru" and self.russian is not None else self.plain
        return self.frame(drawing, scope, "blocks", blocks=document.render(scope))


@dataclass(frozen=True, slots=True, kw_only=True)
class Separator(Component):
    type: ClassVar[str] = "separator"
    summary: ClassVar[str] = "a line"

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        return self.frame(drawing, scope, "separator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacer(Component):
    type: ClassVar[str] = "spacer"
    summary: ClassVar[str] = "a gap"
    properties: ClassVar[Mapping[str, str]] = COMMON | {"height": "drawn, in pixels"}

    height: int

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003
        return {"height": source.integer("height", least=1, most=_TALLEST) or 1}

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        return self.frame(drawing, scope, "spacer", height=self.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Component):
    type: ClassVar[str] = "button"
    summary: ClassVar[str] = "not drawn: the task page has its own buttons to complete and to discard"
    properties: ClassVar[Mapping[str, str]] = COMMON | {
        "label": "harmless",
        "action": "submit or reset, harmless",
    }

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003
        source.one_of("action", ("submit", "reset"))
        return {}

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        raise NotImplementedError  # loading leaves buttons out


@dataclass(frozen=True, slots=True)
class Column:
    label: Localised
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Component):
    type: ClassVar[str] = "table"
    summary: ClassVar[str] = f"all rows of a list of contexts or records, up to {_MOST_ROWS}, without pages"
    properties: ClassVar[Mapping[str, str]] = COMMON | {
        "label": "drawn as the caption",
        "dataSource": "FEEL that gives the rows",
        "columns": "label and key of each; `columnsExpression` is refused",
        "rowCount": "harmless: all rows are on one page",
    }
    custom: ClassVar[tuple[str, ...]] = ("label:ru", "columns:ru")

    label: Localised
    data: Expression | None
    columns_shown: tuple[Column, ...]

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:  # noqa: ARG003
        if not source.text("dataSource"):
            source.refuse("It has no “dataSource”.", "Give FEEL that makes a list, such as =history.")
        return {
            "label": source.localised("label"),
            "data": source.expression("dataSource"),
            "columns_shown": _columns(source),
        }

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        return self.frame(
            drawing, scope, "table",
            label=self.label.render(scope),
            header=tuple(column.label.render(scope) for column in self.columns_shown),
            rows=tuple(self._cells(row, scope) for row in self._rows(scope)),
        )  # fmt: skip

    def _rows(self, scope: Scope) -> list[Value]:
        found = scope.evaluate(self.data) if self.data else None
        if found is not None and not isinstance(found, list):
            raise OptionsInvalid(
                what=self.id, reason="its data is not a list.", remedy="Correct the process."
            )
        return (found or [])[:_MOST_ROWS]

    def _cells(self, row: Value, scope: Scope) -> tuple[str, ...]:
        return tuple(show(scope.inside(row, column.key), scope) for column in self.columns_shown)


def _columns(source: Source) -> tuple[Column, ...]:
    russian = pairs(source.own.get("columns:ru", "")) or {}

    def column(one: Source) -> Column:
        one.only(("label", "key"), "column property")
        key = one.text("key")
        others = (("ru", source.template(russian[key])),) if key in russian else ()
        return Column(Localised(source.template(one.text("label")), others), key)

    return source.each("columns", column)
