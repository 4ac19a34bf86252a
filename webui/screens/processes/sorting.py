"""Tables whose headings sort them, by links: the order is part of the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flask_babel.speaklater import LazyString

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Heading:
    name: str
    label: LazyString
    number: bool = True


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """By which heading, and which way."""

    headings: Sequence[Heading]
    name: str
    descending: bool

    @classmethod
    def read(cls, text: str, headings: Sequence[Heading], *, default: str) -> Sorting:
        """What an address says; anything else means the default."""
        known = {one.name for one in headings}
        chosen = text if text.removeprefix("-") in known else default
        return cls(headings=headings, name=chosen.removeprefix("-"), descending=chosen.startswith("-"))

    def sorted(self, rows: Iterable[Row], value: Callable[[Row, str], Any]) -> list[Row]:
        """Rows without a value come last, both ways."""
        found = [(value(row, self.name), row) for row in rows]
        there = sorted((one for one in found if one[0] is not None), key=lambda one: one[0])
        ordered = [row for _, row in (reversed(there) if self.descending else there)]
        return ordered + [row for held, row in found if held is None]

    def direction(self, heading: Heading) -> Literal["ascending", "descending", "none"]:
        if heading.name != self.name:
            return "none"
        return "descending" if self.descending else "ascending"

    def following(self, heading: Heading) -> str:
        """What a press on the heading asks for: numbers begin with the largest."""
        if heading.name == self.name:
            return heading.name if self.descending else f"-{heading.name}"
        return f"-{heading.name}" if heading.number else heading.name
