"""Decision tables as they are written: texts and element ids, for checks and spreadsheets. Nothing is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.reading import child, children, kind, parse, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_OWNERS = frozenset({"decision", "businessKnowledgeModel"})
_DEEPEST = 20
"""How far a type may refer to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An element of the file."""

    id: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An input or output column, its type followed to the one that FEEL knows."""

    number: int
    label: str
    """What people read above it: the label, else the expression or the name."""
    expression: str
    """What an input column tests, or the name of an output column."""
    type_name: str
    """As the file names it."""
    type: str
    allowed: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule; `annotations` holds its description and then its annotation entries."""

    number: int
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table with what its file says around it."""

    name: str
    """Of its decision or knowledge model."""
    owner: str
    """The id of that."""
    hit_policy: str
    """With the aggregation: `COLLECT SUM`."""
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    annotations: tuple[str, ...]
    """The headings of the annotation columns, the description's first."""
    rows: tuple[Row, ...]
    has_default: bool
    names: frozenset[str]
    """Every name in the file, which decides how texts are read."""
    element: etree._Element


DESCRIPTION = "Annotation"
"""What the description of a rule is called above its column."""
LISTED = "list"
"""The type of a column that holds several values at once."""


def tables(xml: bytes) -> list[Table]:
    """Every decision table of the file, in its order; raises `UnusableDecisions`."""
    root = parse(xml)
    types = {each.get("name", ""): each for each in children(root, "itemDefinition")}
    named = (each for each in root.iter("{*}*") if kind(each))
    names = frozenset(" ".join((each.get("name") or "").split()) for each in named) - {""}
    return [_table(each, types, names) for each in root.iter("{*}decisionTable") if kind(each)]


def translations(xml: bytes) -> dict[str, dict[str, str]]:
    """Names and labels of the file in other languages, from properties ``name:ru``: by language, then as they stand.

    Raises `UnusableDecisions`.
    """
    found: dict[str, dict[str, str]] = {}
    for one in parse(xml).iter("{*}extensionElements"):
        said = one.getparent()
        standing = "" if said is None else said.get("label") or said.get("name") or ""
        for each in one.iterfind("{*}properties/{*}property"):
            word, _, locale = (each.get("name") or "").partition(":")
            if word == "name" and locale and each.get("value"):
                found.setdefault(locale, {})[standing] = each.get("value", "")
    return found


def _table(element: etree._Element, types: dict[str, etree._Element], names: frozenset[str]) -> Table:
    owner = _owner(element)
    inputs = [_input(each, number, types) for number, each in enumerate(children(element, "input"), 1)]
    outputs = [_output(each, number, types) for number, each in enumerate(children(element, "output"), 1)]
    policy = element.get("hitPolicy") or "UNIQUE"
    aggregation = element.get("aggregation") or "" if policy == "COLLECT" else ""
    return Table(
        name=owner.get("name") or owner.get("id") or "",
        owner=owner.get("id") or owner.get("name") or "",
        hit_policy=f"{policy} {aggregation}".strip(),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        annotations=(DESCRIPTION, *(each.get("name") or "" for each in children(element, "annotation"))),
        rows=tuple(_row(each, number) for number, each in enumerate(children(element, "rule"), 1)),
        has_default=any(text(child(each, "defaultOutputEntry")) for each in children(element, "output")),
        names=names,
        element=element,
    )


def _owner(element: etree._Element) -> etree._Element:
    return next((each for each in element.iterancestors() if kind(each) in _OWNERS), element)


def _input(element: etree._Element, number: int, types: dict[str, etree._Element]) -> Column:
    source = child(element, "inputExpression")
    expression = text(source)
    type_name = _type_name(source)
    return Column(
        number=number,
        label=element.get("label") or expression or str(number),
        expression=expression,
        type_name=type_name,
        type=_followed(type_name, types)[0],
        allowed=text(child(element, "inputValues")) or _followed(type_name, types)[1],
        place=place(element),
    )


def _output(element: etree._Element, number: int, types: dict[str, etree._Element]) -> Column:
    name = element.get("name") or ""
    type_name = _type_name(element)
    return Column(
        number=number,
        label=element.get("label") or name or _owner(element).get("name") or str(number),
        expression=name,
        type_name=type_name,
        type=_followed(type_name, types)[0],
        allowed=text(child(element, "outputValues")) or _followed(type_name, types)[1],
        place=place(element),
    )


def _row(element: etree._Element, number: int) -> Row:
    description = child(element, "description")
    entries = (text(each) for each in children(element, "annotationEntry"))
    return Row(
        number=number,
        inputs=tuple(_cells(element, "inputEntry")),
        outputs=tuple(_cells(element, "outputEntry")),
        annotations=((description.text or "").strip() if description is not None else "", *entries),
        place=place(element),
    )


def _cells(element: etree._Element, name: str) -> Iterator[Cell]:
    return (Cell(text=text(each), place=place(each)) for each in children(element, name))


def place(element: etree._Element) -> Place:
    line = element.sourceline if isinstance(element.sourceline, int) else None
    return Place(id=element.get("id"), line=line)


def _type_name(element: etree._Element | None) -> str:
    """DMN 1.1 writes `feel:number`; older files hold the type as an element."""
    if element is None:
        return ""
    name = element.get("typeRef")
    older = child(element, "typeRef")
    name = (older.text or "" if older is not None else "") if name is None else name
    return name.strip().rpartition(":")[2]


def _followed(name: str, types: dict[str, etree._Element]) -> tuple[str, str]:
    """The type that FEEL knows below *name*, and the nearest allowed values on the way."""
    allowed = ""
    for _ in range(_DEEPEST):
        definition = types.get(name)
        if definition is None:
            return name, allowed
        if definition.get("isCollection") == "true":
            return LISTED, ""
        if child(definition, "itemComponent") is not None:
            return "context", ""
        allowed = allowed or text(child(definition, "allowedValues"))
        base = child(definition, "typeRef")
        name = (base.text or "" if base is not None else "").strip().rpartition(":")[2]
    return "", ""
