"""Names that nobody declares, which look like slips of others in the same model: `case.imapct` beside `case.impact`."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from engine import feel
from engine.feel import syntax as tree
from engine.feel.checking.names import announced
from engine.feel.checking.problems import Problem, problem
from engine.feel.types import ANY, ContextType, ListType, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.etree import _Element

    from engine.dmn.checks.views import View
    from engine.feel.types import Type

    Path = tuple[str, ...]
    Misspelt = tuple[_Element, View, str, Problem]

_FEWEST = 5
"""Letters of a name; shorter ones are alike by nature."""
_WORD = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiouyаеёиоуыэюя")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A name as it stands in a text."""

    element: _Element
    view: View
    source: str
    start: int
    end: int


class Names:
    """The names of all texts of a model, by what stands before the last dot."""

    def __init__(self, spelt: Mapping[str, int]) -> None:
        self._spelt = spelt
        """How often each word stands anywhere in the model."""
        self._uses: dict[Path, dict[str, list[_Use]]] = {}
        self._declared: dict[Path, set[str]] = {(): set()}

    def read(
        self, element: _Element, view: View, source: str, told: Sequence[Problem], *, unary: bool
    ) -> None:
        """Note the names in a text; what is *told* about it already is not told again."""
        known = announced(view.names, source) | view.spoken
        try:
            text = feel.parse_unary(source, known) if unary else feel.parse(source, known)
        except feel.FeelSyntaxError:
            return  # refused with its own words
        ends = {each.end for each in told}
        self._declared[()].update(view.names)
        for path in _paths(text.tree):
            if path[0][0] in text.names and path[0][0] not in view.made and path[-1][2] not in ends:
                self._note(element, view, source, path)

    def _note(self, element: _Element, view: View, source: str, path: list[tuple[str, int, int]]) -> None:
        kind: Type | None = None
        before: Path = ()
        for name, start, end in path:
            kind = _member(kind, name) if before else view.names.get(name)
            if kind is None:
                use = _Use(element=element, view=view, source=source, start=start, end=end)
                self._uses.setdefault(before, {}).setdefault(name, []).append(use)
            else:
                self._declared.setdefault(before, set()).add(name)
            before = (*before, name)

    def misspelt(self) -> Iterator[Misspelt]:
        """The names that are almost others, which are declared or stand more often."""
        for before, names in self._uses.items():
            for name, uses in names.items():
                meant = self._meant(before, name)
                if meant is not None:
                    yield from (_told(use, ".".join((*before, meant))) for use in uses)

    def _meant(self, before: Path, name: str) -> str | None:
        declared = self._declared.get(before, set())
        if name in declared:
            return None
        uses = self._uses[before]
        order = list(uses)
        for other in (*sorted(declared), *order):
            if other == name or not _are_alike(name, other):
                continue
            if other in declared or self._rank(uses, order, other) > self._rank(uses, order, name):
                return other
        return None

    def _rank(self, uses: Mapping[str, list[_Use]], order: list[str], name: str) -> tuple[int, int, int]:
        """Of two names the one that stands more often is meant, in texts, else anywhere; at last the first."""
        words = min(self._spelt.get(word, 0) for word in _WORD.findall(name.casefold()) or [""])
        return len(uses[name]), words, -order.index(name)


def _told(use: _Use, meant: str) -> Misspelt:
    written = " ".join(use.source[use.start : use.end].split())
    message = f"the model knows no other {written!r}"
    remedy = f"Did you mean {meant!r}?"
    told = problem(use.source, use.start, use.end, "unknown-name", message, remedy)
    return use.element, use.view, use.source, told


def _member(kind: Type | None, name: str) -> Type | None:
    """The type of a declared field; None if nobody declares it."""
    base = plain(kind) if kind is not None else ANY
    if isinstance(base, ListType):
        base = plain(base.item)
    return dict(base.members).get(name) if isinstance(base, ContextType) else None


def _paths(node: tree.Node) -> Iterator[list[tuple[str, int, int]]]:
    """The names and paths of a tree: each name with where the path to it begins and ends."""
    path = _path(node)
    if path is not None:
        yield path
        return
    waiting = [getattr(node, one.name) for one in fields(node) if one.name != "function"]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, tree.Node):
            yield from _paths(one)
        elif isinstance(one, tuple):
            waiting = [*one, *waiting]


def _path(node: tree.Node) -> list[tuple[str, int, int]] | None:
    match node:
        case tree.Name(name=name):
            return [(name, node.start, node.end)]
        case tree.Path(target=target, name=name):
            before = _path(target)
            return None if before is None else [*before, (name, node.start, node.end)]
    return None


def _are_alike(one: str, other: str) -> bool:
    """Whether hands confuse the two, and hardly a language: letters swapped or doubled, a vowel left out, `_`, case."""
    if _plain(one) == _plain(other):
        return True
    if min(len(one), len(other)) < _FEWEST:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return any(
            short[:at] + short[at + 1] + short[at] + short[at + 2 :] == long for at in range(len(short) - 1)
        )
    return any(
        short == long[:at] + long[at + 1 :] and (long[at] in _VOWELS or long[at] == long[at - 1])
        for at in range(1, len(long) - 1)
    )


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").casefold()
