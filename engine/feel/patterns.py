"""Regular expressions of XPath (as FEEL demands), matched in time that grows only with pattern times text.

The matcher remembers where it failed before and never tries there twice, so that no pattern runs away. Patterns with a
back-reference cannot be remembered so; they stop at the step budget.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.pattern_parser import BACK, CHARACTER, END, JUMP, MATCH, SAVE, SPLIT, START, program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.pattern_parser import Instruction
    from engine.feel.running import Run

Found = tuple[int, ...]
"""Start and end of the whole match, then of each group; -1 for a group that took no part."""
_MOVES_PER_STEP = 10
_GROUP = re.compile(r"\\(.)|\$(\d+)|([\\$])", re.DOTALL)


class Pattern:
    """One pattern with its flags."""

    def __init__(self, instructions: list[Instruction], groups: int, flags: str) -> None:
        self._program = instructions
        self._slots = 2 * groups + 2
        self._lines = "m" in flags
        self._ignore_case = "i" in flags
        self._remembers = all(instruction[0] != BACK for instruction in instructions)

    def search(self, text: str, start: int, run: Run) -> Found | None:
        """The first match at *start* or later."""
        failed: set[int] = set()
        for begin in range(start, len(text) + 1):
            found = self._match(text, begin, failed, run)
            if found is not None:
                return found
        return None

    def find_all(self, text: str, run: Run) -> Iterator[Found]:
        """All matches of at least one character, from left to right."""
        start = 0
        while start <= len(text) and (found := self.search(text, start, run)) is not None:
            if found[1] > found[0]:
                yield found
            start = max(found[1], found[0] + 1)

    def _match(self, text: str, begin: int, failed: set[int], run: Run) -> Found | None:
        alternatives: list[tuple[int, int, Found]] = [(0, begin, (begin, begin) + (-1,) * (self._slots - 2))]
        moves = 0
        while alternatives:
            counter, position, slots = alternatives.pop()
            while counter >= 0:
                moves += 1
                if moves % _MOVES_PER_STEP == 0:
                    run.spend(1)
                state = counter * (len(text) + 1) + position
                if self._remembers and state in failed:
                    break
                failed.add(state)
                operation, argument, other = self._program[counter]
                if operation == MATCH:
                    return (begin, position, *slots[2:])
                if operation == SPLIT:
                    alternatives.append((other, position, slots))
                    counter = argument
                elif operation == JUMP:
                    counter = argument
                elif operation == SAVE:
                    slots = (*slots[:argument], position, *slots[argument + 1 :])
                    counter += 1
                else:
                    counter, position = self._consume(operation, argument, counter, text, position, slots)
        run.spend(1)
        return None

    def _consume(
        self, operation: int, argument: object, counter: int, text: str, position: int, slots: Found
    ) -> tuple[int, int]:
        """The next counter and position; the counter is -1 if the text does not fit."""
        if operation == CHARACTER:
            fits = position < len(text) and argument(text[position])  # type: ignore[operator]  # of CHARACTER it is one
            return (counter + 1, position + 1) if fits else (-1, position)
        if operation == BACK:
            start, end = slots[2 * argument], slots[2 * argument + 1]  # type: ignore[operator]  # a group's number
            part = text[start:end] if start >= 0 else ""
            there = text[position : position + len(part)]
            same = there.lower() == part.lower() if self._ignore_case else there == part
            return (counter + 1, position + len(part)) if same else (-1, position)
        edge = position == (0 if operation == START else len(text))
        if self._lines and not edge:
            edge = operation == START and text[position - 1] == "\n" and position < len(text)
            edge = edge or (operation == END and text[position] == "\n")
        return (counter + 1, position) if edge else (-1, position)


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Pattern:
    """The pattern ready to match; `Undefined` says why it is none."""
    instructions, groups = program(pattern, flags)
    return Pattern(instructions, groups, flags)


def groups_of(replacement: str, text: str, found: Found) -> str:
    """*replacement* with `$1` and so on filled from a match of *text*."""

    def part(match: re.Match[str]) -> str:
        escaped, digits, stray = match.groups()
        if stray or (escaped and escaped not in "\\$"):
            raise Undefined("in a replacement \\ and $ are written \\\\ and \\$")
        return escaped or _numbered(digits, text, found)

    return _GROUP.sub(part, replacement)


def _numbered(digits: str, text: str, found: Found) -> str:
    """`$12` is group 12 if there is one, else group 1 and a 2; a group that does not exist is empty."""
    count = len(found) // 2 - 1
    length = len(digits)
    while length > 1 and int(digits[:length]) > count:
        length -= 1
    group = int(digits[:length])
    start, end = (found[2 * group], found[2 * group + 1]) if group <= count else (-1, -1)
    return (text[start:end] if start >= 0 else "") + digits[length:]
