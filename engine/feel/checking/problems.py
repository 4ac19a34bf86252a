"""What a check says: where, how bad, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from engine.feel.lexer import place

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]
Code = Literal[
    "syntax",
    "unknown-name",
    "unknown-field",
    "unknown-function",
    "unknown-type",
    "malformed-literal",
    "wrong-arguments",
    "type-clash",
    "unexpected-result",
    "always-null",
    "constant-condition",
]
_SEVERITIES: dict[Code, Severity] = {"always-null": "warning", "constant-condition": "warning"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that cannot work, or cannot be meant; line and column count from 1."""

    line: int
    column: int
    start: int
    """Where the part in question begins and ends, as offsets into the text."""
    end: int
    code: Code
    message: str
    remedy: str

    @property
    def severity(self) -> Severity:
        """An error yields null whatever the input; a warning works, but hardly as meant."""
        return _SEVERITIES.get(self.code, "error")


def problem(text: str, start: int, end: int, code: Code, message: str, remedy: str) -> Problem:
    """A problem with the part of *text* between two offsets."""
    line, column = place(text, start)
    return Problem(line=line, column=column, start=start, end=end, code=code, message=message, remedy=remedy)


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """The known name that *name* may be a slip of, else other advice."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"Did you mean {close[0]!r}?" if close else otherwise
