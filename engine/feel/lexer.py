"""FEEL text into tokens. Names are single words here; the parser joins them (`date and time`)."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from engine.feel.errors import FeelSyntaxError

MAX_TEXT = 65_536
KEYWORDS = frozenset({
    "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance",
    "function", "null", "true", "false",
})  # fmt: skip

_NAME_START = r"[^\W\d]|[\U00010000-\U000EFFFF]"
_PATTERN = re.compile(
    rf"""
      (?P<space>   (?: [\s\u0085\u180E\u200B\uFEFF]+ | //[^\n]* | /\*.*?\*/ )+ )
    | (?P<number>  (?: \d+ (?:\.\d+)? | \.\d+ ) (?: [eE][+-]?\d+ )? )
    | (?P<string>  "(?: [^"\\\n\r] | \\. )*" )
    | (?P<at>      @\s*"(?: [^"\\\n\r] | \\. )*" )
    | (?P<name>    (?:{_NAME_START}) (?: \w | [\u00B7\u0300-\u036F\u203F\u2040] | [\U00010000-\U000EFFFF] )*
                 | `[^`\n]+` | \? )
    | (?P<sign>    \.\. | \*\* | <= | >= | != | -> | /(?!\*) | [-+*=<>()\[\]{{}},.:'’] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF


class Kind(Enum):
    NUMBER = "a number"
    STRING = "a string"
    AT = "a date or duration"
    NAME = "a name"
    KEYWORD = "a keyword"
    SIGN = "a sign"
    END = "the end"

    __hash__ = object.__hash__  # Enum's own is written in Python, and a parser asks for it at every step


class Token(NamedTuple):
    kind: Kind
    text: str
    """The word itself; of a string its value, of a quoted name its content."""
    start: int
    end: int
    quoted: bool = False


_KINDS = {"number": Kind.NUMBER, "string": Kind.STRING, "at": Kind.AT, "name": Kind.NAME, "sign": Kind.SIGN}


def tokens(text: str) -> list[Token]:
    """All tokens of *text*, closed by an `END`."""
    if len(text) > MAX_TEXT:
        raise error(text, MAX_TEXT, f"at most {MAX_TEXT} characters", "more")
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _PATTERN.match(text, position)
        if match is None:
            raise error(text, position, *_unreadable(text, position))
        group = match.lastgroup or "space"
        if group != "space":
            found.append(_token(text, group, match))
        position = match.end()
    found.append(Token(Kind.END, "", len(text), len(text)))
    return found


def words(name: str) -> tuple[str, ...]:
    """The tokens that a name consists of: `date and time`, `a-b`."""
    return tuple(token.text for token in tokens(name)[:-1])


def error(text: str, position: int, expected: str, found: str) -> FeelSyntaxError:
    """The syntax error at a *position* of *text*."""
    line, column = place(text, position)
    return FeelSyntaxError(line=line, column=column, expected=expected, found=found)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1."""
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def _token(text: str, group: str, match: re.Match[str]) -> Token:
    word, start, end = match.group(), match.start(), match.end()
    if group == "name":
        if word.startswith("`"):
            return Token(Kind.NAME, word[1:-1].strip(), start, end, quoted=True)
        return Token(Kind.KEYWORD if word in KEYWORDS else Kind.NAME, word, start, end)
    if group in {"string", "at"}:
        quote = word.index('"')
        return Token(_KINDS[group], _unescape(text, start + quote + 1, word[quote + 1 : -1]), start, end)
    return Token(_KINDS[group], word, start, end)


def _unescape(text: str, start: int, body: str) -> str:
    if "\\" not in body:
        plain = body
    else:
        plain = _ESCAPE.sub(_character, body)
        # A character above U+FFFF may be written as two escapes: the halves become one character.
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\ufffd" in plain and "\ufffd" not in body:
        raise error(text, start, "whole characters in a string", "half of a surrogate pair")
    return plain


def _character(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter is not None:
        return _ESCAPED.get(letter, match.group())  # "\s" stays as it is: patterns are often written so
    code = int(short or long, 16)
    return chr(code) if code <= _LAST_CODE_POINT else "\ufffd"


def _unreadable(text: str, position: int) -> tuple[str, str]:
    if text[position] == '"':
        return 'a closing " on the same line', "the end of the line"
    if text.startswith("/*", position):
        return "a closing */", "the end of the text"
    for sign, meant in _MEANT.items():
        if text.startswith(sign, position):
            return meant, repr(sign)
    return "an expression", repr(text[position])


_MEANT = {
    "&&": '"and" between two conditions',
    "||": '"or" between two conditions',
    "&": '"and" between two conditions, or + to join strings',
    "|": '"or" between two conditions',
    "!": "not(...) around a condition, or != between two values",
    ";": "no ; at all: a FEEL text is one expression",
    "%": "modulo(a, b), or a number like 0.05 for 5 %",
    "^": "** for a power",
    "~": "not(...) around a condition",
    "#": "an expression (comments begin with //)",
    "@": 'a date or duration in quotes: @"2026-01-31"',
    "“": 'straight quotes "..." around a string',
    "”": 'straight quotes "..." around a string',
    "„": 'straight quotes "..." around a string',
    "«": 'straight quotes "..." around a string',
    "»": 'straight quotes "..." around a string',
    "‘": 'straight quotes "..." around a string',
    "‚": 'straight quotes "..." around a string',
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "–": "- (a plain minus sign)",
    "—": "- (a plain minus sign)",
    "−": "- (a plain minus sign)",
    "×": "* to multiply",
    "÷": "/ to divide",
    "…": "two points .. in a range",
    "$": "a name without $",
    "\\": "an expression (a \\ stands in strings only)",
}
"""What people write who think of another language or of a word processor, and what FEEL has for it."""
