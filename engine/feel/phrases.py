"""Expressions that begin with a word: `if`, `for`, `some`, `every`, `function`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.type_parser import TypeParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class PhraseParser(TypeParser, ABC):
    """Reads a phrase whose first word is read already."""

    def __init__(self, text: str, known: Iterable[str]) -> None:
        super().__init__(text, known)
        self._textual: dict[str, Callable[[], tree.Node]] = {
            "if": self._if,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "function": self._function,
        }

    @abstractmethod
    def _expression(self) -> tree.Node: ...

    @abstractmethod
    def _closed_expression(self) -> tree.Node: ...

    def _if(self) -> tree.Node:
        start = self._before.start
        condition = self._closed_expression()
        self._expect("then")
        then = self._closed_expression()
        self._expect("else")
        otherwise = self._expression()
        return tree.If(start=start, end=self._before.end, condition=condition, then=then, otherwise=otherwise)

    def _for(self) -> tree.Node:
        start = self._before.start
        with self._known.scope():
            iterators = self._several(self._iterator)
            self._expect("return")
            body = self._expression()
        return tree.For(start=start, end=self._before.end, iterators=iterators, body=body)

    def _quantified(self) -> tree.Node:
        word = self._before
        with self._known.scope():
            iterators = self._several(self._iterator)
            self._expect("satisfies")
            condition = self._expression()
        return tree.Quantified(
            start=word.start,
            end=self._before.end,
            every=word.text == "every",
            iterators=iterators,
            condition=condition,
        )

    def _iterator(self) -> tree.Iterator:
        start = self._here.start
        name = self._new_name("the name of a variable", {"in", "return", "satisfies"})
        self._expect("in")
        source = self._closed_expression()
        high = self._closed_expression() if self._accept("..") else None
        self._known.add(name)
        return tree.Iterator(start=start, end=self._before.end, name=name, source=source, high=high)

    def _function(self) -> tree.Node:
        start = self._before.start
        self._expect("(")
        with self._known.scope():
            parameters = () if self._here.text == ")" else self._several(self._parameter)
            self._expect(")")
            if self._here.text == "external":
                raise self._error("an expression (external functions run no code here)")
            body = self._expression()
        return tree.FunctionOf(start=start, end=self._before.end, parameters=parameters, body=body)

    def _parameter(self) -> tuple[str, tree.Type | None]:
        name = self._new_name("the name of a parameter", {":", ",", ")"})
        self._known.add(name)
        return name, self._type() if self._accept(":") else None
