"""Expressions as trees that know their parts, so that a disagreement can be traced to the one operation at fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel.kinds import kind

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Node:
    """One operation: its text with gaps, and what stands in the gaps."""

    kind: str
    parts: tuple[str | Node, ...]
    variable: str = ""
    """The name that the last child sees, once for each item of the first."""
    enclosed: bool = True
    """It needs no parentheses inside another."""

    @cached_property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.inner for part in self.parts)

    @property
    def inner(self) -> str:
        return self.text if self.enclosed else f"({self.text})"

    @cached_property
    def children(self) -> tuple[Node, ...]:
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def closed(self) -> tuple[Node, ...]:
        """The children that see no other names than the node itself."""
        return self.children[:-1] if self.variable else self.children

    def with_children(self, children: tuple[Node, ...]) -> Node:
        given = iter(children)
        return replace(self, parts=tuple(one if isinstance(one, str) else next(given) for one in self.parts))


def literal_node(value: Any) -> Node | None:
    """A value written down; None for one that FEEL cannot write."""
    text = literal(value)
    return None if text is None else Node("literal", (text,))


def literal(value: Any) -> str | None:
    """*value* as FEEL writes it."""
    match value:
        case None | bool():
            return "null" if value is None else str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case feel.Range():
            return _range(value)
        case list():
            items = [literal(each) for each in value]
            return None if None in items else f"[{', '.join(map(str, items))}]"
        case Mapping():
            entries = {key: literal(each) for key, each in value.items()}
            written = ", ".join(f"{literal(key)}: {each}" for key, each in entries.items())
            return None if None in entries.values() else f"{{{written}}}"
    return _single(value)


def _single(value: Any) -> str | None:
    if kind(value) == "number":
        return _number(value)
    return None if kind(value) == "function" else f'@"{feel.evaluate("string(it)", {"it": value})}"'


def _number(value: Decimal) -> str:
    text = format(value, "f")
    return f"({text})" if text.startswith("-") else text


def _range(value: feel.Range) -> str | None:
    start, end = literal(value.start), literal(value.end)
    if value.start is None or value.end is None or start is None or end is None:
        return None
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
