"""What stands in brackets: lists, contexts, ranges, grouped expressions, and the arguments of a call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.cursor import IN_NAMES, OUTSIDE_NAMES, shown
from engine.feel.lexer import Kind, Token, error
from engine.feel.naming import joined
from engine.feel.phrases import PhraseParser

if TYPE_CHECKING:
    from collections.abc import Iterable

SUM = 4
"""The level of `+` and `-`: what the ends of a range are made of."""
CLOSERS = frozenset({Kind.SIGN, Kind.KEYWORD, Kind.END})
_OPENERS = frozenset({"(", "[", "{", "-", "if", "for", "some", "every", "null", "true", "false"})


class BracketParser(PhraseParser, ABC):
    def __init__(self, text: str, known: Iterable[str]) -> None:
        super().__init__(text, known)
        self._in_interval = False

    @abstractmethod
    def _binary(self, weakest: int) -> tree.Node: ...

    @abstractmethod
    def _test(self) -> tree.Node: ...

    def _bracketed(self) -> tree.Node:
        if self._here.text not in {"(", "[", "]", "{"}:
            raise self._error("an expression")
        if self._here.text == "]" and self._ahead(1).kind in CLOSERS and self._ahead(1).text not in _OPENERS:
            raise self._error("an expression")
        opening = self._next()
        if opening.text == "{":
            return self._context(opening)
        if opening.text == "[" and self._accept("]"):
            return tree.ListOf(start=opening.start, end=self._before.end, items=())
        first = self._test()
        if not isinstance(first, tree.Bound) and self._accept(".."):
            return self._interval(opening, first)
        if opening.text == "[":
            items = (first, *(self._several(self._test) if self._accept(",") else ()))
            self._expect("]")
            return tree.ListOf(start=opening.start, end=self._before.end, items=items)
        if opening.text == "]":
            raise self._error("..")
        self._expect(")")
        return first

    def _interval(self, opening: Token, low: tree.Node) -> tree.Node:
        outer, self._in_interval = self._in_interval, True
        high = self._binary(SUM)
        self._in_interval = outer
        closing = self._next()
        if closing.text not in {")", "]", "["}:
            raise error(self._text, closing.start, "] or ) at the end of a range", shown(closing))
        return tree.Interval(
            start=opening.start,
            end=closing.end,
            low=low,
            high=high,
            low_included=opening.text == "[",
            high_included=closing.text == "]",
        )

    def _context(self, opening: Token) -> tree.Node:
        entries: list[tuple[str, tree.Node]] = []
        with self._known.scope():
            if self._here.text != "}" or self._here.kind is not Kind.SIGN:
                entries.extend(self._several(self._entry))
            self._expect("}")
        return tree.ContextOf(start=opening.start, end=self._before.end, entries=tuple(entries))

    def _entry(self) -> tuple[str, tree.Node]:
        key = self._key()
        value = self._closed_expression()
        self._known.add(key)
        self._known.add_field(key)
        return key, value

    def _key(self) -> str:
        start = self._index
        if self._here.kind is Kind.STRING:
            self._next()
            self._expect(":")
            return self._tokens[start].text
        while self._here.kind is not Kind.END and self._here.text not in {":", ",", "}", "{"}:
            self._next()
        if self._index == start:
            raise self._error("a key")
        self._expect(":")
        return joined(self._tokens[start : self._index - 1])

    def _call(self, function: tree.Node) -> tree.Node:
        names: list[str] = []
        arguments: list[tree.Node] = []
        if self._here.text != ")" or self._here.kind is not Kind.SIGN:
            self._argument(names, arguments)
            while self._accept(","):
                self._argument(names, arguments)
        self._expect(")")
        return tree.Call(
            start=function.start,
            end=self._before.end,
            function=function,
            arguments=tuple(arguments),
            names=tuple(names),
        )

    def _argument(self, names: list[str], arguments: list[tree.Node]) -> None:
        if (name := self._argument_name()) is not None:
            names.append(name)
        arguments.append(self._closed_expression())
        if len(names) not in {0, len(arguments)}:
            raise self._error("either all arguments by name or none", "a mixture")

    def _argument_name(self) -> str | None:
        """The parameter's name if `name:` comes next."""
        index = self._index
        while self._tokens[index].kind in IN_NAMES and self._tokens[index].text not in OUTSIDE_NAMES:
            index += 1
        if index == self._index or self._tokens[index].text != ":":
            return None
        name = joined(self._tokens[self._index : index])
        self._index = index + 1
        return name
