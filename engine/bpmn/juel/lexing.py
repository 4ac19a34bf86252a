"""The words of a JUEL expression, each with the column in which it begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.bpmn.juel.errors import Untranslatable

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<word>[^\W\d][\w$]*)
    |(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
    "and": "&&", "or": "||", "not": "!", "div": "/", "mod": "%",
}  # fmt: skip
"""Operators that JUEL lets one write as words."""
_MANY = 300
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """number, text, word, sign or end."""
    text: str
    column: int


def tokens(text: str, column: int) -> list[Token]:
    """The words of *text*, which begins in this column; the last one marks the end."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Untranslatable(
                column + at,
                f"{text[at]!r} is not expected here",
                "Correct the expression, or write FEEL after =.",
            )
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group(), column + at))
        at = match.end()
    if len(found) > _MANY:
        raise Untranslatable(found[_MANY].column, "It is too long", "Split the expression.")
    return [*found, Token("end", "", column + len(text))]


def _token(kind: str, text: str, column: int) -> Token:
    if kind == "text":
        return Token(kind, _ESCAPE.sub(r"\1", text[1:-1]), column)
    if text in _WORDS:
        return Token("sign", _WORDS[text], column)
    return Token(kind, text, column)
