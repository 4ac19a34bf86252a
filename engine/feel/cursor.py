"""A place in the tokens of one text, with the few moves that the parsers are made of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from engine.feel.lexer import Kind, Token, error, tokens
from engine.feel.naming import KnownNames, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feel.errors import FeelSyntaxError

MAX_DEPTH = 50
"""Levels of nesting; each takes a handful of Python frames when it is parsed, compiled and run."""
MAX_LENGTH = 150
"""Operators or path steps in a row; each takes a frame, too."""

T = TypeVar("T")


class Cursor:
    def __init__(self, text: str, known: Iterable[str]) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._index = 0
        self._depth = 0
        self._known = KnownNames(known)

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
        if self._here.text != word or self._here.kind not in {Kind.SIGN, Kind.KEYWORD}:
            return False
        self._index += 1
        return True

    def _expect(self, word: str) -> None:
        if self._here.text != word or self._here.kind in {Kind.STRING, Kind.AT, Kind.END}:
            raise self._error(word)
        self._index += 1

    def _name(self, expected: str) -> str:
        if self._here.kind is not Kind.NAME:
            raise self._error(expected)
        count = self._known.match(self._tokens, self._index)
        name = joined(self._tokens[self._index : self._index + count])
        self._index += count
        return name

    def _several(self, part: Callable[[], T]) -> tuple[T, ...]:
        found = [part()]
        while self._accept(","):
            found.append(part())
        return tuple(found)

    def _finish(self) -> None:
        if self._here.kind is not Kind.END:
            raise self._error("an operator or the end")

    def _error(self, expected: str, found: str | None = None) -> FeelSyntaxError:
        return error(self._text, self._here.start, expected, found or shown(self._here))


def shown(token: Token) -> str:
    return "the end of the text" if token.kind is Kind.END else repr(token.text)
