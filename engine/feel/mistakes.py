"""The usual slips of designers: what to write instead, in the words of the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.lexer import Kind, Token, place

if TYPE_CHECKING:
    from collections.abc import Callable

_AN_EXPRESSION = "an expression"
_AN_OPERATOR = "an operator or the end"
_CLOSING = (")", "]", "}")
_OPENING = {")": "(", "]": "[", "}": "{"}


def better(text: str, tokens: list[Token], index: int, expected: str) -> str:
    """*expected*, with the remedy where it is obvious what was meant."""
    here, before = tokens[index], tokens[index - 1] if index else None
    if here.text == "'" and here.kind is Kind.SIGN:
        return 'straight double quotes "..." around a string'
    if expected.startswith(_CLOSING):
        return _closing(text, tokens[:index], expected, here)
    if before is not None and before.text == "," and here.text in _CLOSING:
        return f"{expected} after the comma, or no comma"
    return _operand(here, before) if expected == _AN_EXPRESSION else _operator(here, before, expected)


def _closing(text: str, tokens: list[Token], expected: str, here: Token) -> str:
    """Name the bracket that nobody closed."""
    if expected == ")" and here.text == ",":
        return ") here, or square brackets around a list"
    if here.kind is not Kind.END and here.text not in _CLOSING:
        return expected
    opened: list[Token] = []
    for token in tokens:
        if token.kind is Kind.SIGN and token.text in {"(", "[", "{"}:
            opened.append(token)
        elif token.kind is Kind.SIGN and token.text in _CLOSING and opened:
            opened.pop()
    if not opened or (here.kind is not Kind.END and opened[-1].text != _OPENING[expected[0]]):
        return expected
    line, column = place(text, opened[-1].start)
    return f"{expected} (the {opened[-1].text} in line {line}, column {column} is not closed)"


def _operand(here: Token, before: Token | None) -> str:
    """What could stand here, where an operand should."""
    if before is None:
        return "an expression without = before it" if here.text == "=" else _AN_EXPRESSION
    pair = before.text + here.text if before.kind is here.kind is Kind.SIGN else ""
    if pair in _PAIRS and before.end == here.start:
        return _PAIRS[pair]
    if before.kind in {Kind.SIGN, Kind.KEYWORD} and here.kind is Kind.END:
        return f"{_AN_EXPRESSION} after {before.text}"
    return _AN_EXPRESSION


def _operator(here: Token, before: Token | None, expected: str) -> str:
    """What could stand here, behind an operand."""
    if before is None or expected != _AN_OPERATOR:
        return expected
    return next((meant for fits, meant in _AFTER_OPERAND if fits(before, here)), expected)


_PAIRS = {
    "==": "a single = to compare",
    "<>": '!= for "not equal"',
    "=>": '>= for "at least"',
    "=<": '<= for "at most"',
    "++": "a single +",
    "+=": "a value: FEEL changes no variables",
    "-=": "a value: FEEL changes no variables",
}
_AFTER_OPERAND: tuple[tuple[Callable[[Token, Token], bool], str], ...] = (
    (lambda _, here: here.text == "not", "not(...) around the whole condition"),
    (lambda before, _: before.text == "not", "parentheses: not(...)"),
    (lambda before, _: before.text == "?", "if ... then ... else ..."),
    (lambda _, here: here.text == "..", "brackets around a range: [1..5]"),
    (
        lambda before, here: before.text.endswith("is") and here.text in {"null", "true", "false"},
        "= instead of is",
    ),
    (
        lambda before, here: before.kind is Kind.NUMBER and here.text == ",",
        "a point in a number (1.5), or brackets around a list",
    ),
    (lambda _, here: here.text == ":", "if ... then ... else ..., or braces around a context"),
    (lambda _, here: here.text == "then", "if before the condition"),
    (lambda _, here: here.text == "else", "if ... then before else"),
    (
        lambda _, here: here.text in {")", "]", "}"},
        "an operator or the end: nothing was opened for this bracket",
    ),
)
