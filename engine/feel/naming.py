"""Which words form one name. FEEL names may hold spaces, operators and keywords: `date and time`, `net-worth`.

Two adjacent words are never anything but one name, so plain multi-word names need no declaration. A name with an
operator or a keyword inside must be known: built in, bound in the text around it, or announced by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import KEYWORDS, Kind, Token, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.feel.values import Value

_SPOKEN = frozenset({"?", "not"})
"""Words that are names to the lexer, but never the beginning of a longer one that nobody announced."""
_Spelling = tuple[tuple[str, ...], str]
"""The words of a name, and the name as it was announced."""
_NONE: frozenset[str] = frozenset()
_SEVERAL_WORDS = re.compile(r"[A-Za-z0-9_]\s+[A-Za-z0-9_]|[^A-Za-z0-9_\s()<>=,\[\]]")
"""Two words side by side, or anything beside words and what can stand in no name."""
_LOOKED_AT = 1_000
"""Lists and contexts that are searched for names; all items of a long list look alike."""
_HOLDING = (dict, list)


class _Names:
    """Names by their first word, longest first."""

    def __init__(self, by_first: Mapping[str, tuple[_Spelling, ...]] = MappingProxyType({})) -> None:
        self._by_first = dict(by_first)

    def copy(self) -> _Names:
        """The same names, to add others to."""
        return _Names(self._by_first)

    def add(self, name: str, parts: tuple[str, ...]) -> bool:
        """Whether *name* is new."""
        others = self._by_first.get(parts[0], ())
        if (parts, name) in others:
            return False
        known = (*others, (parts, name))
        self._by_first[parts[0]] = tuple(sorted(known, key=lambda each: len(each[0]), reverse=True))
        return True

    def remove(self, name: str, parts: tuple[str, ...]) -> None:
        others = self._by_first[parts[0]]
        self._by_first[parts[0]] = tuple(each for each in others if each != (parts, name))

    def match(self, tokens: list[Token], index: int) -> tuple[int, str] | None:
        """How many tokens from *index* on form a known name, and that name as it was announced."""
        found: tuple[int, str] | None = None
        for parts, name in self._by_first.get(tokens[index].text, ()):
            there = tokens[index : index + len(parts)]
            if tuple(token.text for token in there) != parts or (found and found[0] > len(parts)):
                continue
            if found is None or name == joined(there):
                found = len(parts), name
        return found


class KnownNames:
    """The names in scope, and the names of fields, which are known behind a point and in a filter."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        announced = _indexed(frozenset(names))
        self._variables = announced.copy()
        self._fields = announced.copy()
        self._inner: list[list[tuple[str, tuple[str, ...]]]] = []

    def add(self, name: str) -> None:
        """Announce the variable *name* until the innermost scope ends; single words need no announcing."""
        parts = _words(name)
        if len(parts) > 1 and self._variables.add(name, parts) and self._inner:
            self._inner[-1].append((name, parts))

    def add_field(self, name: str) -> None:
        """Announce the field *name* of some context."""
        parts = _words(name)
        if len(parts) > 1:
            self._fields.add(name, parts)

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Inside, variables are announced that nobody knows outside."""
        self._inner.append([])
        yield
        for name, parts in self._inner.pop():
            self._variables.remove(name, parts)

    def match(self, tokens: list[Token], index: int, *, fields: bool = False) -> tuple[int, str]:
        """How many tokens from *index* on form one name, and that name."""
        found = self.known(tokens, index, fields=fields)
        count = _adjacent(tokens, index)
        return found if found and found[0] >= count else (count, joined(tokens[index : index + count]))

    def known(self, tokens: list[Token], index: int, *, fields: bool = False) -> tuple[int, str] | None:
        """The longest announced name that begins at *index*."""
        if tokens[index].quoted:
            return None
        found = [self._variables.match(tokens, index)]
        if fields:
            found.append(self._fields.match(tokens, index))
        return max((each for each in found if each), key=lambda each: each[0], default=None)


def announced(context: Mapping[str, Value], text: str) -> frozenset[str]:
    """The names in *context*, and of the fields inside it, that *text* cannot spell unless it knows them."""
    return _peculiar_in(context) if _may_spell_several_words(text) else _NONE


@lru_cache(maxsize=4_096)
def _may_spell_several_words(text: str) -> bool:
    """Whether anything in a text could be a name of several words; most texts are too simple for that."""
    return _SEVERAL_WORDS.search(text) is not None


def _peculiar_in(context: Mapping[str, Value]) -> frozenset[str]:
    found: set[str] = set()
    left: list[Value] = [context]
    for _ in range(_LOOKED_AT):
        if not left:
            break
        value = left.pop()
        if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101  # to ask for a dict is quick
            names = [name for name in islice(value, _LOOKED_AT) if isinstance(name, str)]
            found.update([name for name in names if _is_peculiar(name)])
            left += [item for item in value.values() if isinstance(item, _HOLDING)]
        else:
            left += [item for item in value[:_LOOKED_AT] if isinstance(item, _HOLDING)]
    return frozenset(found)


@lru_cache(maxsize=256)
def _indexed(names: frozenset[str]) -> _Names:
    """*names* ready to look up: a model's texts are read one after the other with the same names in view."""
    found = _Names()
    for name in names:
        parts = _words(name)
        if len(parts) > 1:
            found.add(name, parts)
    return found


@lru_cache(maxsize=4_096)
def _is_peculiar(name: str) -> bool:
    parts = _words(name)
    plain = all(part.replace("_", "a").isalnum() for part in parts)
    return len(parts) > 1 and not (plain and KEYWORDS.isdisjoint(parts) and parts[0] not in _SPOKEN)


@lru_cache(maxsize=4_096)
def _words(name: str) -> tuple[str, ...]:
    """The words of *name*; none if no text could spell it without quotes."""
    try:
        return words(name)
    except FeelSyntaxError:
        return ()


def joined(tokens: list[Token]) -> str:
    """The name that *tokens* spell: the written words, with one space wherever the text has any."""
    name = tokens[0].text
    for before, token in pairwise(tokens):
        name += token.text if before.end == token.start else " " + token.text
    return name


def _adjacent(tokens: list[Token], index: int) -> int:
    count = 1
    if tokens[index].quoted or tokens[index].text in _SPOKEN:
        return count
    while tokens[index + count].kind is Kind.NAME and not tokens[index + count].quoted:
        count += 1
    # "x not in list" would be a name "x not" and never true: it is refused, with the remedy.
    negated = tokens[index + count - 1].text == "not" and tokens[index + count].text in {"in", "between"}
    return count - 1 if negated and count > 1 else count
