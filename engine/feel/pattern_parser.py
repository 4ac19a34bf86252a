"""XPath's regular expressions into a small program for `patterns.Pattern`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.errors import Undefined
from engine.feel.pattern_classes import CharacterTest, any_character, escape_class, folded, range_test

CHARACTER, SPLIT, JUMP, SAVE, START, END, BACK, MATCH = range(8)
Instruction = tuple[int, Any, int]
Part = Callable[[list[Instruction]], None]
"""Writes itself to the end of a program."""

_MAX_PATTERN = 2_000
_MAX_PROGRAM = 10_000
_MAX_REPEATS = 1_000
_MAX_GROUPS = 50
_MAX_DEPTH = 30
_SPECIAL = frozenset("\\|.?*+(){}[]^$-")
_EDGES = {"^": START, "$": END}
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}


def program(pattern: str, flags: str) -> tuple[list[Instruction], int]:
    """The instructions and the number of groups; `Undefined` says what is wrong with the pattern."""
    if set(flags) - set("smixq"):
        raise Undefined(f"{flags!r} are no flags; there are s, m, i, x and q")
    if len(pattern) > _MAX_PATTERN:
        raise Undefined(f"the pattern is longer than {_MAX_PATTERN} characters")
    parser = _Parser(pattern, flags)
    instructions: list[Instruction] = []
    parser.whole()(instructions)
    instructions.append((MATCH, None, 0))
    return instructions, parser.groups


class _Parser:
    def __init__(self, pattern: str, flags: str) -> None:
        self._literal = "q" in flags
        self._ignore_case = "i" in flags
        self._dot_all = "s" in flags
        self._pattern = _without_spaces(pattern) if "x" in flags and not self._literal else pattern
        self._index = 0
        self._depth = 0
        self._closed: set[int] = set()
        self.groups = 0

    def whole(self) -> Part:
        if self._literal:
            return _sequence([self._character(each) for each in self._pattern])
        part = self._alternatives()
        if self._index < len(self._pattern):
            raise Undefined("a ) in the pattern closes nothing")
        return part

    def _alternatives(self) -> Part:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Undefined(f"the pattern nests deeper than {_MAX_DEPTH}")
        branches = [self._branch()]
        while self._accept("|"):
            branches.append(self._branch())
        self._depth -= 1
        part = branches[-1]
        for branch in reversed(branches[:-1]):
            part = _either(branch, part)
        return part

    def _branch(self) -> Part:
        parts = []
        while self._peek() not in {"", "|", ")"}:
            parts.append(self._quantified())
        return _sequence(parts)

    def _quantified(self) -> Part:
        atom = self._atom()
        low, high = self._quantity()
        if (low, high) == (1, 1):
            return atom
        lazy = self._accept("?")
        return _repeat(atom, low, high, lazy=lazy)

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
            raise Undefined("a quantity {a,b} has a above b")
        return low, high

    def _digits(self) -> int:
        start = self._index
        while self._peek() in set("0123456789"):
            self._index += 1
        text = self._pattern[start : self._index]
        if not text or int(text[:6]) > _MAX_REPEATS:
            raise Undefined(f"a quantity is a number up to {_MAX_REPEATS}")
        return int(text)

    def _atom(self) -> Part:
        here = self._next()
        match here:
            case "(":
                return self._group()
            case "[":
                return _one(self._class())
            case "\\":
                return self._escape()
        if here in _EDGES:
            return _plain(_EDGES[here])
        if here in "?*+{}])":
            raise Undefined(f"a {here} stands where it means nothing")
        return _one(any_character(everything=self._dot_all)) if here == "." else self._character(here)

    def _group(self) -> Part:
        if self._accept("?"):
            self._need(":")
            inside = self._alternatives()
            self._need(")")
            return inside
        self.groups += 1
        number = self.groups
        if number > _MAX_GROUPS:
            raise Undefined(f"the pattern has more than {_MAX_GROUPS} groups")
        inside = self._alternatives()
        self._need(")")
        self._closed.add(number)
        return _sequence([_plain(SAVE, 2 * number), inside, _plain(SAVE, 2 * number + 1)])

    def _escape(self) -> Part:
        if self._peek() in set("123456789"):
            return _plain(BACK, self._reference())
        return _one(self._escaped())

    def _reference(self) -> int:
        number = int(self._next())
        while self._peek() in set("0123456789") and number * 10 + int(self._peek()) in self._closed:
            number = number * 10 + int(self._next())
        if number not in self._closed:
            raise Undefined(f"\\{number} names no group before it")
        return number

    def _escaped(self) -> CharacterTest:
        letter = self._next()
        if letter in _CONTROL:
            return self._one_of(_CONTROL[letter])
        if letter in _SPECIAL:
            return self._one_of(letter)
        argument = ""
        if letter in {"p", "P"}:
            self._need("{")
            end = self._pattern.find("}", self._index)
            argument, self._index = self._pattern[self._index : end], end + 1
            if end < 0:
                raise Undefined("a \\p{ is not closed")
        return escape_class(letter, argument)

    # -- classes: [a-z], [^0-9], [a-z-[aeiou]] -------------------------------------------------------------------

    def _class(self) -> CharacterTest:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Undefined(f"the pattern nests deeper than {_MAX_DEPTH}")
        negated = self._accept("^")
        tests: list[CharacterTest] = []
        without: CharacterTest | None = None
        while self._peek() != "]" or not tests:
            if self._peek() == "-" and self._peek(1) == "[" and tests:
                self._index += 2
                without = self._class()
                break
            tests.append(self._class_item())
        self._need("]")
        self._depth -= 1

        def test(character: str) -> bool:
            inside = any(each(character) for each in tests) is not negated
            return inside and not (without is not None and without(character))

        return test

    def _class_item(self) -> CharacterTest:
        first = self._next()
        if first == "[":
            raise Undefined("a [ inside [] is written \\[")
        if first == "\\":
            if self._peek() not in _SPECIAL and self._peek() not in _CONTROL:
                return self._escaped()
            letter = self._next()
            first = _CONTROL.get(letter, letter)
        if self._peek() != "-" or self._peek(1) in {"]", "["}:
            return self._one_of(first)
        self._index += 1
        last = self._next()
        if last == "\\":
            letter = self._next()
            last = _CONTROL.get(letter, letter)
        if last < first:
            raise Undefined(f"the range {first}-{last} runs backwards")
        return range_test(first, last, ignore_case=self._ignore_case)

    # -- characters ----------------------------------------------------------------------------------------------

    def _character(self, character: str) -> Part:
        return _one(self._one_of(character))

    def _one_of(self, character: str) -> CharacterTest:
        return (folded(character) if self._ignore_case else frozenset(character)).__contains__

    def _peek(self, ahead: int = 0) -> str:
        return self._pattern[self._index + ahead : self._index + ahead + 1]

    def _next(self) -> str:
        if self._index >= len(self._pattern):
            raise Undefined("the pattern ends too early")
        self._index += 1
        return self._pattern[self._index - 1]

    def _accept(self, character: str) -> bool:
        found = self._peek() == character
        self._index += found
        return found

    def _need(self, character: str) -> None:
        if not self._accept(character):
            raise Undefined(f"the pattern lacks a {character}")


def _without_spaces(pattern: str) -> str:
    """The pattern as flag x reads it: white space outside of classes means nothing."""
    kept, depth, escaped = "", 0, False
    for character in pattern:
        if not escaped:
            depth += (character == "[") - (character == "]")
        escaped = character == "\\" and not escaped
        if depth > 0 or not character.isspace():
            kept += character
    return kept


def _one(test: CharacterTest) -> Part:
    return _plain(CHARACTER, test)


def _plain(operation: int, argument: object = None) -> Part:
    return lambda to: _write(to, (operation, argument, 0))


def _write(to: list[Instruction], instruction: Instruction) -> None:
    if len(to) >= _MAX_PROGRAM:
        raise Undefined("the pattern repeats too much")
    to.append(instruction)


def _sequence(parts: list[Part]) -> Part:
    def write(to: list[Instruction]) -> None:
        for part in parts:
            part(to)

    return write


def _either(first: Part, second: Part) -> Part:
    def write(to: list[Instruction]) -> None:
        split = len(to)
        _write(to, (SPLIT, split + 1, 0))
        first(to)
        jump = len(to)
        _write(to, (JUMP, 0, 0))
        to[split] = (SPLIT, split + 1, len(to))
        second(to)
        to[jump] = (JUMP, len(to), 0)

    return write


def _repeat(atom: Part, low: int, high: int | None, *, lazy: bool) -> Part:
    def write(to: list[Instruction]) -> None:
        for _ in range(low):
            atom(to)
        if high is None:
            _star(atom, to, lazy=lazy)
            return
        for _ in range(high - low):
            _write(to, (SPLIT, 0, 0))
            opened.append(len(to) - 1)
            atom(to)
        for split in opened:
            to[split] = _choice(split + 1, len(to), lazy=lazy)
        opened.clear()

    opened: list[int] = []
    return write


def _star(atom: Part, to: list[Instruction], *, lazy: bool) -> None:
    split = len(to)
    _write(to, (SPLIT, 0, 0))
    atom(to)
    _write(to, (JUMP, split, 0))
    to[split] = _choice(split + 1, len(to), lazy=lazy)


def _choice(inside: int, after: int, *, lazy: bool) -> Instruction:
    return (SPLIT, after, inside) if lazy else (SPLIT, inside, after)
