"""Components inside components: a group, and a list whose rows repeat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms import messages
from engine.forms.components.base import COMMON, Component, Drawing, Reading
from engine.forms.fields import Field
from engine.forms.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.components.base import Input
    from engine.forms.scope import Scope
    from engine.forms.source import Source
    from engine.forms.templates import Localised

_MOST_ROWS = 100
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Component):
    type: ClassVar[str] = "group"
    summary: ClassVar[str] = "a fieldset with a legend; hiding it hides everything inside"
    properties: ClassVar[Mapping[str, str]] = COMMON | {
        "label": "drawn as the legend",
        "path": "goes before the keys inside",
        "components": "drawn inside",
        "showOutline": "drawn",
        "verticalAlignment": "harmless: fields of a row stand at its top",
    }
    custom: ClassVar[tuple[str, ...]] = ("label:ru",)

    label: Localised
    outline: bool
    components: tuple[Component, ...]

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:
        source.one_of("verticalAlignment", ("start", "center", "end"))
        if source.text("path"):
            source.prefix = source.path("path") + "."
        return {
            "label": source.localised("label"),
            "outline": source.flag("showOutline"),
            "components": load_all(source),
        }

    def inputs(self) -> Iterator[Input]:
        for component in self.components:
            yield from component.inputs()

    def names(self, submitted: Mapping[str, Sequence[str]], prefix: str = "") -> Iterator[str]:
        for component in self.components:
            yield from component.names(submitted, prefix)

    def start(self, scope: Scope) -> Iterator[tuple[str, Value]]:
        for component in self.components:
            yield from component.start(scope)

    def read(self, reading: Reading, scope: Scope) -> None:
        inner = reading.behind(hidden=self.is_hidden(scope))
        for component in self.components:
            component.read(inner, scope)

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        hidden = drawing.hidden or self.is_hidden(scope)
        inner = replace(drawing, hidden=hidden)
        fields = tuple(component.draw(inner, scope) for component in self.components)
        return self.frame(
            drawing, scope, "group", label=self.label.render(scope), fields=in_rows(self.components, fields)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicList(Component):
    """Rows that a person adds and removes. On the wire the list's own name carries the rows' numbers."""

    type: ClassVar[str] = "dynamiclist"
    summary: ClassVar[str] = f"rows to add and remove, at most {_MOST_ROWS}, with and without JavaScript"
    properties: ClassVar[Mapping[str, str]] = COMMON | {
        "label": "drawn as the legend",
        "path": "the path of the list of contexts",
        "components": "drawn in each row; their keys are names inside the row",
        "isRepeating": "only true",
        "allowAddRemove": "drawn",
        "defaultRepetitions": "empty rows while the list is null",
        "showOutline": "drawn",
        "disableCollapse": "harmless: rows do not collapse",
        "nonCollapsedItems": "harmless: rows do not collapse",
        "verticalAlignment": "harmless: fields of a row stand at its top",
    }
    custom: ClassVar[tuple[str, ...]] = ("label:ru",)

    key: str
    label: Localised
    changeable: bool
    repetitions: int
    components: tuple[Component, ...]

    @classmethod
    def details(cls, source: Source, load_all: Callable[[Source], tuple[Component, ...]]) -> dict[str, Any]:
        source.one_of("verticalAlignment", ("start", "center", "end"))
        for harmless in ("disableCollapse", "showOutline"):
            source.flag(harmless)
        if not source.flag("isRepeating", default=True):
            source.refuse("“isRepeating” is false.", "Use a group.")
        key = source.path("path")
        source.prefix = ""
        components = load_all(source)
        if any(isinstance(one, (DynamicList, Group)) for one in components):
            source.refuse("It holds a group or another list.", "Put plain fields into the rows.")
        for name, count in Counter(name for one in components for name in one.names({})).items():
            if count > 1:
                source.refuse(f"The key {name} stands {count} times in a row.", "Use each key once.")
        return {
            "key": key,
            "label": source.localised("label"),
            "changeable": source.flag("allowAddRemove", default=True),
            "repetitions": _repetitions(source),
            "components": components,
        }

    def names(self, submitted: Mapping[str, Sequence[str]], prefix: str = "") -> Iterator[str]:
        yield prefix + self.key
        for number in _numbers(submitted.get(prefix + self.key, ())):
            for component in self.components:
                yield from component.names(submitted, f"{prefix}{self.key}.{number}.")

    def read(self, reading: Reading, scope: Scope) -> None:
        if reading.hidden or self.is_hidden(scope):
            reading.seen[self.key] = None
            return
        numbers = _numbers(reading.texts(self.key))
        known = scope.value(self.key)
        rows = []
        for position, number in enumerate(numbers[:_MOST_ROWS]):
            earlier = known[position] if isinstance(known, list) and position < len(known) else {}
            rows.append(self._read_row(reading, f"{self.key}.{number}.", scope, earlier))
        reading.values[self.key] = reading.seen[self.key] = rows
        if len(numbers) > _MOST_ROWS:
            reading.errors[self.key] = message(messages.TOO_MANY_ROWS, maximum=_MOST_ROWS)

    def _read_row(
        self, reading: Reading, prefix: str, scope: Scope, earlier: Mapping[str, Value]
    ) -> dict[str, Value]:
        row = Reading(reading.submitted, prefix=reading.prefix + prefix, errors=reading.errors)
        inside = scope.with_values(earlier)
        for component in self.components:
            component.read(row, inside)
        return row.values

    def draw(self, drawing: Drawing, scope: Scope) -> Field:
        name = drawing.prefix + self.key
        rows = self._rows(drawing, scope)
        return self.frame(
            drawing, scope, "list",
            name=name,
            label=self.label.render(scope),
            readonly=not self.changeable,
            error=drawing.errors.get(name),
            fields=tuple(self._draw_row(drawing, scope, number, row) for number, row in rows),
        )  # fmt: skip

    def _rows(self, drawing: Drawing, scope: Scope) -> list[tuple[int, Mapping[str, Value]]]:
        value = scope.value(self.key)
        stored = [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else None
        if drawing.submitted is not None:
            numbers = _numbers(drawing.submitted.get(drawing.prefix + self.key, ()))
            return [
                (number, stored[at] if stored and at < len(stored) else {})
                for at, number in enumerate(numbers)
            ]
        return list(enumerate([{}] * self.repetitions if stored is None else stored))

    def _draw_row(self, drawing: Drawing, scope: Scope, number: int, row: Mapping[str, Value]) -> Field:
        name = f"{drawing.prefix}{self.key}.{number}"
        inside = scope.with_values(row)
        inner = replace(drawing, prefix=f"{name}.")
        fields = tuple(component.draw(inner, inside) for component in self.components)
        return Field(
            kind="row", id="row-" + name.replace(".", "-"), name=name, texts=(str(number),),
            fields=in_rows(self.components, fields),
        )  # fmt: skip


def in_rows(components: Sequence[Component], fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields with the starts of the grid's lines marked: a component begins one unless it shares the row before."""
    before = ""
    marked = []
    for component, one in zip(components, fields, strict=True):
        marked.append(replace(one, starts_row=not component.row or component.row != before))
        before = component.row
    return tuple(marked)


def _numbers(texts: Sequence[str]) -> list[int]:
    return list(
        dict.fromkeys(
            int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) <= _DIGITS
        )
    )


def _repetitions(source: Source) -> int:
    source.integer("nonCollapsedItems", least=1, most=_MOST_ROWS)
    found = source.integer("defaultRepetitions", least=0, most=_MOST_ROWS)
    return 1 if found is None else found
