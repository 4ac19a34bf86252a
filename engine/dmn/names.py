"""The names that the texts of a model can mention. One with an operator inside must be known to be read as one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.dmn.reading import children, kind, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from engine.dmn.importing import Imported

_MEMBERS = frozenset({"itemComponent", "column", "output"})
MAX_NAMES = 2_000
"""Names of several words; each of them is looked for in each text."""
_PARTS = frozenset({"inputData", "decision", "businessKnowledgeModel", "decisionService"})


class Names:
    """The names in view at the beginning of a part's logic."""

    def __init__(self, root: etree._Element, imported: Sequence[Imported]) -> None:
        members = {name_of(each) for each in root.iter() if kind(each) in _MEMBERS}
        inputs = {_known_as(each) for each in root if kind(each) == "inputData"}
        parts = {_known_as(each) for each in root if kind(each) in _PARTS}
        abroad = frozenset[str]().union(*(each.model.names for each in imported))
        self._entries = Counter(_entries(root))
        self.paths = _announced(abroad | members | parts | self._entries.keys())
        """What a path into a value of this model can name."""
        self._everywhere = _announced(
            abroad | members | inputs | _served(root) | {part for each in imported for part in each.name.split(".")}
            | {each.name for each in imported}
        )  # fmt: skip

    def outside(self, element: etree._Element) -> frozenset[str]:
        """Those for *element*; the entries of its own contexts come into view one after another."""
        own = Counter(_entries(element))
        entries = (name for name, count in self._entries.items() if count > own[name])
        return self._everywhere | _announced(entries)


def _served(root: etree._Element) -> set[str]:
    """The decisions that a service answers with: members of its value."""
    outputs = (
        each for service in children(root, "decisionService") for each in children(service, "outputDecision")
    )
    wanted = {each.get("href", "").rpartition("#")[2] for each in outputs}
    return {_known_as(each) for each in children(root, "decision") if each.get("id") in wanted}


def _entries(element: etree._Element) -> list[str]:
    """The names of the context entries below *element*."""
    variables = (each for each in element.iter() if kind(each) == "variable")
    return [name_of(each) for each in variables if kind(each.getparent()) == "contextEntry"]  # type: ignore[arg-type]  # it stands in one


def _known_as(element: etree._Element) -> str:
    return next((name_of(each) for each in element if kind(each) == "variable"), "") or name_of(element)


def _announced(names: Iterable[str]) -> frozenset[str]:
    """Without those that need no announcing: single words."""
    return frozenset(name for name in names if name and not name.isidentifier())
