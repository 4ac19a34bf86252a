"""Reads a JUEL expression, by JUEL's precedence."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from engine.bpmn.juel.calls import refuse_call, refuse_part
from engine.bpmn.juel.errors import Untranslatable
from engine.bpmn.juel.lexing import Token, tokens
from engine.bpmn.juel.tree import Binary, Choice, Literal, Name, Part, Tree, Unary

_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
"""What binds weakest comes first."""
_CONSTANTS = {"true": True, "false": False, "null": None}
_VARIABLES = {"getVariable", "getVariableLocal", "getVariableTyped"}
_CONTEXTS = {"execution", "task", "delegateTask"}
_DEEP = 60
_FEEL = "Correct the expression, or write FEEL after =."


def parse(text: str, column: int) -> Tree:
    """The tree of an expression without its braces; it begins in this column."""
    parser = _Parser(tokens(text, column))
    tree = parser.expression()
    if parser.token.kind != "end":
        parser.refuse()
    return tree


class _Parser:
    """Goes through the words once, from left to right."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        return self._words[self._at]

    def refuse(self) -> NoReturn:
        found = repr(self.token.text) if self.token.kind != "end" else "the end"
        raise Untranslatable(self.token.column, f"{found} is not expected here", _FEEL)

    def expression(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEP:
            raise Untranslatable(self.token.column, "It is nested too deep", "Split the expression.")
        tree = self._choice()
        self._depth -= 1
        return tree

    def _choice(self) -> Tree:
        condition = self._operation(0)
        if not self._take("?"):
            return condition
        yes = self.expression()
        self._want(":")
        return Choice(condition, yes, self.expression())

    def _operation(self, level: int) -> Tree:
        """Operators of one level, from left to right."""
        if level == len(_LEVELS):
            return self._unary()
        left = self._operation(level + 1)
        while self.token.kind == "sign" and self.token.text in _LEVELS[level]:
            sign = self._next()
            left = Binary(sign.text, left, self._operation(level + 1), sign.column)
        return left

    def _unary(self) -> Tree:
        signs = []
        while (self.token.kind, self.token.text) in {("sign", "!"), ("sign", "-"), ("word", "empty")}:
            signs.append(self._next().text)
        if len(signs) > _DEEP:
            raise Untranslatable(self.token.column, "It is nested too deep", "Split the expression.")
        tree = self._value()
        for sign in reversed(signs):
            tree = Unary(sign, tree)
        return tree

    def _value(self) -> Tree:
        tree = self._beginning()
        while self.token.text in {".", "["} and self.token.kind == "sign":
            sign = self._next()
            if sign.text == ".":
                tree = self._field(tree)
            else:
                tree = Part(tree, self.expression(), sign.column)
                self._want("]")
        return tree

    def _field(self, base: Tree) -> Tree:
        if self.token.kind != "word":
            self.refuse()
        field = self._next()
        context = base.name if isinstance(base, Name) else ""
        if context in _CONTEXTS and field.text in _VARIABLES:
            return self._variable()
        if self.token.text == "(" and self.token.kind == "sign":
            refuse_call(field.text, field.column)
        if context in _CONTEXTS:
            refuse_part(context, field.text, field.column)
        return Part(base, Literal(field.text), field.column)

    def _variable(self) -> Tree:
        """``execution.getVariable('name')`` is the variable itself."""
        self._want("(")
        if self.token.kind != "text":
            self.refuse()
        named = self._next()
        self._want(")")
        return Name(named.text, named.column)

    def _beginning(self) -> Tree:
        token = self.token
        if self._take("("):
            inner = self.expression()
            self._want(")")
            return inner
        if token.kind not in {"number", "text", "word"}:
            self.refuse()
        self._next()
        if token.kind == "word":
            return self._word(token)
        return Literal(token.text if token.kind == "text" else Decimal(token.text))

    def _word(self, token: Token) -> Tree:
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text])
        if (self.token.kind, self.token.text) == ("sign", "("):
            refuse_call(token.text, token.column)
        return Name(token.text, token.column)

    def _take(self, sign: str) -> bool:
        if self.token.kind == "sign" and self.token.text == sign:
            self._at += 1
            return True
        return False

    def _want(self, sign: str) -> None:
        if not self._take(sign):
            self.refuse()

    def _next(self) -> Token:
        token = self.token
        self._at += 1
        return token
