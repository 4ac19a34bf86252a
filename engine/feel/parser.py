"""FEEL tokens into a tree, by precedence climbing.

From weak to strong: `or`, `and`, comparison, `+ -`, `* /`, `**`, sign, `instance of`, then paths, filters and calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.brackets import CLOSERS, SUM, BracketParser
from engine.feel.cursor import MAX_LENGTH, OPERATORS
from engine.feel.lexer import Kind, Token
from engine.feel.numbers import ARITHMETIC, number
from engine.feel.temporal import temporal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LOGICAL: dict[str, type[tree.Conjunction | tree.Disjunction]] = {
    "and": tree.Conjunction,
    "or": tree.Disjunction,
}
_LEVELS = (
    {"or": 1, "and": 2, "between": 3, "in": 3}
    | dict.fromkeys(_COMPARISONS, 3)
    | {"+": SUM, "-": SUM, "*": 5, "/": 5, "**": 6}
)
_LITERALS = {"null": None, "true": True, "false": False}
_AFTER_INTERVAL = _COMPARISONS | {
    "",
    ".",
    ",",
    ")",
    "]",
    "}",
    "and",
    "or",
    "then",
    "else",
    "return",
    "satisfies",
}


class Parser(BracketParser):
    """Reads one text once."""

    def __init__(self, text: str, known: Iterable[str]) -> None:
        super().__init__(text, known)
        self._ready: tree.Node | None = None
        """An operand that is read already, when only what follows told what it is."""
        self._operands: dict[Kind, Callable[[], tree.Node]] = {
            Kind.NAME: self._variable,
            Kind.NUMBER: self._number,
            Kind.STRING: lambda: self._literal(self._here.text),
            Kind.AT: self._at,
            Kind.KEYWORD: self._keyword,
            Kind.SIGN: self._bracketed,
        }

    # -- the two kinds of text ------------------------------------------------------------------------------------

    def expression(self) -> tree.Node:
        node = self._expression()
        self._finish()
        return node

    def unary_tests(self) -> tree.Tests:
        """A cell: `-`, `not(...)`, or tests with commas between them."""
        start = self._here.start
        if self._here.text == "-" and self._ahead(1).kind is Kind.END:
            return tree.Tests(start=start, end=self._here.end, tests=())
        if self._here.text == "not" and self._ahead(1).text == "(" and self._closes_at_the_end():
            self._index += 2
            tests = self._several(self._test)
            self._expect(")")
            self._finish()
            return tree.Tests(start=start, end=self._before.end, tests=tests, negated=True)
        tests = self._several(self._test)
        self._finish()
        return tree.Tests(start=start, end=self._before.end, tests=tests)

    def _closes_at_the_end(self) -> bool:
        """Whether `not(` spans the whole cell; `not(a) and b` is an expression, `not(a), b` two tests."""
        depth = 0
        for index in range(self._index + 1, len(self._tokens) - 1):
            token = self._tokens[index]
            if token.kind is Kind.SIGN:
                depth += (token.text in {"(", "{"}) - (token.text in {")", "}"})
            if depth == 0:
                return index == len(self._tokens) - 2
        return True

    # -- operators ------------------------------------------------------------------------------------------------

    def _expression(self) -> tree.Node:
        with self._nested():
            return self._binary(1)

    def _binary(self, weakest: int) -> tree.Node:
        """Operands joined by operators of at least the level *weakest*."""
        left = self._signed()
        length = 0
        while (level := self._operator_level()) >= weakest:
            length += 1
            if length > MAX_LENGTH:
                raise self._error(f"at most {MAX_LENGTH} operators in a row", "one more")
            left = self._operation(left, level)
        return left

    def _operator_level(self) -> int:
        token = self._here
        return _LEVELS.get(token.text, 0) if token.kind in OPERATORS else 0

    def _operation(self, left: tree.Node, level: int) -> tree.Node:
        sign = self._next().text
        if sign in _LOGICAL:
            return self._logical(left, sign, level)
        if sign == "between":
            return self._between(left)
        if sign == "in":
            return self._in(left)
        right = self._binary(level + 1)
        made = tree.Comparison if sign in _COMPARISONS else tree.Arithmetic
        return made(start=left.start, end=self._before.end, sign=sign, left=left, right=right)

    def _logical(self, first: tree.Node, word: str, level: int) -> tree.Node:
        operands = [first, self._binary(level + 1)]
        while self._accept(word):
            operands.append(self._binary(level + 1))
        return _LOGICAL[word](start=first.start, end=self._before.end, operands=tuple(operands))

    def _between(self, value: tree.Node) -> tree.Node:
        low = self._binary(SUM)
        self._expect("and")
        high = self._binary(SUM)
        return tree.Between(start=value.start, end=self._before.end, value=value, low=low, high=high)

    def _in(self, value: tree.Node) -> tree.Node:
        tests = self._listed_tests() if self._here.text == "(" else None
        if tests is None:
            tests = (self._bound() or self._binary(SUM),)
        return tree.In(start=value.start, end=self._before.end, value=value, tests=tests)

    def _listed_tests(self) -> tuple[tree.Node, ...] | None:
        """The tests of `x in (a, < 5, [1..3])`; None after a plain parenthesis, which is then read on from."""
        opening = self._next()
        first = self._test()
        if not isinstance(first, tree.Bound) and self._accept(".."):
            self._ready = self._interval(opening, first)
            return None
        tests = (first, *(self._several(self._test) if self._accept(",") else ()))
        self._expect(")")
        if len(tests) == 1 and not isinstance(first, tree.Bound):
            self._ready = first
            return None
        return tests

    def _test(self) -> tree.Node:
        """An expression, or a bound such as `> 5` that stands for a range."""
        return self._bound() or self._closed_expression()

    def _bound(self) -> tree.Bound | None:
        if self._here.kind is not Kind.SIGN or self._here.text not in _COMPARISONS:
            return None
        sign = self._next()
        limit = self._binary(SUM)
        return tree.Bound(start=sign.start, end=self._before.end, sign=sign.text, limit=limit)

    def _signed(self) -> tree.Node:
        signs = []
        while self._here.kind is Kind.SIGN and self._here.text == "-":
            signs.append(self._next())
            if len(signs) > MAX_LENGTH:
                raise self._error(f"at most {MAX_LENGTH} signs", "one more")
        if signs and self._here.kind is Kind.NUMBER:
            self._ready = self._negative(signs.pop())
        node = self._typed()
        for sign in reversed(signs):
            node = tree.Negation(start=sign.start, end=node.end, operand=node)
        return node

    def _negative(self, sign: Token) -> tree.Literal:
        """The sign is part of a number: `-1 instance of number` asks about -1."""
        read = self._number()
        return tree.Literal(start=sign.start, end=read.end, value=ARITHMETIC.minus(read.value))

    def _typed(self) -> tree.Node:
        node = self._postfix()
        if not self._accept("instance"):
            return node
        self._expect("of")
        kind = self._type()
        return tree.InstanceOf(start=node.start, end=self._before.end, value=node, type=kind)

    # -- operands -------------------------------------------------------------------------------------------------

    def _postfix(self) -> tree.Node:
        node = self._primary()
        length = 0
        while self._here.kind is Kind.SIGN and self._here.text in {".", "[", "("}:
            length += 1
            if length > MAX_LENGTH:
                raise self._error(f"at most {MAX_LENGTH} steps of a path", "one more")
            if self._here.text == "[" and self._closes_interval():
                break
            node = self._step(node, self._next().text)
        return node

    def _closes_interval(self) -> bool:
        """Whether this `[` ends a half-open interval (`[1..10[`): nothing after it can begin a filter."""
        after = self._ahead(1)
        return self._in_interval and after.kind in CLOSERS and after.text in _AFTER_INTERVAL

    def _step(self, target: tree.Node, sign: str) -> tree.Node:
        if sign == ".":
            name = self._name("the name of a field", field=True)
            return tree.Path(start=target.start, end=self._before.end, target=target, name=name)
        if sign == "[":
            self._filters += 1
            condition = self._closed_expression()
            self._filters -= 1
            self._expect("]")
            return tree.Filter(start=target.start, end=self._before.end, target=target, condition=condition)
        return self._call(target)

    def _primary(self) -> tree.Node:
        if self._ready is not None:
            node, self._ready = self._ready, None
            return node
        read = self._operands.get(self._here.kind)
        if read is None:
            raise self._error("an expression")
        return read()

    def _keyword(self) -> tree.Node:
        word = self._here.text
        if self._known.known(self._tokens, self._index, fields=self._filters > 0):
            return self._variable()
        if word in _LITERALS:
            return self._literal(_LITERALS[word])
        if word not in self._textual:
            raise self._error("an expression")
        self._next()
        return self._textual[word]()

    def _literal(self, value: object) -> tree.Literal:
        token = self._next()
        return tree.Literal(start=token.start, end=token.end, value=value)

    def _number(self) -> tree.Literal:
        value = number(self._here.text)
        if value is None:
            raise self._error("a number of at most 6144 digits before the point")
        return self._literal(value)

    def _at(self) -> tree.Literal:
        """What `@` writes; a text that is nothing temporal is null, and a problem for `check`."""
        return self._literal(temporal(self._here.text))

    def _variable(self) -> tree.Node:
        start = self._here.start
        if self._here.text == "?" and not self._here.quoted:
            token = self._next()
            return tree.Input(start=start, end=token.end)
        name = self._name("a name")
        return tree.Name(start=start, end=self._before.end, name=name)

    def _closed_expression(self) -> tree.Node:
        """An expression that ends at a delimiter of its own, where `[` opens a filter again."""
        outer, self._in_interval = self._in_interval, False
        node = self._expression()
        self._in_interval = outer
        return node
