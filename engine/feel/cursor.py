"""A place in the tokens of one text, with the few moves that the parsers are made of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from engine.feel.lexer import Kind, Token, error, tokens
from engine.feel.mistakes import better
from engine.feel.naming import KnownNames, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feel.errors import FeelSyntaxError

MAX_DEPTH = 50
"""Levels of nesting; each takes a handful of Python frames when it is parsed, compiled and run."""
MAX_LENGTH = 150
"""Operators or path steps in a row; each takes a frame, too."""

T = TypeVar("T")

OPERATORS = frozenset({Kind.SIGN, Kind.KEYWORD})
IN_NAMES = frozenset({Kind.NAME, Kind.KEYWORD, Kind.NUMBER, Kind.SIGN})
OUTSIDE_NAMES = frozenset(
    {"(", ")", "[", "]", "{", "}", "<", ">", "<=", ">=", "=", "!=", ",", ":", "..", "->"}
)


class Cursor:
    def __init__(self, text: str, known: Iterable[str]) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._index = 0
        self._depth = 0
        self._known = KnownNames(known)
        self._filters = 0
        """Filters around: in them the fields of an unknown item are names."""

    @contextmanager
    def _nested(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"at most {MAX_DEPTH} levels of nesting", "one more")
        yield
        self._depth -= 1

    @property
    def _here(self) -> Token:
        return self._tokens[self._index]

    @property
    def _before(self) -> Token:
        return self._tokens[self._index - 1]

    def _ahead(self, count: int) -> Token:
        return self._tokens[min(self._index + count, len(self._tokens) - 1)]

    def _next(self) -> Token:
        token = self._tokens[self._index]
        if token.kind is not Kind.END:
            self._index += 1
        return token

    def _accept(self, word: str) -> bool:
        token = self._here
        if token.text != word or token.kind not in OPERATORS:
            return False
        self._index += 1
        return True

    def _expect(self, word: str) -> None:
        if self._here.text != word or self._here.kind in {Kind.STRING, Kind.AT, Kind.END}:
            raise self._error(word)
        self._index += 1

    def _name(self, expected: str, *, field: bool = False) -> str:
        """A name; the first word of a *field*, behind its point, may be a keyword, too."""
        word = self._here.kind is Kind.NAME or (field and self._here.kind is Kind.KEYWORD)
        if not word and self._known.known(self._tokens, self._index) is None:
            raise self._error(expected)
        count, name = self._known.match(self._tokens, self._index, fields=field or self._filters > 0)
        self._index += count
        return name

    def _new_name(self, expected: str, ends: set[str]) -> str:
        """A name that the text itself introduces, with whatever stands in it before one of *ends*."""
        start = self._index
        if self._here.kind is not Kind.NAME:
            raise self._error(expected)
        while self._here.kind in IN_NAMES and self._here.text not in ends | OUTSIDE_NAMES:
            self._next()
        return joined(self._tokens[start : self._index])

    def _several(self, part: Callable[[], T]) -> tuple[T, ...]:
        found = [part()]
        while self._accept(","):
            found.append(part())
        return tuple(found)

    def _finish(self) -> None:
        if self._here.kind is not Kind.END:
            raise self._error("an operator or the end")

    def _error(self, expected: str, found: str | None = None) -> FeelSyntaxError:
        expected = better(self._text, self._tokens, self._index, expected)
        return error(self._text, self._here.start, expected, found or shown(self._here))


def shown(token: Token) -> str:
    return "the end of the text" if token.kind is Kind.END else repr(token.text)
