"""Contexts, lists and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.boxes.compiling import boxed, nothing, typed
from engine.dmn.reading import child, children, name_of
from engine.feel.running import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml import etree

    from engine.dmn.boxes.compiling import Boxes
    from engine.dmn.texts import Frame
    from engine.feel import Value
    from engine.feel.running import Compiled
    from engine.feel.types import Type


@boxed("context")
def _context(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    """An entry sees those before it; the result cell, an entry without a name, sees all and is the value."""
    entries: list[tuple[str, Compiled]] = []
    result: Compiled | None = None
    inner = frame.binding()
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name = name_of(variable)
        _check(boxes, entry, frame, [other for other, _ in entries], last=result is not None)
        if not name:
            result = boxes.below(entry, inner.at("result"), entry)
            continue
        place = inner.at(f"entry {name!r}")
        wanted = boxes.types.of(variable, place.title)
        entries.append((name, typed(boxes.below(entry, place, entry), wanted, place.title)))
        inner = inner.binding(name)
    return _built(entries, result)


def _check(boxes: Boxes, entry: etree._Element, frame: Frame, before: Collection[str], *, last: bool) -> None:
    """Whether *entry* can stand after those *before*; after the *last* one, the result, none can."""
    name = name_of(child(entry, "variable"))
    if last:
        message = f"{frame.title}: an entry follows the result cell."
        boxes.texts.refuse("context", entry, message, "Name every entry but the last.")
    if name and name in before:
        message = f"{frame.title}: the entry {name!r} stands twice."
        boxes.texts.refuse("context", entry, message, "Give each entry a name of its own.")


def _built(entries: list[tuple[str, Compiled]], result: Compiled | None) -> Compiled:
    def build(scope: Scope) -> Value:
        built: dict[str, Value] = {}
        inner = Scope(built, scope.run, scope)
        for name, value in entries:
            built[name] = value(inner)
        return built if result is None else result(inner)

    return build


@boxed("list")
def _list(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    items = boxes.all(element, frame, "item")
    return lambda scope: [item(scope) for item in items]


@boxed("relation")
def _relation(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    """A list of contexts, one for each row."""
    columns = list(children(element, "column"))
    names = [name_of(column) for column in columns]
    if not all(names) or len(set(names)) < len(names):
        message = f"{frame.title}: the columns need a name each, all different."
        boxes.texts.refuse("relation", element, message, "Name every column.")
    wanted = [boxes.types.of(column, f"{frame.title}, column {name_of(column)!r}") for column in columns]
    rows = [
        _row(boxes, row, frame.at(f"row {number}"), names, wanted)
        for number, row in enumerate(children(element, "row"), 1)
    ]

    def build(scope: Scope) -> Value:
        scope.run.spend(len(rows))
        return [dict(zip(names, [cell(scope) for cell in row], strict=True)) for row in rows]

    return build


def _row(
    boxes: Boxes, element: etree._Element, frame: Frame, names: Sequence[str], wanted: Sequence[Type]
) -> list[Compiled]:
    """The cells of one row, each of the type of its column."""
    cells = boxes.all(element, frame, "cell")
    if len(cells) != len(names):
        message = f"{frame.title}: it has {len(cells)} cells, not {len(names)}."
        boxes.texts.refuse("relation", element, message, "Give every column a cell.")
        cells = [nothing] * len(names)
    titles = [f"{frame.title}, column {name!r}" for name in names]
    return [typed(*each) for each in zip(cells, wanted, titles, strict=True)]
