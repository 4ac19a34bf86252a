"""Regular expressions of XPath, as FEEL demands: in linear time on re2; what re2 has not, on regex with a time-out.

`docs/decisions/0011-regular-expressions-run-on-re2.md` says why, and what the time-out means.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import re2
import regex

from engine.feel.errors import Undefined
from engine.feel.pattern_parser import Translation, translated
from engine.feel.running import beyond

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel.running import Run

MAX_SECONDS = 0.5
"""Of the processor, for all regular expressions of one evaluation: the last resort, after the steps."""
_COMPARED_PER_STEP = 1_000
_LONGEST_FOR_REGEX = 100_000
_MEMORY = 4 << 20
_DIGITS_OF_A_GROUP = 2
_GROUP = re.compile(r"\\(.?)|\$([0-9]+)|(\$)", re.DOTALL)


class Match(Protocol):
    """What both libraries say of a match."""

    def start(self) -> int: ...

    def end(self) -> int: ...

    def group(self, number: int = 0, /) -> str | None: ...


class Pattern:
    """One pattern with its flags."""

    def __init__(self, translation: Translation, *, is_literal: bool) -> None:
        self._translation = translation
        self._is_literal = is_literal
        # At once, so that a pattern that is none is known as such before there is a text.
        self._first = self._backtracking if translation.has_references else self._linear

    def fits(self, text: str, run: Run) -> bool:
        """Whether it matches somewhere in *text*."""
        return any(True for _ in self._matches(text, run))

    def find_all(self, text: str, run: Run) -> Iterator[Match]:
        """All matches of at least one character, from left to right."""
        return (match for match in self._matches(text, run) if match.end() > match.start())

    def filled(self, replacement: str, match: Match, run: Run) -> str:
        """*replacement* with `$1` and so on filled from a match."""
        run.characters(len(replacement))
        if self._is_literal:
            return replacement

        def part(found: re.Match[str]) -> str:
            escaped, digits, stray = found.groups()
            if stray or (escaped is not None and escaped not in {"\\", "$"}):
                raise Undefined("in a replacement \\ and $ are written \\\\ and \\$")
            return escaped or self._numbered(digits, match, run)

        return _GROUP.sub(part, replacement)

    def _numbered(self, digits: str, match: Match, run: Run) -> str:
        """`$12` is group 12 if there is one, else group 1 and a 2; a group that does not exist is empty."""
        count = self._translation.groups
        length = min(len(digits), _DIGITS_OF_A_GROUP)
        while length > 1 and int(digits[:length]) > count:
            length -= 1
        group = int(digits[:length])
        found = (match.group(group) or "") if group <= count else ""
        run.characters(len(found))
        return found + digits[length:]

    def _matches(self, text: str, run: Run) -> Iterator[Match]:
        _check(text)
        run.spend(1 + len(text) * (1 + self._translation.positions) // _COMPARED_PER_STEP)
        # The end of a last, empty line is the one place where re2 and XPath see the beginning of a line differently.
        exact = self._translation.has_line_starts and text.endswith("\n")
        found = self._tried(text, run) if self._translation.has_references or exact else self._read(text)
        while True:
            with _timed(run):
                match = next(found, None)
            if match is None:
                return
            run.spend(1)
            yield match

    def _read(self, text: str) -> Iterator[Match]:
        yield from self._linear.finditer(text)

    def _tried(self, text: str, run: Run) -> Iterator[Match]:
        """The matches that the backtracking library finds before the time is over."""
        if len(text) > _LONGEST_FOR_REGEX:
            raise beyond(f"{_LONGEST_FOR_REGEX} characters for {self._why_tried()}")
        try:
            left = max(MAX_SECONDS - run.matching, 0.001)
            yield from self._backtracking.finditer(text, timeout=left, concurrent=True)
        except (TimeoutError, MemoryError):
            raise _too_long() from None

    def _why_tried(self) -> str:
        if self._translation.has_references:
            return "a pattern with a back-reference"
        return "^ under flag m over a text that ends in an empty line"

    @cached_property
    def _linear(self) -> Any:
        options = re2.Options()
        options.max_mem = _MEMORY
        options.log_errors = False
        try:
            return re2.compile(self._translation.text, options)
        except re2.error:
            raise Undefined("the pattern repeats too much") from None
        finally:
            re2.purge()  # its own cache would hold as many again

    @cached_property
    def _backtracking(self) -> Any:
        text = self._translation.text.replace("(?m:^)", r"(?:\A|(?m:^)(?!\z))")
        return regex.compile(text, cache_pattern=False)


def compiled(pattern: str, flags: str, run: Run) -> Pattern:
    """The pattern ready to match; `Undefined` says why it is none."""
    with _timed(run):
        return _compiled(pattern, flags)


@lru_cache(maxsize=64)
def _compiled(pattern: str, flags: str) -> Pattern:
    _check(pattern)
    return Pattern(translated(pattern, flags), is_literal="q" in flags)


def _check(text: str) -> None:
    """Refuse what is no Unicode text."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Undefined(f"character {error.start + 1} is half of a surrogate pair") from None


@contextmanager
def _timed(run: Run) -> Iterator[None]:
    """Count what the calling thread works inside, so that no crowd of other threads shortens its time."""
    begun = time.thread_time()
    try:
        yield
    finally:
        run.matching += time.thread_time() - begun
    if run.matching > MAX_SECONDS:
        raise _too_long()


def _too_long() -> Exception:
    return beyond(f"{MAX_SECONDS:g} seconds of matching patterns")
