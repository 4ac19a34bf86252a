"""XPath's regular expressions (F&O 3.1, 5.6.1) into the syntax that re2 and regex share."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.errors import Undefined
from engine.feel.pattern_classes import (
    ANY,
    LINE_ENDS,
    Characters,
    both_cases,
    escape_class,
    one,
    union,
    without,
    written,
)

_MAX_PATTERN = 2_000
_MAX_POSITIONS = 10_000
_MAX_RANGES = 200_000
_MAX_REPEATS = 1_000
_MAX_GROUPS = 50
_MAX_DEPTH = 30
_SPECIAL = frozenset("\\|.?*+(){}[]^$-")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_SPACES = frozenset("\t\n\r ")
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the translation and what it costs."""

    text: str
    positions: int = 0
    """Characters and classes, with all quantities written out: one character of a text may meet each of them."""
    ranges: int = 0
    """Of those classes together: what the matcher has to prepare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    text: str
    groups: int
    positions: int
    has_references: bool
    has_line_starts: bool
    """Whether `^` may stand for the beginning of a line."""


def translated(pattern: str, flags: str) -> Translation:
    """*pattern* for the matchers; `Undefined` says what is wrong with it, and where."""
    if set(flags) - set("smixq"):
        raise Undefined("the flags are some of s, m, i, x and q")
    if len(pattern) > _MAX_PATTERN:
        raise Undefined(f"the pattern is longer than {_MAX_PATTERN} characters")
    parser = _Parser(pattern, flags)
    part = parser.whole()
    return Translation(
        text=part.text,
        groups=parser.groups,
        positions=part.positions,
        has_references=parser.has_references,
        has_line_starts=parser.has_line_starts,
    )


class _Parser:
    def __init__(self, pattern: str, flags: str) -> None:
        self._literal = "q" in flags
        self._ignore_case = "i" in flags
        self._lines = "m" in flags and not self._literal
        self._dot = ANY if "s" in flags else without(ANY, LINE_ENDS)
        spaced = "x" in flags and not self._literal
        self._places = _meant(pattern) if spaced else range(len(pattern))
        self._pattern = "".join(pattern[place] for place in self._places) if spaced else pattern
        self._index = 0
        self._depth = 0
        self._closed: set[int] = set()
        self.groups = 0
        self.has_references = False
        self.has_line_starts = False

    def whole(self) -> Part:
        if self._literal:
            return self._joined([self._set(self._cases(one(each))) for each in self._pattern])
        part = self._alternatives()
        if self._index < len(self._pattern):
            raise self._wrong("a ) closes nothing")
        return part

    def _alternatives(self) -> Part:
        self._deeper()
        branches = [self._branch()]
        while self._accept("|"):
            branches.append(self._branch())
        self._depth -= 1
        return self._joined(branches, "|")

    def _branch(self) -> Part:
        parts = []
        while self._peek() not in {"", "|", ")"}:
            parts.append(self._quantified())
        return self._joined(parts)

    def _quantified(self) -> Part:
        atom = self._atom()
        low, high = self._quantity()
        if (low, high) == (1, 1):
            return atom
        lazy = "?" if self._accept("?") else ""
        text = f"(?:{atom.text}){{{low},{'' if high is None else high}}}{lazy}"
        times = max(1, low if high is None else high)
        # An edge takes time, too, though it stands for no character.
        return self._joined([Part(text, max(1, atom.positions) * times, atom.ranges * times)])

    def _quantity(self) -> tuple[int, int | None]:
        if self._accept("?"):
            return 0, 1
        if self._accept("*"):
            return 0, None
        if self._accept("+"):
            return 1, None
        if not self._accept("{"):
            return 1, 1
        low = self._digits()
        high: int | None = low
        if self._accept(","):
            high = None if self._peek() == "}" else self._digits()
        self._need("}")
        if high is not None and high < low:
            raise self._wrong("a quantity {a,b} has a above b")
        return low, high

    def _digits(self) -> int:
        start = self._index
        while self._peek() in _DIGITS:
            self._index += 1
        text = self._pattern[start : self._index]
        number = int(text) if text else _MAX_REPEATS + 1
        if number > _MAX_REPEATS:
            raise self._wrong(f"a quantity is a number up to {_MAX_REPEATS}")
        return number

    def _atom(self) -> Part:
        here = self._next()
        match here:
            case "(":
                return self._group()
            case "[":
                return self._set(self._class())
            case "\\":
                return self._escape()
            case "^" | "$":
                return self._edge(here)
            case ".":
                return self._set(self._dot)
        if here in "?*+{}])":
            self._index -= 1
            raise self._wrong(f"a {here} stands where it means nothing")
        return self._set(self._cases(one(here)))

    def _edge(self, sign: str) -> Part:
        if not self._lines:
            return Part(r"\A" if sign == "^" else r"\z")
        self.has_line_starts = self.has_line_starts or sign == "^"
        return Part(f"(?m:{sign})")

    def _group(self) -> Part:
        if self._accept("?"):
            self._need(":")
            inside = self._alternatives()
            self._need(")")
            return Part(f"(?:{inside.text})", inside.positions, inside.ranges)
        self.groups += 1
        number = self.groups
        if number > _MAX_GROUPS:
            raise self._wrong(f"there are more than {_MAX_GROUPS} groups")
        inside = self._alternatives()
        self._need(")")
        self._closed.add(number)
        return Part(f"({inside.text})", inside.positions, inside.ranges)

    def _escape(self) -> Part:
        if self._peek() in _DIGITS - {"0"}:
            return self._reference()
        return self._set(self._escaped())

    def _reference(self) -> Part:
        """What a group matched; one that took no part is empty."""
        number = int(self._next())
        while self._peek() in _DIGITS and number * 10 + int(self._peek()) in self._closed:
            number = number * 10 + int(self._next())
        if number not in self._closed:
            raise self._wrong(f"\\{number} names no group that is closed before it")
        self.has_references = True
        return Part(f"(?{'i' if self._ignore_case else ''}:(?({number})\\{number}|))", 1, 1)

    def _escaped(self) -> Characters:
        letter = self._next()
        if letter in _CONTROL or letter in _SPECIAL:
            return self._cases(one(_CONTROL.get(letter, letter)))
        argument = ""
        if letter in {"p", "P"}:
            self._need("{")
            end = self._pattern.find("}", self._index)
            if end < 0:
                raise self._wrong(f"a \\{letter}{{ is not closed")
            argument, self._index = self._pattern[self._index : end], end + 1
        try:
            return escape_class(letter, argument)
        except Undefined as reason:
            raise self._wrong(str(reason)) from None

    # -- classes: [a-z], [^0-9], [a-z-[aeiou]] -------------------------------------------------------------------

    def _class(self) -> Characters:
        self._deeper()
        negated = self._accept("^")
        sets: list[Characters] = []
        removed: Characters = ()
        while self._peek() != "]":
            if self._peek() == "-" and self._peek(1) == "[" and sets:
                self._index += 2
                removed = self._class()
                break
            sets.append(self._class_item())
        self._need("]")
        if not sets:
            raise self._wrong("a class is empty; a ] in it is written \\]")
        self._depth -= 1
        inside = without(ANY, union(sets)) if negated else union(sets)
        return without(inside, removed)

    def _class_item(self) -> Characters:
        first = self._next()
        if first == "[":
            raise self._wrong("a [ inside [] is written \\[")
        if first == "\\":
            if self._peek() not in _SPECIAL and self._peek() not in _CONTROL:
                return self._escaped()
            letter = self._next()
            first = _CONTROL.get(letter, letter)
        if self._peek() != "-" or self._peek(1) in {"]", "["}:
            return self._cases(one(first))
        self._index += 1
        last = self._next()
        if last == "\\":
            letter = self._next()
            last = _CONTROL.get(letter, letter)
            if letter not in _CONTROL and letter not in _SPECIAL:
                raise self._wrong("a range ends in one character")
        if last < first:
            raise self._wrong(f"the range {first}-{last} runs backwards")
        return self._cases(((ord(first), ord(last)),))

    # -- pieces --------------------------------------------------------------------------------------------------

    def _cases(self, characters: Characters) -> Characters:
        return both_cases(characters) if self._ignore_case else characters

    def _set(self, characters: Characters) -> Part:
        return Part(written(characters), 1, 1 + len(characters))

    def _joined(self, parts: list[Part], between: str = "") -> Part:
        positions = sum(part.positions for part in parts)
        ranges = sum(part.ranges for part in parts)
        if positions > _MAX_POSITIONS or ranges > _MAX_RANGES:
            raise self._wrong("it repeats too much")
        return Part(between.join(part.text for part in parts), positions, ranges)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._wrong(f"it nests deeper than {_MAX_DEPTH}")

    def _peek(self, ahead: int = 0) -> str:
        return self._pattern[self._index + ahead : self._index + ahead + 1]

    def _next(self) -> str:
        if self._index >= len(self._pattern):
            raise self._wrong("it ends too early")
        self._index += 1
        return self._pattern[self._index - 1]

    def _accept(self, character: str) -> bool:
        found = self._peek() == character
        self._index += found
        return found

    def _need(self, character: str) -> None:
        if not self._accept(character):
            raise self._wrong(f"there is no {character}")

    def _wrong(self, reason: str) -> Undefined:
        place = self._places[self._index] if self._index < len(self._places) else None
        where = "at its end" if place is None else f"at character {place + 1}"
        return Undefined(f"the pattern, {where}: {reason}")


def _meant(pattern: str) -> list[int]:
    """The positions that flag x leaves: white space outside of classes means nothing."""
    kept, depth, escaped = [], 0, False
    for index, character in enumerate(pattern):
        if not escaped:
            depth += (character == "[") - (character == "]")
        escaped = character == "\\" and not escaped
        if depth > 0 or character not in _SPACES:
            kept.append(index)
    return kept
