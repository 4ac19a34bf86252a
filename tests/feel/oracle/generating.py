"""Expressions, cells and contexts out of seeded dice, typed most of the time."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from tests.feel.oracle.client import Names, Question
from tests.feel.oracle.grammar import COMMON, GRAMMAR, ITEMS, TESTS
from tests.feel.oracle.trees import Node

_NULL = 0.02
_WRONG_TYPE = 0.02
_GAP = re.compile(r"(\{[a-zA-Z]+[!*]?\})")
_WORDS = (
    "gold",
    "silver",
    "Hello World",
    "",
    "lo",
    "foo bar",
    "Größe",
    "Москва",
    "😀 ok",
    "a,b;c",
    "o",
    "GOLD",
    "12.50",
    "x1",
)
_DATES = ("2024-02-29", "2023-01-31", "2023-12-31", "2024-03-31", "1999-06-15", "2024-01-01", "0999-05-05")
_TIMES = ("10:30:00", "00:00:00", "23:59:59", "07:05:09Z", "12:00:00+02:00")
_DATETIMES = (
    "2024-02-29T10:30:00",
    "2023-12-31T23:59:59",
    "2024-03-31T01:30:00Z",
    "2024-06-01T12:00:00+02:00",
    "2024-01-01T00:00:00",
)
_DAYS = ("P1D", "PT36H", "-P2DT3H", "PT0S", "PT90M", "P10DT1S", "PT0.5S")
_MONTHS = ("P1Y", "P14M", "-P1M", "P0M", "P1Y1M")
NAMES = {
    "number": ("a", "b", "c", "unit price"),
    "small": ("k",),
    "string": ("s", "t", "first name"),
    "boolean": ("p", "q", "r"),
    "numbers": ("xs", "ys"),
    "strings": ("words",),
    "people": ("people",),
    "person": ("person",),
    "range": (),
    "date": ("d", "due date"),
    "datetime": ("m",),
    "time": ("u",),
    "days": ("w",),
    "months": ("y",),
}


class Case(NamedTuple):
    """An expression over a context; a cell when it has an input."""

    tree: Node
    names: Names
    input: str | None = None

    @property
    def question(self) -> Question:
        return Question.over(self.tree.text, self.names, self.input)


class Generator:
    """Endless cases; the same seed, the same cases."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._values = self.values()
        self._made = 0

    def case(self) -> Case:
        """Ten in a row share a context."""
        if self._made % 10 == 0:
            self._values = self.values()
        self._made += 1
        if self._dice.random() < 0.12:
            type_ = self._dice.choice(list(TESTS))
            tree = self._filled("cell", self._dice.choice(TESTS[type_]), type_, NAMES, 1)
            return Case(tree, self._values, self.literal(type_))
        type_ = self._dice.choice([one for one in GRAMMAR if one != "small"])
        return Case(self.tree(type_, NAMES, self._dice.choice((1, 2, 2, 3))), self._values)

    def values(self) -> Names:
        """One for each name."""
        made = [(name, self.literal(type_)) for type_, names in NAMES.items() for name in names]
        lines = (f"{{quantity: {self.literal('small')}}}" for _ in range(3))
        order = f"{{amount: {self.literal('number')}, tier: {self.literal('string')}, lines: [{', '.join(lines)}]}}"
        return (*made, ("order", order))

    def tree(self, type_: str, names: dict[str, tuple[str, ...]], depth: int) -> Node:
        if self._dice.random() < _WRONG_TYPE:
            # No range in a wrong place: feelin runs over one without an end when its ends are no whole number apart.
            type_ = self._dice.choice([one for one in GRAMMAR if one != "range"])
        if depth == 0 or self._dice.random() < 0.12:
            return self._atom(type_, names)
        productions = {**GRAMMAR[type_], **({} if self._dice.random() < 0.9 or type_ == "small" else COMMON)}
        kind = self._dice.choice(list(productions))
        templates = productions[kind]
        template = templates if isinstance(templates, str) else self._dice.choice(templates)
        return self._filled(kind, template, type_, names, depth)

    def _filled(
        self, kind: str, template: str, type_: str, names: dict[str, tuple[str, ...]], depth: int
    ) -> Node:
        template = template.replace("{T}", f"{{{type_}}}")
        variable, inner = "", names
        if "*}" in template:
            variable = "item" if kind == "filter" else f"v{depth}"
            source = _GAP.search(template)
            item = ITEMS.get(source[1].strip("{}!*"), "number") if source else "number"
            inner = {**names, item: (*names[item], variable, variable)}
        template = template.replace("@", variable or f"v{depth}")
        parts = [self._part(part, names, inner, depth) for part in _GAP.split(template) if part]
        return Node(kind, tuple(parts), variable, _is_enclosed(template))

    def _part(
        self, part: str, names: dict[str, tuple[str, ...]], inner: dict[str, tuple[str, ...]], depth: int
    ) -> str | Node:
        if not _GAP.fullmatch(part):
            return part
        type_ = part.strip("{}!*")
        if part.endswith("!}"):
            return self._atom(type_, names)
        return self.tree(type_, inner if part.endswith("*}") else names, depth - 1)

    def _atom(self, type_: str, names: dict[str, tuple[str, ...]]) -> Node:
        if self._dice.random() < _NULL:
            return Node("literal", ("null",))
        if names[type_] and self._dice.random() < 0.65:
            # The innermost names twice as often: a body that does not look at its item tells little.
            return Node("name", (self._dice.choice(names[type_]),))
        return Node("literal", (self.literal(type_),))

    def literal(self, type_: str) -> str:
        choice = self._dice.choice
        match type_:
            case "number":
                return choice((self._number, self._whole))()
            case "small":
                return str(choice((0, 1, 1, 2, 2, 3, 4)))
            case "string":
                return f'"{choice(_WORDS)}"'
            case "boolean":
                return choice(("true", "false", "true", "false", "null"))
            case "date" | "time" | "datetime" | "days" | "months":
                return f'@"{choice(_TEMPORAL[type_])}"'
        return self._compound(type_)

    def _compound(self, type_: str) -> str:
        if type_ == "range":
            return f"[{self._dice.randint(0, 9)}..{self._dice.randint(5, 20)}]"
        if type_ == "person":
            return f'{{"name": {self.literal("string")}, "age": {self._dice.randint(0, 99)}}}'
        items = (self.literal(ITEMS[type_]) for _ in range(self._dice.choice((0, 1, 2, 3, 4))))
        return f"[{', '.join(items)}]"

    def _number(self) -> str:
        return f"{self._dice.randint(0, 99_999) / self._dice.choice((1, 10, 100, 1000))}"

    def _whole(self) -> str:
        return str(self._dice.choice((0, 1, 2, 3, 5, 10, 100, 12345)))


_TEMPORAL = {"date": _DATES, "time": _TIMES, "datetime": _DATETIMES, "days": _DAYS, "months": _MONTHS}


def _is_enclosed(template: str) -> bool:
    """A call, a list or a context stands alone; so does a name with its path."""
    return re.fullmatch(r"[a-z ]+\((?:[^()]|\([^()]*\))*\)|\[.*\]|[a-z]+(\.[a-z]+)*", template) is not None
