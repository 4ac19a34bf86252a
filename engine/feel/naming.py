"""Which words form one name. FEEL names may hold spaces, operators and keywords: `date and time`, `net-worth`.

Two adjacent words are never anything but one name, so plain multi-word names need no declaration. A name with an
operator or a keyword inside must be known: built in, bound in the text, or announced by the caller.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from engine.feel.lexer import Kind, Token, words

if TYPE_CHECKING:
    from collections.abc import Iterable


class KnownNames:
    """The names in scope, found by their first word, longest first."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Announce *name*; single words need no announcing."""
        parts = words(name)
        if len(parts) > 1 and parts not in (others := self._by_first.setdefault(parts[0], [])):
            others.append(parts)
            others.sort(key=len, reverse=True)

    def match(self, tokens: list[Token], index: int) -> int:
        """How many tokens from *index* on form one name; at least 1."""
        return max(self._known(tokens, index), _adjacent(tokens, index))

    def _known(self, tokens: list[Token], index: int) -> int:
        for parts in self._by_first.get(tokens[index].text, ()):
            there = tokens[index : index + len(parts)]
            if tuple(token.text for token in there) == parts:
                return len(parts)
        return 1


def joined(tokens: list[Token]) -> str:
    """The name that *tokens* spell: the written words, with one space wherever the text has any."""
    name = tokens[0].text
    for before, token in pairwise(tokens):
        name += token.text if before.end == token.start else " " + token.text
    return name


def _adjacent(tokens: list[Token], index: int) -> int:
    count = 1
    if tokens[index].quoted or tokens[index].text in {"?", "not"}:
        return count
    while tokens[index + count].kind is Kind.NAME and not tokens[index + count].quoted:
        count += 1
    return count
